#!/usr/bin/env python3
"""Makes the part of the slot model that tells whether a later sentence supersedes an earlier one. Run seldom; its output is committed.

    venv/bin/python make_pairs.py train [--start slots.pt] [--go-on pair.pt] [--steps 4000] [--workers 3] [--out pair.pt]
    venv/bin/python make_pairs.py export pair.pt

The same environment as for `make_slots.py`. It goes on from the committed model (to within the rounding of its weights), or
starts from what `make_slots.py` saved: the embeddings and the first layer stay as they are, so that both share
`lower.onnx`; the three layers above and the last two of the model that the slot model was made of are tuned, with one head
on top, and after the third layer a gate, which learns the same. A row is the earlier sentence and the later one, each
with its end. It learns from four sources:
- `pairs/*.txt`, written for it: groups of remarks; `=` is said first, after `+` it is no longer so, after `-` it still is.
- `pairs/timelines/*.txt`, likewise: what a person says over weeks, numbered; `>k` where remark k is no longer so after it.
- `sentences/*.txt`: a sentence that states an attribute, and one that changes, ends or brings back the same one (yes), or
  one of another attribute, of another thing of the kind, of somebody else's, of the same value; a question, a chat (no).
- the development wordings of `bench/correction.py`, likewise, but for the fifth, on which it is looked at.
A twelfth of the attributes, groups and timelines is kept aside. Printed for them, and for the fifth wordings: the area under
the curve, and for some shares of wrong ones that pass a bar, the share of right ones that pass it, and the bar.
The committed model has seen 1.4 million pairs: 650,000 in three runs with four layers (2,048, 2,600 and 2,200 steps of 96, rates
1e-4, 8e-5, 8e-5), then 1,800, 1,500 and 1,500 steps with six (1e-4, 9e-5, 9e-5), and, from the weights as
they were committed then, 1,600 and 1,800 with the gate (1e-4, 9e-5); with more of `pairs/` in each run.
Writes `pair_lower.onnx` (below, attention_mask, step, zero -> above, gate), `pair_upper.onnx` (the same -> odds) and their lines
in SHA256SUMS.
"""

import argparse
import hashlib
import importlib
import itertools
import random
import re
import sys
import time
import types
import zlib

import make_slots
import numpy as np
import onnx
import onnxruntime
import torch
from make_slots import HERE, make_model
from onnx import TensorProto
from safetensors.torch import load_file
from transformers import BertConfig, BertModel

sys.path.insert(0, str(HERE.parents[3] / "bench"))

TOKENS_MAX = 36  # of each of the two sentences
LAYERS = 6  # two more than a sentence by itself needs
GATE_AFTER = 3  # layers
GATE_WEIGHT = 0.3  # of its loss
SURE = 1.8  # the odds from which the engine believes it (piece.rs)
WORDINGS = ["correction_words", *(f"correction_words_{name}" for name in ("more", "casual", "second", "third", "fourth"))]
LOOKED_AT = "correction_words_fifth"

RELATIVES = "sister brother mum dad mother father son daughter boss neighbour colleague roommate friend cousin aunt uncle grandma ex".split()
NAMES = "Tom Anna Priya Lena Marco Olga Ben Sara Yusuf Nina Pedro Mia Jonas Kate Liam Zoe".split()
UNREAL = ["if I could choose, {}", "Tom says {}", "maybe one day {}", "in the novel I'm writing, {}", "my sister thinks {}", "imagine {}", "I dreamt that {}",
          "what if {}?", "should I say {}?", "he told me {}", "in a perfect world {}", "suppose {}"]
PASSING = ["just for today", "only this week", "for the weekend", "while I'm travelling", "until Friday", "just this once", "for tonight", "for a couple of days"]
# What tells two things of a kind apart: a word that leads, and names of like things.
WHICH = [("in", ["the study", "the kitchen", "the bedroom", "the nursery", "the hallway", "the guest room", "the garage", "the cellar", "the greenhouse"]),
         ("for", ["the Rome trip", "the Kyoto trip", "the Oslo trip", "the Lisbon offsite", "the Berlin weekend", "the honeymoon", "the ski week"]),
         ("for", ["the wedding", "the birthday party", "the retirement do", "the christening", "the picnic", "the school fair", "the reunion"]),
         ("for", ["Apollo", "Hermes", "the Atlas project", "project Falcon", "the billing service", "the search service", "the mobile app", "the docs site"]),
         ("on", ["staging", "production", "the test server", "the dev box", "the demo system", "the build machine"]),
         ("for", ["Anna", "Tom", "Priya", "Marco", "Lena", "Yusuf", "Nina", "Ben", "Olga", "Mia"]),
         ("at", ["the cabin", "the flat in town", "the beach house", "my parents' place", "the office", "the workshop"]),
         ("for", ["the glass", "the paper bin", "the garden waste", "the recycling", "the bulky rubbish"]),
         ("with", ["the dentist", "the vet", "the optician", "the bank", "the physio", "the landlord", "the tax adviser"]),
         ("on", ["my laptop", "my phone", "the work tablet", "the old desktop", "the TV", "the car stereo"])]
COMMON = set("that this with from have just been they them what when will your about like really going some more there then than into because only were after over much still very".split())
VERBS = r"^ (live|work|use|drive|take|have|go|like|prefer|train|play|read|watch|pay|keep|bank|shop|get|eat|drink|sleep|want|need|wear|run|buy|order|commute)\b"


def load_cards():
    """The attributes of make_slots.py, and each topic of the development wordings as one more."""
    cards = make_slots.load_cards(HERE / "sentences")
    for card in cards:
        card.by_label, card.group = None, ""
    for module in WORDINGS:
        for topic, family in importlib.import_module(module).FAMILIES.items():
            card = make_slots.Card(f"{module}:{topic}", False)
            card.group = module
            card.by_label = family["values"] if isinstance(family["values"], dict) else None
            card.values = sorted({v for values in family["values"].values() for v in values}) if card.by_label else list(family["values"])
            card.labels = list(card.by_label or [])
            for theirs, ours in (("say", "state"), ("change", "change"), ("drop", "end"), ("back", "again"), ("ask", "ask")):
                card.lines[ours] = list(family.get(theirs, []))
            cards.append(card)
    return cards


def load_groups():
    groups = []
    for path in sorted((HERE / "pairs").glob("*.txt")):
        for block in re.split(r"\n\s*\n", path.read_text("utf8")):
            lines = [(line[0], line[1:].strip()) for line in block.splitlines() if line[:2] in ("= ", "+ ", "- ")]
            group = {mark: [text for own, text in lines if own == mark and text] for mark in "=+-"}
            if all(group.values()):
                groups.append(group)
    return groups


def load_timelines():
    """What people said one after another: (remark, the numbers of earlier ones that are no longer so after it)."""
    timelines = []
    for path in sorted((HERE / "pairs" / "timelines").glob("*.txt")):
        for block in re.split(r"\n\s*\n", path.read_text("utf8")):
            found = (re.match(r"(\d+)((?: >\d+)*) (.+)", line) for line in block.splitlines())
            lines = [(match[3].strip(), [int(k) - 1 for k in re.findall(r"\d+", match[2])]) for match in found if match]
            if len(lines) > 4 and all(k < n for n, (_, over) in enumerate(lines) for k in over):
                timelines.append(lines)
    return timelines


def of_timeline(lines):
    """All its pairs: (earlier, later, whether it is over then). What is over already is not asked about again."""
    over = set()
    for n, (later, ended) in enumerate(lines):
        yield from ((lines[k][0], later, int(k in ended)) for k in range(n) if k not in over or k in ended)
        over.update(ended)


def nearest(cards):
    """For each attribute those of the same source whose sentences have the most telling words in common with its own."""
    words = [re.findall(r"[a-z']+", " ".join(line for s in ("state", "change", "end", "ask") for line in card.lines[s]).lower()) for card in cards]
    counts = [dict() for _ in cards]
    for own, count in zip(words, counts):
        for word in own:
            count[word] = count.get(word, 0) + 1
    vocabulary = {word: n for n, word in enumerate(sorted({word for own in words for word in own}))}
    x = np.zeros((len(cards), len(vocabulary)), np.float32)
    for n, count in enumerate(counts):
        for word, times in count.items():
            x[n, vocabulary[word]] = 1 + np.log(times)
    x *= np.log(len(cards) / (x > 0).sum(axis=0))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    like = x @ x.T
    return {card.name: [cards[m] for m in np.argsort(-like[n]) if m != n and cards[m].group == card.group][:14] for n, card in enumerate(cards)}


def of_another(text, rng):
    """The same of somebody else's; None if that cannot be told."""
    who, name = rng.choice(RELATIVES), rng.choice(NAMES)
    for own in (r"\b[Mm]y\b", r"\b[Oo]ur\b"):
        if re.search(own, text):
            return re.sub(own, rng.choice([f"my {who}'s", f"{name}'s", f"our {who}'s"]), text, count=1)
    found = re.search(r"\b(I'm|I am|I've|I have|I|i'm|i am|i've|i have|im|i)\b", text)
    if not found:
        return None
    by, word = rng.choice([f"my {who}", name, f"our {who}"]), found[1].lower()
    by += {"i'm": " is", "im": " is", "i am": " is", "i've": " has", "i have": " has"}.get(word, "")
    rest = text[found.end():]
    if word == "i":
        rest = re.sub(VERBS, lambda verb: " " + {"have": "has", "go": "goes", "watch": "watches"}.get(verb[1], verb[1] + "s"), rest)
    return text[: found.start()] + by + re.sub(r"\bmy\b", rng.choice(["her", "his", "their"]), rest)


def alike(earlier, later):
    """Whether two remarks share a word that tells something."""
    words = lambda text: set(re.findall(r"[a-z]{4,}", text.lower())) - COMMON
    return bool(words(earlier) & words(later))


class Pairs:
    """Draws (earlier, later, whether the one supersedes the other)."""

    def __init__(self, cards, everything, groups, timelines, rng):
        self.rng, self.groups = rng, groups
        told = [pair for lines in timelines for pair in of_timeline(lines)]
        self.over = [pair for pair in told if pair[2]]
        # What ends or changes something is what is asked about, with all that was said before.
        changes = {later for _, later, _ in self.over}
        self.still = [pair for pair in told if not pair[2] and pair[1] in changes]
        self.others = [pair for pair in told if not pair[2] and pair[1] not in changes]
        self.close = [pair for pair in self.still + self.others if alike(*pair[:2])]
        self.cards = [card for card in cards if not card.name.startswith("-") and card.lines["state"]]
        self.labelled = [card for card in self.cards if len(card.labels) > 1]
        self.chats = [card for card in everything if card.name.startswith("-")]
        self.near = nearest([card for card in cards if not card.name.startswith("-")])
        self.sampler = make_slots.Sampler([card for card in everything if not card.group], rng)
        self.weights = [len(card.lines["state"]) + len(card.lines["change"]) + 8 for card in self.cards]

    def value(self, card, *others, label=""):
        for _ in range(30):
            if card.by_label and label:
                value = self.rng.choice(card.by_label[label])
            else:
                value = self.rng.choice(card.values) if card.group else self.sampler.value(card)
            if value not in others:
                return value
        return value

    def label(self, card, other=None):
        labels = [label for label in card.labels if label != other]
        return self.rng.choice(labels) if labels else ""

    def line(self, card, *sections):
        """(section, line) of one of the sections; (None, "") where there is none."""
        sections = [s for s in sections if card.lines[s]]
        if not sections:
            return None, ""
        section = self.rng.choices(sections, [len(card.lines[s]) for s in sections])[0]
        return section, self.rng.choice(card.lines[section])

    def roughen(self, line, asks=False):
        """As people write it: without full stop or apostrophes, with words before and after."""
        rng, chance = self.rng, self.rng.random()
        if chance < 0.25:
            line = line.rstrip(".!")
        elif chance < 0.35 and line[-1].isalnum():
            line += "."
        if rng.random() < 0.08:
            line = line.replace("'", "").replace("’", "")
        if not asks and rng.random() < 0.15:
            line = rng.choice(make_slots.PREFIXES) + " " + line
        if not asks and rng.random() < 0.12 and line[-1:] != "?":
            line = line.rstrip(".!") + rng.choice([" ", ", ", ". "]) + rng.choice(make_slots.SUFFIXES)
        return line.lower() if rng.random() < 0.04 else line

    def text(self, line, section, value, old, label, rough=True):
        line = self.roughen(line, section == "ask") if rough else line
        return line.replace("{v}", value).replace("{o}", old).replace("{l}", label)

    def first(self, card, value, label):
        section, line = self.line(card, "state") if self.rng.random() < 0.8 or card.many else self.line(card, "change", "again", "state")
        return self.text(line, section, value, self.value(card, value), label)

    def chat(self):
        card = self.rng.choice(self.chats)
        _, line = self.line(card, *card.lines)
        return self.text(line, "none", self.value(card), self.value(card), self.label(card)) if line else None

    def pair(self):
        while True:
            chance = self.rng.random()
            kinds = [(0.34, self.of_group), (0.60, self.of_life), (0.63, self.of_label), (0.66, self.of_which), (1.0, self.of_card)]
            draw = next(draw for share, draw in kinds if chance < share)
            pair = draw()
            if pair:
                return pair

    def of_life(self):
        if not self.over:
            return None
        kind = self.rng.choices([self.over, self.still, self.others, self.close], [34, 26, 14, 26])[0]
        earlier, later, is_over = self.rng.choice(kind)
        if not is_over:
            earlier, later = self.part(earlier), self.part(later)
        return self.roughen(earlier), self.roughen(later), is_over

    def part(self, remark):
        """Often one sentence of it: what does not end something as a whole does not in any part."""
        parts = re.split(r"(?<=[.!?]) +", remark)
        return self.rng.choice(parts) if len(parts) > 1 and self.rng.random() < 0.5 else remark

    def of_group(self):
        if not self.groups:
            return None
        rng, group = self.rng, self.rng.choice(self.groups)
        mark = rng.choice("++-")
        if rng.random() < 0.12:
            return self.roughen(rng.choice(group["="])), self.roughen(rng.choice(rng.choice(self.groups)["+"])), 0
        if mark == "-" or rng.random() < 0.2:
            return self.roughen(rng.choice(group["="])), self.roughen(rng.choice(group["-"])), 0
        return self.roughen(rng.choice(group["="])), self.roughen(rng.choice(group["+"])), 1

    def of_label(self):
        """One of several things of a kind that have labels, and another, which may have the same value."""
        rng, card = self.rng, self.rng.choice(self.labelled)
        one, two = self.label(card), None
        two = self.label(card, one)
        (section, line), (later, then) = self.line(card, "state"), self.line(card, "change", "end", "again", "state")
        if "{l}" not in line or "{l}" not in then:
            return None
        value = self.value(card, label=one)
        old = value if rng.random() < 0.5 else self.value(card, value, label=two)
        new = old if later == "end" else self.value(card, value, label=two)
        return self.text(line, section, value, self.value(card, value, label=one), one), self.text(then, later, new, old, two), 0

    def of_which(self):
        """What is told of one of several things by words around it."""
        rng, card = self.rng, self.rng.choices(self.cards, self.weights)[0]
        if card.labels:
            return None
        value = self.value(card)
        section, line = self.line(card, "end") if card.many else self.line(card, "change", "end", "again", "state")
        earlier, later = self.first(card, value, ""), self.text(line, section, self.value(card, value), value, "")
        lead, names = rng.choice(WHICH)
        one, two = rng.sample(names, 2)
        is_same = rng.random() < 0.42
        if not line or "?" in earlier or is_same and card.many and "{o}" not in line:
            return None
        return self.led(earlier, lead, one), self.led(later, lead, one if is_same else two), int(is_same)

    def led(self, text, lead, name):
        text = text.rstrip(".!")
        if self.rng.random() < 0.7:
            return f"{text} {lead} {name}"
        low = text if text[:2] in ("I ", "I'") else text[0].lower() + text[1:]
        return f"{lead} {name} {low}" if self.rng.random() < 0.5 else f"{lead.capitalize()} {name}: {low}"

    def of_card(self):
        rng, card = self.rng, self.rng.choices(self.cards, self.weights)[0]
        label = self.label(card)
        value = self.value(card, label=label)
        new = self.value(card, value, label=label)
        earlier, chance = self.first(card, value, label), rng.random()
        if chance < 0.46:
            section = rng.choices(["change", "end", "retract", "again", "state"], [58, 19, 5, 11, 7])[0]
            section, line = self.line(card, section)
            if not line or card.many and (section not in ("change", "end") or "{o}" not in line):
                return None
            return earlier, self.text(line, section, new, value, label), 1
        if chance < 0.52:
            return self.with_chat(card, earlier, new, value, label)
        if chance < 0.80:
            others = self.cards if chance < 0.60 else self.near[card.name]
            return self.with_other(card, rng.choice(others), earlier, value) if others else None
        if chance < 0.85:
            section, line = self.line(card, "state")
            return earlier, self.text(line, section, value, value, label), 0
        if chance < 0.90:
            section, line = self.line(card, "none", "ask")
            return (earlier, self.text(line, section, new, value, label), 0) if line else None
        if chance < 0.97:
            return self.with_owner(card, earlier, new, value, label)
        section, line = self.line(card, "state")
        later = self.text(line, section, new, value, label, False)
        if rng.random() < 0.4:
            return earlier, later.rstrip(".!") + " " + rng.choice(PASSING), 0
        low = later if later.startswith(("I ", "I'")) else later[0].lower() + later[1:]
        return earlier, rng.choice(UNREAL).format(low), 0

    def with_chat(self, card, earlier, new, value, label):
        chat = self.chat()
        section, line = self.line(card, "change", "end", "again")
        if not chat or not line:
            return None
        return (earlier, chat, 0) if self.rng.random() < 0.35 else (chat, self.text(line, section, new, value, label), 0)

    def with_other(self, card, other, earlier, value):
        section, line = self.line(other, "change", "end", "again", "state", "retract")
        if other is card or not line:
            return None
        label = self.label(other)
        old = self.value(other, value, label=label)
        return earlier, self.text(line, section, self.value(other, old, label=label), old, label), 0

    def with_owner(self, card, earlier, new, value, label):
        section, line = self.line(card, "change", "end", "state", "again")
        if not line or "{o}" in line:
            return None
        later = self.text(line, section, new, value, label)
        pair = (of_another(earlier, self.rng), later) if self.rng.random() < 0.5 else (earlier, of_another(later, self.rng))
        return (*pair, 0) if all(pair) else None


class Model(torch.nn.Module):
    def __init__(self, source):
        super().__init__()
        config = BertConfig.from_pretrained(source, num_hidden_layers=LAYERS, attn_implementation="eager")
        self.encoder = BertModel(config, add_pooling_layer=False)
        state = {name.removeprefix("bert."): w for name, w in load_file(source / "model.safetensors").items()}
        self.encoder.load_state_dict(state, strict=False)
        self.focus, self.out = heads(config.hidden_size)
        self.gate_focus, self.gate = heads(config.hidden_size)
        self.drop = torch.nn.Dropout(0.1)
        for name, weight in self.named_parameters():
            weight.requires_grad = not name.startswith(("encoder.embeddings.", "encoder.encoder.layer.0."))

    def start_from(self, saved):
        own = self.state_dict()
        own.update({name: w for name, w in saved.items() if name.startswith("encoder.")})
        self.load_state_dict(own)

    def forward(self, ids, mask):
        """What the model tells of each pair, and what its gate does."""
        states = self.encoder(ids, attention_mask=mask, output_hidden_states=True).hidden_states
        away = (1 - mask[:, :, None].float()) * -1e9

        def told(h, focus, out):
            share = (focus(h).float() + away).softmax(dim=1).to(h.dtype)
            return out(self.drop((share.transpose(1, 2) @ h).flatten(1)))[:, 0]

        return told(states[-1], self.focus, self.out), told(states[GATE_AFTER], self.gate_focus, self.gate)


def heads(width):
    """Two ways to look at a pair as a whole, and what is told from both."""
    return torch.nn.Linear(width, 2), torch.nn.Linear(2 * width, 1)


class Committed:
    """The weights of a committed part, read in the order in which `make_model.Graph` writes them."""

    def __init__(self, name):
        graph = onnx.load(HERE / name).graph
        self.constants = {c.name: onnx.numpy_helper.to_array(c) for c in graph.initializer}
        self.nodes = list(graph.node)

    def of_kind(self, kind, of_constant=None):
        """The constants of the nodes of a kind, in order."""
        nodes = [node for node in self.nodes if node.op_type == kind]
        if of_constant is not None:
            nodes = [node for node in nodes if node.input[of_constant] in self.constants and node.input[0] not in self.constants]
        return [[self.constants[name] for name in node.input if name in self.constants] for node in nodes], nodes

    def user(self, node, kind):
        return next(other for other in self.nodes if other.op_type == kind and other.input[0] == node.output[0])

    def maker(self, name):
        return next(node for node in self.nodes if name in node.output)

    def linears(self):
        """(weight, bias) of each quantised layer."""
        for (weight, *_), node in zip(*self.of_kind("MatMulInteger", 1)):
            scaled = self.user(self.user(node, "Cast"), "Mul")
            bias = self.user(self.user(scaled, "Mul"), "Add")
            weight = weight.astype(np.float32) * self.constants[scaled.input[1]]
            smoothed = self.maker(self.maker(self.maker(node.input[0]).input[0]).input[0])
            if smoothed.op_type == "Mul" and smoothed.input[1] in self.constants:
                weight = weight * self.constants[smoothed.input[1]][:, None]
            yield weight.T, self.constants[bias.input[1]]

    def layers(self, first):
        """The state of its encoder layers, of which the lowest has this number."""
        linears, (norms, _) = list(self.linears()), self.of_kind("LayerNormalization")
        norms = norms[len(norms) % 2:]
        state = {}
        for n in range(len(linears) // 4):
            name = f"encoder.encoder.layer.{first + n}."
            (qkv, bias), *others = linears[4 * n:4 * n + 4]
            root = np.sqrt(make_model.HEAD_DIM)
            for part, by, w, b in zip(("query", "key", "value"), (root, 1, 1), np.split(qkv, 3), np.split(bias, 3)):
                state[f"{name}attention.self.{part}.weight"], state[f"{name}attention.self.{part}.bias"] = w * by, b * by
            for part, (w, b) in zip(("attention.output", "intermediate", "output"), others):
                state[f"{name}{part}.dense.weight"], state[f"{name}{part}.dense.bias"] = w, b
            for part, (w, b) in zip(("attention.output", "output"), norms[2 * n:2 * n + 2]):
                state[f"{name}{part}.LayerNorm.weight"], state[f"{name}{part}.LayerNorm.bias"] = w, b
        return state

    def heads(self, *names):
        """The state of what stands on top of it."""
        state = {}
        for name, (weight,), node in zip(names, *self.of_kind("MatMul", 1)):
            state[name + ".weight"], state[name + ".bias"] = weight.T, self.constants[self.user(node, "Add").input[1]]
        return state

    def embeddings(self):
        (gathers, _), (slices, _), (norms, _) = map(self.of_kind, ("Gather", "Slice", "LayerNormalization"))
        rows, scales = [given[0] for given in gathers if given[0].ndim == 2]
        word, positions, name = rows.astype(np.float32) * scales, slices[0][0], "encoder.embeddings."
        positions = np.pad(positions, ((0, 512 - len(positions)), (0, 0)))
        return {name + "word_embeddings.weight": word, name + "position_embeddings.weight": positions,
                name + "token_type_embeddings.weight": np.zeros((2, word.shape[1]), np.float32),
                name + "LayerNorm.weight": norms[0][0], name + "LayerNorm.bias": norms[0][1]}


def committed():
    """What the committed model was exported from, to within the rounding of its weights."""
    tokens, below, above = Committed("lower.onnx"), Committed("pair_lower.onnx"), Committed("pair_upper.onnx")
    state = {**tokens.embeddings(), **tokens.layers(0), **below.layers(1), **above.layers(GATE_AFTER)}
    state |= {**below.heads("gate_focus", "gate"), **above.heads("focus", "out")}
    return {name: torch.tensor(np.ascontiguousarray(w)) for name, w in state.items()}


def encode(tokenizer, earlier, later):
    return tokenizer.encode(earlier).ids[:TOKENS_MAX] + tokenizer.encode(later).ids[1:TOKENS_MAX]


def padded(rows):
    width = max(len(ids) for ids, _ in rows)
    pad = lambda row: row + [0] * (width - len(row))
    return (torch.tensor([pad(ids) for ids, _ in rows]), torch.tensor([pad([1] * len(ids)) for ids, _ in rows]),
            torch.tensor([float(y) for _, y in rows]))


def batches(rows, size, rng):
    order = sorted(range(len(rows)), key=lambda n: (len(rows[n][0]) // 3, rng.random()))
    chunks = [order[n:n + size] for n in range(0, len(order), size)]
    rng.shuffle(chunks)
    for chunk in chunks:
        yield padded([rows[n] for n in chunk])


def report(name, model, rows):
    model.eval()
    odds, gates, right = [], [], []
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for ids, mask, y in batches(rows, 64, random.Random(1)):
            told = model(ids, mask)
            odds, gates, right = odds + told[0].float().tolist(), gates + told[1].float().tolist(), right + y.tolist()
    odds, gates, right = map(np.array, (odds, gates, right))
    wrong = np.sort(odds[right == 0])
    yes = odds[right == 1]
    at = [(share, wrong[-1 - int(share * len(wrong))]) for share in (0.002, 0.005, 0.01, 0.02, 0.05)]
    area = np.searchsorted(wrong, yes).mean() / len(wrong)
    print(f"  {name}: {len(yes)} yes, {len(wrong)} no, area {area:.4f}", *(f"{share:.1%}: {(yes > bar).mean():.3f} at {bar:.1f}" for share, bar in at), flush=True)
    passing = np.sort(gates[odds > SURE])
    at = [(lost, passing[int(lost * len(passing))]) for lost in (0.005, 0.01, 0.02, 0.05)]
    print("    gate: lost, stopped", *(f"{lost:.1%}: {(gates < bar).mean():.2f} at {bar:.1f}" for lost, bar in at), flush=True)


def looked_at(rng):
    """Pairs of the fifth wordings: each correction with a saying of its topic, of another, and of another thing of the kind."""
    families = importlib.import_module(LOOKED_AT).FAMILIES
    fill = lambda line, value, old, label: line.replace("{v}", value).replace("{o}", old).replace("{l}", label)
    values = lambda family, label: family["values"][label] if label else family["values"]
    labels = lambda family: list(family["values"]) if isinstance(family["values"], dict) else [""]
    for topic, family in families.items():
        for what, line in ((what, line) for what in ("change", "drop", "back") for line in family[what]):
            label = rng.choice(labels(family))
            old, new = rng.sample(values(family, label), 2)
            later = fill(line, old if what == "drop" else new, old, label)
            yield fill(rng.choice(family["say"]), old, "", label), later, 1
            other = families[rng.choice([name for name in families if name != topic])]
            own = rng.choice(labels(other))
            yield fill(rng.choice(other["say"]), rng.choice(values(other, own)), "", own), later, 0
            said = [say for say in family["say"] if "{l}" in say]
            if label and "{l}" in line and said:
                own = rng.choice([name for name in labels(family) if name != label])
                yield fill(rng.choice(said), rng.choice(values(family, own)), "", own), later, 0


def parted(items, name, aside=12):
    """What is learnt, and a twelfth that is not: whatever joins later, the same."""
    is_aside = [zlib.crc32(name(item).encode()) % aside == 0 for item in items]
    return [[item for item, held in zip(items, is_aside) if held == wanted] for wanted in (False, True)]


def train(a):
    rng = random.Random(11 + a.worker)
    torch.manual_seed(11)
    source, tokenizer = make_slots.base_model()
    cards, groups = load_cards(), load_groups()
    learnt, held = parted(cards, lambda card: card.name)
    own, others = parted(groups, lambda group: group["="][0])
    lives, theirs = parted(load_timelines(), lambda lines: lines[0][0])
    pairs = Pairs(learnt, cards, own, lives, rng)
    rows = lambda some: [(encode(tokenizer, earlier, later), y) for earlier, later, y in some]
    checks = {}
    if not a.worker:
        print(f"{len(learnt)} attributes, {len(own)} groups, {len(lives)} timelines to learn; {len(held)}, {len(others)}, {len(theirs)} aside", flush=True)
        aside = Pairs(held, cards, [], [], random.Random(3))
        checks["attributes aside"] = rows(aside.pair() for _ in range(2000))
        checks["groups aside"] = rows((first, later, int(mark == "+")) for g in others for first in g["="] for mark in "+-" for later in g[mark])
        checks["timelines aside"] = rows(pair for lines in theirs for pair in of_timeline(lines))
        checks["fifth wordings"] = rows(looked_at(random.Random(2)))
    model = Model(source)
    if a.start:
        model.start_from(torch.load(a.start, weights_only=False)["state"])
    else:
        model.load_state_dict(committed())
    if a.go_on:
        model.load_state_dict(torch.load(a.go_on, weights_only=False))
    if a.workers > 1:
        torch.set_num_threads(1)
    body = [w for name, w in model.named_parameters() if name.startswith("encoder") and w.requires_grad]
    heads = [w for name, w in model.named_parameters() if not name.startswith("encoder")]
    optimiser = torch.optim.AdamW([{"params": body, "lr": a.rate}, {"params": heads, "lr": 1e-3}], weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: min((s + 1) / (0.05 * a.steps), max(0.0, (a.steps - s) / (0.95 * a.steps))))
    size, started, losses = a.batch // a.workers, time.time(), []
    drawn = iter(())
    for step in range(1, a.steps + 1):
        batch = next(drawn, None)
        if batch is None:
            drawn = batches(rows(pairs.pair() for _ in range(64 * size)), size, rng)
            batch = next(drawn)
        ids, mask, y = batch
        model.train()
        with torch.autocast("cpu", torch.bfloat16):
            odds, gate = model(ids, mask)
        apart = lambda told: torch.nn.functional.binary_cross_entropy_with_logits(told.float(), y * 0.96 + 0.02)
        loss = apart(odds) + GATE_WEIGHT * apart(gate)
        optimiser.zero_grad()
        loss.backward()
        if a.workers > 1:
            make_slots.add_up(model, a.workers)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
        if step % 100 == 0 and not a.worker:
            print(f"  {step}: loss {np.mean(losses[-100:]):.3f}, {time.time() - started:.0f} s", flush=True)
        if not a.worker and (step % a.check == 0 or step == a.steps):
            for name, check in checks.items():
                report(name, model, check)
            torch.save(model.state_dict(), a.out)


def export(a):
    state = torch.load(a.file, weights_only=False)
    make_model.LAYERS = LAYERS
    weights = {name: w.float().numpy() for name, w in state.items()}
    encoder = {name.removeprefix("encoder."): w for name, w in weights.items() if name.startswith("encoder.")}
    source, tokenizer = make_slots.base_model()
    cards = load_cards()
    pairs = Pairs(cards, cards, load_groups(), load_timelines(), random.Random(9))
    some = [pairs.pair() for _ in range(1200)]
    both = types.SimpleNamespace(encode=lambda pair: types.SimpleNamespace(ids=encode(tokenizer, *pair)))
    smoothing = make_model.column_maxima(encoder, both, [pair[:2] for pair in some[:600]])
    axes, real = ["batch", "sequence"], TensorProto.FLOAT
    inputs = [("below", real, [*axes, make_model.HIDDEN]), ("attention_mask", TensorProto.INT64, axes)]
    lower, upper = make_slots.Part(weights, smoothing), make_slots.Part(weights, smoothing)
    lower.through("below", range(1, GATE_AFTER))
    lower.name_last("above")
    lower.head(lower.pooled("above", "gate_focus", 2), "gate")
    lower.name_last("gate")
    upper.head(upper.pooled(upper.through("below", range(GATE_AFTER, LAYERS)), "focus", 2), "out")
    upper.name_last("odds")
    above, told = ("above", real, [*axes, make_model.HIDDEN]), lambda name: (name, real, ["batch", 1])
    parts = {"pair_lower.onnx": make_slots.as_model(lower, "pair_lower", inputs, [above, told("gate")]),
             "pair_upper.onnx": make_slots.as_model(upper, "pair_upper", inputs, [told("odds")])}
    sums = [line for line in (HERE / "SHA256SUMS").read_text().splitlines() if "pair" not in line]
    for name, part in parts.items():
        onnx.save(part, HERE / name)
        sums.append(f"{hashlib.sha256((HERE / name).read_bytes()).hexdigest()}  {name}")
    (HERE / "SHA256SUMS").write_text("\n".join(sums) + "\n")
    compare(list(parts.values()), state, source, tokenizer, some[600:])


def compare(parts, state, source, tokenizer, some):
    """Of some pairs that did not calibrate it, how many the int8 model tells as the fp32 one does."""
    tokens = onnxruntime.InferenceSession(str(HERE / "lower.onnx"))
    lower, upper = (onnxruntime.InferenceSession(part.SerializeToString()) for part in parts)
    model = Model(source)
    model.load_state_dict(state)
    model.eval()
    step, zero = make_model.RANGES["wide"]
    ranges = {"step": np.array(step, np.float32), "zero": np.array(zero, np.uint8)}
    same, apart = 0, 0.0
    for earlier, later, _ in some:
        ids = np.array([encode(tokenizer, earlier, later)])
        mask = {"attention_mask": np.ones_like(ids)}
        states = tokens.run(["above"], {"input_ids": ids, **mask, **ranges})[0]
        states = lower.run(["above"], {"below": states, **mask, **ranges})[0]
        odds = float(upper.run(["odds"], {"below": states, **mask, **ranges})[0][0, 0])
        with torch.no_grad():
            exact = float(model(torch.tensor(ids), torch.ones_like(torch.tensor(ids)))[0][0])
        same, apart = same + int((odds > 0) == (exact > 0)), apart + abs(odds - exact) / len(some)
    print(f"int8 tells {same} of {len(some)} pairs as fp32 does; their odds are {apart:.2f} apart on average")


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    what = p.add_subparsers(required=True)
    t = what.add_parser("train", help="tune the model")
    t.add_argument("--start", help="what make_slots.py saved; without it, the committed model")
    t.add_argument("--go-on", help="go on from this file")
    t.add_argument("--steps", type=int, default=4000)
    t.add_argument("--check", type=int, default=500, help="steps between reports")
    t.add_argument("--rate", type=float, default=1e-4)
    t.add_argument("--batch", type=int, default=96)
    t.add_argument("--workers", type=int, default=1, help="processes that train together")
    t.add_argument("--out", default="pair.pt")
    t.set_defaults(run=train)
    e = what.add_parser("export", help="write what is committed")
    e.add_argument("file")
    e.set_defaults(run=export)
    make_slots.run_with_workers(p.parse_args())


if __name__ == "__main__":
    main()
