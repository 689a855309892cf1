#!/usr/bin/env python3
"""Memoird, chromadb and mem0 side by side: same texts, same model, same machine, one run.

    python3 -m venv target/bench/venv
    target/bench/venv/bin/pip install -r bench/requirements.txt
    cargo build --release -p memoird && cargo build --release -p memoird-testkit
    target/bench/venv/bin/python bench/peers.py --sizes 3000 10000 100000 [--recall FILE.json.gz]

What is compared:
  memoird   the server, over HTTP from one Python connection; every add is fsynced before the reply
  chromadb  PersistentClient in this process, one collection, cosine, default settings
  mem0      Memory with its default local store (qdrant-client, on disk) in this process,
            `infer=False`, so no language model; keyword and entity scores stay off as in a plain
            install, which makes it faster
Each collection holds N memories of N/1000 users. `user` searches one user's thousand, `all` every
memory. "end to end" embeds in the call: memoird in the server, the peers with the same model file
in onnxruntime. "embedding out": the peers are handed vectors; memoird runs with a toy model (see
toy_model.py), so it still tokenises and still pays for HTTP, and reads no statements
(`engine.extraction = false`): what is compared is what all of them do, without any network of
neurons. End to end it reads, which the peers don't. The systems take turns of a few requests, so
that noise of the machine meets all of them. No peer may use the network.
"""

import argparse
import hashlib
import itertools
import json
import os
import time

os.environ.update(ANONYMIZED_TELEMETRY="False", MEM0_TELEMETRY="False", OPENAI_API_KEY="unused",
                  HF_HUB_OFFLINE="1", POSTHOG_DISABLED="1")

import common
import toy_model

TURN = 20  # requests of one system before the next has its turn
ALL_AGENT = "all"


class Memoird:
    def __init__(self, folder, toy):
        config = None
        if toy:
            config = f'[embedding]\nprovider = "onnx"\npath = "{toy}"\n[engine]\nextraction = false\n'
        self.server = common.Server(folder / "memoird", config)
        self.client = self.server.client

    @staticmethod
    def event(row):
        return {"actor_id": row["user"], "session_id": row["session"], "kind": "user_message",
                "content": row["text"]}

    def bulk(self, rows, vectors):
        ids = []
        for i in range(0, len(rows), 100):
            events = [self.event(row) for row in rows[i : i + 100]]
            ids += self.client.post("/ingest", {"events": events})["event_ids"]
        self.client.settle(ids)

    def add(self, row, vector):
        self.client.post("/ingest", {"events": [self.event(row)]})

    def search(self, question, vector, scope, limit=10):
        body = {"query": question["question"], "limit": limit, "threshold": 0.0}
        if scope == "user":
            body["actor_id"] = question["user"]
        return self.client.post("/search", body)["results"]

    def close(self):
        self.server.stop()


class Chroma:
    def __init__(self, folder, embed):
        import chromadb

        settings = chromadb.Settings(anonymized_telemetry=False)
        client = chromadb.PersistentClient(path=str(folder / "chroma"), settings=settings)
        self.collection = client.create_collection(
            "memories", embedding_function=None, configuration={"hnsw": {"space": "cosine"}})
        self.embed, self.ids = embed, itertools.count()

    def bulk(self, rows, vectors):
        for i in range(0, len(rows), 1000):
            self.insert(rows[i : i + 1000], vectors[i : i + 1000])

    def insert(self, rows, vectors):
        self.collection.add(
            ids=[str(next(self.ids)) for _ in rows], embeddings=vectors,
            documents=[row["text"] for row in rows],
            metadatas=[{"user": row["user"], "session": row["session"]} for row in rows])

    def add(self, row, vector):
        self.insert([row], self.embed([row["text"]]) if vector is None else vector[None])

    def search(self, question, vector, scope):
        if vector is None:
            vector = self.embed([question["question"]])[0]
        where = {"user": question["user"]} if scope == "user" else None
        found = self.collection.query(query_embeddings=[vector], n_results=10, where=where)
        return found["ids"][0]

    def close(self):
        pass


class Mem0:
    def __init__(self, folder, embed):
        from mem0 import Memory

        self.memory = Memory.from_config({
            "vector_store": {"provider": "qdrant", "config": {
                "path": str(folder / "qdrant"), "embedding_model_dims": 384, "on_disk": True}},
            "history_db_path": str(folder / "history.db")})
        self.embedder = self.memory.embedding_model = Mem0Embedder(embed)

    def bulk(self, rows, vectors):
        """Straight into its store, with the payload that its `add` would write, unsynced."""
        import datetime
        import uuid

        client = self.memory.vector_store.client._client
        database = client.collections["mem0"].storage.storage
        database.execute("PRAGMA synchronous=OFF")
        now = datetime.datetime.now(datetime.timezone.utc).isoformat()
        for i in range(0, len(rows), 1000):
            part = rows[i : i + 1000]
            self.memory.vector_store.insert(
                vectors=[v.tolist() for v in vectors[i : i + 1000]],
                ids=[str(uuid.uuid4()) for _ in part],
                payloads=[{"user_id": row["user"], "agent_id": ALL_AGENT, "role": "user",
                           "data": row["text"], "text_lemmatized": row["text"].lower(),
                           "hash": hashlib.md5(row["text"].encode()).hexdigest(),
                           "created_at": now, "updated_at": now, **row.get("extra", {})}
                          for row in part])
        database.execute("PRAGMA synchronous=FULL")

    def add(self, row, vector):
        self.embedder.vector = vector
        self.memory.add(row["text"], user_id=row["user"], agent_id=ALL_AGENT, infer=False,
                        metadata=row.get("extra"))

    def search(self, question, vector, scope):
        self.embedder.vector = vector
        filters = {"user_id": question["user"]} if scope == "user" else {"agent_id": ALL_AGENT}
        found = self.memory.search(question["question"], top_k=10, filters=filters, threshold=0.0)
        return found["results"]

    def close(self):
        self.memory.vector_store.client.close()


class Mem0Embedder:
    """Stands in for mem0's embedding model; a vector that is set is handed out instead."""

    def __init__(self, embed):
        self.compute, self.vector = embed, None

    def embed(self, text, memory_action=None):
        vector = self.compute([text])[0] if self.vector is None else self.vector
        return vector.tolist()


def take_turns(calls, count, cap_s):
    """Calls `calls[name](i)` for i below `count`, a turn of each at a time; seconds by name.

    A system that has used up `cap_s` drops out; the number of its calls is in the table."""
    taken = {name: [] for name in calls}
    for first in range(0, count, TURN):
        for name, call in calls.items():
            if sum(taken[name]) > cap_s:
                continue
            for i in range(first, min(first + TURN, count)):
                started = time.perf_counter()
                call(i)
                taken[name].append(time.perf_counter() - started)
    return {name: common.summary(seconds) for name, seconds in taken.items()}


def generate(users, per_user, questions):
    """Texts and questions, and the vectors of both (kept between runs).

    One user more than asked for: that one's texts are handed to the others, to be added later."""
    import numpy

    lines = common.testkit("texts", "--users", users + 1, "--per-user", per_user,
                           "--questions", questions).splitlines()
    rows = [json.loads(line) for line in lines]
    for i, row in enumerate(rows):
        if row["user"] == f"user-{users}":
            row["user"] = f"user-{i % users}"
    rows, asked = rows[:-questions], rows[-questions:]
    key = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
    path = common.SCRATCH / f"vectors-{key}.npy"
    if not path.exists():
        embed = common.Embedding()
        texts = [row["text"] for row in rows] + [q["question"] for q in asked]
        started = time.perf_counter()
        numpy.save(path, embed.many(texts))
        print(f"embedded {len(texts)} texts in {time.perf_counter() - started:.0f} s", flush=True)
    vectors = numpy.load(path)
    return rows, asked, vectors[: len(rows)], vectors[len(rows) :]


def measure(size, args, embed, toy):
    """All figures at one size: {(what, mode): {system: summary}}."""
    adds, results = args.adds, {}
    users = max(1, size // 1000)
    rows, asked, vectors, asked_vectors = generate(users, -(-size // users), args.questions)
    stored, fresh = range(size), range(size, len(rows))
    with common.scratch_dir("peers") as folder:
        systems, without = {}, {}
        if "memoird" in args.systems:
            systems["memoird"] = Memoird(folder / "real", None)
            without["memoird"] = Memoird(folder / "toy", toy)
        if "chromadb" in args.systems:
            systems["chromadb"] = without["chromadb"] = Chroma(folder, embed)
        if "mem0" in args.systems:
            systems["mem0"] = without["mem0"] = Mem0(folder, embed)
        everything = {id(s): (n, s) for n, s in [*systems.items(), *without.items()]}.values()
        filled = {}
        for name, system in everything:
            started = time.perf_counter()
            system.bulk([rows[i] for i in stored], vectors[:size])
            filled.setdefault(name, []).append(round(time.perf_counter() - started, 1))
        print(f"{size}: filled, seconds: {filled}; load {common.load_average()}", flush=True)
        for mode, group in (("end to end", systems), ("embedding out", without)):
            out = mode == "embedding out"
            given = lambda table, i: table[i] if out else None
            batch = fresh[:adds] if not out else fresh[adds:]
            calls = {name: (lambda i, s=system: s.add(rows[batch[i]], given(vectors, batch[i])))
                     for name, system in group.items()}
            results["add one", mode] = take_turns(calls, adds, args.cap_s)
            for scope in ("user", "all"):
                calls = {name: (lambda i, s=system, scope=scope: s.search(
                    asked[i], given(asked_vectors, i), scope)) for name, system in group.items()}
                for call in calls.values():
                    call(0)  # the first search may have to load something
                results[f"search {scope}", mode] = take_turns(calls, len(asked), args.cap_s)
            print(f"{size}: {mode} done; load {common.load_average()}", flush=True)
        for _, system in everything:
            system.close()
    return results


def recall(path, embed, names):
    """recall@10 of labelled questions over conversations: evidence messages among the first 10."""
    import gzip

    conversations = json.load(gzip.open(path))
    scores = {name: [] for name in names}
    with common.scratch_dir("recall") as folder:
        makers = {"memoird": lambda: Memoird(folder, None), "chromadb": lambda: Chroma(folder, embed),
                  "mem0": lambda: Mem0(folder, embed)}
        for name in names:
            system = makers[name]()
            for conversation in conversations:
                add_conversation(name, system, conversation)
                for question in conversation["questions"]:
                    asked = {"question": question["text"], "user": conversation["id"]}
                    # A message may be found through several memories; the peers have one each.
                    more = {"limit": 50} if name == "memoird" else {}
                    found = messages_of(name, system, system.search(asked, None, "user", **more))
                    evidence = set(question["evidence"])
                    scores[name].append(len(evidence & set(found[:10])) / len(evidence))
            system.close()
    return {name: round(100 * sum(s) / len(s), 1) for name, s in scores.items()}


def add_conversation(name, system, conversation):
    rows = [{"user": conversation["id"], "session": m["session"], "text": m["text"],
             "extra": {"message": m["id"]}} for m in conversation["messages"]]
    if name == "memoird":
        messages, ids = conversation["messages"], []
        for i in range(0, len(rows), 100):
            events = [{**system.event(row), "ts": m["ts"],
                       "kind": "user_message" if m["role"] == "user" else "assistant_message"}
                      for row, m in zip(rows[i : i + 100], messages[i : i + 100])]
            ids += system.client.post("/ingest", {"events": events})["event_ids"]
        system.client.settle(ids)
        system.messages = {**getattr(system, "messages", {}),
                           **dict(zip(ids, (m["id"] for m in messages)))}
        return
    if name == "chromadb":
        first = next(system.ids)
        system.ids = itertools.count(first)
        system.messages = {**getattr(system, "messages", {}),
                           **{str(first + i): row["extra"]["message"] for i, row in enumerate(rows)}}
    system.bulk(rows, system_vectors(system, rows))


def system_vectors(system, rows):
    embed = system.embed if isinstance(system, Chroma) else system.embedder.compute
    return embed.many([row["text"] for row in rows])


def messages_of(name, system, found):
    """The messages behind a search's results, best first, without repetitions."""
    if name == "chromadb":
        ids = [system.messages[i] for i in found]
    elif name == "mem0":
        ids = [hit["metadata"]["message"] for hit in found]
    else:
        ids = [system.messages[event] for hit in found
               for event in (hit.get("metadata") or {}).get("source_event_ids") or []
               if event in system.messages]
    return list(dict.fromkeys(ids))


def show(results, systems):
    rows = []
    for (size, what, mode), figures in results.items():
        ours = figures.get("memoird", {"p50": float("nan")})["p50"]
        cells = [f"{figures[s]['p50']:.2f} / {figures[s]['p95']:.2f}" for s in systems]
        times = [f"{figures[s]['p50'] / ours:.1f}x" for s in systems if s != "memoird"]
        counts = ", ".join(str(figures[s]["n"]) for s in systems)
        rows.append([f"{size:,}", what, mode, *cells, *times, counts])
    head = ["memories", "operation", "mode", *(f"{s} p50 / p95 ms" for s in systems),
            *(f"{s} : memoird" for s in systems if s != "memoird"), "calls"]
    return common.table(head, rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=[3000, 10000, 100000])
    parser.add_argument("--systems", nargs="*", default=["memoird", "chromadb", "mem0"])
    parser.add_argument("--adds", type=int, default=200, help="texts added one by one, each mode")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--cap-s", type=float, default=20, help="seconds a system may take a row")
    parser.add_argument("--recall", help="labelled conversations (.json.gz)")
    parser.add_argument("--out", help="write the figures here as JSON")
    args = parser.parse_args()
    common.SCRATCH.mkdir(parents=True, exist_ok=True)
    toy = common.SCRATCH / "toy-model"
    if not (toy / "model.onnx").exists():
        toy_model.make(toy)
    embed, started = common.Embedding(), time.time()
    systems = args.systems
    report = {"load_before": common.load_average()}
    report["embed_query_ms"] = common.summary(
        [timed(lambda: embed(["Where is the telescope for the new intern?"])) for _ in range(100)])
    print(f"onnxruntime embeds a short query in ms: {report['embed_query_ms']}", flush=True)
    results = {}
    for size in args.sizes:
        for (what, mode), figures in measure(size, args, embed, toy).items():
            results[size, what, mode] = figures
    print("\n" + show(results, systems) + "\n")
    if args.recall:
        report["recall@10"] = recall(args.recall, embed, systems)
        print(f"recall@10, percent: {report['recall@10']}")
    report["rows"] = [{"memories": k[0], "operation": k[1], "mode": k[2], **v}
                      for k, v in results.items()]
    report.update(load_after=common.load_average(), minutes=round((time.time() - started) / 60, 1))
    print(f"{report['minutes']} minutes; load {report['load_before']} {report['load_after']}")
    if args.out:
        with open(args.out, "w") as file:
            json.dump(report, file, indent=1)


def timed(call):
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
