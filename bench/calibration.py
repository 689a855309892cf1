#!/usr/bin/env python3
"""How well a score's threshold separates what answers a query from what does not.

Each labelled pair is a query and a short text that answers it or does not. Every text is stored as the only
memory of a user of its own, the query is searched there, and the score is compared with the label.
`calibration/pairs.jsonl` served to choose the map from evidence to score; `calibration/heldout.jsonl` was
written afterwards and served nothing but this check.
"""

import json
import pathlib

from common import Server, scratch_dir

THRESHOLDS = (0.3, 0.5, 0.7)
PAIRS = pathlib.Path(__file__).parent / "calibration"


def main():
    print("| pairs | threshold | precision | recall | false positives |\n|---|---|---|---|---|")
    with scratch_dir("calibration") as folder:
        server = Server(folder)
        try:
            for name in ("pairs", "heldout"):
                pairs = [json.loads(line) for line in open(PAIRS / f"{name}.jsonl")]
                scored = [(score(server.client, f"{name}-{n}", pair), pair["label"])
                          for n, pair in enumerate(pairs)]
                for threshold in THRESHOLDS:
                    print(row(name, threshold, scored))
        finally:
            server.stop()


def score(client, user, pair):
    """The score of the pair's text for its query; 0 if it is not found at all."""
    client.post("/memoird/v1/memories", {"user_id": user, "text": pair["text"]})
    hits = client.post("/memoird/v1/search", {"user_id": user, "query": pair["query"]})["hits"]
    return hits[0]["score"] if hits else 0.0


def row(name, threshold, scored):
    """One row of the table."""
    accepted = [label for score, label in scored if score >= threshold]
    positives = sum(label for _, label in scored)
    negatives = len(scored) - positives
    hits = sum(accepted)
    cells = (hits / max(1, len(accepted)), hits / positives, (len(accepted) - hits) / negatives)
    return f"| {name} ({len(scored)}) | {threshold} | " + " | ".join(f"{100 * c:.1f}" for c in cells) + " |"


if __name__ == "__main__":
    main()
