"""The command line, on a data directory and through a server: what it prints and how it ends."""

import concurrent.futures
import contextlib
import json
import os
import pty
import resource
import shutil
import signal
import socket
import subprocess
import time
import urllib.request

import pytest

from conftest import BINARY, DAMAGED, FAILURE, NOT_FOUND, OK, PATIENCE_S, USAGE


def test_what_was_added_is_found(anywhere):
    added = anywhere("add", "Maya is allergic to peanuts", "--user", "maya", "--json")
    assert added.returncode == OK, added.stderr
    (memory_id,) = json.loads(added.stdout)["ids"]
    found = anywhere("search", "peanut allergy", "--user", "maya", "--json")
    assert found.returncode == OK, found.stderr
    (hit,) = json.loads(found.stdout)["hits"]
    assert hit["memory"]["id"] == memory_id
    assert hit["memory"]["text"] == "Maya is allergic to peanuts"
    shown = anywhere("search", "peanut allergy", "--user", "maya")
    assert "Maya is allergic to peanuts" in shown.stdout
    assert anywhere("search", "peanut allergy", "--user", "jonas").returncode == NOT_FOUND


def test_words_that_are_known_are_said_to_be(anywhere):
    def add(text):
        return anywhere("add", text, "--user", "leo", "--event", "user_message")

    assert add("I live in Lisbon").stderr == ""
    assert "known already" in add("I live in Lisbon").stderr
    assert add("I moved to Berlin").stderr == ""
    again = add("I live in Lisbon")
    assert again.returncode == OK and "not believed" in again.stderr
    assert len(again.stdout.splitlines()) == 1
    shown = anywhere("search", "Where do I live?", "--user", "leo").stdout
    assert "Berlin" in shown and "Lisbon" not in shown
    noted = anywhere("add", "Leo lives in Rome", "Leo lives in Rome", "--user", "leo", "--json")
    noted = json.loads(noted.stdout)
    assert [known["memory_id"] for known in noted["already_known"]] == noted["ids"][1:]


def test_messages_make_a_context_within_its_budget(anywhere):
    messages = "I live in Porto\n\nI work at Tern\n"
    added = anywhere(
        "add", "-", "--event", "user_message", "--user", "maya", "--session", "s",
        "--ts", "2026-03-02T10:00:00Z", "--json", stdin=messages,
    )
    assert added.returncode == OK, added.stderr
    assert len(json.loads(added.stdout)["ids"]) == 2
    packed = anywhere("context", "Where does she live?", "--user", "maya", "--max-tokens", 60, "--json")
    assert packed.returncode == OK, packed.stderr
    packed = json.loads(packed.stdout)
    assert "I live in Porto" in packed["text"]
    assert "2026-03-02" in packed["text"]
    assert 0 < packed["tokens"] <= packed["tokens_max"] == 60


def test_wrong_input_names_the_field(anywhere):
    result = anywhere("add", "x", "--event", "telepathy")
    assert result.returncode == USAGE
    assert "kind" in result.stderr
    result = anywhere("add", "I", "live", "in", "Rome")
    assert result.returncode == USAGE
    assert "quotes" in result.stderr
    result = anywhere("keys", "revoke", "01M7Y2C34N97PVDFXE70GBJ0EG")
    assert result.returncode == NOT_FOUND


def test_an_export_is_imported_once(anywhere, tmp_path):
    for index in range(3):
        anywhere("add", f"fact {index}", "--user", "maya")
    anywhere("add", "hello", "--event", "user_message", "--user", "maya", "--session", "s")
    exported = anywhere("export", "all.jsonl", "--json")
    assert exported.returncode == OK, exported.stderr
    assert json.loads(exported.stdout)["items"] == 5
    elsewhere = ["--data-dir", tmp_path / "elsewhere"]
    first = json.loads(anywhere("import", "all.jsonl", "--json", *elsewhere).stdout)
    assert (first["events"], first["memories"], first["skipped"]) == (1, 4, 0)
    again = json.loads(anywhere("import", "all.jsonl", "--json", *elsewhere).stdout)
    assert (again["events"], again["memories"], again["skipped"]) == (0, 0, 5)
    (tmp_path / "cut.jsonl").write_text((tmp_path / "all.jsonl").read_text()[:-20])
    cut = anywhere("import", tmp_path / "cut.jsonl", *elsewhere)
    assert cut.returncode == FAILURE and "line 5" in cut.stderr, cut.stderr
    assert "nothing was stored before it" in cut.stderr
    lines = (tmp_path / "all.jsonl").read_text().splitlines()
    (tmp_path / "long.jsonl").write_text("\n".join(lines[:1] * 600) + "\n{\n")
    cut = anywhere("import", tmp_path / "long.jsonl", *elsewhere)
    assert cut.returncode == FAILURE and "lines: 500, skipped: 500" in cut.stderr, cut.stderr
    copied = anywhere("export", *elsewhere).stdout
    original = (tmp_path / "all.jsonl").read_text()
    assert without_state(copied) == without_state(original)
    assert anywhere("export", "all.jsonl").returncode == FAILURE, "an old export is not overwritten"


def test_what_was_corrected_or_deleted_stays_away_after_an_import(anywhere, tmp_path):
    def add(text, *more):
        return anywhere("add", text, "--event", "user_message", "--user", "leo", "--json", *more)

    add("I live in Lisbon", "--ts", "2026-01-01T00:00:00Z")
    add("I live in Oslo", "--ts", "2026-02-01T00:00:00Z")
    elsewhere = ["--data-dir", tmp_path / "elsewhere"]
    assert anywhere("export", "all.jsonl").returncode == OK
    report = json.loads(anywhere("import", "all.jsonl", "--json", *elsewhere).stdout)
    assert report["closed_texts"] > 0
    for where in ([], elsewhere):
        (known,) = json.loads(add("I live in Lisbon", *where).stdout)["already_known"]
        assert known["status"] == "superseded", where
        shown = anywhere("search", "Where do I live?", "--user", "leo", *where).stdout
        assert "Oslo" in shown and "Lisbon" not in shown
    told = anywhere("export", "--help").stdout
    assert "earlier revisions" in told and "audit log" in told


def without_state(lines):
    return sorted(
        json.dumps(json.loads(line)[kind]["id"])
        for line in lines.splitlines()
        for kind in ("event", "memory")
        if kind in json.loads(line)
    )


def test_check_finds_no_damage_in_a_sound_store(anywhere):
    anywhere("add", "a fact", "--user", "maya")
    report = anywhere("check", "--json")
    assert report.returncode == OK, report.stderr
    report = json.loads(report.stdout)
    assert report["ok"] is True and report["rows"] > 0
    assert anywhere("reindex").returncode == OK
    assert anywhere("search", "fact", "--user", "maya").returncode == OK
    stats = json.loads(anywhere("stats", "--json").stdout)
    assert stats["memories"] == 1 and stats["embedding_backlog"] == 0
    assert "embedding_backlog" in anywhere("stats").stdout


def test_a_context_has_the_answer_first_and_an_instruction_once(cli):
    for said in ("Please always answer me in bullet points", "I live in Berlin"):
        cli("add", said, "--event", "user_message", "--user", "nina")
    def packed(tokens):
        return json.loads(cli("context", "Where do I live?", "--user", "nina", "--max-tokens", tokens, "--json").stdout)
    assert "Berlin" in packed(70)["text"]
    whole = packed(400)["text"]
    assert whole.count("bullet points") == 1 and "Berlin" in whole


def test_what_is_cut_is_the_whole_value(cli):
    for n, said in enumerate(("I drive a 2012 Ford Focus.", "I drive a Fiat now.")):
        cli("add", said, "--event", "user_message", "--user", "ann", "--ts", f"2026-01-0{n + 1}T10:00:00Z")
    shown = cli("search", "Which car do I drive?", "--user", "ann").stdout
    assert "Fiat" in shown and "Ford" not in shown


def test_a_damaged_row_is_found_and_not_served(cli):
    cli("add", "the sound one", "--user", "maya")
    cli("add", "the canary flew away", "--user", "maya")
    database = cli.folder / "memoird-data/memoird.db"
    content = database.read_bytes()
    assert content.count(b"canary") >= 1
    database.write_bytes(content.replace(b"canary", b"condor"))
    checked = cli("check", "--json")
    assert checked.returncode == DAMAGED, checked.stderr
    assert json.loads(checked.stdout)["damaged"] != []
    assert "damaged" in cli("check").stdout
    found = cli("search", "canary condor sound", "--user", "maya", "--json")
    assert found.returncode == OK, found.stderr
    texts = [hit["memory"]["text"] for hit in json.loads(found.stdout)["hits"]]
    assert texts == ["the sound one"]


def flip_words(cli, old, new):
    """Changes words where they lie on disk, as a bad disk would; how often they lay there."""
    database = cli.folder / "memoird-data/memoird.db"
    content = database.read_bytes()
    database.write_bytes(content.replace(old, new))
    return content.count(old)


def test_an_export_names_the_damaged_rows_that_it_lacks(cli):
    cli("add", "the sound one", "--user", "maya")
    lost = json.loads(cli("add", "the canary flew away", "--user", "maya", "--json").stdout)
    cli("add", "the canary said so", "--event", "user_message", "--user", "maya")
    assert flip_words(cli, b"canary", b"condor") >= 3
    for copy in (["all.jsonl"], ["--json"], []):
        exported = cli("export", *copy)
        assert exported.returncode == DAMAGED, exported.stderr
        assert "damaged rows are missing in the export" in exported.stderr
        assert f"memories: {lost['ids'][0]}" in exported.stderr
        assert "events: " in exported.stderr
    lines = [json.loads(line) for line in exported.stdout.splitlines()]
    assert [line["type"] for line in lines] == ["memory", "damaged"]
    assert len(lines[1]["rows"]) == 3
    assert len((cli.folder / "all.jsonl").read_text().splitlines()) == 2
    imported = cli("import", "all.jsonl", "--data-dir", "elsewhere", "--json")
    assert imported.returncode == OK, imported.stderr
    imported = json.loads(imported.stdout)
    assert (imported["memories"], imported["damaged"]) == (1, 3)
    again = cli("import", "all.jsonl", "--data-dir", "elsewhere").stdout
    assert "3 rows are missing in the file" in again


def test_a_damaged_database_is_backed_up_once_its_damaged_rows_are_erased(cli):
    cli("add", "the sound one", "--user", "maya")
    (memory_id,) = json.loads(cli("add", "the canary flew away", "--user", "maya", "--json").stdout)["ids"]
    cli("add", "the canary said so", "--event", "user_message", "--user", "leo")
    flip_words(cli, b"canary", b"condor")
    rows = json.loads(cli("check", "--json").stdout)["damaged"]
    assert f"memories: {memory_id}" in rows
    assert "memoird erase --memory" in cli("check").stdout
    refused = cli("backup", "copy.db")
    assert refused.returncode == DAMAGED, refused.stdout
    assert all(row in refused.stderr for row in rows)
    assert "memoird erase --memory" in refused.stderr
    assert not [path for path in cli.folder.iterdir() if path.name.startswith("copy.db")]

    for row in rows:
        table, row_id = row.split(": ")
        option = {"memories": "--memory", "events": "--event"}[table]
        assert cli("erase", option, row_id).returncode in (OK, NOT_FOUND), row
    assert cli("check").returncode == OK
    assert cli("backup", "copy.db").returncode == OK
    restored = cli("restore", "copy.db", "--data-dir", "elsewhere")
    assert restored.returncode == OK, restored.stderr


def test_what_is_no_database_is_named(cli):
    (cli.folder / "memoird-data").mkdir()
    (cli.folder / "memoird-data/memoird.db").write_bytes(b"something else entirely\n" * 40)
    for command in ("stats", "check", "serve"):
        refused = cli(command)
        assert refused.returncode == DAMAGED, refused.stderr
        assert "memoird restore" in refused.stderr
    (cli.folder / "file").write_text("")
    refused = cli("stats", "--data-dir", "file")
    assert refused.returncode == USAGE and "not a directory" in refused.stderr


def test_a_mistyped_directory_is_not_found_empty(cli):
    for command in (["stats"], ["search", "tea"], ["export"], ["check"], ["erase", "--user", "maya", "--yes"]):
        refused = cli(*command, "--data-dir", "mistyped")
        assert refused.returncode == NOT_FOUND, command
        assert "nothing is stored in mistyped" in refused.stderr
        assert not (cli.folder / "mistyped").exists()
    cli("add", "tea", "--data-dir", "begun")
    assert cli("stats", "--data-dir", "begun").returncode == OK


def test_an_older_database_is_refused_until_the_loss_is_accepted(cli):
    database = cli.folder / "memoird-data/memoird.db"
    cli("add", "said first", "--user", "maya")
    older = database.read_bytes()
    cli("add", "said later", "--user", "maya")
    database.write_bytes(older)
    refused = cli("serve")
    assert refused.returncode == DAMAGED
    assert "committed data is missing" in refused.stderr
    assert "--accept-data-loss" in refused.stderr and "memoird restore" in refused.stderr
    cli.serve("--accept-data-loss")
    assert json.loads(cli("stats", "--json").stdout)["memories"] == 1


def test_a_backup_is_restored_and_a_damaged_one_refused(cli, tmp_path):
    server, _ = cli.serve()
    cli("add", "before the backup", "--user", "maya")
    backup = cli("backup", "copy.db", "--json")
    assert backup.returncode == OK, backup.stderr
    assert cli("backup", "copy.db").returncode == FAILURE, "a backup is not overwritten"
    nowhere = cli("backup", "missing/copy.db")
    assert "missing" in nowhere.stderr and nowhere.returncode == FAILURE
    cli("add", "after the backup", "--user", "maya")
    assert cli("restore", "copy.db").returncode == FAILURE, "the server is running"
    server.send_signal(signal.SIGTERM)
    server.wait(PATIENCE_S)
    assert cli("restore", "copy.db").returncode == USAGE, "there is a database already"
    assert cli("restore", "nothing.db", "--replace").returncode == NOT_FOUND

    (tmp_path / "letter.txt").write_text("Dear reader\n" * 400)
    refused = cli("restore", "letter.txt", "--replace")
    assert refused.returncode == DAMAGED and "no backup of ours" in refused.stderr
    damaged = bytearray((tmp_path / "copy.db").read_bytes())
    damaged[len(damaged) // 2] ^= 0x10
    (tmp_path / "damaged.db").write_bytes(damaged)
    (tmp_path / "damaged.db.sha256").write_text((tmp_path / "copy.db.sha256").read_text())
    assert cli("restore", "damaged.db", "--replace").returncode == DAMAGED
    kept = json.loads(cli("stats", "--json").stdout)["memories"]
    assert kept == 2, "a refused backup changes nothing"

    restored = cli("restore", "copy.db", "--replace")
    assert restored.returncode == OK
    assert not restored.stdout.rstrip().endswith(".mark"), "what is named is the database"
    found = json.loads(cli("search", "backup", "--user", "maya", "--json").stdout)["hits"]
    assert [hit["memory"]["text"] for hit in found] == ["before the backup"]


def fill(cli, texts):
    assert cli("add", "-", "--user", "maya", stdin="\n".join(texts)).returncode == OK


def memories(cli):
    """How many there are; `None` where the answer is refused."""
    told = cli("stats", "--json")
    if told.returncode != OK:
        return None
    return json.loads(told.stdout)["memories"]


def begins_anew(cli):
    """Whether what is opened next hides a database that was there: the one thing that must not be."""
    added = cli("add", "a new beginning", "--user", "maya")
    return added.returncode == OK and memories(cli) == 1


def test_a_killed_restore_never_lets_an_empty_database_begin(cli, tmp_path):
    fill(cli, [f"note {number} of the backup" for number in range(400)])
    assert cli("backup", "copy.db").returncode == OK
    fill(cli, [f"note {number} after it" for number in range(20)])
    begun = time.monotonic()
    assert cli("restore", "copy.db", "--data-dir", "elsewhere").returncode == OK
    whole_s = time.monotonic() - begun
    shutil.copytree(tmp_path / "memoird-data", tmp_path / "before")
    states = set()
    for part in range(24):
        shutil.rmtree(tmp_path / "memoird-data")
        shutil.copytree(tmp_path / "before", tmp_path / "memoird-data")
        restoring = subprocess.Popen(
            [BINARY, "restore", "copy.db", "--replace"],
            cwd=tmp_path,
            env=cli.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(whole_s * part / 20)
        restoring.kill()
        restoring.wait(PATIENCE_S)
        states.add(memories(cli))
        assert not begins_anew(cli), f"killed at {part} of 20"
    assert states <= {420, 400, None} and {420, 400} <= states
    # The control: the judgement sees a database that is gone.
    shutil.rmtree(tmp_path / "memoird-data")
    assert begins_anew(cli)


# What a restore that ends in between leaves: the parts that have been put aside by then.
@pytest.mark.parametrize("moved", range(1, 5))
def test_what_a_killed_restore_leaves_is_refused_and_mended(cli, tmp_path, moved):
    server, _ = cli.serve()
    fill(cli, ["before the backup"])
    assert cli("backup", "copy.db").returncode == OK
    fill(cli, ["after the backup"])
    server.kill()
    server.wait(PATIENCE_S)
    data = tmp_path / "memoird-data"
    names = ["memoird.db", "memoird.db-wal", "memoird.db-shm", "memoird.db.mark"]
    for name in names[:moved]:
        aside = name.replace("memoird.db", "memoird.db.before-restore-1700000000000")
        (data / name).rename(data / aside)
    shutil.copy(tmp_path / "copy.db", data / "memoird.db.partial")
    for command in (["serve", "--listen", "127.0.0.1:0"], ["stats"], ["add", "x"], ["backup", "b.db"]):
        refused = cli(*command)
        assert refused.returncode == FAILURE, command
        assert "memoird.db.before-restore-1700000000000" in refused.stderr
        assert "memoird restore" in refused.stderr
    assert not (data / "memoird.db").exists()
    shutil.copytree(data, tmp_path / "left")
    # On, to the backup ...
    assert cli("restore", "copy.db").returncode == OK
    assert memories(cli) == 1
    # ... or back, as the message says, once more from what was left.
    shutil.rmtree(data)
    (tmp_path / "left").rename(data)
    for name in names[:moved]:
        aside = name.replace("memoird.db", "memoird.db.before-restore-1700000000000")
        (data / aside).rename(data / name)
    assert memories(cli) == 2


def test_a_first_restore_that_was_killed_is_named(cli, tmp_path):
    (tmp_path / "memoird-data").mkdir()
    (tmp_path / "memoird-data" / "memoird.db.partial").write_bytes(b"half")
    for command in (["serve", "--listen", "127.0.0.1:0"], ["stats"], ["add", "x"]):
        refused = cli(*command)
        assert refused.returncode == FAILURE and "memoird.db.partial" in refused.stderr


def test_a_limit_on_the_size_of_files_is_as_a_full_disk(cli):
    limit = 4 * 1024 * 1024
    server, url = cli.serve(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    refused = cli("add", "-", "--user", "maya", "--url", url, stdin=("word " + "x" * 1900 + "\n") * 4000)
    assert refused.returncode == FAILURE and "507" in refused.stderr, refused.stderr
    assert cli("search", "word", "--user", "maya", "--url", url).returncode == OK
    with urllib.request.urlopen(f"{url}/memoird/v1/ready") as reply:
        assert json.load(reply)["components"]["store"] == "degraded: storage_full"
    assert server.poll() is None


def test_a_log_that_nobody_takes_costs_no_request(cli):
    reader, writer = os.pipe()
    server, url = cli.serve(stderr=writer)
    os.close(reader), os.close(writer)
    for fact in ("first fact", "second fact"):
        added = cli("add", fact, "--user", "maya", "--url", url)
        assert added.returncode == OK, added.stderr
    server.send_signal(signal.SIGTERM)
    assert server.wait(PATIENCE_S) == 0
    with open("/dev/full", "w") as full:
        server, url = cli.serve(stderr=full)
    assert "second fact" in cli("search", "fact", "--user", "maya", "--url", url).stdout


def test_commands_at_once_wait_for_each_other(cli):
    facts = [f"fact number {n}" for n in range(4)]
    with concurrent.futures.ThreadPoolExecutor(len(facts)) as pool:
        added = list(pool.map(lambda fact: cli("add", fact, "--user", "maya"), facts))
    assert [one.returncode for one in added] == [OK] * len(facts), [one.stderr for one in added]
    exported = cli("export", "-").stdout
    assert all(fact in exported for fact in facts)


def test_a_key_may_what_was_asked_for(cli):
    def check(arguments, expected):
        created = cli("keys", "create", "--json", *arguments)
        assert created.returncode == OK, created.stderr
        assert json.loads(created.stdout)["key"]["permissions"] == expected, arguments

    check([], ["read", "write", "admin"])
    check(["--user", "leo"], ["read", "write"])
    check(["--user", "leo", "--permissions", "admin"], ["admin"])
    check(["--permissions", "read", "write"], ["read", "write"])
    check(["--permissions", "read,write", "--name", "app"], ["read", "write"])


def test_copies_are_their_owners_alone_and_directories_are_named(cli, tmp_path):
    fill(cli, ["a memory of Maya's"])
    assert cli("backup", "copy.db").returncode == OK
    assert cli("export", "all.jsonl").returncode == OK
    for name in ("copy.db", "copy.db.sha256", "all.jsonl"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600, name
    (tmp_path / "folder").mkdir()
    for command in (["backup", "folder"], ["restore", "folder", "--replace"]):
        refused = cli(*command)
        assert refused.returncode == USAGE and "folder is a directory" in refused.stderr
    refused = cli("backup", "/proc/copy.db")
    assert refused.returncode == FAILURE and "/proc/copy.db" in refused.stderr
    assert "internal error" not in refused.stderr
    (tmp_path / "letter.txt").write_text("Dear reader\n")
    refused = cli("import", "letter.txt")
    assert "line 1" in refused.stderr and "as an export has it" in refused.stderr


def test_a_context_that_nothing_fits_says_so(cli):
    fill(cli, ["Maya keeps bees behind the house, and sells the honey in autumn"])
    told = cli("context", "bees", "--user", "maya", "--max-tokens", "3")
    assert told.returncode == NOT_FOUND and "none of which fits" in told.stderr


def test_what_closes_a_pipe_ends_a_command_quietly(cli):
    fill(cli, [f"memory {number} " + "word " * 100 for number in range(500)])
    for command in ("completions bash", "export"):
        piped = subprocess.run(
            ["bash", "-o", "pipefail", "-c", f"{BINARY} {command} | head -1"],
            cwd=cli.folder,
            env=cli.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )
        assert (piped.returncode, piped.stderr) == (OK, ""), command


def test_the_first_key_closes_the_server(cli):
    _, url = cli.serve()
    created = cli("keys", "create", "--name", "ops", "--json")
    assert created.returncode == OK, created.stderr
    created = json.loads(created.stdout)
    refused = cli("stats")
    assert refused.returncode == FAILURE and "MEMOIRD_KEY" in refused.stderr
    key = {"MEMOIRD_KEY": created["secret"]}
    assert cli("stats", environment=key).returncode == OK
    listed = cli("keys", "list", environment=key)
    assert "ops" in listed.stdout and created["secret"] not in listed.stdout
    assert cli("keys", "revoke", created["key"]["id"], environment=key).returncode == OK
    assert cli("stats", "--url", url, environment=key).returncode == FAILURE


def test_a_bound_key_is_held_to_its_user(cli):
    cli("add", "Maya's secret", "--user", "maya")
    secret = cli("keys", "create", "--user", "jonas", "--permissions", "read,write").stdout.strip()
    cli.serve()
    key = {"MEMOIRD_KEY": secret}
    assert cli("search", "secret", environment=key).returncode == NOT_FOUND
    assert cli("add", "x", "--user", "maya", environment=key).returncode == FAILURE
    assert cli("keys", "list", environment=key).returncode == FAILURE


def test_a_key_is_acted_with_on_a_data_directory_too(cli):
    cli("add", "Maya's secret", "--user", "maya")
    create = ["keys", "create", "--permissions", "read,write"]
    other = {"MEMOIRD_KEY": cli(*create, "--org", "other").stdout.strip()}
    bound = {"MEMOIRD_KEY": cli(*create, "--user", "jonas").stdout.strip()}
    assert other["MEMOIRD_KEY"] and bound["MEMOIRD_KEY"]
    assert cli("add", "Theirs", "--user", "maya", environment=other).returncode == OK
    found = json.loads(cli("search", "secret", "--user", "maya", "--json", environment=other).stdout)
    assert [hit["memory"]["text"] for hit in found["hits"]] == ["Theirs"]
    assert cli("add", "x", "--user", "maya", environment=bound).returncode == FAILURE
    assert cli("keys", "list", environment=other).returncode == FAILURE
    for wrong in ("garbage", "mem_" + "0" * 72):
        refused = cli("stats", "--key", wrong)
        assert refused.returncode == FAILURE and "MEMOIRD_KEY" in refused.stderr
        assert cli("add", "x", "--key", wrong).returncode == FAILURE
    owner = json.loads(cli("search", "secret", "--user", "maya", "--json", "--key", "").stdout)
    assert [hit["memory"]["text"] for hit in owner["hits"]] == ["Maya's secret"]


def test_an_address_others_can_reach_needs_a_key(cli):
    refused = cli("serve", "--listen", "0.0.0.0:0")
    assert refused.returncode == FAILURE
    assert refused.stdout == ""
    assert "memoird keys create" in refused.stderr


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_in_order(cli, sent):
    server, url = cli.serve()
    cli("add", "kept", "--user", "maya")
    server.send_signal(sent)
    assert server.wait(PATIENCE_S) == OK
    assert not (cli.folder / "memoird-data/server.json").exists()
    assert cli("search", "kept", "--user", "maya").returncode == OK


def test_a_second_signal_ends_it_at_once(cli):
    server, url = cli.serve()
    host, port = url.removeprefix("http://").split(":")
    # A request that never ends keeps an orderly shutdown waiting.
    with socket.create_connection((host, int(port))) as stuck:
        stuck.sendall(b"POST /memoird/v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{")
        cli("stats")
        server.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            server.wait(1)
        server.send_signal(signal.SIGTERM)
        assert server.wait(PATIENCE_S) == FAILURE


def test_one_server_for_one_directory(cli):
    _, url = cli.serve()
    second = cli("serve", "--listen", "127.0.0.1:0")
    assert second.returncode == FAILURE and url in second.stderr
    same_port = url.removeprefix("http://")
    again = cli("serve", "--listen", same_port)
    assert again.returncode == FAILURE and "already holds" in again.stderr
    elsewhere = cli("serve", "--listen", same_port, "--data-dir", "other")
    assert elsewhere.returncode == FAILURE and "--listen 127.0.0.1:0" in elsewhere.stderr


def test_a_killed_server_leaves_nothing_that_is_believed(cli):
    server, _ = cli.serve()
    cli("add", "kept", "--user", "maya")
    server.send_signal(signal.SIGKILL)
    server.wait(PATIENCE_S)
    assert (cli.folder / "memoird-data/server.json").exists()
    assert cli("search", "kept", "--user", "maya").returncode == OK


def test_the_demo_recalls_what_it_was_told(cli):
    shown = cli("demo")
    assert shown.returncode == OK, shown.stderr
    assert all(len(line) <= 80 for line in shown.stdout.splitlines()), shown.stdout
    assert not (cli.folder / "memoird-data").exists()
    assert "\x1b" not in shown.stdout, "nobody sees colours in a pipe"
    demo = json.loads(cli("demo", "--json").stdout)
    assert demo["events"] == 26
    recalled = [question["context"] for question in demo["questions"]]
    for context, expected in zip(recalled, ["SQLite", "peanuts", "Okafor"], strict=True):
        assert expected in context["text"]
        assert context["tokens"] <= context["tokens_max"]
    correction = demo["correction"]
    texts = {
        key: [hit["memory"]["text"] for hit in correction[key]] for key in ("hits", "hits_then")
    }
    assert "Porto" in texts["hits"][0] and "Porto" in shown.stdout
    assert not any("Lisbon" in text for text in texts["hits"])
    assert "Lisbon" in texts["hits_then"][0] and "Lisbon" in shown.stdout
    assert not any("Porto" in text for text in texts["hits_then"])


def test_the_demo_is_styled_for_a_terminal_only(cli):
    def on_a_terminal(**environment):
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [BINARY, "demo"],
            cwd=cli.folder,
            env=cli.environment | {"TERM": "xterm"} | environment,
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        shown = b""
        # A terminal whose last writer has gone answers with an error.
        with contextlib.suppress(OSError):
            while piece := os.read(ours, 65536):
                shown += piece
        os.close(ours)
        assert process.wait(PATIENCE_S) == OK, shown
        return shown

    assert b"\x1b[1m" in on_a_terminal()
    assert b"\x1b" not in on_a_terminal(NO_COLOR="1")
    assert b"\x1b" not in on_a_terminal(TERM="dumb")


@pytest.mark.parametrize(
    "arguments, environment, expected",
    [
        (["serve", "--port", "1"], {}, "--port"),
        (["serve", "--listen", "7077"], {}, "127.0.0.1:7077"),
        (["search", "x", "--as-of", "yesterday"], {}, "as_of"),
        (["stats", "--url", "https://example.org"], {}, "http://"),
        (["stats", "--url", "nowhere"], {}, "nowhere"),
        (["stats", "--url", "http://127.0.0.1:port"], {}, ":port"),
        (["config", "--config", "missing.toml"], {}, "missing.toml"),
        (["config"], {"MEMOIRD_FOO": "1"}, "MEMOIRD_FOO"),
        (["stats"], {"MEMOIRD_LOG": "debug"}, "MEMOIRD_LOG"),
        (["add", "x", "--event", "user_message", "--tag", "t"], {}, "--tag: for memories"),
        (["add", "x", "--event", "document", "--tag", "t", "--type", "fact"], {}, "--type and --tag"),
        (["restore", "b.db", "--url", "http://127.0.0.1:1"], {}, "--data-dir"),
        (["restore", "b.db", "--data-dir", "new"], {"MEMOIRD_URL": "http://127.0.0.1:1"}, "MEMOIRD_URL"),
        (["backup", "b.db"], {"MEMOIRD_URL": "http://127.0.0.1:1"}, "MEMOIRD_URL"),
        (["config"], {"MEMOIRD_LOG__LEVLE": "info"}, "log.level"),
        (["config"], {"MEMOIRD_LOG__LEVEL": "loud"}, "debug, trace"),
        (["config"], {"MEMOIRD_SERVER__CONNECTIONS_MAX": "0"}, "server.connections_max"),
        (["config"], {"MEMOIRD_SERVER__CONNECTIONS_MAX": "many"}, "CONNECTIONS_MAX"),
    ],
)
def test_wrong_usage_says_what_is_wrong(cli, arguments, environment, expected):
    assert cli("add", "tea").returncode == OK
    result = cli(*arguments, environment=environment)
    assert result.returncode == USAGE, result.stderr
    assert expected in result.stderr
    assert not (cli.folder / "new").exists()


def test_a_server_that_is_not_there(cli):
    result = cli("stats", "--url", "http://127.0.0.1:1", "--json")
    assert result.returncode == FAILURE
    assert json.loads(result.stderr)["exit"] == FAILURE


def test_the_configuration_in_effect_hides_secrets(cli):
    (cli.folder / "memoird.toml").write_text('[embedding]\napi_key = "sk-canary"\n')
    for arguments in (["config"], ["config", "--json"]):
        shown = cli(*arguments, environment={"MEMOIRD_LOG__FORMAT": "json"})
        assert shown.returncode == OK, shown.stderr
        assert "sk-canary" not in shown.stdout and "***" in shown.stdout
        assert "127.0.0.1:7077" in shown.stdout
    written = cli("config", "--data-dir", "here").stdout
    (cli.folder / "written.toml").write_text(written)
    assert cli("config", "--config", "written.toml").stdout == written
    reference = cli("config", "--reference").stdout
    (cli.folder / "memoird.toml").write_text(reference)
    assert cli("config").returncode == OK


def test_completions_and_help(cli):
    for shell in ("bash", "zsh", "fish"):
        assert "memoird" in cli("completions", shell).stdout
        assert "beliefs" in cli("completions", shell).stdout
    help_text = cli("--help").stdout
    assert "memoird search --user" in cli("search", "--help").stdout
    assert "memoird search --user" in cli("help", "search").stdout
    assert "Exit codes" in help_text and "stored data is damaged" in help_text


def test_what_is_erased_is_gone_and_the_log_tells_of_it(anywhere):
    added = anywhere("add", "Maya keeps a zanzibar", "--user", "maya", "--json")
    (memory_id,) = json.loads(added.stdout)["ids"]
    lineage = anywhere("lineage", memory_id, "--json")
    assert json.loads(lineage.stdout)["timeline"][0]["event_type"] == "created"
    assert "created" in anywhere("lineage", memory_id).stdout
    assert anywhere("erase", "--user", "maya").returncode == USAGE
    counted = json.loads(anywhere("erase", "--user", "maya", "--dry-run", "--json").stdout)
    assert (counted["id"], counted["counts"]["memories"]) == ("", 1)
    assert "nothing was erased" in anywhere("erase", "--user", "maya", "--dry-run").stdout
    erased = anywhere("erase", "--memory", memory_id, "--json")
    assert erased.returncode == OK, erased.stderr
    receipt = json.loads(erased.stdout)
    assert receipt["counts"]["memories"] == 1
    again = anywhere("erase", "--receipt", receipt["id"], "--json")
    assert json.loads(again.stdout) == receipt
    assert anywhere("lineage", memory_id).returncode == NOT_FOUND
    assert anywhere("rollback", "--memory", memory_id).returncode == NOT_FOUND
    anywhere("add", "Maya keeps a quagga", "--user", "maya")
    assert anywhere("erase", "--user", "maya", "--yes").returncode == OK
    nobody = anywhere("erase", "--user", "nobody", "--yes")
    assert nobody.returncode == NOT_FOUND and "nothing was found" in nobody.stdout
    unfound = anywhere("erase", "--user", "nobody", "--yes", "--json")
    assert unfound.returncode == NOT_FOUND and json.loads(unfound.stdout)["id"]
    assert receipt["audit_after"] in anywhere("audit", "list", "--json").stdout
    verified = anywhere("audit", "verify", "--hash", receipt["audit_after"], "--json")
    assert verified.returncode == OK, verified.stderr
    assert json.loads(verified.stdout)["has_hash"] is True
    assert anywhere("audit", "verify", "--hash", "0" * 64).returncode == DAMAGED


def test_a_rollback_brings_back_what_was_put_aside(anywhere):
    def say(text):
        arguments = ("--user", "leo", "--event", "user_message", "--json")
        return json.loads(anywhere("add", text, *arguments).stdout)["ids"][0]

    def home():
        shown = anywhere("search", "Where do I live?", "--user", "leo").stdout
        return [town for town in ("Lisbon", "Berlin") if town in shown]

    say("I live in Lisbon")
    event_id = say("I moved to Berlin")
    assert "Lisbon" not in anywhere("context", "Where do I live?", "--user", "leo").stdout
    then = ("--known-at", "2000-01-01")
    assert anywhere("context", "Where do I live?", "--user", "leo", *then).returncode == NOT_FOUND
    planned = anywhere("rollback", "--event", event_id, "--dry-run")
    assert planned.returncode == OK, planned.stderr
    assert "would be believed again" in planned.stdout and home() == ["Berlin"]
    done = anywhere("rollback", "--event", event_id)
    assert "believed again" in done.stdout and "would" not in done.stdout
    assert home() == ["Lisbon"]
