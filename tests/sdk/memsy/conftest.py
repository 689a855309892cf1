"""What the Memsy checks share: a server of the built binary, and the real SDK's clients.

`cargo xtask test` runs this folder once for each `requirements-*.txt`, each in an environment of
its own. By hand: `MEMOIRD_BIN=target/debug/memoird python -m pytest tests/sdk/memsy` where that
version of `memsy` is installed.
"""

import importlib.metadata
import json
import os
import pathlib
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
import uuid

import pytest
from memsy import EventPayload, MemsyClient

ROOT = pathlib.Path(__file__).parents[3]
BINARY = os.environ.get("MEMOIRD_BIN", str(ROOT / "target/debug/memoird"))
VERSION = tuple(int(part) for part in importlib.metadata.version("memsy").split("."))
# Long enough for a busy machine; no test waits that long when all is well.
PATIENCE_S = 30

since_0_3_5 = pytest.mark.skipif(VERSION < (0, 3, 5), reason="this SDK does not have it yet")
until_0_3_1 = pytest.mark.skipif(VERSION > (0, 3, 1), reason="this SDK no longer has it")


class Server:
    """A server on a data directory of its own; the first key is its operator's."""

    def __init__(self, folder):
        self.folder = folder
        self.process = None
        self.url = None
        self.start()
        self.admin_key = self.create_key(["read", "write", "admin"])

    def start(self):
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("MEMOIRD_")
        }
        self.process = subprocess.Popen(
            [BINARY, "serve", "--listen", "127.0.0.1:0", "--data-dir", str(self.folder)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        first_line = self.process.stdout.readline()
        match = re.fullmatch(r"memoird listening on (http://127\.0\.0\.1:[1-9]\d*)\n", first_line)
        assert match, f"the first line was {first_line!r}"
        self.url = match[1]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE_S)

    def create_key(self, permissions, org_id=None, **bound):
        body = {"name": "test", "permissions": permissions, "prefix": "msy", **bound}
        if org_id:
            body["org_id"] = org_id
        key = getattr(self, "admin_key", None)
        status, reply = self.raw("POST", "/memoird/v1/keys", json.dumps(body), key=key)
        assert status == 201, reply
        return json.loads(reply)["secret"]

    def new_org(self):
        """A key of an org that nobody else has used."""
        return self.create_key(["read", "write"], org_id=f"org-{uuid.uuid4()}")

    def raw(self, method, path, body=None, key=None, headers=None):
        """One request without the SDK: status and body."""
        request = urllib.request.Request(self.url + path, method=method)
        if body is not None:
            request.data = body.encode() if isinstance(body, str) else body
            request.add_header("Content-Type", "application/json")
        if key:
            request.add_header("Authorization", f"Bearer {key}")
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as reply:
                return reply.status, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("memoird"))
    yield server
    server.kill()


@pytest.fixture
def connect(server):
    """Makes clients, and closes them."""
    clients = []

    def connect(key, base_url=None, **settings):
        client = MemsyClient(base_url or server.url, key, **settings)
        clients.append(client)
        return client

    yield connect
    for client in clients:
        client.close()


@pytest.fixture
def c(server, connect):
    """A client of an org of its own."""
    return connect(server.new_org())


def event(actor, session, content, kind="user_message", **more):
    return EventPayload(
        actor_id=actor, session_id=session, kind=kind, content=content, **more
    )


def settle(client, ids):
    """Waits until none of the events is pending; the last status."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        status = client.status(ids)
        if not status.pending_ids:
            return status
        assert time.monotonic() < deadline, status
        time.sleep(0.05)


def ingest(client, *events):
    """Ingests and settles; the ids."""
    ids = client.ingest(list(events)).event_ids
    settle(client, ids)
    return ids


def search_scoped(client, query, **scope):
    """A search with fields that only the newer SDK knows."""
    return client.search(query, limit=50, threshold=0.0, **scope)
