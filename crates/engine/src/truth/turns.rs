//! What "that" is in "that's wrong", "forget that", "no, 38": the turn before, in the same session. Pure,
//! as [`super::plan`].

use types::{EventKind, MemoryId, Polarity, Status, Timestamp};

use super::meant::Meant;
use super::plan::{Context, Place, Planner, Row, same_owner, same_speaker};
use super::take_back::{bare, event_of, is_alike};
use super::{is_extracted, text_key, words};

/// How long a turn is what "that" means, in milliseconds: after a week nobody knows what was said last.
const RECENT_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// What was said last.
pub(super) enum LastWords {
    /// Words out of which no statement was read.
    Unread(usize),
    /// A question, what is over already, or what was said long ago.
    Nothing,
    /// Words with statements.
    Read(usize),
    /// Somebody else's words: an assistant's, a tool's, another speaker's.
    Others(usize),
    /// Nothing is known of the session.
    Unknown,
}

impl Planner {
    /// What was said last, by whomever. Words that say nothing are passed over.
    pub(super) fn last_words(&self, own: usize, context: &Context) -> LastWords {
        for row in self.turns_before(own, context) {
            let memory = &self.rows[row].memory;
            if !self.is_own_turn(own, row) {
                if search::says_nothing(&memory.text) {
                    continue;
                }
                return LastWords::Others(row);
            }
            // A question states nothing, and what is over already cannot be taken back.
            if memory.status != Status::Active
                || memory.text.trim_end().ends_with('?')
                || !is_recent(&self.rows[row], context)
            {
                return LastWords::Nothing;
            }
            if !memory.statements.is_empty() {
                return LastWords::Read(row);
            }
            if self.says_something(memory) {
                return LastWords::Unread(row);
            }
        }
        LastWords::Unknown
    }

    /// The turns of the session before this one, the latest first.
    fn turns_before(&self, own: usize, context: &Context) -> Vec<usize> {
        let at = &self.rows[own].memory.coordinates;
        let mut said: Vec<(Timestamp, usize, MemoryId, usize)> = Vec::new();
        for (row, other) in self.rows.iter().enumerate() {
            // The same words of the same moment are the saying itself, once more.
            let is_itself = row == own
                || context.is_dated
                    && other.said_at == context.said_at
                    && text_key(&other.memory) == context.text;
            let is_turn = matches!(
                other.memory.event_kind,
                Some(EventKind::UserMessage | EventKind::AssistantMessage | EventKind::ToolResult)
            );
            let is_before = !is_itself
                && (is_turn || self.is_own_turn(own, row))
                && other.memory.verbatim
                && other.said_at <= context.said_at
                && other.saying.is_none_or(|saying| saying < context.number)
                && other.memory.coordinates.session_id == at.session_id
                && other.memory.coordinates.user_id == at.user_id;
            if is_before {
                let saying = other.saying.map_or(0, |saying| saying + 1);
                said.push((other.said_at, saying, other.memory.id, row));
            }
        }
        said.sort_unstable();
        said.into_iter().rev().map(|(.., row)| row).collect()
    }

    /// Whether a turn is of whoever speaks in `own`.
    fn is_own_turn(&self, own: usize, row: usize) -> bool {
        let (speaker, other) = (&self.rows[own], &self.rows[row]);
        other.memory.event_kind == speaker.memory.event_kind
            && other.memory.trust == speaker.memory.trust
            && same_owner(&other.memory.coordinates, &speaker.memory.coordinates)
            && same_speaker(other, speaker)
    }

    /// The statements of the latest event of the session that has any, if it is not long ago.
    pub(super) fn last_said(&self, own: usize, context: &Context) -> Vec<Place> {
        let speaker = &self.rows[own];
        let earlier = self.rows.iter().rev().filter(|row| {
            row.saying.is_some_and(|saying| saying < context.number) && is_extracted(&row.memory)
        });
        let recent = self.recent.iter().filter_map(|id| self.by_id.get(id));
        let recent = recent.map(|&row| &self.rows[row]);
        let mut candidates = earlier.chain(recent).filter(|row| {
            row.memory.coordinates.user_id == speaker.memory.coordinates.user_id
                && row.memory.coordinates.session_id == speaker.memory.coordinates.session_id
                && row.memory.trust == speaker.memory.trust
                && is_recent(row, context)
        });
        let Some(last) = candidates.next() else {
            return Vec::new();
        };
        let source = event_of(&last.memory);
        let of_event = |row: &&Row| is_extracted(&row.memory) && event_of(&row.memory) == source;
        let rows = self.rows.iter().filter(of_event);
        rows.filter_map(|row| Some((*self.by_id.get(&row.memory.id)?, 0)))
            .collect()
    }

    /// What was said last, if it has a value of the same kind as `value`: one statement. Of words that
    /// nobody read, or that are over, there is none; after somebody else's words, it is what they
    /// repeated of one's own.
    pub(super) fn last_like(&self, context: &Context, own: usize, value: &str) -> Option<Place> {
        let (said, repeated) = match self.last_words(own, context) {
            LastWords::Read(row) => (self.stated_by(row), None),
            LastWords::Unknown => (self.last_said(own, context), None),
            LastWords::Others(row) => (self.stated_before(own, context), Some(row)),
            LastWords::Unread(_) | LastWords::Nothing => return None,
        };
        let mut like = said.into_iter().filter(|&(row, n)| {
            let statement = &self.rows[row].memory.statements[n];
            let is_like = |old: &str| {
                is_alike(old, value) && repeated.is_none_or(|row| self.repeats(row, old))
            };
            statement.closed.is_none()
                && statement.polarity == Polarity::Positive
                && statement.attribute != "event"
                && statement.value.as_deref().is_some_and(is_like)
        });
        like.next_back()
    }

    /// What the speaker stated in the last turn of their own.
    fn stated_before(&self, own: usize, context: &Context) -> Vec<Place> {
        let mut turns = self.turns_before(own, context).into_iter();
        let last = turns.find(|&row| self.is_own_turn(own, row));
        let last = last.filter(|&row| {
            let row = &self.rows[row];
            row.memory.status == Status::Active && is_recent(row, context)
        });
        last.map_or_else(Vec::new, |row| self.stated_by(row))
    }

    /// Whether somebody's words have a value, and no other of its kind that could be meant.
    fn repeats(&self, row: usize, value: &str) -> bool {
        let text = words::normalize_text(&self.rows[row].memory.text);
        let value = words::normalize_text(value);
        let has_digit = |word: &&str| word.bytes().any(|byte| byte.is_ascii_digit());
        let amounts = |text: &str| text.split(' ').filter(has_digit).count();
        words::contains_words(&text, bare(&value)) && amounts(&text) <= amounts(&value).max(1)
    }

    /// Whether words that answer somebody else's may mean what the speaker said before: they name its
    /// value, or it was repeated.
    pub(super) fn may_mean_own(&self, own: usize, context: &Context, meant: &Meant) -> bool {
        let LastWords::Others(row) = self.last_words(own, context) else {
            return true;
        };
        let value = words::normalize_text(meant.value.as_deref().unwrap_or_default());
        let change = words::normalize_text(&meant.change);
        let subject = change.split(' ').next().unwrap_or_default();
        // "No, 38" has nothing but a value; whoever tells of what needs no turn before.
        let is_whole = matches!(subject, "i" | "my" | "we" | "our");
        is_whole || words::contains_words(&change, bare(&value)) || self.repeats(row, &value)
    }
}

fn is_recent(row: &Row, context: &Context) -> bool {
    context.said_at <= row.said_at.plus_ms(RECENT_MS)
}
