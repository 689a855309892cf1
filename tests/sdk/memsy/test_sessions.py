"""Searching inside and outside a conversation: checks 14 to 20 of the contract."""

import pytest
from conftest import event, ingest, search_scoped, since_0_3_5
from memsy import MemsyAPIError

pytestmark = since_0_3_5


@pytest.fixture
def two_sessions(c):
    ingest(
        c,
        event("u1", "s1", "the violin in session one"),
        event("u1", "s2", "the violin in session two"),
    )
    return c


def sessions(response):
    return {result.session_id for result in response.results}


def test_14_one_session(two_sessions):
    found = search_scoped(two_sessions, "violin", session_id="s1")
    assert "s1" in sessions(found) and sessions(found) <= {"s1", None}


def test_15_all_but_one_session(two_sessions):
    found = search_scoped(two_sessions, "violin", exclude_session_id="s1")
    assert "s2" in sessions(found) and "s1" not in sessions(found)
    assert sessions(search_scoped(two_sessions, "violin")) >= {"s1", "s2"}


@pytest.mark.parametrize("exclude", ["s2", "s1"])
def test_16_both_at_once_are_refused(two_sessions, exclude):
    with pytest.raises(MemsyAPIError) as refused:
        search_scoped(two_sessions, "violin", session_id="s1", exclude_session_id=exclude)
    assert refused.value.status_code == 422


def test_17_an_empty_id_is_unset(two_sessions):
    found = search_scoped(two_sessions, "violin", session_id="", exclude_session_id="s1")
    assert "s2" in sessions(found) and "s1" not in sessions(found)
    assert sessions(search_scoped(two_sessions, "violin", session_id="")) >= {"s1", "s2"}
    assert sessions(search_scoped(two_sessions, "violin", exclude_session_id="")) >= {"s1", "s2"}


@pytest.mark.parametrize("session", ["has space", "a#b", "a+b", "чат"])
def test_18_odd_ids_can_be_stored_and_not_searched_by(c, session):
    ids = ingest(c, event("u1", session, "an odd violin"))
    assert c.status(ids).completed_ids == ids
    for field in ("session_id", "exclude_session_id"):
        with pytest.raises(MemsyAPIError) as refused:
            search_scoped(c, "violin", **{field: session})
        assert refused.value.status_code == 422
    assert search_scoped(c, "violin").results[0].session_id == session


@pytest.mark.parametrize(
    ("session", "is_accepted"), [("A_b-c:d.e@f/g", True), ("x" * 256, True), ("x" * 257, False)]
)
def test_18_plain_ids_up_to_256_characters_are_searched_by(c, session, is_accepted):
    if is_accepted:
        ingest(c, event("u1", session, "a plain violin"))
        assert sessions(search_scoped(c, "violin", session_id=session)) == {session}
        assert sessions(search_scoped(c, "violin", exclude_session_id=session)) == set()
        return
    with pytest.raises(MemsyAPIError) as refused:
        search_scoped(c, "violin", session_id=session)
    assert refused.value.status_code == 422


def test_19_what_belongs_to_no_session_is_always_found(server, connect):
    key = server.new_org()
    c = connect(key)
    ingest(c, event("u1", "s1", "the violin in session one"))
    # Knowledge of the whole org, as a promotion leaves it.
    body = b'{"text": "every violin is insured", "level": "org"}'
    assert server.raw("POST", "/memoird/v1/memories", body, key=key)[0] == 201
    for scope in ({"session_id": "s1"}, {"exclude_session_id": "s1"}, {}):
        found = search_scoped(c, "violin insured", actor_id="u1", **scope)
        shared = [r for r in found.results if r.content == "every violin is insured"]
        assert shared and shared[0].session_id is None, scope


@pytest.mark.parametrize("group", ["role", "team"])
def test_20_groups_open_what_is_shared_with_them(server, connect, group):
    key = server.new_org()
    c = connect(key)
    body = f'{{"text": "violins are tuned on Mondays", "level": "{group}", "{group}_id": "g1"}}'
    assert server.raw("POST", "/memoird/v1/memories", body, key=key)[0] == 201

    def found(**groups):
        return [r.content for r in search_scoped(c, "violins", actor_id="u2", **groups).results]

    assert found(**{f"{group}_ids": ["g1"]}) == ["violins are tuned on Mondays"]
    assert found(**{f"{group}_ids": ["other"]}) == []
    assert found() == []
