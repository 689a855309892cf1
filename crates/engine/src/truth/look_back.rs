//! Looks back at what a user said for what a correction means that was not found at its address: it was
//! read as something else then, or not at all. Asked for by what corrects and closes nothing, so that
//! all other writes pay nothing.

use std::collections::HashMap;
use std::hash::Hash;

use extraction::subject::subject_of;
use extraction::{Cue, Reading, Utterance};
use inference::slots::SlotModel;
use store::Vectors;
use types::{
    Act, Cardinality, Coordinates, Error, EventKind, Field, Filter, Memory, MemoryId, Polarity,
    Result, Scope, Span, Status,
};

use super::late::takes_back;
use super::meant::{Meant, is_short};
use super::piece::{
    Piece, corrects, has_old, is_certain, is_of_sort, is_over, is_sure, is_topic, may_mean,
    odds_min, points_back,
};
use super::plan::{Known, Saying, same_owner};
use super::{said_at, text_key, utterance, words};
use crate::Engine;
use crate::commands::{Groups, Search};
use crate::embedding::only_vector;
use crate::minds::sentences::stems;

/// Corrections of one write that are looked back for.
const LOOKS_MAX: usize = 32;
/// Utterances that are looked at, those of the index and those of the same write.
const UTTERANCES_MAX: usize = 6;
/// Sentences that the model weighs.
const PIECES_MAX: usize = 5;
/// A longer sentence tells a story.
const WORDS_MAX: usize = 24;
/// What is meant is this much likelier than anything else that is said, in log odds.
const DISTANCE_MIN: f32 = 0.5;
/// Of a sentence and its parts, those that are tried.
const CHANGES_MAX: usize = 3;

/// A sentence that may be meant.
struct Said {
    /// Which of the utterances has it.
    memory: usize,
    span: Span,
    piece: Piece,
    /// Log odds that the correction supersedes it.
    odds: f32,
}

/// From where is looked back.
struct Look<'l> {
    /// All sayings of the write, and the number of the one whose words these are.
    sayings: &'l [Saying],
    number: usize,
    /// What corrects something.
    change: Piece,
    /// The vector of the change, where the write has made it.
    vector: Option<Vec<f32>>,
}

impl Engine {
    /// Adds to `known` what the sayings of `unmet` mean, by what their users said before. Where that
    /// fails nothing is added: a write is not refused for it.
    pub(super) async fn look_back(
        &self,
        scope: &Scope,
        (sayings, vectors): (&[Saying], &HashMap<MemoryId, Vectors>),
        unmet: &[usize],
        known: &mut Known,
    ) {
        for &number in unmet.iter().take(LOOKS_MAX) {
            let vector = vectors
                .get(&sayings[number].memory.id)
                .and_then(only_vector);
            let looked = self
                .look_back_for(scope, (sayings, vector), number, known)
                .await;
            if let Err(error) = looked {
                tracing::warn!(%error, "what a correction means was not looked for");
            }
        }
    }

    async fn look_back_for(
        &self,
        scope: &Scope,
        (sayings, vector): (&[Saying], Option<Vec<f32>>),
        number: usize,
        known: &mut Known,
    ) -> Result<()> {
        let memory = &sayings[number].memory;
        let (texts, are_clear) = texts_of(&sayings[number]);
        let is_whole = matches!(texts.as_slice(), [only] if memory.text.trim().trim_end_matches(['.', '!']) == only);
        let mut changes = ask(texts).await?;
        for (change, is_clear) in changes.iter_mut().zip(are_clear) {
            change.is_clear = is_clear;
            change.opens = memory.text.trim_start().starts_with(&change.text);
            change.lead = lead_of(&memory.text, &change.text);
        }
        changes.sort_by(surest);
        // A sentence of several ends tells more than each of them: it is tried where they mean nothing.
        let whole = changes
            .iter()
            .max_by_key(|change| change.text.len())
            .cloned();
        let mut apart = apart_of(changes);
        apart.truncate(CHANGES_MAX);
        let is_of_several = |whole: &Piece| {
            let mut within = apart
                .iter()
                .filter(|change| change.text != whole.text && whole.text.contains(&change.text));
            within.nth(1).is_some()
        };
        let whole = whole.filter(|whole| is_of_several(whole));
        apart.extend(whole);
        for change in apart {
            let look = Look {
                sayings,
                number,
                change,
                vector: vector.clone().filter(|_| is_whole),
            };
            if self.find_meant(scope, look, known).await? {
                break;
            }
        }
        Ok(())
    }

    /// Adds to `known` what a change means; false if nothing was found.
    async fn find_meant(&self, scope: &Scope, look: Look<'_>, known: &mut Known) -> Result<bool> {
        let (number, change) = (look.number, &look.change);
        if change.slots.act == Act::Bare {
            let is_found = corrects(change) && self.find_last(scope, &look, known).await?;
            if is_found || change.old().is_none() {
                return Ok(is_found);
            }
        }
        if !change.is_clear && change.value().is_none() && change.old().is_none() {
            return Ok(false);
        }
        let said = self.said_before(scope, &look).await?;
        if said.iter().any(|memory| is_repeated(&look, memory)) {
            return Ok(false);
        }
        let mut pieces = self.pieces_of(&said, change, known, number).await?;
        if pieces.is_empty() {
            return Ok(false);
        }
        weigh(change, &mut pieces).await?;
        let chosen = choose(change, &pieces);
        let is_found = !chosen.is_empty();
        for chosen in chosen {
            let memory = &said[chosen.memory];
            known.meant.push(meant((number, change), memory, chosen));
            if look
                .sayings
                .iter()
                .all(|other| other.memory.id != memory.id)
            {
                self.know_with_keys(scope, memory, known).await?;
            }
        }
        Ok(is_found)
    }

    /// Adds to `known` the sentence that was said last, if it gives a value of the same sort as one that
    /// is only said to be right; false if it does not.
    async fn find_last(&self, scope: &Scope, look: &Look<'_>, known: &mut Known) -> Result<bool> {
        let (sayings, number, change) = (look.sayings, look.number, &look.change);
        let new = &sayings[number].memory;
        let Some(session) = &new.coordinates.session_id else {
            return Ok(false);
        };
        let says_something = |memory: &Memory| {
            let reading = extraction::read(&utterance(memory));
            !reading.units.is_empty() || !reading.statements.is_empty()
        };
        let mut earlier = self
            .said_in_session(scope, &sayings[..number], new, session)
            .await?;
        earlier.retain(says_something);
        // Those of one moment come in the order in which they were told; `max_by_key` has the last.
        let last = earlier.into_iter().rev().max_by_key(said_at);
        let Some(memory) = last.filter(|memory| may_be_meant(memory, new)) else {
            return Ok(false);
        };
        let spans = self.sentences(&memory);
        let texts = spans.iter().filter_map(|span| text_at(&memory, *span));
        let pieces = ask(texts.collect()).await?;
        let both = spans.into_iter().zip(pieces);
        let value = change.value().unwrap_or_default();
        // Where the value that is over is named, whatever else was read of it.
        let mut like = both.filter(|(_, piece)| {
            let was = piece.value().unwrap_or_default();
            match change.old() {
                Some(_) => has_old(change, piece),
                None => piece.slots.act == Act::State && is_of_sort(was, value) && was != value,
            }
        });
        let Some((span, piece)) = like.next_back() else {
            return Ok(false);
        };
        let last = Said {
            memory: 0,
            span,
            piece,
            odds: 0.0,
        };
        known.meant.push(Meant {
            is_last: true,
            ..meant((number, change), &memory, &last)
        });
        if sayings.iter().all(|other| other.memory.id != memory.id) {
            self.know_with_keys(scope, &memory, known).await?;
        }
        Ok(true)
    }

    /// What the same user said before in the session, the newest first: in the same write, or else what is
    /// stored. What is over already was said, too: where it was said last nothing is meant.
    async fn said_in_session(
        &self,
        scope: &Scope,
        sayings: &[Saying],
        new: &Memory,
        session: &str,
    ) -> Result<Vec<Memory>> {
        let is_before = |memory: &Memory| {
            let is_itself = said_at(memory) == said_at(new) && text_key(memory) == text_key(new);
            memory.coordinates.session_id.as_deref() == Some(session)
                && said_at(memory) <= said_at(new)
                && same_owner(&memory.coordinates, &new.coordinates)
                && !is_itself
        };
        let mut earlier: Vec<Memory> = sayings
            .iter()
            .rev()
            .map(|saying| saying.memory.clone())
            .filter(is_before)
            .collect();
        if earlier.is_empty() {
            let said = said_by_users().and(Filter::equals(Field::SessionId, session));
            let of_user = new.coordinates.user_id.as_ref();
            let said = match of_user {
                Some(user) => said.and(Filter::equals(Field::UserId, user.as_str())),
                None => said.and(Filter::missing(Field::UserId)),
            };
            earlier = self.newest(scope, said, None, UTTERANCES_MAX).await?;
            earlier.retain(is_before);
        }
        Ok(earlier)
    }

    /// What the same user said before that may be about the same, the likeliest first.
    async fn said_before(&self, scope: &Scope, look: &Look<'_>) -> Result<Vec<Memory>> {
        let (sayings, number, change) = (look.sayings, look.number, &look.change);
        let new = &sayings[number].memory;
        let may_be_meant = |memory: &Memory| may_be_meant(memory, new);
        let mut found = Vec::new();
        if let Some(user_id) = &new.coordinates.user_id {
            let query = match (&look.vector, change.old()) {
                (Some(_), _) => change.text.clone(),
                (None, Some(old)) => format!("{} {old}", change.masked),
                (None, None) => change.masked.clone(),
            };
            let command = Search {
                query: query.replace('\0', " "),
                at: Coordinates {
                    session_id: None,
                    ..new.coordinates.clone()
                },
                limit: UTTERANCES_MAX,
                ..Search::default()
            };
            let said = said_by_users().and(Filter::equals(Field::UserId, user_id.as_str()));
            let query = (command, look.vector.clone());
            found = self
                .near_where(scope, query, &Groups::default(), said)
                .await?;
        }
        // Hits are shown as they are believed; what is planned with is the row.
        let ids: Vec<_> = found.iter().map(|memory| memory.id).collect();
        let mut found = self.inner.store.memories(scope, &ids).await?.rows;
        let wanted = stems(&change.text);
        let mut earlier: Vec<(usize, usize, &Memory)> = sayings[..number]
            .iter()
            .enumerate()
            .filter(|(_, saying)| may_be_meant(&saying.memory))
            .map(|(n, saying)| {
                let shared = stems(&saying.memory.text).intersection(&wanted).count();
                (shared, n, &saying.memory)
            })
            .collect();
        earlier.sort_by_key(|(shared, n, _)| std::cmp::Reverse((*shared, *n)));
        let earlier = earlier.into_iter().take(UTTERANCES_MAX);
        found.extend(earlier.map(|(.., memory)| memory.clone()));
        found.retain(may_be_meant);
        Ok(found)
    }

    /// Keeps where the sentences of what is read now stand: they are looked back at soon if at all.
    pub(super) fn note_sentences(&self, memory: &Memory, reading: &Reading) {
        if may_be_looked_at(memory) {
            let sentences = sentences_of(reading);
            self.inner.sentences.keep(reading_key(memory), sentences);
        }
    }

    /// Keeps whether what is read now takes something back: what arrives late is held against it.
    pub(super) fn note_taking_back(&self, memory: &Memory, reading: &Reading) {
        let key = (reading_key(memory), kind_key(memory));
        self.inner.taking_back.keep(key, takes_back(reading));
    }

    /// Whether a memory may take something back, as far as is known without reading it again.
    pub(super) fn may_take_back(&self, memory: &Memory) -> bool {
        let key = (reading_key(memory), kind_key(memory));
        self.inner.taking_back.answer(key).unwrap_or(true)
    }

    /// Where the sentences of a memory stand that state something which is still believed.
    fn sentences(&self, memory: &Memory) -> Vec<Span> {
        let key = reading_key(memory);
        let mut spans = self.inner.sentences.answer(&key).unwrap_or_else(|| {
            let spans = sentences_of(&extraction::read(&utterance(memory)));
            self.inner.sentences.keep(&key, spans.clone());
            spans
        });
        spans.retain(|span| {
            let touches = |other: &Span| other.start < span.end && span.start < other.end;
            let is_closed = memory.statements.iter().any(|statement| {
                statement.closed.is_some() && statement.span.as_ref().is_none_or(touches)
            });
            !is_closed
        });
        spans
    }

    /// The sentences of what was said that may be meant.
    async fn pieces_of(
        &self,
        said: &[Memory],
        change: &Piece,
        known: &Known,
        number: usize,
    ) -> Result<Vec<Said>> {
        let wanted = stems(&change.text);
        let shared = |text: &str| stems(text).intersection(&wanted).count();
        let mut places: Vec<(usize, usize, Span, String)> = Vec::new();
        for (n, memory) in said.iter().enumerate() {
            for span in self.sentences(memory) {
                let is_taken = known.meant.iter().any(|meant| {
                    meant.saying < number && meant.memory == memory.id && meant.span == span
                });
                let Some(text) = text_at(memory, span).filter(|_| !is_taken) else {
                    continue;
                };
                if text.split_whitespace().count() <= WORDS_MAX {
                    places.push((shared(&text), n, span, text));
                }
            }
            let whole = whole_of(memory, &places, n);
            places.extend(whole.map(|(span, text)| (shared(&text), n, span, text)));
        }
        places.sort_by_key(|(shared, n, ..)| (std::cmp::Reverse(*shared), *n));
        places.truncate(PIECES_MAX);
        let texts = places.iter().map(|(.., text)| text.clone()).collect();
        let pieces = ask(texts).await?;
        let said = places.into_iter().zip(pieces);
        let meant = said
            .map(|((_, memory, span, _), piece)| Said {
                memory,
                span,
                piece,
                odds: f32::NEG_INFINITY,
            })
            .filter(|said| may_mean(change, &said.piece));
        Ok(meant.collect())
    }

    /// Adds a verbatim memory to what is known, with what was extracted from it.
    pub(super) async fn know_with_keys(
        &self,
        scope: &Scope,
        memory: &Memory,
        known: &mut Known,
    ) -> Result<()> {
        let lineage = self.inner.store.lineage(scope, memory.id).await?;
        let keys: Vec<_> = lineage.descendants.iter().map(|link| link.id).collect();
        let mut keys = self.inner.store.memories(scope, &keys).await?.rows;
        keys.retain(|key| super::is_extracted(key) && key.derived_from.contains(&memory.id));
        known.memories.push(memory.clone());
        known.memories.extend(keys);
        self.add_parents(scope, known).await
    }
}

/// Whether what is looked back from only repeats a memory: nothing that was said since is over for it.
fn is_repeated(look: &Look<'_>, memory: &Memory) -> bool {
    let saying = &look.sayings[look.number];
    let is_same_time = said_at(memory) == said_at(&saying.memory);
    (is_same_time || !saying.is_dated) && text_key(memory) == text_key(&saying.memory)
}

/// That a change in a saying means a sentence of a memory.
fn meant((saying, change): (usize, &Piece), memory: &Memory, said: &Said) -> Meant {
    let piece = &said.piece;
    Meant {
        saying,
        memory: memory.id,
        span: said.span,
        value: piece
            .value()
            .filter(|value| change.value() == Some(value) || !is_topic(change, piece, value))
            .map(str::to_owned),
        old: change
            .old()
            .filter(|old| !is_topic(change, piece, old))
            .map(str::to_owned),
        new: change.value().map(str::to_owned),
        about: piece.about(),
        said: piece.text.clone(),
        change: change.text.clone(),
        is_end: change.slots.act == Act::End,
        is_sure: is_sure(change, piece, said.odds),
        is_certain: is_certain(change, piece, said.odds),
        is_over: is_over(said.odds),
        is_last: false,
    }
}

/// The sentences of a saying that may correct something, and whether each clearly does.
fn texts_of(saying: &Saying) -> (Vec<String>, Vec<bool>) {
    let corrections = saying.reading.corrections().into_iter();
    corrections
        .filter_map(|(span, is_clear)| Some((span, text_at(&saying.memory, span)?, is_clear)))
        .filter(|(span, text, _)| !joins(&saying.reading, *span, text))
        .map(|(_, text, is_clear)| (text, is_clear))
        .filter(|(text, _)| text.split_whitespace().count() <= WORDS_MAX)
        .unzip()
}

/// The words of a sentence before a part of it that has no subject of its own.
fn lead_of(text: &str, part: &str) -> String {
    let before = text.find(part).map_or("", |at| &text[..at]);
    let sentence = before.rsplit(['.', '!', '?', '\n']).next();
    match subject_of(part) {
        None => sentence.unwrap_or_default().trim().to_owned(),
        Some(_) => String::new(),
    }
}

/// What users said in their own words.
fn said_by_users() -> Filter {
    let kind = EventKind::UserMessage.as_str();
    Filter::equals(Field::EventKind, kind)
        .and(Filter::equals(Field::Verbatim, types::Value::Bool(true)))
}

/// Whether a memory is something short that a user said.
fn may_be_looked_at(memory: &Memory) -> bool {
    memory.verbatim && memory.event_kind == Some(EventKind::UserMessage) && is_short(&memory.text)
}

/// Whether a memory is something that the same user said before `new`, and that still stands.
fn may_be_meant(memory: &Memory, new: &Memory) -> bool {
    may_be_looked_at(memory)
        && memory.status == Status::Active
        && memory.trust <= new.trust
        && same_owner(&memory.coordinates, &new.coordinates)
        && said_at(memory) <= said_at(new)
}

/// What the model makes of each text.
async fn ask(texts: Vec<String>) -> Result<Vec<Piece>> {
    let told = move || -> Result<Vec<Piece>> {
        let model = SlotModel::shared()?;
        let words: Vec<&str> = texts.iter().map(String::as_str).collect();
        let filled = model.fill_again(&words)?;
        let both = texts.iter().zip(filled);
        Ok(both
            .map(|(text, slots)| Piece::new(text, slots, model.attributes()))
            .collect())
    };
    tokio::task::spawn_blocking(told)
        .await
        .map_err(|error| Error::internal("reading panicked").with_source(error))?
}

/// Whether words state what joins what is so already: "I like curling now".
fn joins(reading: &Reading, span: Span, text: &str) -> bool {
    const JOINING: [&str; 17] = [
        "likes",
        "loves",
        "dislikes",
        "uses",
        "owns",
        "language_spoken",
        "allergic_to",
        "medication",
        "visited",
        "hobby",
        "sport",
        "instrument",
        "languages spoken",
        "language being learned",
        "tools used",
        "subscriptions",
        "supplements",
    ];
    reading.statements.iter().any(|found| {
        let inside = |other: Span| other.start < span.end && span.start < other.end;
        let statement = &found.statement;
        statement.polarity == Polarity::Positive
            && statement.subject == "user"
            && found.cue != Cue::Again
            && statement.cardinality == Cardinality::Many
            && !(found.cue != Cue::Plain && (has_role(text) || switches(text)))
            && JOINING.contains(&statement.attribute.as_str())
            && statement.span.is_some_and(inside)
    })
}

/// Whether words tell that one thing was changed for another: "I've switched languages, I'm learning Thai now".
fn switches(words: &str) -> bool {
    let low = words.to_lowercase();
    let mut words = low.split(|c: char| !c.is_alphanumeric());
    words.any(|word| {
        matches!(
            word,
            "switched" | "swapped" | "changed" | "replaced" | "instead" | "traded" | "best" | "new"
        )
    })
}

/// Whether words say for what a value is, of which one has one: "I'm back on ramipril for my blood pressure".
fn has_role(words: &str) -> bool {
    let low = words.to_lowercase();
    ["for my ", "for our ", "for the ", "as my ", "as our "]
        .iter()
        .any(|role| low.contains(role))
}

/// Of changes, the surest first, those whose words stand in no surer one, nor have one in them.
fn apart_of(changes: Vec<Piece>) -> Vec<Piece> {
    let mut kept: Vec<Piece> = Vec::new();
    for change in changes {
        let shares = |other: &Piece| {
            other.text.contains(change.text.as_str()) || change.text.contains(other.text.as_str())
        };
        if !kept.iter().any(shares) {
            kept.push(change);
        }
    }
    kept
}

/// Of a sentence and its parts, what names the value that is over first, with the one in its place before all,
/// then what the model is surest of.
fn surest(one: &Piece, other: &Piece) -> std::cmp::Ordering {
    let named = |piece: &Piece| {
        (
            piece.old().is_some(),
            piece.value().is_some() && corrects(piece),
        )
    };
    let key = |piece: &Piece| {
        let (is_old, is_new) = named(piece);
        ((is_old, is_old && is_new), piece.slots.act_share)
    };
    let ((one_named, one_share), (other_named, other_share)) = (key(one), key(other));
    let by_share = other_share.total_cmp(&one_share);
    other_named.cmp(&one_named).then(by_share)
}

/// A message of one sentence as a whole, where nothing or only parts of it were taken so far: "for the
/// quote: the car is a Clio".
fn whole_of(
    memory: &Memory,
    places: &[(usize, usize, Span, String)],
    n: usize,
) -> Option<(Span, String)> {
    let text = memory.text.as_str();
    let whole = Span {
        start: 0,
        end: text.len() as u32,
    };
    let is_there = places
        .iter()
        .any(|(_, m, span, _)| *m == n && *span == whole);
    let ends = ['.', '!', '?', '\n'];
    let is_single = !text.trim_end_matches(ends).contains(ends);
    let is_believed = memory.statements.iter().all(|one| one.closed.is_none());
    let is_short = text.split_whitespace().count() <= WORDS_MAX;
    let is_led = text.contains(": ");
    let is_untaken = places.iter().all(|(_, m, ..)| *m != n);
    let is_wanted = !is_there && (is_led || is_untaken);
    (is_wanted && is_single && is_believed && is_short).then(|| (whole, text.to_owned()))
}

/// Where the sentences stand that state something: those that a model is asked about, and what the
/// rules read. What only points back at the words before it ("I've moved the fern, it's in the bathroom
/// now") is one with them.
fn sentences_of(reading: &Reading) -> Vec<Span> {
    // Of a sentence that says several things, each by itself.
    let parts_of = |n: usize| {
        let after = reading.units[n + 1..].iter();
        after.take_while(|unit| unit.is_part).count()
    };
    let units = || reading.units.iter().enumerate();
    let joined = |n: usize| {
        let parts = &reading.units[n + 1..n + 1 + parts_of(n)];
        !reading.units[n].is_part && parts.iter().skip(1).any(|part| points_back(&part.text))
    };
    let wholes = units().filter(|(n, _)| joined(*n));
    let wholes: Vec<Span> = wholes.map(|(_, unit)| unit.span).collect();
    let mut spans: Vec<Span> = units()
        .filter(|(n, unit)| unit.is_part || parts_of(*n) < 2)
        .map(|(_, unit)| unit.span)
        .collect();
    let read = reading.statements.iter().filter(|found| {
        found.statement.polarity == Polarity::Positive && found.statement.attribute != "event"
    });
    spans.extend(read.filter_map(|found| found.statement.span));
    let is_in_whole = |span: &Span| {
        let has = |whole: &Span| whole.start <= span.start && span.end <= whole.end;
        wholes.iter().any(has)
    };
    spans.retain(|span| !is_in_whole(span));
    spans.extend(&wholes);
    spans.sort_by_key(|span| (span.start, span.end));
    spans.dedup();
    let pointing = reading.units.iter().filter(|unit| points_back(&unit.text));
    for span in pointing.map(|unit| unit.span) {
        join_before(&mut spans, span);
    }
    spans
}

/// Makes one of a span that points back and the one that ends right before it.
fn join_before(spans: &mut Vec<Span>, span: Span) {
    const GAP_MAX: u32 = 6;
    let Some(at) = spans.iter().position(|other| *other == span) else {
        return;
    };
    let is_before = |other: &Span| other.end <= span.start && span.start - other.end <= GAP_MAX;
    if let Some(before) = spans.iter().position(is_before) {
        spans[at].start = spans[before].start;
        spans.remove(before);
    }
}

/// What tells how a memory is read.
fn reading_key(memory: &Memory) -> impl Hash + '_ {
    let Utterance {
        text,
        voice,
        speaker,
        said_at,
    } = utterance(memory);
    (text, voice, speaker, said_at.unix_ms())
}

/// What tells which part of a reading is heard ([`super::as_heard`]).
fn kind_key(memory: &Memory) -> (bool, Option<&str>) {
    let kind = memory.event_kind.as_ref();
    (memory.verbatim, kind.map(|kind| kind.as_str()))
}

/// Has the model tell of each sentence how likely it is that `change` supersedes it.
async fn weigh(change: &Piece, said: &mut [Said]) -> Result<()> {
    let later = change.text.clone();
    let earlier: Vec<String> = said.iter().map(|said| said.piece.text.clone()).collect();
    let weighed = move || {
        let pairs: Vec<(&str, &str)> = earlier
            .iter()
            .map(|earlier| (earlier.as_str(), later.as_str()))
            .collect();
        SlotModel::shared()?.supersedes(&pairs)
    };
    let odds = tokio::task::spawn_blocking(weighed)
        .await
        .map_err(|error| Error::internal("reading panicked").with_source(error))??;
    for (said, odds) in said.iter_mut().zip(odds) {
        said.odds = odds;
    }
    Ok(())
}

/// The sentences that are meant: the likeliest, if it is likely, and clearly likelier than any that
/// gives another value; and those that say the same.
fn choose<'s>(change: &Piece, said: &'s [Said]) -> Vec<&'s Said> {
    let mut weighed: Vec<&Said> = said.iter().collect();
    weighed.sort_by(|one, other| {
        let longest = |said: &Said| said.span.end - said.span.start;
        let by_length = longest(one).cmp(&longest(other));
        other.odds.total_cmp(&one.odds).then(by_length)
    });
    let is_likely = |said: &Said| said.odds >= odds_min(change, &said.piece);
    let Some(&first) = weighed.first().filter(|said| is_likely(said)) else {
        return Vec::new();
    };
    let value = |said: &Said| words::normalize_text(said.piece.value().unwrap_or_default());
    let says_same = |said: &Said| value(said) == value(first);
    let mut chosen: Vec<&Said> = Vec::new();
    for said in weighed {
        let is_there = chosen.iter().any(|other| other.memory == said.memory);
        match says_same(said) {
            true if is_likely(said) && !is_there => chosen.push(said),
            false if said.memory != first.memory && first.odds - said.odds < DISTANCE_MIN => {
                return Vec::new();
            }
            _ => {}
        }
    }
    chosen
}

fn text_at(memory: &Memory, span: Span) -> Option<String> {
    let text = memory.text.get(span.start as usize..span.end as usize)?;
    Some(text.to_owned())
}
