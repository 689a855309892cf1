"""Keys, errors, headers, clear, async, durability: checks 21, 22, 29, 31, 32, 46, 49, 50."""

import asyncio
import json
import time

import pytest
from conftest import Server, event, ingest, settle, until_0_3_1
from memsy import (
    AsyncMemsyClient,
    AuthenticationError,
    AuthorizationError,
    MemsyAPIError,
    MemsyClient,
    MemsyError,
    OrgIdNotAllowedError,
)


@pytest.mark.parametrize("key", ["msy_wrong", "msy_" + "0" * 72, "x"])
def test_21_wrong_keys_are_refused(connect, key):
    c = connect(key)
    for call in (
        lambda: c.search("x"),
        lambda: c.ingest([event("u", "s", "x")]),
        lambda: c.status(["x"]),
    ):
        with pytest.raises(AuthenticationError) as refused:
            call()
        assert refused.value.status_code == 401
    assert c.health().status == "ok"


def test_22_a_key_that_reads_does_not_write(server, connect):
    c = connect(server.create_key(["read"]))
    with pytest.raises(AuthorizationError) as refused:
        c.ingest([event("u", "s", "x")])
    assert refused.value.required_scope == "write"
    assert isinstance(c.search("x").results, list)


def test_22_a_key_that_writes_does_not_read(server, connect):
    c = connect(server.create_key(["write"]))
    with pytest.raises(AuthorizationError) as refused:
        c.search("x")
    assert refused.value.required_scope == "read"
    assert len(c.ingest([event("u", "s", "x")]).event_ids) == 1


def test_29_too_many_wrong_keys_end_in_429(server, connect):
    c = connect("msy_wrong", max_retries=0)
    statuses = set()
    for _ in range(400):
        try:
            c.search("x")
        except MemsyAPIError as error:
            assert type(error) in (MemsyAPIError, AuthenticationError)
            statuses.add(error.status_code)
            if error.status_code == 429:
                break
    # A slow machine may not reach the limit within a second; then all were refused as wrong.
    assert statuses <= {401, 429}
    time.sleep(1.1)
    with pytest.raises(AuthenticationError):
        c.search("x")


@pytest.mark.parametrize(
    "call",
    [
        lambda c: c.search(""),
        lambda c: c.search("x", limit=0),
        lambda c: c.search("x", limit=101),
        lambda c: c.search("x", threshold=7.0),
        lambda c: c.search("x", actor_id=""),
        lambda c: c.search("x" * 100_000),
        lambda c: c.ingest([event("u", "s", "x" * 2_000_000)]),
        lambda c: c.ingest([event("u", "s", "x" * 20_000_000)]),
        lambda c: c.ingest([event("u", "s", "x")] * 1001),
        lambda c: c.ingest([event("u", "s", 7)]),
        lambda c: c.ingest([event("u", "s", "x", metadata={"a": 1})]),
        lambda c: c.status("x"),
        lambda c: c.status([7]),
    ],
)
def test_31_every_refusal_is_an_error_of_the_sdk(c, call):
    with pytest.raises(MemsyError) as refused:
        call(c)
    assert 400 <= refused.value.status_code < 500
    assert isinstance(refused.value.detail, str) and refused.value.detail


@pytest.mark.parametrize("path", ["/nonsense/ingest", "/memoird"])
def test_31_unknown_paths_are_errors_of_the_sdk(server, connect, path):
    c = connect(server.new_org(), server.url + path)
    for call in (lambda: c.search("x"), c.health):
        with pytest.raises(MemsyAPIError) as refused:
            call()
        assert refused.value.status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "expect"),
    [
        ("GET", "/search", None, 405),
        ("POST", "/search", "{", 422),
        ("POST", "/search", "[]", 422),
        ("POST", "/search", b"\xff", 422),
        ("POST", "/search", "[" * 100_000, 422),
        ("POST", "/search", "", 422),
        ("POST", "/nonsense", "{}", 404),
    ],
)
def test_31_error_bodies_are_flat_objects(server, c, method, path, body, expect):
    # quirk 15
    status, reply = server.raw(method, path, body, key=server.new_org())
    assert status == expect
    reply = json.loads(reply)
    assert isinstance(reply["error"], str) and isinstance(reply["message"], str)


def test_31_the_org_comes_from_the_key(server):
    # quirk 2
    key = server.new_org()
    body = json.dumps({"query": "x", "org_id": "another"})
    status, reply = server.raw("POST", "/search", body, key=key)
    assert (status, json.loads(reply)["error"]) == (400, "org_id_not_allowed")
    assert issubclass(OrgIdNotAllowedError, MemsyAPIError)


def test_32_usage_and_rate_limits_are_told(c):
    # quirks 11 and 12
    replies = [
        c.ingest([event("u1", "s1", "I play the violin")]),
        c.search("violin"),
        c.status([]),
        c.health(),
    ]
    calls = [reply.usage.api_calls for reply in replies]
    assert calls == sorted(set(calls)) and all(isinstance(n, int) for n in calls)
    for reply in replies:
        assert isinstance(reply.usage.plan, str) and reply.usage.plan
        assert 0 <= reply.rate_limit.remaining <= reply.rate_limit.limit
        assert reply.rate_limit.reset >= int(time.time()) - 1
    last = replies[-1].usage
    assert (last.events_ingested, last.search_queries) == (1, 1)
    assert last.memory_stored >= 1 and last.llm_tokens == 0
    assert last.api_calls_limit is None


@until_0_3_1
def test_46_clear_forgets_how_far_a_session_came(server, connect, c):
    # quirk 14
    ids = ingest(c, event("u1", "conv_abc", "I play the violin"))
    other = connect(server.new_org())
    assert other.clear("conv_abc").deleted == 0
    assert c.status(ids).completed_ids == ids
    before = [result.id for result in c.search("violin", threshold=0.0).results]
    assert c.clear("conv_abc").deleted == 1
    assert c.clear("conv_abc").deleted == 0
    assert c.status(ids).completed_ids == []
    assert [result.id for result in c.search("violin", threshold=0.0).results] == before


@until_0_3_1
@pytest.mark.parametrize("tag", ["a/b", "has space", "x%20y", "чат"])
def test_46_odd_tags_are_routed(c, tag):
    ingest(c, event("u1", tag.replace("%20", " "), "I play the violin"))
    assert c.clear(tag).deleted == 1


def test_49_async_clients_see_the_same(server, c):
    key = server.new_org()

    async def work():
        async with AsyncMemsyClient(server.url, key) as client:
            batches = [
                [event(f"u{n % 7}", f"s{n}", f"thing {n} {m}") for m in range(20)]
                for n in range(50)
            ]
            replies = await asyncio.gather(*(client.ingest(batch) for batch in batches))
            ids = [id for reply in replies for id in reply.event_ids]
            deadline = time.monotonic() + 60
            while (status := await client.status(ids)).pending_ids:
                assert time.monotonic() < deadline
                await asyncio.sleep(0.1)
            return ids, status, await client.search("thing 7", limit=20, threshold=0.0)

    ids, status, found = asyncio.run(work())
    assert len(set(ids)) == 1000
    assert sorted(status.completed_ids) == sorted(ids) and status.total == 1000
    with MemsyClient(server.url, key) as client:
        again = client.search("thing 7", limit=20, threshold=0.0)
    assert [r.id for r in again.results] == [r.id for r in found.results]


def test_50_what_was_completed_survives_a_kill(tmp_path):
    server = Server(tmp_path / "data")
    try:
        with MemsyClient(server.url, server.admin_key) as c:
            ids = c.ingest([event("u1", "s1", f"violin number {n}") for n in range(20)]).event_ids
            settle(c, ids)
            before = c.search("violin number 3", limit=20, threshold=0.0).results
        server.kill()
        server.start()
        with MemsyClient(server.url, server.admin_key) as c:
            assert sorted(c.status(ids).completed_ids) == sorted(ids)
            after = c.search("violin number 3", limit=20, threshold=0.0).results
        assert [(r.id, r.content) for r in after] == [(r.id, r.content) for r in before]
        assert len(after) == 20
    finally:
        server.kill()
