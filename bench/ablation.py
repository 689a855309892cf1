#!/usr/bin/env python3
"""What each part of the ranking adds: the recall harness run with parts of the score switched off.

    ablation.py --recall PATH/recall.py DATA.json.gz [...]

For each variant a server is started on a new data directory with some of `engine.search_weights` set to
zero, the recall harness is run against it, and a row of a Markdown table is printed. The harness and the
data are given by path; neither is part of this repository.
"""

import argparse
import json
import subprocess
import sys

from common import Server, scratch_dir

VARIANTS = {
    "everything": [],
    "without vectors": ["cosine", "window_cosine"],
    "without vectors of windows": ["window_cosine"],
    "without words": ["window_words", "session_words"],
    "without words of sessions": ["session_words"],
    "without the speaker": ["speaker"],
    "without off-weights for questions and long turns": ["short_question", "long"],
    "without who said it": ["user_said"],
}
COLUMNS = ["recall@5", "recall@10", "recall@25", "session@5"]


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("data", nargs="+")
    p.add_argument("--recall", required=True, help="the recall harness")
    p.add_argument("--only", help="variants whose name contains this")
    a = p.parse_args()
    print("| variant | data | " + " | ".join(COLUMNS) + " |")
    print("|" + "---|" * (2 + len(COLUMNS)))
    for name, zeroed in VARIANTS.items():
        if a.only is None or a.only in name:
            for report in measured(a, zeroed):
                scores = [str(report["all"][column]) for column in COLUMNS]
                print(f"| {name} | {report['file']} | " + " | ".join(scores) + " |", flush=True)


def measured(a, zeroed):
    """The harness's reports with these weights set to zero."""
    config = "[engine.search_weights]\n" + "".join(f"{weight} = 0.0\n" for weight in zeroed)
    with scratch_dir("ablation") as folder:
        server = Server(folder, config)
        try:
            command = [sys.executable, a.recall, "--json", "--base-url", server.url, *a.data]
            output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            return [json.loads(line) for line in output.splitlines()]
        finally:
            server.stop()


if __name__ == "__main__":
    main()
