//! Echoes: what an assistant repeated of what a user had just said ("Got it, you live in Lisbon!")
//! leaves with it. What else the assistant said stays as it is.

use std::collections::BTreeSet;

use store::{ListQuery, PageRequest, Sort};
use types::{
    Cardinality, EventKind, Field, Filter, Memory, Result, Scope, Span, Statement, Status,
};

use super::plan::{Change, Plan, same_owner};
use super::words;
use crate::Engine;
use crate::minds::sentences::{split, stem, stems};

/// So many places behind what it repeats an echo stands at most.
const PLACES_MAX: u64 = 2;
/// Utterances whose echoes one write looks for.
const UTTERANCES_MAX: usize = 8;
/// Telling words that an echo may have beside those that it repeats.
const OTHER_WORDS_MAX: usize = 1;
/// Words that only acknowledge.
const NODS: &str = "got note noted okay remember remembered understood update updated recorded saved \
    great lovely nice cool";
/// Words that are shared by any two sentences.
const SMALL: [&str; 28] = [
    "i", "me", "my", "you", "your", "yours", "m", "re", "s", "the", "a", "an", "in", "on", "at",
    "to", "of", "is", "am", "are", "was", "it", "that", "this", "and", "for", "so", "user",
];

/// What of a user's utterance is closed: its words, and the statement.
struct Gone {
    words: String,
    statement: Statement,
}

impl Engine {
    /// Adds to a plan that the echoes of what it closes leave with it.
    pub(crate) async fn close_echoes(&self, scope: &Scope, plan: &mut Plan) -> Result<()> {
        close_new_echoes(&mut plan.born);
        let utterances: Vec<Memory> = plan
            .changed
            .iter()
            .map(|change| &change.memory)
            .filter(|memory| is_said_by_user(memory))
            .filter(|memory| !gone_of(memory).is_empty())
            .take(UTTERANCES_MAX)
            .cloned()
            .collect();
        for said in utterances {
            let gone = gone_of(&said);
            for memory in self.answers_to(scope, &said).await? {
                let known = plan.changed.iter_mut();
                let mut known = known.map(|change| (change.memory.id, change));
                if let Some((_, change)) = known.find(|(id, _)| *id == memory.id) {
                    let mut memory = change.memory.clone();
                    if cut(&mut memory, &gone) {
                        change.memory = memory;
                        change.embed_again = true;
                    }
                    continue;
                }
                let (mut echo, revision) = (memory.clone(), memory.revision);
                if cut(&mut echo, &gone) {
                    echo.updated_at = said.updated_at;
                    let has_left = echo.status != Status::Active;
                    plan.changed.push(Change {
                        memory: echo,
                        revision,
                        embed_again: !has_left,
                        action: if has_left { "supersede" } else { "close" },
                    });
                }
            }
        }
        Ok(())
    }

    /// What an assistant said right after an utterance.
    async fn answers_to(&self, scope: &Scope, said: &Memory) -> Result<Vec<Memory>> {
        let at = &said.coordinates;
        let equals = |field: Field, value: &Option<String>| match value {
            Some(value) => Filter::equals(field, value.as_str()),
            None => Filter::missing(field),
        };
        let since = types::Condition::Range {
            gt: None,
            gte: Some(types::Value::Time(said.happened_at())),
            lt: None,
            lte: None,
        };
        let query = ListQuery {
            filter: equals(Field::UserId, &at.user_id)
                .and(equals(Field::SessionId, &at.session_id))
                .and(Filter::equals(
                    Field::EventKind,
                    EventKind::AssistantMessage.as_str(),
                ))
                .and(Filter::Is(Field::HappenedAt, since))
                .and(self.live()),
            text_contains: None,
            sort: Sort::HappenedAsc,
            page: PageRequest {
                limit: PLACES_MAX as usize * 2,
                ..PageRequest::default()
            },
        };
        let mut found = self.inner.store.list_memories(scope, &query).await?.items;
        let is_next = |memory: &Memory| match (said.position, memory.position) {
            (Some(before), Some(at)) => at > before && at - before <= PLACES_MAX,
            _ => false,
        };
        found.retain(|memory| is_next(memory) && same_owner(&memory.coordinates, at));
        Ok(found)
    }
}

/// The same for what is said in one write: its places are those of the batch.
fn close_new_echoes(born: &mut [Memory]) {
    for n in 0..born.len() {
        let gone = match is_said_by_user(&born[n]) {
            true => gone_of(&born[n]),
            false => continue,
        };
        if gone.is_empty() {
            continue;
        }
        let at = born[n].coordinates.clone();
        let in_talk = |memory: &&mut Memory| memory.verbatim && memory.coordinates == at;
        let later = born[n + 1..].iter_mut().filter(in_talk);
        for memory in later.take(PLACES_MAX as usize) {
            if memory.event_kind == Some(EventKind::AssistantMessage)
                && memory.status == Status::Active
            {
                cut(memory, &gone);
            }
        }
    }
}

fn is_said_by_user(memory: &Memory) -> bool {
    memory.verbatim && memory.event_kind == Some(EventKind::UserMessage)
}

/// What was closed of an utterance in its latest state.
fn gone_of(memory: &Memory) -> Vec<Gone> {
    let is_new = |statement: &&Statement| {
        let closed = statement.closed.as_ref();
        closed.is_some_and(|closed| closed.at >= memory.updated_at)
    };
    let gone = |statement: &Statement| {
        let span = statement.span?;
        let words = memory.text.get(span.start as usize..span.end as usize)?;
        Some(Gone {
            words: words.to_owned(),
            statement: statement.clone(),
        })
    };
    memory
        .statements
        .iter()
        .filter(is_new)
        .filter_map(gone)
        .collect()
}

/// Closes in a memory what only repeats what is gone; false if it does not.
fn cut(memory: &mut Memory, gone: &[Gone]) -> bool {
    let (mut says_more, mut last) = (false, None);
    let text = memory.text.clone();
    for range in split(&text) {
        let sentence = &text[range.clone()];
        let echoed = gone.iter().find(|gone| is_echo(sentence, gone));
        let Some(Gone { statement, .. }) = echoed else {
            let is_closed = |statement: &Statement| {
                let span = statement.span.filter(|_| statement.closed.is_some());
                span.is_some_and(|span| {
                    span.start as usize <= range.start && range.end <= span.end as usize
                })
            };
            says_more |= !memory.statements.iter().any(is_closed) && !is_nod(sentence);
            continue;
        };
        let (Ok(start), Ok(end)) = (u32::try_from(range.start), u32::try_from(range.end)) else {
            continue;
        };
        last.clone_from(&statement.closed);
        memory.statements.push(Statement {
            cardinality: Cardinality::Many,
            span: Some(Span { start, end }),
            ..statement.clone()
        });
    }
    let Some(closed) = last else {
        return false;
    };
    let is_open = memory.statements.iter().any(|other| other.closed.is_none());
    if !says_more && !is_open {
        memory.status = Status::Superseded;
        memory.superseded_at = Some(closed.at);
        memory.superseded_by = closed.by;
        let from = memory.valid_from.unwrap_or(closed.valid_to);
        memory.valid_to = Some(closed.valid_to.max(from));
    }
    true
}

/// Whether a sentence says to the user what they had said: the same value, in the same words, and
/// next to nothing beside.
fn is_echo(sentence: &str, gone: &Gone) -> bool {
    let Some(value) = gone.statement.value.as_deref() else {
        return false;
    };
    let plain = words::normalize_text(sentence);
    if sentence.trim_end().ends_with('?')
        || !words::contains_words(&plain, &words::normalize_text(value))
        || !plain
            .split(' ')
            .any(|word| matches!(word, "you" | "your" | "user"))
    {
        return false;
    }
    let words_of = |text: &str| -> BTreeSet<String> {
        let plain = words::normalize_text(text);
        let words = plain.split(' ').filter(|word| !SMALL.contains(word));
        words.map(stem).collect()
    };
    let (value, said) = (words_of(value), words_of(&gone.words));
    let of_property: BTreeSet<&String> = said.difference(&value).collect();
    let ours = words_of(sentence);
    let shares = of_property.is_empty() || of_property.iter().any(|word| ours.contains(*word));
    let (others, nods) = (stems(sentence), stems(NODS));
    let others = others
        .iter()
        .filter(|word| !said.contains(*word) && !value.contains(*word))
        .filter(|word| !nods.contains(*word));
    shares && others.count() <= OTHER_WORDS_MAX
}

/// Whether a sentence only acknowledges.
fn is_nod(sentence: &str) -> bool {
    stems(sentence).is_subset(&stems(NODS)) && !sentence.chars().any(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use types::id::IdGenerator;
    use types::{Closed, OrgId, Polarity, Timestamp};

    use super::*;

    fn gone(words: &str, value: &str) -> Gone {
        Gone {
            words: words.to_owned(),
            statement: Statement {
                subject: "user".to_owned(),
                attribute: "residence".to_owned(),
                cardinality: Cardinality::One,
                value: Some(value.to_owned()),
                polarity: Polarity::Positive,
                certainty: 1.0,
                span: None,
                closed: Some(Closed {
                    valid_to: Timestamp(5),
                    at: Timestamp(5),
                    by: None,
                }),
            },
        }
    }

    #[test]
    fn an_echo_leaves_and_what_else_was_said_stays() {
        let check = |said: (&str, &str), answer: &str, expect: &str| {
            let id = IdGenerator::default().memory_id(1, 1);
            let mut memory = Memory::new(id, OrgId::default_org(), answer, Timestamp(1));
            cut(&mut memory, &[gone(said.0, said.1)]);
            let left = match memory.status {
                Status::Active => memory.current_text().into_owned(),
                _ => "gone".to_owned(),
            };
            assert_eq!(left, expect, "{answer}");
        };
        let lisbon = ("I live in Lisbon", "Lisbon");
        check(lisbon, "Got it, you live in Lisbon!", "gone");
        check(lisbon, "Okay. So you're living in Lisbon. Noted!", "gone");
        check(
            lisbon,
            "You live in Lisbon. The tram 28 leaves from Martim Moniz.",
            "[no longer true] The tram 28 leaves from Martim Moniz.",
        );
        for stays in [
            "Lisbon is a hilly city.",
            "You could visit Lisbon in spring.",
            "Do you still live in Lisbon?",
            "Since you live in Lisbon, take the tram 28 from Martim Moniz to the castle.",
            "You live in Berlin.",
            "She lives in Lisbon.",
        ] {
            check(lisbon, stays, stays);
        }
        check(("I like tea", "tea"), "Noted: you like tea.", "gone");
        let mint = "You should try mint tea.";
        check(("I like tea", "tea"), mint, mint);
    }
}
