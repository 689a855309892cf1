"""`beliefs`: what a statement speaks against, and what each strategy does about it."""

import json

import pytest

from conftest import NOT_FOUND, OK, USAGE

OLD, NEW = "Leo lives in Lisbon", "Leo lives in Berlin"


@pytest.fixture
def believing(anywhere):
    """Leo lives in Lisbon; returns the commands and that memory's id."""
    added = anywhere("add", OLD, "--user", "leo", "--json")
    (memory_id,) = json.loads(added.stdout)["ids"]
    return anywhere, memory_id


def texts(cli, *more):
    found = cli("search", "Where does Leo live?", "--user", "leo", "--json", *more)
    return {hit["memory"]["text"] for hit in json.loads(found.stdout)["hits"]}


def test_a_contradiction_is_told_and_nothing_written(believing):
    cli, memory_id = believing
    told = cli("beliefs", "detect", NEW, "--user", "leo")
    assert told.returncode == OK, told.stderr
    assert memory_id in told.stdout and OLD in told.stdout
    assert "supersede" in told.stderr
    found = json.loads(cli("contradictions", "detect", NEW, "--user", "leo", "--json").stdout)
    (one,) = found["contradictions"]
    assert (one["memory"]["id"], one["contradiction_type"]) == (memory_id, "value_conflict")
    assert texts(cli) == {OLD}
    assert cli("beliefs", "detect", NEW, "--user", "mia").returncode == NOT_FOUND
    assert cli("beliefs", "detect", "Leo likes tea", "--user", "leo").returncode == NOT_FOUND


@pytest.mark.parametrize(
    "strategy, action, believed",
    [
        ("auto", "superseded", {NEW}),
        ("supersede", "superseded", {NEW}),
        ("merge", "merged", {f"{OLD}. {NEW}"}),
        ("adjust", "adjusted", {OLD, NEW}),
        ("manual", "flagged", {OLD}),
    ],
)
def test_each_strategy_does_what_it_says(believing, strategy, action, believed):
    cli, memory_id = believing
    done = cli("beliefs", "update", NEW, "--user", "leo", "--strategy", strategy, "--json")
    assert done.returncode == OK, done.stderr
    done = json.loads(done.stdout)
    assert (done["action_taken"], done["original_memory_id"]) == (action, memory_id)
    assert texts(cli) == believed


def test_who_is_less_sure_replaces_nothing(believing):
    cli, _ = believing
    done = cli("beliefs", "update", NEW, "--user", "leo", "--confidence", "0.3")
    assert done.stdout.startswith("adjusted: "), done.stderr
    assert texts(cli) == {OLD, NEW}


def test_the_one_that_was_named_is_settled(believing):
    cli, memory_id = believing
    arguments = ("Leo has no fixed home", "--user", "leo", "--type", "fact")
    done = cli("beliefs", "resolve", *arguments, "--against", memory_id)
    assert done.returncode == OK, done.stderr
    assert done.stdout.startswith("superseded: ") and memory_id in done.stdout
    assert OLD not in texts(cli) and OLD in texts(cli, "--include-superseded")
    again = cli("beliefs", "update", *arguments, "--against", memory_id)
    assert again.returncode != OK and "no longer believed" in again.stderr
    assert cli("beliefs", "update", "x", "--against", "none").returncode == NOT_FOUND
    wrong = cli("beliefs", "update", "x", "--strategy", "guess")
    assert wrong.returncode == USAGE and "adjust" in wrong.stderr


def test_what_the_user_said_is_corrected_by_hand(anywhere):
    anywhere("add", "I live in Lisbon", "--user", "leo", "--event", "user_message")
    for new in ("I live in Porto", "User lives in Porto"):
        assert anywhere("beliefs", "detect", new, "--user", "leo").returncode == OK, new
    assert anywhere("beliefs", "update", "I live in Porto", "--user", "leo").returncode == OK
    assert texts(anywhere) == {"I live in Porto"}
