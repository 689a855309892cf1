"""The server and the tools that test it, as built."""

import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def server_binary() -> pathlib.Path:
    """The server under test: `MEMOIRD_BIN`, or the debug build."""
    path = pathlib.Path(os.environ.get("MEMOIRD_BIN", ROOT / "target/debug/memoird"))
    assert path.is_file(), f"{path} is missing: cargo build --package memoird"
    return path


@pytest.fixture(scope="session")
def testkit(server_binary: pathlib.Path):
    """Runs a tool of the testkit; its output is shown when it fails."""
    build = ["cargo", "build", "--quiet", "--package", "memoird-testkit", "--locked"]
    subprocess.run(build, cwd=ROOT, check=True)
    environment = dict(os.environ, MEMOIRD_BIN=str(server_binary))

    def run(*arguments: str) -> None:
        command = [ROOT / "target/debug/memoird-testkit", *arguments]
        done = subprocess.run(
            command, env=environment, timeout=600, capture_output=True, text=True, check=False
        )
        print(done.stdout, done.stderr)
        assert done.returncode == 0, f"testkit {' '.join(arguments)}: {done.stderr[-3000:]}"

    return run
