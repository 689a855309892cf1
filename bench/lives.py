#!/usr/bin/env python3
"""What is closed of what people say over weeks: `bench/lives/`, written for it, on which nothing was learnt.

    python3 bench/lives.py [FILE ...] [--show]

A file has timelines: remarks of one person, numbered, `>k` where remark k is no longer so after it. Each timeline
becomes a user, each remark a message a day after the one before it. Counted are the marks that were found (the earlier
message, or something of it, is closed by the later one), and what was closed without a mark.
"""

import argparse
import datetime
import pathlib
import re
import tempfile

from common import Server, exported

HERE = pathlib.Path(__file__).parent
START = datetime.datetime(2026, 1, 5, 9, tzinfo=datetime.timezone.utc)


def timelines(path):
    """[(remark, numbers of those that it ends)] of each timeline, numbers from 0."""
    for block in re.split(r"\n\s*\n", path.read_text("utf8").strip()):
        found = [re.match(r"(\d+)((?: >\d+)*) (.+)", line) for line in block.splitlines()]
        yield [(match[3].strip(), {int(k) - 1 for k in re.findall(r"\d+", match[2])}) for match in found]


def closers(memory, memories):
    """The verbatim memories that closed one, or something of it."""
    by = {statement["closed"].get("by") for statement in memory["statements"] or [] if statement.get("closed")}
    by.add(memory.get("superseded_by"))
    for one in by & memories.keys():
        closer = memories[one]
        yield closer["id"] if closer["verbatim"] else (closer.get("derived_from") or [None])[0]


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("files", nargs="*", type=pathlib.Path, default=sorted((HERE / "lives").glob("*.txt")))
    p.add_argument("--show", action="store_true", help="what was missed, and what was closed without a mark")
    a = p.parse_args()
    lives = [lines for path in a.files for lines in timelines(path)]
    place = {}
    with tempfile.TemporaryDirectory() as folder:
        server = Server(f"{folder}/data")
        for life, lines in enumerate(lives):
            for n, (remark, _) in enumerate(lines):
                event = {"user_id": f"life {life}", "session_id": f"{life}-{n}", "kind": "user_message", "content": remark,
                         "ts": (START + datetime.timedelta(days=n)).isoformat()}
                added = server.client.post("/memoird/v1/events", {"events": [event]})
                place.update({memory: (life, n) for memory in added["memory_ids"]})
        server.stop()
        memories = exported(server, folder)
    closed = {(*place[id_], place[by][1]) for id_, memory in memories.items() if id_ in place
              for by in closers(memory, memories) if by in place and by != id_}
    marked = {(life, k, n) for life, lines in enumerate(lives) for n, (_, over) in enumerate(lines) for k in over}
    for life, k, n in sorted(marked ^ closed) if a.show else []:
        print("missed" if (life, k, n) in marked else "wrong ", f"{lives[life][k][0]!r} <- {lives[life][n][0]!r}")
    remarks = sum(map(len, lives))
    found, wrong = len(marked & closed), len(closed - marked)
    print(f"{len(lives)} timelines, {remarks} remarks: {found} of {len(marked)} marks found ({found / len(marked):.1%}), {wrong} closed without one")


if __name__ == "__main__":
    main()
