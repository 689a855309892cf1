"""What the benchmark scripts share: the server under test, statistics, the embedding model."""

import atexit
import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCRATCH = ROOT / "target" / "bench"
MODEL_DIR = ROOT / "crates" / "inference" / "model"


def binary(name):
    """A release binary of the workspace; MEMOIRD_BIN and MEMOIRD_TESTKIT_BIN name others."""
    variable = name.upper().replace("-", "_") + "_BIN"
    return os.environ.get(variable, str(ROOT / "target" / "release" / name))


class Server:
    """`memoird serve` on a free port of loopback."""

    def __init__(self, data_dir, config=None):
        self.data_dir = pathlib.Path(data_dir)
        self.data_dir.mkdir(parents=True, exist_ok=True)
        command = [binary("memoird"), "serve", "--listen", "127.0.0.1:0"]
        command += ["--data-dir", str(data_dir)]
        if config:
            path = self.data_dir / "bench.toml"
            path.write_text(config)
            command += ["--config", str(path)]
        started = time.perf_counter()
        self.log = open(self.data_dir / "server.log", "ab")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log)
        atexit.register(self.process.kill)  # harmless once it has ended
        line = self.process.stdout.readline().decode()
        found = re.search(r"http://([\d.]+):(\d+)", line)
        if not found:
            raise SystemExit(f"the server did not start; see {self.log.name}")
        self.host, self.port = found[1], int(found[2])
        self.url = f"http://{self.host}:{self.port}"
        self.client = Client(self)
        while self.client.get("/memoird/v1/ready")[0] != 200:
            time.sleep(0.005)
        self.ready_s = time.perf_counter() - started

    def memory_mb(self):
        """Anonymous resident memory, the greatest so far of all memory, and mapped files."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        value = lambda name: round(int(re.search(rf"{name}:\s+(\d+)", text)[1]) / 1024)
        return {name: value(name) for name in ("RssAnon", "RssFile", "VmHWM")}

    def cpu_s(self):
        """Processor seconds so far, of all threads."""
        stat = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(") ", 1)[1]
        fields = stat.split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        """Ends it gracefully: it persists its index."""
        self.process.terminate()
        self.process.wait(timeout=120)
        self.log.close()


def exported(server, folder):
    """The memories of a stopped server, by id."""
    file = f"{folder}/all.jsonl"
    subprocess.run([binary("memoird"), "export", "--data-dir", str(server.data_dir), file], check=True, capture_output=True)
    with open(file) as lines:
        rows = [json.loads(line) for line in lines]
    return {row["memory"]["id"]: row["memory"] for row in rows if row["type"] == "memory"}


class Client:
    """One keep-alive connection that speaks JSON."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection(server.host, server.port, timeout=120)
        self.used = 0.0

    def request(self, method, path, body=None):
        now = time.monotonic()
        if now - self.used > 30:
            self.connection.close()  # the server closes idle connections; the next call opens one
        self.used = now
        text = None if body is None else json.dumps(body)
        headers = {"Content-Type": "application/json"} if text else {}
        self.connection.request(method, path, text, headers)
        reply = self.connection.getresponse()
        return reply.status, reply.read()

    def get(self, path):
        try:
            return self.request("GET", path)
        except OSError:
            self.connection.close()
            return 0, b""

    def post(self, path, body):
        status, data = self.request("POST", path, body)
        if status // 100 != 2:
            raise SystemExit(f"POST {path}: {status} {data[:300]!r}")
        return json.loads(data)

    def settle(self, ids, limit_s=900):
        """Waits until these events are searchable by meaning too."""
        end = time.time() + limit_s
        while ids:
            reply = [self.post("/status", {"event_ids": ids[i : i + 200]})
                     for i in range(0, len(ids), 200)]
            ids = [pending for part in reply for pending in part.get("pendingIds", [])]
            if ids and time.time() > end:
                raise SystemExit(f"{len(ids)} events are still pending after {limit_s} s")
            if ids:
                time.sleep(0.2)


@contextlib.contextmanager
def scratch_dir(name):
    """A directory that is gone afterwards."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    path = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-", dir=SCRATCH))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def testkit(*arguments):
    """Runs `testkit load ...` and returns its output."""
    command = [binary("memoird-testkit"), "load", *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return done.stdout.decode()


def drive(server, *arguments):
    """Runs the load generator against a server; its report."""
    return json.loads(testkit("drive", "--url", server.url, "--json", *arguments))


def quantile(values, share):
    """Nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * len(ordered) * 1000) // 1000) - 1)]


def summary(seconds):
    """Milliseconds."""
    if not seconds:
        return {"n": 0}
    p50, p95 = (1000 * quantile(seconds, share) for share in (0.5, 0.95))
    return {"n": len(seconds), "p50": round(p50, 3), "p95": round(p95, 3)}


def load_average():
    """How busy the machine is with other things: read it beside every figure."""
    return [round(x, 1) for x in os.getloadavg()]


class Embedding:
    """The product's own model file, run by onnxruntime: what a Python user of a peer would run."""

    def __init__(self, threads=1):
        import numpy
        import onnxruntime
        import tokenizers

        self.np = numpy
        self.tokenizer = tokenizers.Tokenizer.from_file(str(MODEL_DIR / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(256)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        self.session = onnxruntime.InferenceSession(
            self.model_bytes(), options, providers=["CPUExecutionProvider"])

    @staticmethod
    def model_bytes():
        """The model with its activations' range as a constant, as onnxruntime likes it best."""
        import onnx
        from onnx import numpy_helper
        import numpy

        model = onnx.load(str(MODEL_DIR / "all-minilm-l6-v2.onnx"))
        graph = model.graph
        for name, value in (("step", numpy.float32(1 / 127)), ("zero", numpy.uint8(128))):
            for found in [i for i in graph.input if i.name == name]:
                graph.input.remove(found)
                graph.initializer.append(numpy_helper.from_array(numpy.asarray(value), name))
        for found in [o for o in graph.output if o.name == "probe"]:
            graph.output.remove(found)
        return model.SerializeToString()

    def __call__(self, texts):
        """[n, 384] float32, L2-normalised."""
        np = self.np
        encoded = self.tokenizer.encode_batch(list(texts))
        longest = max(len(e.ids) for e in encoded)
        ids = np.zeros((len(encoded), longest), np.int64)
        mask = np.zeros((len(encoded), longest), np.int64)
        for row, e in enumerate(encoded):
            ids[row, : len(e.ids)] = e.ids
            mask[row, : len(e.ids)] = 1
        hidden = self.session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        vectors = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)

    def many(self, texts, batch=32):
        """The same for any number, sorted by length so that little is padded."""
        np = self.np
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors = np.empty((len(texts), 384), np.float32)
        for i in range(0, len(order), batch):
            part = order[i : i + batch]
            vectors[part] = self([texts[j] for j in part])
        return vectors


def table(head, rows):
    """Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
