#!/usr/bin/env python3
"""How often a standing instruction is in the context built for a question that it applies to.

    instructions.py DATA.json.gz [--max-tokens 2000] [--verbose] [--json]

DATA is a file of conversations with questions, reshaped from BEAM; it is given by path and no part of this
repository. Each conversation is ingested over the native API as one user's, in batches of 100 events with their
times. For every question of kind `instruction_following`, `POST /memoird/v1/context` is asked with the question as
it stands (default budget: 2,000 tokens). No model answers and nothing is judged: what is not in the context cannot
be followed, what is there can be.

in context   questions for which the directive ("Always include version numbers when I ask about ...") is in the
             context: an item of it cites the directive's event. The directive is the question's evidence message
             that begins like one (always, never, please, do not, from now on ...), else its first evidence message.
all there    the same for all evidence messages of the question
pinned       questions whose directive has a pinned memory that cites it
of pins      the context's items that rest on a pinned memory, per question: what pinning costs
pins         pinned memories per conversation, and how many of them cite no question's directive

`without` repeats `in context` with nothing but what search itself finds: the directive's event is among the 50 hits
at best, so the difference to `in context` is what pinning and packing do.
"""

import argparse
import gzip
import json
import re

from common import Server, scratch_dir, table

DIRECTIVE = re.compile(r"(?i)^(always|never|please|do not|don't|from now on|whenever|make sure|remember to)\b")
KIND = "instruction_following"


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("data")
    p.add_argument("--max-tokens", type=int, default=2000)
    p.add_argument("--verbose", action="store_true", help="list the questions without their directive")
    p.add_argument("--json", action="store_true")
    a = p.parse_args()
    conversations = json.load(gzip.open(a.data))
    with scratch_dir("instructions") as folder:
        server = Server(folder)
        try:
            rows, pins = [], []
            for conversation in conversations:
                asked, pinned = measured(server.client, conversation, a)
                rows += asked
                pins.append(pinned)
        finally:
            server.stop()
    report(a, rows, pins)


def measured(client, conversation, a):
    """One row for each question; (all pinned memories, those that cite no directive asked after)."""
    user, ids = conversation["id"], {}
    messages = conversation["messages"]
    for start in range(0, len(messages), 100):
        part = messages[start : start + 100]
        events = [dict(user_id=user, session_id=m["session"], content=m["text"], ts=m["ts"],
                       kind="user_message" if m["role"] == "user" else "assistant_message") for m in part]
        reply = client.post("/memoird/v1/events", {"events": events})
        ids.update(zip((m["id"] for m in part), reply["event_ids"]))
    # Vectors of a large batch come from the backlog.
    settle(client, list(ids.values()))
    pinned = client.post("/memoird/v1/memories/list", {"user_id": user, "limit": 1000, "filter": {"pinned": {"eq": True}}})
    pinned = {event: memory for memory in pinned["items"] for event in memory["provenance"]["source_event_ids"]}
    texts = {m["id"]: m["text"] for m in messages}
    rows, directives = [], set()
    for question in conversation["questions"]:
        if question["kind"] != KIND:
            continue
        directive = next((e for e in question["evidence"] if DIRECTIVE.match(texts[e])), question["evidence"][0])
        directives.add(ids[directive])
        ask = {"user_id": user, "query": question["text"]}
        context = client.post("/memoird/v1/context", dict(ask, max_tokens=a.max_tokens))
        hits = client.post("/memoird/v1/search", dict(ask, limit=50))["hits"]
        cited = {event for item in context["items"] for event in item["event_ids"]}
        found = {event for hit in hits for event in hit["memory"]["provenance"]["source_event_ids"]}
        rows.append(dict(id=question["id"], question=question["text"], directive=texts[directive],
                         inside=ids[directive] in cited, all={ids[e] for e in question["evidence"]} <= cited,
                         found=ids[directive] in found, pinned=ids[directive] in pinned, items=len(context["items"]),
                         pins=sum(any(e in pinned for e in item["event_ids"]) for item in context["items"]),
                         tokens=context["tokens"]))
    return rows, (len(pinned), sum(event not in directives for event in pinned))


def settle(client, ids):
    while True:
        known = [status for i in range(0, len(ids), 1000)
                 for status in client.post("/memoird/v1/events/status", {"event_ids": ids[i : i + 1000]})["known"]]
        ids = [status["event_id"] for status in known if status["state"] not in ("completed", "failed")]
        if not ids:
            return


def report(a, rows, pins):
    share = lambda key: round(100 * sum(row[key] for row in rows) / len(rows), 1)
    mean = lambda key: round(sum(row[key] for row in rows) / len(rows), 1)
    figures = {"questions": len(rows), "in context": share("inside"), "all there": share("all"), "pinned": share("pinned"),
               "without": share("found"), "of pins": f"{mean('pins')} of {mean('items')}",
               "pins": f"{sum(n for n, _ in pins) / len(pins):.1f}, {sum(n for _, n in pins) / len(pins):.1f} of them not asked after"}
    if a.json:
        print(json.dumps(figures))
    else:
        print(table(["what", f"% or number, {a.max_tokens} tokens"], [[key, value] for key, value in figures.items()]))
    if a.verbose:
        for row in rows:
            if not row["inside"]:
                print(f"{row['id']}: {row['question']!r} lacks {row['directive'][:100]!r}; search finds it: {row['found']}")


if __name__ == "__main__":
    main()
