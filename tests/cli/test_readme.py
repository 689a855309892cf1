"""The README's examples, run as they stand, against a server on a free port."""

import itertools
import json
import pathlib
import re
import shlex
import subprocess
import sys
import urllib.request

from conftest import BINARY, PATIENCE_S, ROOT


def examples():
    text = (ROOT / "README.md").read_text()
    part = text[text.index("## Use it") : text.index("## Correct, look back")]
    return re.findall(r"```(sh|python)\n(.*?)```", part, re.DOTALL)


def run(language, code):
    command = ["bash", "-euo", "pipefail", "-c"] if language == "sh" else [sys.executable, "-c"]
    result = subprocess.run(
        [*command, code], capture_output=True, text=True, timeout=PATIENCE_S, stdin=subprocess.DEVNULL
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_every_example_works(cli):
    _, url = cli.serve()
    outputs = [
        run(language, code.replace("http://127.0.0.1:7077", url)) for language, code in examples()
    ]
    assert len(outputs) == 3
    stored, recalled, context = outputs
    assert "Maya is allergic to peanuts" in stored.split('"hits"')[1]
    assert recalled.splitlines()[0] == "The beta goes to the park rangers on 14 April."
    assert "Dr. Okafor" in context


def test_the_first_example_corrects_and_looks_back(cli):
    text = (ROOT / "README.md").read_text()
    first = re.search(r"```sh\n(.*?)```", text, re.DOTALL)[1]
    install, _, commands = first.partition("\n")
    assert install.startswith("cargo install")
    path = f"{pathlib.Path(BINARY).parent}:{cli.environment['PATH']}"
    result = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=cli.folder,
        env=cli.environment | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert result.returncode == 0, result.stderr
    said = [line.strip() for line in result.stdout.splitlines() if line.startswith(" ")]
    assert said == ["By the way, I moved to Berlin", "I live in Lisbon"]
    assert "nothing was erased" in result.stdout


def test_the_block_for_real_use_works_as_written(cli, tmp_path):
    text = (ROOT / "README.md").read_text()
    part = text[text.index("## Run it for real") : text.index("Put a TLS-terminating")]
    first, second = re.findall(r"```sh\n(.*?)```", part, re.DOTALL)
    create, serve = (shlex.split(line, comments=True)[1:] for line in first.splitlines())
    assert serve[:2] == ["serve", "--listen"]
    secret = cli(*create).stdout.strip()
    cli.serve()
    assert cli("check").returncode != 0, "the control: without the key it is refused"
    path = f"{pathlib.Path(BINARY).parent}:{cli.environment['PATH']}"
    commands = second.replace("mem_...", secret).replace("/backups", str(tmp_path))
    result = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=cli.folder,
        env=cli.environment | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert result.returncode == 0, result.stderr
    assert "no damage found" in result.stdout
    restore = re.search(r"`memoird (restore [^`]+)`", part)[1].replace("/backups", str(tmp_path))
    cli.end()
    assert cli(*restore.split()).returncode == 0


def test_the_start_is_two_commands():
    text = (ROOT / "README.md").read_text()
    start = text[text.index("## Start") : text.index("## Use it")]
    commands = [code.strip() for _, code in re.findall(r"```(sh)\n(.*?)```", start, re.DOTALL)]
    assert commands == ["cargo run --release -- serve", "cargo xtask test"]


def test_every_command_that_is_named_exists(cli):
    text = (ROOT / "README.md").read_text()
    commands = set(re.findall(r"(?:^|`)memoird (?!listening)([a-z][^`#\n]*)", text, re.MULTILINE))
    assert len(commands) > 20
    for command in commands:
        words = shlex.split(command)
        verbs = list(itertools.takewhile(lambda word: re.fullmatch("[a-z]+", word), words))
        helped = cli(*verbs[:2], "--help")
        # The second word may be an argument.
        helped = helped if helped.returncode == 0 else cli(verbs[0], "--help")
        assert helped.returncode == 0, command
        for word in words:
            if word.startswith("--"):
                assert word in helped.stdout, f"{command}: {word}"


def test_every_route_that_is_named_exists(cli):
    _, url = cli.serve()
    with urllib.request.urlopen(f"{url}/memoird/v1/openapi.json") as reply:
        paths = json.load(reply)["paths"]
    text = (ROOT / "README.md").read_text()
    table = text[text.index("over HTTP, under") : text.index("`search` shows")]
    routes = re.findall(r"`(?:as_of` in `)?(GET|POST) (/[^`]+)`", table)
    assert len(routes) == 10
    for method, path in routes:
        assert method.lower() in paths[f"/memoird/v1{path}"], path
