//! Plans over a made-up reading: `attribute=value` is a statement with one value at a time,
//! `attribute+value` and `attribute-value` one of many, affirmed and denied; a cue stands in front
//! (`!` change, `^` again, `~` end); `herons` says something else as well, `thanks` only seems to; `forget` and
//! `forget:attribute[=value]` take back.

use extraction::{Cue, Found, Reading, Retracted, Retraction, Utterance, Voice};
use types::id::IdGenerator;
use types::{
    Cardinality, Coordinates, EventId, EventKind, MemoryKind, OrgId, Polarity, Span, Statement,
    Timestamp, Trust,
};

use super::*;
use crate::truth::{EXTRACT, take_reading, utterance};

const DAY_MS: i64 = 86_400_000;
const NOW: Timestamp = Timestamp(1_700_000_000_000_000);

fn day(n: i64) -> Timestamp {
    NOW.plus_ms((n - 100) * DAY_MS)
}

fn read(utterance: &Utterance<'_>) -> Reading {
    let mut reading = Reading::default();
    let mut start = 0;
    for word in utterance.text.split(' ') {
        let span = Span {
            start,
            end: start + word.len() as u32,
        };
        start += word.len() as u32 + 1;
        if matches!(word, "herons" | "thanks") {
            reading.says_more = true;
        } else if let Some(about) = word.strip_prefix("forget:") {
            let (attribute, value) = about
                .split_once('=')
                .map_or((about, None), |(a, v)| (a, Some(v)));
            let what = Retracted::About {
                subject: "user".into(),
                attribute: (!attribute.is_empty()).then(|| attribute.to_owned()),
                value: value.map(str::to_owned),
            };
            reading.retractions.push(Retraction {
                what,
                span,
                abouts: Vec::new(),
            });
        } else if word == "forget" {
            reading.retractions.push(Retraction {
                what: Retracted::Last,
                span,
                abouts: Vec::new(),
            });
        } else {
            reading.statements.push(found(word, span));
        }
    }
    reading
}

fn found(word: &str, span: Span) -> Found {
    let (cue, plain) = match word.split_at(1) {
        ("!", rest) => (Cue::Change, rest),
        ("^", rest) => (Cue::Again, rest),
        ("~", rest) => (Cue::End, rest),
        _ => (Cue::Plain, word),
    };
    let (plain, certainty) = plain
        .strip_suffix('?')
        .map_or((plain, 1.0), |word| (word, 0.2));
    let sign = plain.find(['=', '+', '-']).expect("a sign");
    let value = &plain[sign + 1..];
    let negative = plain[sign..].starts_with('-') || cue == Cue::End;
    Found {
        statement: Statement {
            subject: "user".into(),
            attribute: plain[..sign].into(),
            cardinality: match plain[sign..].starts_with('=') {
                true => Cardinality::One,
                false => Cardinality::Many,
            },
            value: (!value.is_empty()).then(|| value.to_owned()),
            polarity: if negative {
                Polarity::Negative
            } else {
                Polarity::Positive
            },
            certainty,
            span: Some(span),
            closed: None,
        },
        text: format!("User {plain} {negative}"),
        type_: "fact".into(),
        kind: MemoryKind::Semantic,
        cue,
        valid_from: None,
        valid_to: None,
        event_date: None,
        entities: Vec::new(),
        topics: Vec::new(),
        is_directive: false,
        confidence: 1.0,
        alternatives: Vec::new(),
    }
}

/// A world without a store: what was committed is known to the next plan.
#[derive(Default)]
struct World {
    ids: IdGenerator,
    memories: Vec<Memory>,
    closed: Vec<ClosedText>,
    events: u8,
}

impl World {
    fn event(&mut self, at: &Coordinates, kind: EventKind, ts: i64, text: &str) -> Saying {
        self.events += 1;
        let org_id = OrgId::default_org();
        let id = self.ids.memory_id(1, 0);
        let mut memory = Memory::new(id, org_id.clone(), text, NOW);
        memory.coordinates = at.clone();
        memory.verbatim = true;
        memory.event_kind = Some(kind);
        memory.event_date = Some(day(ts));
        memory.valid_from = Some(day(ts));
        memory.trust = match kind {
            EventKind::UserMessage => Trust::UserStated,
            _ => Trust::ToolOutput,
        };
        memory.provenance.source_event_ids = vec![EventId::from_bytes([self.events; 16])];
        let reading = read(&utterance(&memory));
        take_reading(&mut memory, &reading);
        let extracted = reading.statements.iter().map(|found| {
            let id = self.ids.memory_id(1, 0);
            let mut extracted = Memory::new(id, org_id.clone(), found.text.clone(), NOW);
            extracted.coordinates = at.clone();
            extracted.trust = memory.trust;
            extracted.valid_from = Some(day(ts));
            extracted.provenance.process = EXTRACT.into();
            extracted
                .provenance
                .source_event_ids
                .clone_from(&memory.provenance.source_event_ids);
            extracted.derived_from = vec![memory.id];
            extracted.statements = vec![Statement {
                span: None,
                ..found.statement.clone()
            }];
            extracted
        });
        Saying {
            extracted: extracted.collect(),
            memory,
            reading,
            is_dated: true,
        }
    }

    fn ready(&mut self, ts: i64, text: &str) -> Saying {
        let id = self.ids.memory_id(1, 0);
        let mut memory = Memory::new(id, OrgId::default_org(), text, NOW);
        memory.coordinates = ann();
        memory.valid_from = Some(day(ts));
        memory.trust = Trust::UserStated;
        let reading = read(&utterance(&memory));
        take_reading(&mut memory, &reading);
        Saying {
            memory,
            extracted: Vec::new(),
            reading,
            is_dated: true,
        }
    }

    fn take(&mut self, sayings: Vec<Saying>) -> Plan {
        let mut recent: Vec<MemoryId> = self
            .memories
            .iter()
            .filter(|memory| is_extracted(memory))
            .map(|memory| memory.id)
            .collect();
        recent.reverse();
        let known = Known {
            memories: self.memories.clone(),
            recent,
            closed: self.closed.clone(),
            meant: Vec::new(),
            later: Vec::new(),
        };
        let plan = plan(known, sayings, NOW, read);
        for change in &plan.changed {
            let id = change.memory.id;
            let old = self.memories.iter_mut().find(|memory| memory.id == id);
            *old.expect("it was known") = change.memory.clone();
        }
        self.memories.extend(plan.born.iter().cloned());
        let gone = |closed: &ClosedText| {
            let key = (closed.user_id.clone(), closed.text.clone());
            plan.reopened_texts.contains(&key)
                || plan
                    .closed_texts
                    .iter()
                    .any(|new| (&new.user_id, &new.text) == (&key.0, &key.1))
        };
        self.closed.retain(|closed| !gone(closed));
        self.closed.extend(plan.closed_texts.iter().cloned());
        plan
    }

    /// What is believed: verbatim and ready texts as they are shown, then statements.
    fn believed(&self) -> (Vec<String>, Vec<String>) {
        let live = self
            .memories
            .iter()
            .filter(|memory| memory.status == Status::Active);
        let (extracted, own): (Vec<&Memory>, Vec<&Memory>) =
            live.partition(|memory| is_extracted(memory));
        let value = |memory: &&Memory| {
            let statement = &memory.statements[0];
            let sign = match (statement.polarity, statement.cardinality) {
                (Polarity::Negative, _) => "-",
                (_, Cardinality::One) => "=",
                (_, Cardinality::Many) => "+",
            };
            let value = statement.value.as_deref().unwrap_or_default();
            format!("{}{sign}{value}", statement.attribute)
        };
        (
            own.iter()
                .map(|memory| memory.current_text().into_owned())
                .collect(),
            extracted.iter().map(value).collect(),
        )
    }
}

fn ann() -> Coordinates {
    Coordinates {
        user_id: Some("ann".into()),
        session_id: Some("s".into()),
        ..Coordinates::default()
    }
}

/// Says the words one after the other, a day apart (`@n` in front: on day n; `?`: undated), and
/// compares what is believed in the end: texts, then statements.
#[track_caller]
fn check(said: &[&str], texts: &[&str], statements: &[&str]) {
    for in_one_batch in [false, true] {
        let mut world = World::default();
        let mut sayings = Vec::new();
        for (n, words) in said.iter().enumerate() {
            let (mut ts, mut words, mut is_dated) = (n as i64, *words, true);
            if let Some(rest) = words.strip_prefix("? ") {
                (words, is_dated) = (rest, false);
            }
            if let Some((at, rest)) = words.strip_prefix('@').and_then(|w| w.split_once(' ')) {
                (ts, words) = (at.parse().expect("a day"), rest);
            }
            let (kind, words) = match words.strip_prefix("tool: ") {
                Some(rest) => (EventKind::ToolResult, rest),
                None => (EventKind::UserMessage, words),
            };
            let mut saying = match words.strip_prefix("ready: ") {
                Some(rest) => world.ready(ts, rest),
                None => world.event(&ann(), kind, ts, words),
            };
            saying.is_dated = is_dated;
            sayings.push(saying);
            if !in_one_batch {
                let now = std::mem::take(&mut sayings);
                world.take(now);
            }
        }
        if in_one_batch {
            world.take(sayings);
        }
        let (found_texts, found) = world.believed();
        assert_eq!(found_texts, texts, "{said:?}, in one batch: {in_one_batch}");
        assert_eq!(found, statements, "{said:?}, in one batch: {in_one_batch}");
    }
}

#[test]
fn a_later_value_takes_the_place_of_the_earlier() {
    check(
        &["home=lisbon", "home=berlin"],
        &["home=berlin"],
        &["home=berlin"],
    );
    check(
        &["home=lisbon", "home=Lisbon"],
        &["home=lisbon", "home=Lisbon"],
        &["home=lisbon", "home=Lisbon"],
    );
    check(
        &["likes+tea", "likes+coffee"],
        &["likes+tea", "likes+coffee"],
        &["likes+tea", "likes+coffee"],
    );
    check(&["likes+tea", "likes-tea"], &["likes-tea"], &["likes-tea"]);
    check(
        &["likes+tea", "~likes+tea"],
        &["~likes+tea"],
        &["likes-tea"],
    );
    check(&["job=acme", "~job="], &["~job="], &["job-"]);
    check(
        &["job=acme", "~job=", "job=zeta"],
        &["job=zeta"],
        &["job=zeta"],
    );
    check(
        &["home=lisbon", "~home=rome"],
        &["home=lisbon", "~home=rome"],
        &["home=lisbon", "home-rome"],
    );
    // Not sure of it: both stay.
    check(
        &["home=lisbon", "home=berlin?"],
        &["home=lisbon", "home=berlin?"],
        &["home=lisbon", "home=berlin"],
    );
}

#[test]
fn an_earlier_date_arrives_as_history() {
    check(
        &["@5 home=berlin", "@2 home=lisbon"],
        &["home=berlin"],
        &["home=berlin"],
    );
    check(
        &["@5 home=berlin", "@5 home=lisbon"],
        &["home=lisbon"],
        &["home=lisbon"],
    );
}

#[test]
fn what_says_more_stays_with_the_closed_part_marked() {
    check(
        &["home=lisbon herons", "home=berlin"],
        &["[no longer true] herons", "home=berlin"],
        &["home=berlin"],
    );
    // What is left says nothing.
    check(
        &["home=lisbon thanks", "home=berlin"],
        &["home=berlin"],
        &["home=berlin"],
    );
    check(
        &["home=lisbon likes+tea", "home=berlin"],
        &["[no longer true] likes+tea", "home=berlin"],
        &["likes+tea", "home=berlin"],
    );
    check(
        &["home=lisbon likes+tea", "home=berlin", "likes-tea"],
        &["home=berlin", "likes-tea"],
        &["home=berlin", "likes-tea"],
    );
}

#[test]
fn lower_trust_never_closes_higher() {
    check(
        &["home=lisbon", "tool: home=berlin"],
        &[
            "home=lisbon",
            "tool: home=berlin".strip_prefix("tool: ").expect("prefix"),
        ],
        &["home=lisbon", "home=berlin"],
    );
    check(
        &["tool: home=lisbon", "home=berlin"],
        &["home=berlin"],
        &["home=berlin"],
    );
}

#[test]
fn ready_memories_correct_what_can_have_one_value_only() {
    check(
        &["home=lisbon", "ready: home=berlin"],
        &["home=berlin"],
        &[],
    );
    check(
        &["ready: home=lisbon", "home=berlin"],
        &["home=berlin"],
        &["home=berlin"],
    );
    check(
        &["ready: home=lisbon", "ready: home=berlin"],
        &["home=berlin"],
        &[],
    );
    check(
        &["ready: likes+tea", "ready: likes-tea"],
        &["likes+tea", "likes-tea"],
        &[],
    );
}

#[test]
fn what_was_corrected_does_not_come_back_by_being_repeated() {
    let gone: (&[&str], &[&str]) = (&["home=berlin"], &["home=berlin"]);
    check(
        &["home=lisbon", "home=berlin", "@0 home=lisbon"],
        gone.0,
        gone.1,
    );
    check(
        &["home=lisbon", "home=berlin", "? home=lisbon"],
        gone.0,
        gone.1,
    );
    check(&["home=lisbon", "forget", "@0 home=lisbon"], &[], &[]);
    check(
        &["!home=lisbon", "home=berlin", "? @9 !home=lisbon"],
        gone.0,
        gone.1,
    );
    check(&["home=lisbon", "forget", "? home=lisbon"], &[], &[]);
    // Part of an utterance that says more: what it repeats says the rest.
    check(
        &[
            "home=lisbon likes+tea",
            "home=berlin",
            "? home=lisbon likes+tea",
        ],
        &["[no longer true] likes+tea", "home=berlin"],
        &["likes+tea", "home=berlin"],
    );
}

#[test]
fn what_is_said_anew_is_believed_again() {
    let back: (&[&str], &[&str]) = (&["home=lisbon"], &["home=lisbon"]);
    check(
        &["home=lisbon", "home=berlin", "@9 home=lisbon"],
        back.0,
        back.1,
    );
    check(
        &["^home=lisbon", "home=berlin", "? @9 ^home=lisbon"],
        &["^home=lisbon"],
        back.1,
    );
    // In other words, without a date: something new.
    check(
        &["home=lisbon", "home=berlin", "? @9 home=lisbon herons"],
        &["home=lisbon herons"],
        back.1,
    );
}

#[test]
fn taking_back_closes_without_another_in_its_place() {
    check(
        &["home=lisbon", "likes+tea", "forget"],
        &["home=lisbon"],
        &["home=lisbon"],
    );
    // What was said last is taken back even if no statement was read out of it.
    check(
        &["home=lisbon", "herons", "forget"],
        &["home=lisbon"],
        &["home=lisbon"],
    );
    check(&["home=lisbon forget"], &[], &[]);
    check(
        &["home=lisbon herons forget"],
        &["[no longer true] herons forget"],
        &[],
    );
    check(
        &["home=lisbon", "likes+tea", "forget:home"],
        &["likes+tea"],
        &["likes+tea"],
    );
    check(
        &["likes+tea", "likes+coffee", "forget:likes=tea"],
        &["likes+coffee"],
        &["likes+coffee"],
    );
    check(&["likes+tea", "forget:=tea"], &[], &[]);
    // "Forget everything" is not for a sentence to ask.
    check(
        &["home=lisbon", "forget:"],
        &["home=lisbon"],
        &["home=lisbon"],
    );
    check(
        &["home=lisbon", "tool: forget:home"],
        &["home=lisbon", "forget:home"],
        &["home=lisbon"],
    );
}

#[test]
fn a_twin_in_another_scope_stays() {
    let mut others = vec![ann(); 5];
    others[0].agent_id = Some("x".into());
    others[1].namespace = Some("x".into());
    others[2].project_id = Some("x".into());
    others[3].team_id = Some("x".into());
    others[4].user_id = Some("bob".into());
    for other in others {
        let mut world = World::default();
        let old = world.event(&other, EventKind::UserMessage, 1, "home=lisbon");
        let new = world.event(&ann(), EventKind::UserMessage, 2, "home=berlin");
        world.take(vec![old]);
        world.take(vec![new]);
        assert_eq!(
            world.believed().1,
            ["home=lisbon", "home=berlin"],
            "{other:?}"
        );
    }
    let mut world = World::default();
    let elsewhere = Coordinates {
        session_id: Some("t".into()),
        ..ann()
    };
    let old = world.event(&elsewhere, EventKind::UserMessage, 1, "home=lisbon");
    let new = world.event(&ann(), EventKind::UserMessage, 2, "home=berlin");
    world.take(vec![old]);
    world.take(vec![new]);
    assert_eq!(
        world.believed().1,
        ["home=berlin"],
        "sessions do not matter"
    );
}

#[test]
fn what_one_owner_no_longer_believes_may_be_said_to_another() {
    let mut world = World::default();
    let other = Coordinates {
        agent_id: Some("x".into()),
        ..ann()
    };
    let said = [
        (&ann(), 1, "home=lisbon"),
        (&ann(), 2, "home=berlin"),
        (&other, 1, "home=lisbon"),
    ];
    for (at, day, words) in said {
        let saying = world.event(at, EventKind::UserMessage, day, words);
        world.take(vec![saying]);
    }
    assert_eq!(world.believed().1, ["home=berlin", "home=lisbon"]);
}

#[test]
fn two_speakers_are_two_people() {
    let mut world = World::default();
    for (name, words) in [
        ("Ann", "home=lisbon"),
        ("Bob", "home=berlin"),
        ("ann", "home=rome"),
    ] {
        let mut saying = world.event(&ann(), EventKind::UserMessage, 1, words);
        saying.memory.entities.push(types::Entity {
            name: name.into(),
            type_: Some(types::memory::SPEAKER_ENTITY.into()),
        });
        world.take(vec![saying]);
    }
    assert_eq!(world.believed().1, ["home=berlin", "home=rome"]);
}

#[test]
fn a_closing_says_until_when_since_when_and_by_what() {
    let mut world = World::default();
    let old = world.event(&ann(), EventKind::UserMessage, 1, "home=lisbon");
    let new = world.event(&ann(), EventKind::UserMessage, 4, "home=berlin");
    let by = new.extracted[0].id;
    let (verbatim, extracted) = (old.memory.id, old.extracted[0].id);
    world.take(vec![old]);
    let plan = world.take(vec![new]);
    assert_eq!(plan.corrected, [extracted]);
    for id in [verbatim, extracted] {
        let memory = world
            .memories
            .iter()
            .find(|memory| memory.id == id)
            .expect("kept");
        let closed = memory.statements[0].closed.clone().expect("closed");
        assert_eq!(
            (closed.valid_to, closed.at, closed.by),
            (day(4), NOW, Some(by))
        );
        assert_eq!(
            (
                memory.status,
                memory.superseded_at,
                memory.superseded_by,
                memory.valid_to
            ),
            (Status::Superseded, Some(NOW), Some(by), Some(day(4)))
        );
    }
}

#[test]
fn voices_are_those_of_the_events() {
    let mut world = World::default();
    let said = world.event(&ann(), EventKind::AssistantMessage, 1, "herons");
    assert_eq!(utterance(&said.memory).voice, Voice::Agent);
    let ready = world.ready(1, "herons");
    assert_eq!(utterance(&ready.memory).voice, Voice::Record);
}
