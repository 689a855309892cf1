#!/usr/bin/env python3
"""Memoird alone, over HTTP: search at 100,000 and 1,000,000 memories, ingest, memory, start.

    cargo build --release -p memoird
    cargo build --release -p memoird-testkit
    python3 bench/scale.py [search-100k search-1m ingest]

Search runs over data directories that `testkit load fill` writes through the engine with generated
texts and vectors (1,000 memories a user); queries are embedded by the real model in the server.
Load comes from `testkit load drive` on the same machine: closed loop for the greatest throughput,
then open loops below it, latency counted from the intended start. No third-party package is needed.
"""

import argparse
import json
import os
import pathlib
import shutil
import time

import common

BIG_USER = 10_000


def drive_searches(server, users, seconds, label):
    """Closed loop with 64 clients, then open loops of 1, 8 and 64 clients."""
    base = ["--op", "search", "--users", users, "--per-user", 1000, "--seconds", seconds]
    rows, report = [], {}

    def one(name, *arguments):
        started, cpu = time.perf_counter(), server.cpu_s()
        got = common.drive(server, *base, *arguments)
        cores = (server.cpu_s() - cpu) / (time.perf_counter() - started)
        figures = got["operations"].get("search")
        report[name] = {**got, "server_cores": round(cores, 2), "load": common.load_average()}
        ms, service = figures["latency_ms"], figures["service_ms"]
        rows.append([label, name, figures["qps"], ms["p50"], ms["p95"], ms["p99"], ms["max"],
                     service["p50"], sum(figures["errors"].values()) + got["missed"],
                     figures["empty"], round(cores, 2)])
        return figures["qps"]

    alone = one("1 client, closed", "--clients", 1)
    most = one("8 clients, closed", "--clients", 8)
    one("64 clients, closed", "--clients", 64)
    one("1 client, open at 50/s", "--clients", 1, "--rate", min(50, int(alone / 2)))
    one("8 clients, open at 30 %", "--clients", 8, "--rate", int(most * 0.3))
    one("8 clients, open at 50 %", "--clients", 8, "--rate", int(most * 0.5))
    one("64 clients, open at 70 %", "--clients", 64, "--rate", int(most * 0.7))
    head = ["memories", "load", "searches/s", "p50 ms", "p95", "p99", "max", "p50 from sending",
            "errors", "empty", "server cores"]
    print(common.table(head, rows) + "\n", flush=True)
    return report


def fill(data_dir, users, per_user=1000, first_user=0):
    line = common.testkit("fill", "--data-dir", data_dir, "--users", users, "--per-user", per_user,
                          "--first-user", first_user)
    print(f"filled: {line.strip()}", flush=True)
    return json.loads(line)


def warm(server, users):
    """Searches every user once; the first search of each loads that user's partition."""
    taken = []
    for user in range(users):
        taken.append(first_search(server, f"user-{user}"))
    return common.summary(taken)


def first_search(server, user):
    body = {"query": "Where is the telescope for Anna?", "actor_id": user, "limit": 10}
    started = time.perf_counter()
    found = server.client.post("/search", body)["results"]
    taken = time.perf_counter() - started
    if not found:
        raise SystemExit(f"nothing found for {user}")
    return taken


def search_scale(name, users, args):
    """One data directory: load, start, searches, memory."""
    data_dir = args.data_dir / name
    report = {}
    if not (data_dir / "memoird.db").exists():
        report["fill"] = fill(data_dir, users)
        if users >= 1000:
            report["fill_big_user"] = fill(data_dir, 1, BIG_USER, first_user=users)
    server = common.Server(data_dir)
    report["ready_s"] = round(server.ready_s, 3)
    report["memory_at_start"] = server.memory_mb()
    report["first_search_of_each_user_ms"] = warm(server, users)
    report["memory_after_all_users"] = server.memory_mb()
    report["search"] = drive_searches(server, users, args.seconds, f"{users * 1000:,}")
    report["memory_after_load"] = server.memory_mb()
    if users <= 100 or args.org_wide:
        report["org_wide"] = common.drive(server, "--org-wide", "--clients", 1, "--users", users,
                                          "--seconds", args.seconds)
    server.stop()
    if users >= 1000:
        report["cold_big_user_ms"] = cold_user(data_dir, f"user-{users}")
    for key in report:
        if key != "search":
            print(f"{name} {key}: {json.dumps(report[key])}", flush=True)
    return report


def cold_user(data_dir, user, rounds=5):
    """First search of a user with 10,000 memories after a start: with the index file in the page
    cache, with files dropped from it, and without any index file."""
    report, index, aside = {}, data_dir / "index", data_dir / "index.aside"
    for case in ("cached", "uncached", "rebuilt"):
        taken = []
        if case == "rebuilt":
            index.rename(aside)
        for _ in range(rounds):
            if case == "rebuilt":
                shutil.rmtree(index, ignore_errors=True)
            if case != "cached":
                forget_pages(data_dir)
            server = common.Server(data_dir)
            first_search(server, "user-0")  # the model and the connections are warm, the user not
            taken.append(1000 * first_search(server, user))
            server.stop()
        report[case] = [round(ms, 1) for ms in taken]
    # The next run shall find the index files as this one did: rebuilt partitions cost more memory.
    shutil.rmtree(index)
    aside.rename(index)
    return report


def forget_pages(data_dir):
    """Takes the directory's files out of the page cache, as after a reboot."""
    os.sync()
    for path in pathlib.Path(data_dir).rglob("*"):
        if path.is_file():
            with open(path, "rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def ingest(args):
    """Single short events, then a flood of batches until each message is searchable by meaning, and
    until the statements that were read out of them, which are keys to them, have their vectors too."""
    report = {}
    with common.scratch_dir("ingest") as data_dir:
        server = common.Server(data_dir)
        base = ["--op", "ingest", "--users", 10, "--seconds", args.seconds]
        for name, arguments in {
            "1 client, closed": ["--clients", 1],
            "1 client, open at 50/s": ["--clients", 1, "--rate", 50],
            "8 clients, closed": ["--clients", 8],
            "64 clients, closed": ["--clients", 64],
        }.items():
            report[name] = common.drive(server, *base, *arguments)
            figures = report[name]["operations"]["ingest"]
            print(f"ingest, {name}: {figures['qps']}/s, ms {figures['latency_ms']}, "
                  f"errors {figures['errors']}; load {common.load_average()}", flush=True)
        server.stop()
    events, batch, shares = 20_000, 100, []
    # Once without reading statements out of the words: what is left is the embedder's own speed.
    for config in [None] * args.rounds + ["[engine]\nextraction = false\n"]:
        embed = ["embed", "--texts", events, "--batch", batch]
        alone, by_rten = (json.loads(common.testkit(*embed, *by))["texts_per_s"]
                          for by in ([], ["--by-rten"]))
        with common.scratch_dir("ingest") as data_dir:
            server = common.Server(data_dir, config)
            started, cpu = time.perf_counter(), server.cpu_s()
            got = common.drive(server, "--op", "ingest", "--users", 10, "--batch", batch,
                               "--clients", 4, "--requests", events // batch, "--warmup-s", 0,
                               "--seconds", 300, "--seed", 7)
            acknowledged = time.perf_counter() - started
            while backlog(server) > backlog(server, "_extracted"):
                time.sleep(0.02)
            taken = time.perf_counter() - started
            cores, texts = (server.cpu_s() - cpu) / taken, metric(server, "embedded_texts")
            while backlog(server):
                time.sleep(0.02)
            settled, texts_in_all = time.perf_counter() - started, metric(server, "embedded_texts")
            server.stop()
        shares.append({
            "extraction": config is None,
            "embedder_alone_texts_per_s": alone, "embedder_by_rten_texts_per_s": by_rten,
            "ingest_events_per_s": round(events / taken),
            "acknowledged_s": round(acknowledged, 2), "all_searchable_s": round(taken, 2),
            "texts_until_then": texts, "statements_too_s": round(settled, 2),
            "texts": texts_in_all, "texts_per_s": round(texts_in_all / settled),
            "share_of_texts": round(texts_in_all / settled / alone, 2),
            "server_cores": round(cores, 2), "errors": got["operations"]["ingest"]["errors"],
            "share": round(events / taken / alone, 2),
            "share_of_rten": round(events / taken / by_rten, 2),
            "load": common.load_average()})
        print(f"sustained ingest: {shares[-1]}", flush=True)
    report["sustained"] = shares
    return report


def backlog(server, which=""):
    """Memories that wait for their vectors; those that are keys to others, which do not wait."""
    return metric(server, "embedding_backlog" + which)


def metric(server, name):
    text = server.client.get("/metrics")[1].decode()
    return next(int(float(line.split()[-1])) for line in text.splitlines()
                if line.split()[0] == f"memoird_{name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", nargs="*", default=["search-100k", "search-1m", "ingest"])
    parser.add_argument("--seconds", type=float, default=8, help="of each run")
    parser.add_argument("--rounds", type=int, default=3, help="of sustained ingest")
    parser.add_argument("--org-wide", action="store_true", help="also at 1,000,000")
    parser.add_argument("--data-dir", type=pathlib.Path, default=common.SCRATCH / "data",
                        help="kept between runs")
    parser.add_argument("--out", help="write the figures here as JSON")
    args = parser.parse_args()
    report = {"load_before": common.load_average()}
    for what in args.what:
        if what == "ingest":
            report[what] = ingest(args)
        else:
            users = {"search-100k": 100, "search-1m": 1000}[what]
            report[what] = search_scale(what, users, args)
    report["load_after"] = common.load_average()
    if args.out:
        pathlib.Path(args.out).write_text(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
