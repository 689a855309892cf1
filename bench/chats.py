#!/usr/bin/env python3
"""What is closed in chats where hardly anything is corrected: statements that a write closed, each with the words that did it.

    python3 bench/chats.py DATA [--chats 5] [--show] [--cost]

DATA: conversations as `{"id", "messages": [{"session", "ts", "text": "Name: words"}]}`, in a gzipped JSON list (LoCoMo as
the recall benchmark has it). Each speaker becomes a user of its own, whose messages are sent without the name. Most of
what is closed there is closed by mistake; `--show` prints it, to be judged by a reader.
"""

import argparse
import gzip
import json
import tempfile
import time

from common import Server, exported, testkit
from scale import backlog

BATCH = 50


def told(conversation):
    for message in conversation["messages"]:
        name, _, words = message["text"].partition(": ")
        yield {"user_id": f"{conversation['id']} {name}", "session_id": message["session"], "kind": "user_message",
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


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("data")
    p.add_argument("--chats", type=int, default=5)
    p.add_argument("--show", action="store_true")
    p.add_argument("--cost", action="store_true", help="what reading them costs: send them to a server that does not read, too")
    a = p.parse_args()
    conversations = json.load(gzip.open(a.data))[: a.chats]
    events = [event for conversation in conversations for event in told(conversation)]
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
            _, without = sent(events, folder, "[engine]\nextraction = false\n")
            path = f"{folder}/messages.jsonl"
            with open(path, "w") as lines:
                lines.writelines(json.dumps({"text": event["content"], "ts": event["ts"]}) + "\n" for event in events)
            read = json.loads(testkit("read", path))
        print(f"{cost:.2f} ms of a processor a message, {without:.2f} without reading; reading alone, one message after "
              f"another on one core: {read['ms']} ms, of which the rules {read['rules_ms']}")


if __name__ == "__main__":
    main()
