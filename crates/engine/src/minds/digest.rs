//! The sentences that matter most: what a summary is made of. Extractive, so that nothing is said
//! that was not said.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use extraction::dates::{is_month, is_weekday};
use inference::tokens::{count_tokens, truncate_to_tokens};
use types::memory::SPEAKER_ENTITY;
use types::{EventKind, Memory, MemoryId, MemoryKind, Timestamp};

use super::patterns::{day, shortened};
use super::sentences::{content_words, split, stem};
use super::{Row, dot};

/// Sentences that are ranked against one another; of more, those that look best alone.
const SENTENCES_MAX: usize = 400;
/// Characters of a sentence in a digest.
const SENTENCE_CHARS: usize = 300;
/// Rounds and damping of the centrality, as in TextRank.
const ROUNDS: usize = 30;
const DAMPING: f32 = 0.85;
/// Likeness by words and by meaning, in parts.
const BY_WORDS: f32 = 0.6;
const BY_VECTOR: f32 = 0.4;
/// Below this cosine texts have nothing to do with each other.
const COSINE_MIN: f32 = 0.2;
/// A sentence with this share of its words in those chosen before says nothing new.
const REPEATED_SHARE: f32 = 0.7;
/// Sentences that did not fit before a digest is closed.
const MISSES_MAX: usize = 3;
/// What makes a sentence matter beside its centrality.
const DECISION: f32 = 0.6;
const DATED: f32 = 0.35;
const NUMBER: f32 = 0.15;
const NAMES: f32 = 0.15;
const STATES: f32 = 0.35;
const PINNED: f32 = 0.6;
const OPENING: f32 = 0.15;
const QUESTION: f32 = -0.4;
const ASSISTANT: f32 = -0.2;
const BRIEF: f32 = -0.5;
/// What has no more than this is small talk.
const EMPTY: f32 = -0.3;
/// Words that announce a decision, a commitment, a change.
const DECISIONS: [&str; 27] = [
    "decided",
    "decide",
    "decision",
    "agreed",
    "agree",
    "approved",
    "confirmed",
    "chose",
    "chosen",
    "picked",
    "settled",
    "must",
    "deadline",
    "due",
    "plan",
    "planned",
    "scheduled",
    "booked",
    "moved",
    "changed",
    "switched",
    "cancelled",
    "canceled",
    "instead",
    "launch",
    "ship",
    "release",
];
/// Words that are dates of a kind.
const TIMES: [&str; 9] = [
    "today",
    "tomorrow",
    "yesterday",
    "tonight",
    "week",
    "month",
    "year",
    "pm",
    "am",
];

/// A sentence that may go into a digest.
#[derive(Clone, Debug)]
pub(crate) struct Sentence {
    pub memory_id: MemoryId,
    pub at: Timestamp,
    pub speaker: String,
    pub text: String,
    /// Place among all sentences, in the order in which they were said.
    place: usize,
    stems: BTreeSet<String>,
    vector: Option<Vec<f32>>,
    /// What speaks for it by itself.
    prior: f32,
}

impl Sentence {
    /// Its place among all sentences, in the order in which they were said.
    pub(crate) fn place(&self) -> usize {
        self.place
    }
}

/// Collects sentences, memory after memory in the order in which they were said; keeps the best.
#[derive(Default)]
pub(crate) struct Digest {
    sentences: Vec<Sentence>,
    seen: usize,
}

impl Digest {
    pub(crate) fn add(&mut self, row: &Row) {
        let Row { memory, .. } = row;
        let text = memory.current_text();
        let vector = row.direction();
        let is_first = self.seen == 0;
        for (index, range) in split(&text).enumerate() {
            let sentence = text[range.clone()].trim_start_matches(['-', '*', '#', '>', ' ']);
            let words = content_words(sentence);
            if words.is_empty() {
                continue;
            }
            let prior = prior(memory, sentence, &words, &range)
                + if is_first && index == 0 { OPENING } else { 0.0 };
            self.seen += 1;
            self.sentences.push(Sentence {
                memory_id: memory.id,
                at: memory.happened_at(),
                speaker: speaker(memory),
                text: shortened(sentence, SENTENCE_CHARS),
                place: self.seen,
                stems: words.iter().map(|word| stem(word)).collect(),
                vector: vector.clone(),
                prior,
            });
        }
        if self.sentences.len() >= 2 * SENTENCES_MAX {
            self.prune();
        }
    }

    /// Keeps the sentences that look best alone.
    fn prune(&mut self) {
        if self.sentences.len() <= SENTENCES_MAX {
            return;
        }
        self.sentences
            .sort_by(|a, b| b.prior.total_cmp(&a.prior).then(b.place.cmp(&a.place)));
        self.sentences.truncate(SENTENCES_MAX);
        self.sentences.sort_by_key(|sentence| sentence.place);
    }

    /// The best sentences, best first, none repeating another; small talk only if there is nothing
    /// else.
    pub(crate) fn ranked(mut self) -> Vec<Sentence> {
        self.prune();
        let central = centrality(&self.sentences);
        let mut scored: Vec<(f32, Sentence)> = self
            .sentences
            .into_iter()
            .zip(central)
            .map(|(sentence, central)| (central + sentence.prior, sentence))
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.place.cmp(&b.1.place)));
        let mut said: BTreeSet<String> = BTreeSet::new();
        let mut ranked = Vec::with_capacity(scored.len());
        let mut spare = Vec::new();
        for (_, sentence) in scored {
            let known = sentence
                .stems
                .iter()
                .filter(|stem| said.contains(*stem))
                .count();
            let is_repeated = known as f32 >= REPEATED_SHARE * sentence.stems.len() as f32;
            if is_repeated || sentence.prior <= EMPTY {
                spare.push(sentence);
                continue;
            }
            said.extend(sentence.stems.iter().cloned());
            ranked.push(sentence);
        }
        // Repetitions and small talk stand for nothing but themselves.
        match ranked.is_empty() {
            true => spare,
            false => ranked,
        }
    }
}

fn speaker(memory: &Memory) -> String {
    if let Some(speaker) = memory.speaker() {
        return speaker.to_owned();
    }
    match memory.event_kind.filter(|_| memory.verbatim) {
        Some(EventKind::UserMessage) => "user",
        Some(EventKind::AssistantMessage) => "assistant",
        Some(EventKind::ToolResult) => "tool",
        Some(EventKind::AppEvent) => "app",
        Some(EventKind::Document) => "document",
        None => "note",
    }
    .to_owned()
}

/// What speaks for a sentence by itself.
fn prior(memory: &Memory, sentence: &str, words: &[String], range: &Range<usize>) -> f32 {
    let lower: Vec<String> = sentence
        .split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .collect();
    let has = |list: &[&str]| lower.iter().any(|word| list.contains(&word.as_str()));
    let is_day = |word: &String| is_weekday(word) || is_month(word) && word != "may";
    let names_day = lower.iter().any(is_day);
    let has_number = lower
        .iter()
        .any(|word| word.chars().any(|c| c.is_ascii_digit()));
    let entities = memory.entities.iter();
    let mut names = entities.filter(|entity| entity.type_.as_deref() != Some(SPEAKER_ENTITY));
    let is_named = names.any(|entity| sentence.contains(&entity.name));
    let states = memory.statements.iter().any(|statement| {
        let is_open = statement.closed.is_none();
        is_open
            && statement.span.is_none_or(|span| {
                (span.start as usize) < range.end && (span.end as usize) > range.start
            })
    });
    let facts = [
        (has(&DECISIONS), DECISION),
        (has(&TIMES) || names_day, DATED),
        (has_number, NUMBER),
        (is_named, NAMES),
        (states, STATES),
        (
            memory.pinned || memory.kind == MemoryKind::Procedural,
            PINNED,
        ),
        (sentence.ends_with('?'), QUESTION),
        (
            memory.event_kind == Some(EventKind::AssistantMessage),
            ASSISTANT,
        ),
        (words.len() < 3 && !has(&DECISIONS), BRIEF),
    ];
    let facts: f32 = facts
        .iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, worth)| worth)
        .sum();
    facts + (memory.importance - 0.5)
}

/// How much each sentence has in common with the others: the stationary weight of a walk from
/// sentence to like sentence (TextRank), scaled so that the most central has 1.
fn centrality(sentences: &[Sentence]) -> Vec<f32> {
    let n = sentences.len();
    if n < 2 {
        return vec![1.0; n];
    }
    let mut likeness = vec![0.0_f32; n * n];
    for a in 0..n {
        for b in a + 1..n {
            let like = alike(&sentences[a], &sentences[b]);
            likeness[a * n + b] = like;
            likeness[b * n + a] = like;
        }
    }
    let sums: Vec<f32> = likeness
        .chunks_exact(n)
        .map(|row| row.iter().sum())
        .collect();
    let mut weights = vec![1.0 / n as f32; n];
    for _ in 0..ROUNDS {
        let mut next = vec![(1.0 - DAMPING) / n as f32; n];
        for (from, row) in likeness.chunks_exact(n).enumerate() {
            if sums[from] > 0.0 {
                let share = DAMPING * weights[from] / sums[from];
                next.iter_mut()
                    .zip(row)
                    .for_each(|(to, like)| *to += share * like);
            }
        }
        weights = next;
    }
    let most = weights.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    weights.iter().map(|weight| weight / most).collect()
}

fn alike(a: &Sentence, b: &Sentence) -> f32 {
    let shared = a.stems.intersection(&b.stems).count() as f32;
    // The logarithm keeps long sentences from winning by length alone.
    let size = ((a.stems.len() + 1) as f32).ln() + ((b.stems.len() + 1) as f32).ln();
    let by_words = if shared > 0.0 { shared / size } else { 0.0 };
    let by_vector = match (&a.vector, &b.vector) {
        (Some(x), Some(y)) if a.memory_id != b.memory_id => (dot(x, y) - COSINE_MIN).max(0.0),
        _ => 0.0,
    };
    BY_WORDS * by_words + BY_VECTOR * by_vector
}

/// A digest as text, and what it quotes, in the order in which it was said.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Rendered {
    pub text: String,
    pub quoted: Vec<MemoryId>,
}

/// As many of the `ranked` sentences as fit `tokens_max` under the heading, by day, in the order in
/// which they were said.
pub(crate) fn render(heading: &str, ranked: Vec<Sentence>, tokens_max: usize) -> Rendered {
    let mut chosen: Vec<Sentence> = Vec::new();
    let mut days: BTreeSet<String> = BTreeSet::new();
    let mut tokens = count_tokens(heading) + 1;
    let mut misses = 0;
    for mut sentence in ranked {
        let day = day(sentence.at);
        let of_day = match days.contains(&day) {
            true => 0,
            false => count_tokens(&day) + 2,
        };
        let left = tokens_max.saturating_sub(tokens + of_day + 1);
        let mut cost = count_tokens(&line(&sentence));
        if cost > left {
            misses += 1;
            // The rest matters less and less; but the beginning of the best is better than nothing.
            if !chosen.is_empty() && misses <= MISSES_MAX {
                continue;
            }
            let frame = cost.saturating_sub(count_tokens(&sentence.text)) + 2;
            let kept = truncate_to_tokens(&sentence.text, left.saturating_sub(frame));
            if !chosen.is_empty() || kept.trim().is_empty() {
                break;
            }
            sentence.text = format!("{}\u{2026}", kept.trim_end());
            cost = count_tokens(&line(&sentence));
        }
        tokens += cost + of_day + 1;
        days.insert(day);
        chosen.push(sentence);
    }
    loop {
        let text = text_of(heading, &chosen);
        // Lines were counted one by one; the whole may differ by a token or two.
        if count_tokens(&text) <= tokens_max || chosen.is_empty() {
            let mut quoted: Vec<MemoryId> = Vec::new();
            chosen.sort_by_key(|sentence| sentence.place);
            for sentence in &chosen {
                if quoted.last() != Some(&sentence.memory_id) {
                    quoted.push(sentence.memory_id);
                }
            }
            let text = truncate_to_tokens(&text, tokens_max).to_owned();
            return Rendered { text, quoted };
        }
        chosen.pop();
    }
}

fn line(sentence: &Sentence) -> String {
    format!("- {}: {}", sentence.speaker, sentence.text)
}

fn text_of(heading: &str, chosen: &[Sentence]) -> String {
    let mut by_day: BTreeMap<String, Vec<&Sentence>> = BTreeMap::new();
    for sentence in chosen {
        by_day.entry(day(sentence.at)).or_default().push(sentence);
    }
    let mut lines = vec![heading.to_owned()];
    for (day, mut sentences) in by_day {
        lines.push(format!("{day}:"));
        sentences.sort_by_key(|sentence| sentence.place);
        lines.extend(sentences.into_iter().map(line));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::fake::row;
    use super::*;

    fn digest(texts: &[&str]) -> Digest {
        let mut digest = Digest::default();
        for (number, text) in (1..).zip(texts) {
            digest.add(&row(number, text));
        }
        digest
    }

    const TALK: [&str; 6] = [
        "Hi there! How are you?",
        "The launch of the billing service slips. We decided to launch billing on March 14.",
        "The weather is grey.",
        "Billing needs a load test before the launch, says Anna.",
        "Is there coffee?",
        "The load test of billing is due on Friday.",
    ];

    #[test]
    fn decisions_and_dates_come_before_small_talk() {
        let ranked = digest(&TALK).ranked();
        let texts: Vec<&str> = ranked
            .iter()
            .map(|sentence| sentence.text.as_str())
            .collect();
        let decision = "We decided to launch billing on March 14.";
        assert!(texts[..2].contains(&decision), "{texts:?}");
        let place = |text: &str| texts.iter().position(|other| other.contains(text));
        assert!(
            place("weather").is_none_or(|at| place("due on Friday") < Some(at)),
            "{texts:?}"
        );
        assert!(place("load test before").is_some(), "{texts:?}");
        assert_eq!(place("coffee").or(place("Hi there")), None, "{texts:?}");
    }

    #[test]
    fn a_digest_keeps_its_budget_and_the_order_of_time() {
        for tokens_max in [0, 5, 20, 40, 80, 500] {
            let rendered = render("Summary:", digest(&TALK).ranked(), tokens_max);
            assert!(count_tokens(&rendered.text) <= tokens_max, "{tokens_max}");
            assert!(rendered.quoted.is_sorted(), "{:?}", rendered.quoted);
        }
        let whole = render("Summary:", digest(&TALK).ranked(), 500);
        assert!(whole.text.starts_with("Summary:\n2023-11-14:\n- note: "));
        let [billing, test] = ["March 14", "Friday"].map(|words| whole.text.find(words));
        assert!(billing.is_some() && billing < test);
        assert_eq!(render("Summary:", Vec::new(), 50).quoted, []);
    }

    #[test]
    fn what_was_said_twice_is_told_once() {
        let ranked = digest(&[
            "We decided to use Postgres for the orders.",
            "We decided to use Postgres for orders.",
            "Cats sleep sixteen hours in summer.",
        ])
        .ranked();
        let texts: Vec<&str> = ranked
            .iter()
            .map(|sentence| sentence.text.as_str())
            .collect();
        assert_eq!(texts.len(), 2, "{texts:?}");
        assert!(texts.iter().any(|text| text.contains("Cats")));
    }

    #[test]
    fn endless_talk_is_cut_down_to_the_best() {
        let mut digest = Digest::default();
        for number in 0..3000_u32 {
            let text = format!("Filler talk number {number} goes on and on");
            digest.add(&row(1, &text));
            assert!(digest.sentences.len() <= 2 * SENTENCES_MAX);
        }
        digest.add(&row(2, "We decided to stop."));
        let ranked = digest.ranked();
        assert!(ranked.len() <= SENTENCES_MAX);
        assert!(
            ranked
                .iter()
                .any(|sentence| sentence.text == "We decided to stop.")
        );
    }

    #[test]
    fn the_same_talk_gives_the_same_digest() {
        let once = render("Summary:", digest(&TALK).ranked(), 60);
        assert_eq!(once, render("Summary:", digest(&TALK).ranked(), 60));
    }
}
