#!/usr/bin/env python3
"""Whether memory stays true: generated dialogues with corrections, measured end to end over HTTP.

    correction.py [--seed 1] [--dialogues 384] [--words dev] [--control] [--echo] [--json] [--verbose]

From a seed, dialogues of eight kinds are made, each of a user of its own. `--words dev` has the sentences of all
development sets in turn, `--words heldout` those of `correction_words_heldout.py`, on which nothing was built, as on `acceptance`;
the name of a set or the path of a file takes that one alone. Between the statements stand small talk, assistant's
replies and other statements that must not suffer (bystanders). A fifth say two things in one sentence, a quarter
come without times, a third in one batch. Seeds below 1000 are for development.

replace    something is stated, later another value in its place, or at once ("wait no, Berlin")
retract    something is stated, then taken back: by naming it, or by "forget that" right after it
reassert   a value, another one, and the first again
join       several values of an attribute that holds several; none may push another out
apart      something is stated, then another thing that only looks like a correction of it: of another person or thing,
           in the past, wished for, asked, or no statement at all ("no, thanks")
twin       two users, or two agents or namespaces of one user, say the same; one of them corrects it
cascade    memories were derived from a statement, and from those further ones; the statement is replaced
absence    a value, another one, and that is taken back: asking must find neither

Checks, each on all dialogues to which it applies:

first      the first hit for a question names the value that holds now
gone       no hit among ten names a value that does not; the utterance that corrects or takes back may name it
           itself, and so may what was read from it
returned   after the old messages were ingested again, with the same times and once more without any, `first`
           and `gone` still hold (stated here as: nothing came back)
kept       every bystander, every value of a `join` and the first of an `apart` is still among the ten hits for its own question
           (what was not found before the correction either is counted apart, as `never found`)
stale      every memory derived from the corrected statement says `stale_dependency`, none derived from a
           bystander does
twin       the twin's question still has the first value first

`--control` runs the same dialogues without sending a correction: what passes then proves nothing, so the figures
should be low. `--echo` has assistants repeat values ("Got it, Lisbon!"), which makes `gone` stricter than the
target, since such replies stay.
"""

import argparse
import collections
import concurrent.futures
import datetime
import importlib.util
import json
import random
import re
import sys
import threading
from pathlib import Path

from common import Client, Server, scratch_dir, table

KINDS = ["replace", "retract", "reassert", "join", "apart", "twin", "cascade", "absence"]
CHECKS = {"first": 95, "gone": 99, "returned": 100, "kept": 100, "stale": 90, "twin": 100}
HITS = 10
SETS = {"first": "correction_words", "more": "correction_words_more", "casual": "correction_words_casual", "second": "correction_words_second", "third": "correction_words_third", "fourth": "correction_words_fourth", "fifth": "correction_words_fifth", "plain": "correction_words_plain", "chat": "correction_words_chat", "everyday": "correction_words_everyday", "daily": "correction_words_daily", "core": "correction_words_core", "builder": "correction_words_builder", "survey": "correction_words_survey", "acceptance": "correction_words_acceptance", "heldout": "correction_words_heldout"}
DEV = ["first", "more", "casual", "second", "third", "fourth", "fifth", "plain", "chat", "everyday", "daily", "core", "builder", "survey"]


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--dialogues", type=int, default=384)
    p.add_argument("--kinds", nargs="+", default=KINDS, choices=KINDS)
    p.add_argument("--words", default="dev", help=f"dev, {', '.join(SETS)} or a file")
    p.add_argument("--control", action="store_true", help="send no correction")
    p.add_argument("--echo", action="store_true", help="assistants repeat what they heard")
    p.add_argument("--threads", type=int, default=4)
    p.add_argument("--by-attribute", action="store_true", help="figures by attribute, too")
    p.add_argument("--json", action="store_true")
    p.add_argument("--verbose", action="store_true", help="list what failed")
    a = p.parse_args()
    sets = [wordings(name) for name in (DEV if a.words == "dev" else [a.words])]
    makers = [Maker(sets[n // len(a.kinds) % len(sets)], random.Random(f"{a.seed}-{n}"), n, a) for n in range(a.dialogues)]
    dialogues = [maker.dialogue(a.kinds[n % len(a.kinds)]) for n, maker in enumerate(makers)]
    with scratch_dir("correction") as folder:
        server = Server(folder)
        try:
            results = Runner(server, a.control).run(dialogues, a.threads)
        finally:
            server.stop()
    report(a, dialogues, results)


def wordings(name):
    """A set of wordings, by its name or its file."""
    path = Path(__file__).with_name(SETS[name] + ".py") if name in SETS else Path(name)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def names(text, value):
    """Whether a text names a value, as words of their own and regardless of case."""
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text, re.IGNORECASE) is not None


def lowered(sentence):
    """A sentence for the middle of another: only words that are capital for their place are lowered."""
    first = sentence.split(" ")[0]
    common = {"My", "The", "We", "We've", "We're", "Our", "Always", "Please", "Actually", "In", "For", "As", "At", "Write", "From", "All", "Answer", "You",
              "Call", "Phone", "Home", "By", "New", "They", "These", "Since", "Changed", "There's", "It's", "That's", "Forget", "Stop", "Don't", "Switch",
              "Go", "Sorry", "Name", "Of", "One", "Team", "Pull", "It", "Use", "Set", "Reply", "Speak", "Every", "Production", "Deployments", "Hosting",
              "Finance"}
    return sentence[0].lower() + sentence[1:] if first in common else sentence


class Maker:
    """Makes one dialogue."""

    def __init__(self, words, rng, number, options):
        self.words, self.rng, self.number, self.options = words, rng, number, options
        self.timed = rng.random() >= 0.25
        self.batched = rng.random() < 1 / 3
        self.compound = rng.random() < 0.2
        self.may_be_at_once = True
        self.used = set()

    def dialogue(self, kind):
        for _ in range(200):
            made = getattr(self, kind)()
            if self.is_clear(made):
                made.update(kind=kind, set=self.words.__name__, user=f"{kind}-{self.number}", timed=self.timed, batched=self.batched)
                return made
            self.used = set()
        raise SystemExit(f"no unambiguous dialogue {self.number} of kind {kind}")

    def is_clear(self, made):
        """A value is named by the sentences that are about it and by no other, and is the value of one thing."""
        values = made["values"]
        for step in made["steps"]:
            for value in values:
                if names(step["text"], value) and value not in step.get("about", []):
                    return False
        return all(not names(a, b) for n, a in enumerate(values) for m, b in enumerate(values) if n != m)

    def family(self, table):
        """A family that this dialogue has not used, with its label and values in random order."""
        name = self.rng.choice(sorted(set(table) - self.used))
        self.used.add(name)
        family = table[name]
        values, label = family["values"], ""
        if isinstance(values, dict):
            label = self.rng.choice(sorted(values))
            values = values[label]
        return Topic(name, family, label, self.rng.sample(values, min(len(values), 3)), self.rng)

    def user(self, text, about, **more):
        """The user says it, dressed up a little."""
        if self.rng.random() < 0.5:
            lead = self.rng.choice(self.words.LEAD)
            # What begins with a word of its own of that kind gets no second one.
            lead = "" if text.lower().startswith(("oh ", "ok ", "hm ", "wait", "sorry", "update:", "as of ")) else lead
            text = lead + (lowered(text) if lead else text)
        if self.rng.random() < 0.3 and not text.endswith(("?", ")")):
            text = text.rstrip(".") + ("" if text.endswith("!") else ".") + self.rng.choice(self.words.TAIL)
        return dict(kind="user_message", text=text, about=about, **more)

    def compounded(self, text, other, about, about_other, **more):
        """Two things in one sentence, either first."""
        pair = [text, other]
        self.rng.shuffle(pair)
        first, second = pair[0].rstrip("."), pair[1].rstrip(".")
        joint = self.rng.choice([" and ", ", and ", ". Also, ", "; "])
        return dict(kind="user_message", text=first + joint + lowered(second) + ".", about=about + about_other, **more)

    def reply(self, about):
        text, named = self.rng.choice(self.words.REPLIES), []
        if self.options.echo and about and self.rng.random() < 0.5:
            text, named = self.rng.choice(self.words.ECHOES).format(v=about[0]), about[:1]
        return dict(kind="assistant_message", text=text, about=named)

    def filler(self, most):
        steps = []
        for text in self.rng.sample(self.words.FILLER, self.rng.randint(0, most)):
            steps += [dict(kind="user_message", text=text), self.reply([])]
        return steps

    def bystanders(self, count):
        topics = [self.family(self.words.FAMILIES) for _ in range(count)]
        return [(topic, topic.values[0]) for topic in topics]

    def told(self, topic, value, others, **more):
        """Steps that state a value and what else there is to say, in random order, with small talk."""
        others = list(others)
        said = topic.say(value)
        if self.compound and others:
            by, by_value = others.pop()
            steps = [self.compounded(said, by.say(by_value), [value], [by_value], **more)]
        else:
            steps = [self.user(said, [value], **more)]
        blocks = [steps + [self.reply([value])]]
        blocks += [[self.user(by.say(v), [v]), self.reply([v])] for by, v in others]
        blocks.append(self.filler(2))
        self.rng.shuffle(blocks)
        return [step for block in blocks for step in block]

    def corrected(self, text, about, ends, **more):
        """What it ends, it may name."""
        return [self.user(text, about, corrects=True, ends=ends, **more), self.reply([])]

    def frame(self, topic, steps, others, **more):
        values = [value for value in topic.values] + [value for _, value in others]
        return dict(topic=topic, steps=steps, values=values, ask=topic.ask(),
                    bystanders=[dict(ask=by.ask(), value=value) for by, value in others], **more)

    def replace(self):
        others = self.bystanders(3)
        topic = self.family(self.words.FAMILIES)
        old, new = topic.values[:2]
        # "Wait no, Berlin" is about what was said just before.
        fixes = getattr(self.words, "FIX_LAST", [])
        if fixes and self.may_be_at_once and self.rng.random() < 0.3:
            steps = [step for by, v in others for step in (self.user(by.say(v), [v]), self.reply([v]))]
            steps += self.filler(1) + [self.user(topic.say(old), [old], old=True), self.reply([old])]
            steps += [dict(kind="user_message", text=self.rng.choice(fixes).format(v=new, o=old), about=[new, old],
                           corrects=True, ends=[old]), self.reply([])] + self.filler(1)
            return self.frame(topic, steps, others, now=new, gone=[old], at_once=True)
        steps = self.told(topic, old, others, old=True) + self.filler(2)
        steps += self.corrected(topic.change(new, old), [new, old], [old]) + self.filler(1)
        return self.frame(topic, steps, others, now=new, gone=[old])

    def retract(self):
        others = self.bystanders(2)
        topic = self.family(self.words.FAMILIES)
        old = topic.values[0]
        if self.rng.random() < 0.35:
            # "Forget that" is about what was said just before.
            steps = [step for by, v in others for step in (self.user(by.say(v), [v]), self.reply([v]))]
            steps += self.filler(1) + [self.user(topic.say(old), [old], old=True), self.reply([old])]
            steps += [dict(kind="user_message", text=self.rng.choice(self.words.DROP_LAST), about=[], corrects=True),
                      self.reply([])]
        else:
            steps = self.told(topic, old, others, old=True) + self.filler(2)
            steps += self.corrected(topic.drop(old), [old], [old])
        return self.frame(topic, steps + self.filler(1), others, now=None, gone=[old])

    def reassert(self):
        others = self.bystanders(2)
        topic = self.family(self.words.FAMILIES)
        first, second = topic.values[:2]
        steps = self.told(topic, first, others) + self.filler(1)
        steps += [self.user(topic.change(second, first), [second, first], old=True, ends=[first]), self.reply([])]
        steps += self.filler(1) + self.corrected(topic.back(first), [first], [second]) + self.filler(1)
        return self.frame(topic, steps, others, now=first, gone=[second])

    def join(self):
        others = self.bystanders(2)
        topic = self.family(self.words.JOINING)
        blocks = []
        for n, value in enumerate(topic.values):
            step = self.user(topic.say(value), [value], corrects=n > 0)
            blocks += [step, self.reply([value]), *self.filler(1)]
        if self.rng.random() < 0.3:  # said once more in other words: nothing changes
            value = topic.values[0]
            blocks += [self.user(topic.say(value), [value], corrects=True), self.reply([])]
        steps = [step for by, v in others for step in (self.user(by.say(v), [v]), self.reply([v]))]
        return self.frame(topic, steps + blocks, others, now=None, gone=[], joined=topic.values)

    def apart(self):
        others = self.bystanders(2)
        # What another family may say, too, would correct it.
        apart = [row for row in self.words.APART if not any(by.may_say(row[0]) for by, _ in others)]
        first, value, second = self.rng.choice(apart)
        topic = Topic("any", dict(ask=[first, first]), "", [value], self.rng)
        steps = [step for by, v in others for step in (self.user(by.say(v), [v]), self.reply([v]))]
        steps += [self.user(first, [value]), self.reply([value])]
        steps += [dict(kind="user_message", text=second, about=[value], corrects=True), self.reply([])]
        made = self.frame(topic, steps, others, now=None, gone=[])
        return dict(made, bystanders=made["bystanders"] + [dict(ask=[first], value=value)])

    def twin(self):
        others = self.bystanders(2)
        topic = self.family(self.words.FAMILIES)
        old, new = topic.values[:2]
        steps = self.told(topic, old, others, old=True) + self.filler(1)
        steps += self.corrected(topic.change(new, old), [new, old], [old])
        twin = [self.user(topic.say(old), [old]), self.reply([old])]
        return self.frame(topic, steps, others, now=new, gone=[old], twin=twin,
                          by=self.rng.choice(["user_id", "agent_id", "namespace"]))

    def cascade(self):
        self.compound = self.may_be_at_once = False
        made = self.replace()
        return dict(made, derives=True)

    def absence(self):
        others = self.bystanders(2)
        topic = self.family(self.words.FAMILIES)
        first, second = topic.values[:2]
        steps = self.told(topic, first, others, old=True) + self.filler(1)
        steps += self.corrected(topic.change(second, first), [second, first], [first], old=True)
        steps += self.filler(1) + self.corrected(topic.drop(second), [second], [second])
        return self.frame(topic, steps, others, now=None, gone=[first, second])


class Topic:
    """A family with a label and values, and its sentences."""

    def __init__(self, name, family, label, values, rng):
        self.name, self.family, self.label, self.values, self.rng = name, family, label, values, rng

    def pick(self, what, **values):
        return self.rng.choice(self.family[what]).format(l=self.label, **values)

    def say(self, value):
        text = self.pick("say", v=value)
        return text[0].upper() + text[1:] if text.startswith(self.label + " ") else text

    def may_say(self, text):
        """Whether a sentence is one of these, of whatever value."""
        said = (re.escape(form.rstrip(".")).replace(r"\{v\}", ".+").replace(r"\{l\}", re.escape(self.label)) for form in self.family["say"])
        return any(re.fullmatch(form, text.rstrip("."), re.IGNORECASE) for form in said)

    def change(self, new, old):
        return self.pick("change", v=new, o=old)

    def drop(self, old):
        return self.pick("drop", o=old)

    def back(self, value):
        return self.pick("back", v=value)

    def ask(self):
        """Two questions."""
        return [text.format(l=self.label) for text in self.rng.sample(self.family["ask"], 2)]


class Runner:
    """Plays dialogues and checks what is remembered."""

    def __init__(self, server, control):
        self.server, self.control, self.local = server, control, threading.local()

    def run(self, dialogues, threads):
        with concurrent.futures.ThreadPoolExecutor(threads) as pool:
            return list(pool.map(self.play, dialogues))

    def post(self, path, body):
        if not hasattr(self.local, "client"):
            self.local.client = Client(self.server)
        return self.local.client.post("/memoird/v1" + path, body)

    def play(self, d):
        """A list of (check, passed, what went wrong)."""
        where = {"user_id": d["user"], **d_place(d, "a")}
        start = datetime.datetime(2024, 3, 4, 9, tzinfo=datetime.timezone.utc)
        for n, step in enumerate(d["steps"]):
            one_session = d["kind"] == "retract" or d.get("at_once")
            step["session"] = "s1" if n < len(d["steps"]) * 2 / 3 or one_session else "s2"
            if d["timed"]:
                step["ts"] = (start + datetime.timedelta(days=3 * (n // 4), minutes=2 * n)).isoformat()
        first = next(n for n, step in enumerate(d["steps"]) if step.get("corrects"))
        before, after = d["steps"][:first], d["steps"][first:]
        if "twin" in d:
            self.tell(twin_place(d), d["twin"], False)
        found_before = None
        if d["batched"] and "derives" not in d:
            self.tell(where, before + self.sent(after), True)
        else:
            self.tell(where, before, d["batched"])
            found_before = [self.is_found(where, by) for by in d["bystanders"]]
            derived = self.derive(where, d) if "derives" in d else None
            self.tell(where, self.sent(after), d["batched"])
        out = self.current(where, d)
        out += self.kept(where, d, found_before)
        if "derives" in d:
            out.append(self.stale(derived))
        if "twin" in d:
            hits = self.hits(twin_place(d), d["ask"][0])
            right = bool(hits) and names(hits[0]["text"], d["gone"][0])
            out.append(("twin", right, shown(d["ask"][0], hits)))
        if any(step.get("old") for step in d["steps"]):
            out += self.again(where, d)
        return out

    def sent(self, steps):
        """Without the corrections in a control run."""
        return [step for step in steps if not (self.control and step.get("corrects"))]

    def tell(self, where, steps, batched):
        """Ingests steps; each remembers its event's id and its verbatim memory's."""
        for part in [steps] if batched else [[step] for step in steps]:
            # A batch is of one session, like everything that has coordinates of its own.
            events = [dict(kind=step["kind"], content=step["text"], session_id=step.get("session", "s1"), **where,
                           **({"ts": step["ts"]} if "ts" in step else {})) for step in part]
            if not events:
                continue
            reply = self.post("/events", {"events": events})
            for step, event, memory in zip(part, reply["event_ids"], reply["memory_ids"]):
                step.setdefault("event", event)
                step.setdefault("memory", memory)

    def hits(self, where, question):
        found = self.post("/search", {"query": question, "limit": HITS, **where})["hits"]
        return [hit["memory"] for hit in found]

    def is_found(self, where, by):
        return any(names(hit["text"], by["value"]) for question in by["ask"][:1] for hit in self.hits(where, question))

    def current(self, where, d):
        """`first` and `gone`, on two questions each."""
        out = []
        ends = {step.get("event"): step.get("ends", []) for step in d["steps"]}
        for question in d["ask"]:
            hits = self.hits(where, question)
            if d["now"]:
                out.append(("first", bool(hits) and names(hits[0]["text"], d["now"]), shown(question, hits)))
            bad = [hit for hit in hits for value in d["gone"] if names(hit["text"], value)
                   and not any(value in ends.get(event, []) for event in hit["provenance"]["source_event_ids"])]
            if d["gone"]:
                out.append(("gone", not bad, shown(question, bad)))
        return out

    def kept(self, where, d, found_before):
        out = []
        for n, by in enumerate(d["bystanders"]):
            found = self.is_found(where, by)
            lost = found_before is None or found_before[n]
            out.append(("kept" if found or lost else "never found", found, f"{by['value']!r} by {by['ask'][0]!r}"))
        if d.get("joined"):
            hits = self.hits(where, d["ask"][0])
            for value in d["joined"]:
                found = any(names(hit["text"], value) for hit in hits)
                out.append(("kept", found, f"joined {value!r}: {shown(d['ask'][0], hits)}"))
        return out

    def derive(self, where, d):
        """Memories that rest on the statement, one that rests on those, one that rests on a bystander."""
        stated = next(step for step in d["steps"] if step.get("old"))
        bystander = next(step for step in d["steps"] if step.get("about") and not step.get("old") and not step.get("corrects"))
        add = lambda text, source: self.post("/memories", {"memories": [
            dict(text=text, type="insight", derived_from=[source], **where)]})["memories"][0]["id"]
        one = add(f"Suggestions for the week were made from what was said, number {d['user']}", stated["memory"])
        two = add(f"A digest rests on those suggestions, number {d['user']}", one)
        other = add(f"Another note for the week, number {d['user']}", bystander["memory"])
        return [one, two], [other]

    def stale(self, derived):
        flags = [[self.get(id)["stale_dependency"] for id in ids] for ids in derived]
        return "stale", all(flags[0]) and not any(flags[1]), f"derived, derived from that, from a bystander: {flags}"

    def get(self, id):
        if not hasattr(self.local, "client"):
            self.local.client = Client(self.server)
        return json.loads(self.local.client.get(f"/memoird/v1/memories/{id}")[1])

    def again(self, where, d):
        """Old messages come once more: with their times, then with none."""
        out, steps = [], list(d["steps"])
        old = [step for step in d["steps"] if step.get("old")]
        for timed in [True, False] if d["timed"] else [False]:
            copies = [{k: v for k, v in step.items() if k not in ("event", "memory") and (timed or k != "ts")} for step in old]
            self.tell(where, copies, False)
            steps += copies
            checked = dict(d, steps=steps)
            for check, passed, what in self.current(where, checked):
                out.append(("returned", passed, f"{'same' if timed else 'no'} time, {check}: {what}"))
        return out


def d_place(d, which):
    """A twin that is not another user is the same user with another agent, or in another namespace."""
    return {} if d.get("by") in (None, "user_id") else {d["by"]: f"{which}-{d['user']}"}


def twin_place(d):
    if d["by"] == "user_id":
        return {"user_id": d["user"] + "-twin"}
    return {"user_id": d["user"], **d_place(d, "b")}


def shown(question, hits):
    """For the list of failures."""
    texts = [f"{hit['text'][:90]!r} ({hit['type']})" for hit in hits[:3]]
    return f"{question!r} -> {'; '.join(texts)}"


def report(a, dialogues, results):
    counts = collections.defaultdict(lambda: [0, 0])
    failures = []
    for d, result in zip(dialogues, results):
        for check, passed, what in result:
            for key in ((d["kind"], check), ("all", check), (d["topic"].name, check), (d["set"], check)):
                counts[key][0] += passed
                counts[key][1] += 1
            if not passed:
                failures.append((check, d, what))
    def of(keys):
        return {key: {check: dict(passed=counts[key, check][0], of=counts[key, check][1])
                      for check in [*CHECKS, "never found"] if counts[key, check][1]} for key in keys}

    sets, topics = sorted({d["set"] for d in dialogues}), sorted({d["topic"].name for d in dialogues})
    figures = of([*a.kinds, *(sets if len(sets) > 1 else []), "all"])
    if a.json:
        print(json.dumps(dict(seed=a.seed, dialogues=len(dialogues), words=a.words, control=a.control, figures=figures, attributes=of(topics))))
    else:
        print(table(["kind", *CHECKS], [[kind, *(cell(line.get(check)) for check in CHECKS)] for kind, line in figures.items()]
                    + [["target", *(f"{target} %" for target in CHECKS.values())]]))
        if a.by_attribute:
            print()
            print(table(["attribute", *CHECKS], [[name, *(cell(line.get(check)) for check in CHECKS)] for name, line in of(topics).items()]))
        never = figures["all"].get("never found", {"of": 0})["of"]
        print(f"\n{len(dialogues)} dialogues, seed {a.seed}{', held-out wordings' if a.words == 'heldout' else ''}"
              f"{', control: no correction sent' if a.control else ''}; {never} bystanders were not found before either")
    if a.verbose:
        for check, d, what in sorted(failures, key=lambda f: (f[0], f[1]["topic"].name)):
            said = " / ".join(step["text"] for step in d["steps"] if d["values"][0:1] and (step.get("old") or step.get("corrects")))
            print(f"[{check}] {d['set'].removeprefix('correction_words')} {d['user']} {d['topic'].name}{'' if d['timed'] else ' untimed'}{' batch' if d['batched'] else ''}"
                  f" | {said} | {what}", file=sys.stderr)
    missed = [check for check, target in CHECKS.items()
              if check in figures["all"] and 100 * figures["all"][check]["passed"] < target * figures["all"][check]["of"]]
    if missed and not a.control:
        sys.exit(f"below target: {', '.join(missed)}")


def cell(count):
    return f"{100 * count['passed'] / count['of']:.1f} % ({count['passed']}/{count['of']})" if count else ""


if __name__ == "__main__":
    main()
