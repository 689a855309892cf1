#!/usr/bin/env python3
"""What is closed in chats where hardly anything is corrected: statements that a write closed, each with the words that did it.

    python3 bench/chats.py DATA [--chats 5] [--show] [--cost] [--speed]

DATA: conversations as `{"id", "messages": [{"role", "session", "ts", "text"}]}`, in a gzipped JSON list (LoCoMo and BEAM as
the recall benchmark has them). Where people chat with each other ("Name: words"), each speaker becomes a user of its own,
whose messages are sent without the name; what somebody says to an assistant is sent as it is. Most of what is closed there
is closed by mistake; `--show` prints it, to be judged by a reader. `--speed` measures nothing of that, but how fast they
are taken in, beside the embedder alone on the same texts.
"""

import argparse
import concurrent.futures
import gzip
import json
import tempfile
import threading
import time

from common import Client, Server, exported, testkit
from scale import backlog

BATCH = 50
NO_READING = "[engine]\nextraction = false\n"


def told(conversation):
    with_assistant = any(message["role"] == "assistant" for message in conversation["messages"])
    for message in conversation["messages"]:
        name, words, kind = "", message["text"], f"{message['role']}_message"
        if not with_assistant:
            name, _, words = words.partition(": ")
        yield {"user_id": f"{conversation['id']} {name}".strip(), "session_id": message["session"], "kind": kind,
               "content": words or message["text"], "ts": message["ts"]}


def sent(events, folder, config):
    """The memories of a server that was sent all events, by id, and its processor time in ms an event."""
    server = Server(f"{folder}/data", config)
    before = server.cpu_s()
    for n in range(0, len(events), BATCH):
        server.client.post("/memoird/v1/events", {"events": events[n:n + BATCH]})
    while backlog(server):
        time.sleep(0.02)
    cost = 1000 * (server.cpu_s() - before) / len(events)
    server.stop()
    return exported(server, folder), cost


def taken_in(events, folder, config):
    """How many events a second are searchable by meaning, sent in batches of 100 from four connections."""
    server = Server(f"{folder}/data", config)
    batches = [events[n:n + 100] for n in range(0, len(events), 100)]
    clients = threading.local()

    def send(batch):
        clients.own = getattr(clients, "own", None) or Client(server)
        clients.own.post("/memoird/v1/events", {"events": batch})

    started = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(send, batches))
    while backlog(server) > backlog(server, "_extracted"):
        time.sleep(0.01)
    rate = len(events) / (time.perf_counter() - started)
    server.stop()
    return rate


def speed(events, rounds=3):
    """Sustained ingest with and without reading, beside the embedder alone, in turns."""
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            path = as_lines(events, folder)
            alone, by_rten = (json.loads(testkit("embed", "--file", path, *by))["texts_per_s"] for by in ([], ["--by-rten"]))
            with_reading = taken_in(events, f"{folder}/a", None)
            without = taken_in(events, f"{folder}/b", NO_READING)
        print(f"embedder alone {alone:.0f} texts/s, {by_rten:.0f} in rten; ingest {with_reading:.0f} events/s, "
              f"{with_reading / alone:.2f} and {with_reading / by_rten:.2f} of it; "
              f"without reading {without:.0f}, {without / alone:.2f} and {without / by_rten:.2f}")


def as_lines(events, folder):
    """The messages in a file, as `testkit load read` takes them."""
    path = f"{folder}/messages.jsonl"
    with open(path, "w") as lines:
        lines.writelines(json.dumps({"text": event["content"], "ts": event["ts"]}) + "\n" for event in events)
    return path


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("data")
    p.add_argument("--chats", type=int, default=5)
    p.add_argument("--show", action="store_true")
    p.add_argument("--cost", action="store_true", help="what reading them costs: send them to a server that does not read, too")
    p.add_argument("--speed", action="store_true", help="how fast they are taken in, and nothing else")
    a = p.parse_args()
    conversations = json.load(gzip.open(a.data))[: a.chats]
    events = [event for conversation in conversations for event in told(conversation)]
    if a.speed:
        return speed(events)
    with tempfile.TemporaryDirectory() as folder:
        memories, cost = sent(events, folder, None)
    closed = [(memory, statement) for memory in memories.values() if memory["verbatim"]
              for statement in memory["statements"] or [] if statement.get("closed")]
    for memory, statement in closed if a.show else []:
        by = memories.get(statement["closed"].get("by"), {})
        source = memories.get((by.get("derived_from") or [None])[0], by)
        print(f"- {memory['text']!r}: {statement['attribute']} = {statement.get('value')} <- {source.get('text')!r}")
    print(f"{len(closed)} statements closed in {len(events)} messages")
    if a.cost:
        with tempfile.TemporaryDirectory() as folder:
            _, without = sent(events, folder, NO_READING)
            read = json.loads(testkit("read", as_lines(events, folder)))
        print(f"{cost:.2f} ms of a processor a message, {without:.2f} without reading; reading alone, one message after "
              f"another on one core: {read['ms']} ms, of which the rules {read['rules_ms']}")


if __name__ == "__main__":
    main()
