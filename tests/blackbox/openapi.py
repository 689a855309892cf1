"""The native API against its own description: no 5xx, no reply that breaks its schema, no status
that is not described, no invalid request that is accepted.

    python tests/blackbox/openapi.py --examples 1000
"""

import argparse
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENT = "/memoird/v1/openapi.json"
REVOKE = "/memoird/v1/keys/{id}"
# What is left out: "valid requests are accepted". No schema can say which cursors or ids exist.
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    # Not use_after_free: a memory that was deleted, not erased, is there for its history.
    "ensure_resource_availability",
    "ignored_auth",
]


@contextlib.contextmanager
def serving(binary: pathlib.Path):
    """A server with an empty data directory; yields its base URL."""
    with tempfile.TemporaryDirectory() as data:
        command = [binary, "serve", "--listen", "127.0.0.1:0", "--data-dir", data]
        environment = dict(os.environ, MEMOIRD_LOG__LEVEL="error")
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        try:
            assert server.stdout is not None
            yield server.stdout.readline().strip().rsplit(" ", 1)[-1]
        finally:
            server.kill()
            server.wait()


def ask(url: str, key: str | None = None, body: object = None) -> dict:
    """GET, or POST of `body`; the reply's JSON."""
    headers = {"content-type": "application/json"}
    if key:
        headers["authorization"] = f"Bearer {key}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers=headers)
    with urllib.request.urlopen(request, timeout=10) as reply:
        return json.load(reply)


def forget_statuses(document: dict) -> None:
    """The control: a description that does not know what a search replies."""
    search = document["paths"]["/memoird/v1/search"]["post"]
    search["responses"] = {"204": {"description": "Nothing"}}


def run(binary: pathlib.Path, examples: int, control: bool = False) -> int:
    """Schemathesis' exit code: 0 if nothing was found."""
    with serving(binary) as base, tempfile.TemporaryDirectory() as folder:
        permissions = ["read", "write", "admin"]
        made = ask(f"{base}/memoird/v1/keys", body={"name": "test", "permissions": permissions})
        key = made["secret"]
        document = ask(base + DOCUMENT, key)
        if control:
            forget_statuses(document)
        path = pathlib.Path(folder) / "openapi.json"
        path.write_text(json.dumps(document))
        tool = pathlib.Path(sys.executable).parent / "schemathesis"
        command = [tool, "run", str(path), "--url", base, "--no-color", "--continue-on-failure"]
        command += ["--header", f"Authorization: Bearer {key}", "--checks", ",".join(CHECKS)]
        command += ["--max-examples", str(examples), "--request-timeout", "20"]
        # In sequences of requests it would find its own key in the list, and revoke it.
        passes = [
            ["--exclude-path", REVOKE],
            ["--include-path", REVOKE, "--phases", "coverage,fuzzing"],
        ]
        if control:
            passes = [["--include-path", "/memoird/v1/search"]]
        codes = [subprocess.run(command + p, cwd=folder, check=False).returncode for p in passes]
        # If the key were revoked, everything after it would have been a 401.
        ask(f"{base}/memoird/v1/stats", key)
        return max(codes)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=100, help="requests of each operation")
    parser.add_argument("--control", action="store_true", help="with a description that is wrong")
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "target/debug/memoird")
    arguments = parser.parse_args()
    binary = pathlib.Path(os.environ.get("MEMOIRD_BIN", arguments.binary))
    return run(binary, arguments.examples, arguments.control)


if __name__ == "__main__":
    sys.exit(main())
