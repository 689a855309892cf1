"""Deviations that are imitated on purpose and that no SDK call shows: see the dialect's QUIRKS.md."""

import json

import pytest
from conftest import event


def test_quirk_9_a_status_request_takes_10_000_ids(server):
    key = server.new_org()
    for count, expect in [(10_000, 200), (10_001, 422)]:
        body = json.dumps({"event_ids": [str(n) for n in range(count)]})
        status, reply = server.raw("POST", "/status", body, key=key)
        assert status == expect, reply


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/ingest", {"events": []}),
        ("POST", "/v1/status", {"event_ids": []}),
        ("DELETE", "/v1/clear/conv_abc", None),
    ],
)
def test_quirk_10_some_routes_are_served_under_v1_too(server, method, path, body):
    key = server.new_org()
    body = None if body is None else json.dumps(body)
    replies = [server.raw(method, p, body, key=key) for p in (path, path.removeprefix("/v1"))]
    assert [status for status, _ in replies] == [200, 200]
    under_v1, plain = (json.loads(reply).keys() for _, reply in replies)
    assert under_v1 == plain


def test_quirk_13_health_tells_strangers_its_status_alone(server):
    for key in (None, "msy_wrong"):
        status, reply = server.raw("GET", "/health", key=key)
        assert (status, json.loads(reply)) == (200, {"status": "ok"})
    status, reply = server.raw("GET", "/health", key=server.new_org())
    assert status == 200 and json.loads(reply).keys() > {"status"}


def test_quirk_15_an_empty_batch_is_no_error(c):
    assert c.ingest([]).event_ids == []
    assert c.ingest([event("u1", "s1", "a violin")]).event_ids != []
