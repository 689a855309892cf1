"""`groups`: records of roles, teams and projects."""

import json

from conftest import NOT_FOUND, OK, USAGE


def shown(cli, *arguments):
    result = cli("groups", *arguments, "--json")
    assert result.returncode == OK, result.stderr
    return json.loads(result.stdout)


def test_a_record_is_made_changed_listed_and_dropped(anywhere):
    assert anywhere("groups", "show", "team", "mobile").returncode == NOT_FOUND
    made = shown(anywhere, "set", "team", "mobile", "--focus", "releases")
    assert (made["name"], made["focus"]) == ("mobile", "releases")
    assert made["prompt_meta"]["source"] == "template"
    changed = shown(anywhere, "set", "team", "mobile", "--name", "Mobile apps")
    assert (changed["name"], changed["focus"]) == ("Mobile apps", "releases")
    assert "Mobile apps" not in changed["promotion_prompt"], "a name changes no prompt"
    anew = shown(anywhere, "set", "team", "mobile", "--new-prompt")
    assert "Mobile apps" in anew["promotion_prompt"]
    own = shown(anywhere, "set", "team", "mobile", "--prompt", "Only what concerns releases.")
    assert own["prompt_meta"]["source"] == "manual"
    assert shown(anywhere, "show", "team", "mobile") == own
    assert "Only what concerns releases." in anywhere("groups", "show", "team", "mobile").stdout
    assert shown(anywhere, "list", "team")["groups"] == [own]
    assert "Mobile apps" in anywhere("groups", "list", "team").stdout
    assert shown(anywhere, "list", "role")["groups"] == []
    assert anywhere("groups", "delete", "team", "mobile").returncode == OK
    assert anywhere("groups", "delete", "team", "mobile").returncode == NOT_FOUND


def test_an_id_may_hold_anything_and_a_kind_may_not(anywhere):
    made = shown(anywhere, "set", "project", "a/b c?d#e", "--focus", "x")
    assert made["id"] == "a/b c?d#e"
    assert shown(anywhere, "show", "project", "a/b c?d#e") == made
    for command in (["list", "guild"], ["show", "guild", "x"], ["set", "guild", "x"]):
        refused = anywhere("groups", *command)
        assert refused.returncode == USAGE, refused.stderr
        assert "project" in refused.stderr
