"""What the tests of the command line share: the binary, and a server of it."""

import os
import pathlib
import re
import signal
import subprocess

import pytest

ROOT = pathlib.Path(__file__).parents[2]
BINARY = os.environ.get("MEMOIRD_BIN", str(ROOT / "target/debug/memoird"))
# How a command ends.
OK, FAILURE, USAGE, NOT_FOUND, DAMAGED = range(5)
# Long enough for a busy machine; no test waits that long when all is well.
PATIENCE_S = 30


class Cli:
    """Runs the binary in a directory of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("MEMOIRD_")
        }
        self.servers = []

    def __call__(self, *arguments, stdin="", environment=None):
        return subprocess.run(
            [BINARY, *map(str, arguments)],
            cwd=self.folder,
            env=self.environment | (environment or {}),
            input=stdin,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )

    def serve(self, *arguments, preexec_fn=None, stderr=subprocess.DEVNULL):
        """Starts a server on a free port; returns it with its address."""
        server = subprocess.Popen(
            [BINARY, "serve", "--listen", "127.0.0.1:0", *map(str, arguments)],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            preexec_fn=preexec_fn,
        )
        self.servers.append(server)
        first_line = server.stdout.readline()
        match = re.fullmatch(r"memoird listening on (http://127\.0\.0\.1:[1-9]\d*)\n", first_line)
        assert match, f"the first line was {first_line!r}"
        return server, match[1]

    def end(self):
        for server in self.servers:
            if server.poll() is None:
                server.send_signal(signal.SIGKILL)
            server.wait(PATIENCE_S)


@pytest.fixture
def cli(tmp_path):
    cli = Cli(tmp_path)
    yield cli
    cli.end()


@pytest.fixture(params=["data directory", "server"])
def anywhere(cli, request):
    """The same commands give the same results with and without a server."""
    if request.param == "server":
        cli.serve()
    return cli
