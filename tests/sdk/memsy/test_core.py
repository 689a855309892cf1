"""Ingest, search, status, health: checks 1 to 13 of the contract."""

import json
from datetime import datetime

import pytest
from conftest import event, ingest, settle, since_0_3_5
from memsy import MemsyAPIError


@pytest.mark.parametrize("suffix", ["", "/"])
def test_01_health(server, connect, suffix):
    health = connect(server.new_org(), server.url + suffix).health()
    assert health.status == "ok"
    assert health.version
    assert isinstance(health.components, dict) and health.components


def test_02_ids_are_made_for_each_event_in_order(c):
    one = c.ingest([event("u1", "s1", "I prefer dark mode in all apps")]).event_ids
    assert len(one) == 1 and isinstance(one[0], str)
    three = c.ingest([event("u1", "s1", f"thing number {n}") for n in range(3)]).event_ids
    assert len(set(three)) == 3 and three == sorted(three)
    assert c.ingest([]).event_ids == []


def test_03_events_complete(c):
    ids = ingest(c, *[event("u1", "s1", f"thing number {n}") for n in range(3)])
    status = c.status(ids)
    assert sorted(status.completed_ids) == sorted(ids)
    assert status.failed_ids == [] and status.pending_ids == []
    assert status.total == 3
    assert status.statuses == {id: "completed" for id in ids}


def test_04_the_quick_start_works(c):
    ingest(c, event("user_1", "session_1", "I prefer dark mode in all apps"))
    # With this SDK's own default threshold.
    results = c.search("user preferences", actor_id="user_1").results
    assert any("dark mode" in result.content for result in results)


def test_05_results_are_ranked_limited_and_thresholded(c):
    texts = ["I like green tea", "My car is red", "Tea in the morning wakes me up", "It rains"]
    ingest(c, *[event("u1", "s1", text) for text in texts])
    everything = c.search("which tea do I like?", threshold=0.0, limit=10).results
    scores = [result.score for result in everything]
    assert scores == sorted(scores, reverse=True) and len(scores) >= 2
    for limit in (1, 2):
        assert len(c.search("tea", threshold=0.0, limit=limit).results) <= limit
    before = {result.id for result in everything}
    for threshold in (0.1, 0.3, 0.5, 0.7, 0.9):
        results = c.search("which tea do I like?", threshold=threshold, limit=10).results
        assert all(result.score >= threshold for result in results)
        found = {result.id for result in results}
        assert found <= before
        before = found


def test_06_source_events_are_attached_on_demand(c):
    ids = ingest(c, event("u1", "s1", "I play the violin", ts="2024-05-01T12:00:00Z"))
    result = c.search("violin", include_source_events=True, threshold=0.0).results[0]
    source = result.source_events[0]
    assert source.event_id in ids
    assert (source.kind, source.content) == ("user_message", "I play the violin")
    assert source.ts.startswith("2024-05-01T12:00:00")
    plain = c.search("violin", threshold=0.0).results[0]
    assert plain.source_events == []
    assert plain.source_event_ids == ids


def test_07_properties_never_raise_and_strength_is_bounded(c):
    ingest(c, event("u1", "s1", "I play the violin"))
    result = c.search("violin", threshold=0.0).results[0]
    assert result.strength == 1.0
    assert 0.0 <= result.confidence <= 1.0
    assert result.title is None or isinstance(result.title, str)
    assert result.summary is None or isinstance(result.summary, str)
    assert isinstance(result.tags, list) and isinstance(result.entities, list)
    assert result.kind in ("semantic", "episodic", "procedural")
    assert isinstance(result.type, str) and isinstance(result.observed_at, str)
    for _ in range(20):
        result = c.search("violin", threshold=0.0).results[0]
    assert 1.0 <= result.strength <= 5.0


def test_08_actors_are_apart(c):
    ingest(c, event("u1", "s1", "my violin is old"), event("u2", "s2", "my violin is new"))
    mine = c.search("violin", actor_id="u2", threshold=0.0, limit=50).results
    assert [result.content for result in mine] == ["my violin is new"]
    everyone = c.search("violin", threshold=0.0, limit=50).results
    assert {result.content for result in everyone} >= {"my violin is old", "my violin is new"}


def test_09_orgs_are_apart(server, connect, c):
    ids = ingest(c, event("u1", "s1", "my violin is old"))
    other = connect(server.new_org())
    assert other.search("violin", threshold=0.0).results == []
    assert other.search("violin", actor_id="u1", threshold=0.0).results == []
    status = other.status(ids)
    assert (status.completed_ids, status.failed_ids, status.pending_ids) == ([], [], [])
    assert status.total == 1


def test_10_optional_fields_are_accepted(c):
    ids = ingest(
        c,
        event(
            "u1",
            "s1",
            "we ship on Fridays",
            role_id="role_eng",
            team_id="team_platform",
            ts="2024-05-01T12:00:00+02:00",
            metadata='{"a":1}',
        ),
    )
    result = c.search("ship", include_source_events=True, threshold=0.0).results[0]
    assert result.source_event_ids == ids
    instant = datetime.fromisoformat(result.observed_at.replace("Z", "+00:00"))
    assert instant == datetime.fromisoformat("2024-05-01T10:00:00+00:00")


@since_0_3_5
@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ('{"a":1}', {"metadata": {"a": 1}}),
        ("not json", {"raw": "not json"}),
        ("[1,2]", {"raw": "[1,2]"}),
        ("", {"raw": ""}),
    ],
)
def test_11_metadata_comes_back(c, text, expect):
    # quirk 7
    ids = ingest(c, event("u1", "s1", "I play the violin", metadata=text))
    result = c.search("violin").results[0]
    assert result.source_metadata == [{"event_id": ids[0], **expect}]


@since_0_3_5
def test_11_events_without_metadata_contribute_none(c):
    ingest(c, event("u1", "s1", "I play the violin"))
    assert c.search("violin").results[0].source_metadata == []


@pytest.mark.parametrize(
    "text", ["Ich mag Käse 🧀 und 日本語", "tab\tand\nnewline", 'quotes "and" \\ slashes', "чат 🎉"]
)
def test_12_text_comes_back_unchanged(c, text):
    ingest(c, event("u1", "s1", text))
    results = c.search(text, include_source_events=True, threshold=0.0).results
    assert text in [source.content for result in results for source in result.source_events]


@pytest.mark.parametrize(
    "bad",
    [
        {"kind": "song"},
        {"actor": ""},
        {"session": ""},
        {"session": "x" * 257},
        {"ts": "yesterday"},
        {"content": ""},
        {"content": "a\x00b"},
    ],
)
def test_13_bad_events_are_refused_as_a_whole(c, bad):
    fields = {"actor": "u1", "session": "s1", "content": "bad"} | bad
    with pytest.raises(MemsyAPIError) as refused:
        c.ingest([event("u1", "s1", "a good violin"), event(**fields)])
    assert refused.value.status_code == 422
    assert "events[1]" in refused.value.detail
    assert c.search("good violin", threshold=0.0).results == []


def test_13_a_session_id_of_256_characters_is_accepted(c):
    ids = ingest(c, event("u1", "x" * 256, "long session"))
    assert c.status(ids).completed_ids == ids


def test_13_unknown_ids_are_in_no_list(c):
    # quirk 8
    status = c.status(["nonsense", "01J00000000000000000000000"])
    assert (status.completed_ids, status.failed_ids, status.pending_ids) == ([], [], [])
    assert status.statuses == {
        "nonsense": "not_found",
        "01J00000000000000000000000": "not_found",
    }


def test_13_settle_ends_for_unknown_ids(c):
    assert settle(c, ["nonsense"]).total == 1


def test_13_unknown_fields_are_ignored(server):
    # quirk 1
    key = server.new_org()
    body = {"query": "x", "colour": "red"}
    status, _ = server.raw("POST", "/search", json.dumps(body), key=key)
    assert status == 200
