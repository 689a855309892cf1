//! Whether a value stands beside another of the same address: it tells another aspect of the thing
//! ("my car is red" beside "my car is a Honda"), is of another of its kind ("my work laptop"), or of
//! another situation ("for breakfast"). Pure, as [`super::plan`].

use extraction::kinds::Aspect;
use extraction::subject::subject_of;
use extraction::{Cue, introduces};
use types::{Memory, Polarity, Span, Statement};

use super::plan::{Place, Planner};
use super::words::normalize_text;

/// Whether `new`, said with `cue`, leaves `old` as it is, though both have one address. Each comes with
/// the sentence that says it.
pub(crate) fn stands_beside(
    (new, new_words): (&Statement, &str),
    cue: Cue,
    (old, old_words): (&Statement, &str),
) -> bool {
    let is_value = |of: &Statement| of.polarity == Polarity::Positive;
    let (Some(value), Some(was)) = (&new.value, &old.value) else {
        return false;
    };
    if cue == Cue::End || !is_value(new) || !is_value(old) {
        return false;
    }
    let changes = matches!(cue, Cue::Change | Cue::Again);
    if !changes && introduces(&new.attribute, new_words) {
        return true;
    }
    if let (Some(mine), Some(theirs)) = (subject_of(new_words), subject_of(old_words))
        && (mine.is_another_of_its_kind(&theirs)
            || mine.is_named_otherwise(&theirs) && done_alike((value, new_words), (was, old_words)))
    {
        return true;
    }
    let mine = Aspect::of(&new.attribute, value, new_words);
    let theirs = Aspect::of(&old.attribute, was, old_words);
    mine.is_beside(&theirs, changes)
}

/// Whether two sentences tell, with other values, that two things do the same, or that the same is done to them:
/// "logs are kept for 30 days", "backups are kept for 90 days".
fn done_alike((value, words): (&str, &str), (was, old_words): (&str, &str)) -> bool {
    let before = |words: &str, value: &str| -> Vec<String> {
        let words = words.split(value).next().unwrap_or_default();
        let words = normalize_text(words);
        words.split(' ').map(str::to_owned).collect()
    };
    let (mine, theirs) = (before(words, value), before(old_words, was));
    let both = mine.iter().rev().zip(theirs.iter().rev());
    let alike = both.take_while(|(one, other)| one == other).count();
    let (subject, act) = mine.split_at(mine.len() - alike);
    let is_own = |word: &String| matches!(word.as_str(), "my" | "our" | "i" | "we" | "me" | "us");
    let does = |word: &String| !search::is_stop_word(word);
    !subject.is_empty()
        && theirs.len() > alike
        && act.iter().take(2).any(does)
        && !mine.iter().chain(&theirs).any(is_own)
}

/// The sentence of a memory that says what it states.
pub(crate) fn sentence_in(memory: &Memory, statement: &Statement) -> String {
    sentence_around(&memory.text, statement.span)
}

/// The sentence of a text around a span.
pub(crate) fn sentence_around(text: &str, span: Option<Span>) -> String {
    let Some(span) = span else {
        return text.to_owned();
    };
    let is_end = |c: char| matches!(c, '.' | '!' | '?' | ';' | '\n');
    let before = text.get(..span.start as usize).unwrap_or_default();
    let from = before.rfind(is_end).map_or(0, |at| at + 1);
    let after = text.get(span.end as usize..).unwrap_or_default();
    let to = after
        .find(is_end)
        .map_or(text.len(), |at| text.len() - after.len() + at);
    text.get(from..to).unwrap_or(text).trim().to_owned()
}

impl Planner {
    /// See [`stands_beside`], of two statements of this plan.
    pub(super) fn is_beside(&self, new: Place, cue: Cue, old: Place) -> bool {
        let statement = |(row, n): Place| &self.rows[row].memory.statements[n];
        stands_beside(
            (statement(new), &self.words_for(new)),
            cue,
            (statement(old), &self.words_for(old)),
        )
    }

    /// The sentence in which a statement was said: of an extracted memory that of the verbatim one.
    fn words_for(&self, (row, n): Place) -> String {
        let memory = &self.rows[row].memory;
        let statement = &memory.statements[n];
        let said = self.parents_of(memory).find_map(|parent| {
            let parent = &self.rows[parent].memory;
            let same = |other: &&Statement| {
                other.address() == statement.address() && other.value == statement.value
            };
            let there = parent.statements.iter().find(same)?;
            Some(sentence_in(parent, there))
        });
        said.unwrap_or_else(|| sentence_in(memory, statement))
    }
}
