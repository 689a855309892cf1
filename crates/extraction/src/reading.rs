//! What goes into a reading, and what comes out.

use crate::units::Unit;
use types::{Entity, MemoryKind, Span, Statement, Timestamp};

/// Words to read.
#[derive(Clone, Copy, Debug)]
pub struct Utterance<'a> {
    /// What was said.
    pub text: &'a str,
    /// In whose voice; decides whom "I" means and what may become a fact.
    pub voice: Voice,
    /// The speaker's name, where the client gave one: an alias of "I".
    pub speaker: Option<&'a str>,
    /// When it was said; relative dates are counted from it.
    pub said_at: Timestamp,
}

/// In whose voice words are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Voice {
    /// The user: "I" is the user.
    User,
    /// The assistant: "I" is the agent, and only what the agent did or promised is read.
    Agent,
    /// A tool, an application or a document: facts in the third person about what they name; nothing
    /// about the user.
    Other,
    /// A ready memory, in the third person about the user ("User prefers tea", "The user's name is
    /// Ann") or in the first.
    Record,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Statements, in the order of the text.
    pub statements: Vec<Found>,
    /// What was taken back.
    pub retractions: Vec<Retraction>,
    /// Values that are said to have been there before a statement's: ", not Lisbon".
    pub replaced: Vec<Replaced>,
    /// Dates that it names, resolved.
    pub dates: Vec<FoundDate>,
    /// Whom and what it names.
    pub entities: Vec<Entity>,
    /// What it is about: a few words, most telling first.
    pub topics: Vec<String>,
    /// Kinds of personal data in it: `email`, `phone`, `card`, `ssn`, `ip`, `address`.
    pub pii: Vec<String>,
    /// It also says something that is in no statement (greetings and the like aside).
    pub says_more: bool,
    /// The words that do.
    pub rest: Vec<Span>,
    /// What it takes back it tells of as news, or beside something else: "I sold the Golf".
    pub tells_end: bool,
    /// Sentences of the user's own that may state something which was not read.
    pub units: Vec<Unit>,
}

impl Reading {
    /// Whether it says something that is in none of `statements` either: those that were read, and
    /// such as were made of [`Reading::units`].
    pub fn says_more_than(&self, statements: &[Statement]) -> bool {
        let is_said = |span: &Span| {
            let covers = |said: Span| said.start <= span.start && span.end <= said.end;
            statements.iter().any(|said| said.span.is_none_or(covers))
        };
        // What the rules read in more words than a model has taken for a statement.
        let mut read = self
            .statements
            .iter()
            .filter_map(|found| found.statement.span);
        let is_wider = !statements.is_empty() && read.any(|span| !is_said(&span));
        is_wider || self.says_more && (self.rest.is_empty() || !self.rest.iter().all(is_said))
    }
}

/// A statement that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What it states; its span is set, in bytes of the utterance.
    pub statement: Statement,
    /// The same as a sentence that stands alone: "User lives in Lisbon".
    pub text: String,
    /// fact, preference, norm, decision, goal, event, procedure, instruction, issue, relation ...
    pub type_: String,
    /// Semantic, episodic or procedural.
    pub kind: MemoryKind,
    /// How it stands to what was said before.
    pub cue: Cue,
    /// Since when it is true, if it says so or is about a moment.
    pub valid_from: Option<Timestamp>,
    /// Until when, if it says so.
    pub valid_to: Option<Timestamp>,
    /// When what it tells of happened or will happen.
    pub event_date: Option<Timestamp>,
    /// Whom and what it names.
    pub entities: Vec<Entity>,
    /// What it is about.
    pub topics: Vec<String>,
    /// A standing directive ("always answer in French"): to be pinned for every context.
    pub is_directive: bool,
    /// How sure the reading is, 0 to 1.
    pub confidence: f32,
    /// What it may be about instead, the likeliest first: where nothing is known of its attribute
    /// and it changes something, one of these is meant.
    pub alternatives: Vec<String>,
}

/// How a statement stands to what was said before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Cue {
    /// Nothing says so.
    #[default]
    Plain,
    /// It says that something changed or was wrong: "actually", "moved to", "changed my mind".
    Change,
    /// It says that an earlier state is back: "again", "moved back".
    Again,
    /// It ends a state without another in its place: "I no longer eat meat", "I quit my job".
    End,
}

/// Something that was taken back: "forget that", "that's not true any more".
#[derive(Clone, Debug, PartialEq)]
pub struct Retraction {
    /// What.
    pub what: Retracted,
    /// The words that say so.
    pub span: Span,
    /// The attributes of which a model surely told that one ends, whatever words say so, the likeliest
    /// first; none where only the words tell it.
    pub abouts: Vec<String>,
}

/// What was taken back.
#[derive(Clone, Debug, PartialEq)]
pub enum Retracted {
    /// What the same speaker stated last.
    Last,
    /// Whatever is said to be so: subject, attribute if it could be told, value if it was named.
    About {
        /// Canonical, as in [`Statement::subject`].
        subject: String,
        /// Canonical, as in [`Statement::attribute`].
        attribute: Option<String>,
        /// As it was named.
        value: Option<String>,
    },
    /// Whatever of the user's these words name by its value, or by what it is.
    Named {
        /// The words that tell of its end.
        words: String,
        /// How they take it back.
        how: Naming,
    },
}

/// How words take back what they name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// They ask for nothing else: "forget about Rome".
    Asked,
    /// They tell of an end: "the Fiat is sold".
    Ended,
    /// They deny something: "my blood type isn't A".
    Denied,
}

/// A value that a statement says was there before its own: whatever open statement has it is over, and
/// tells what the new one is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Replaced {
    /// The value that was.
    pub old: String,
    /// The value that is, where the words tell it apart: "from Lisbon to Berlin".
    pub new: Option<String>,
    /// The words of the statement that says so.
    pub span: Span,
}

/// The attribute of a statement that gives another value and does not say of what ("no wait,
/// Berlin"): of what was said last, or of what had the value that it replaces.
pub const CORRECTION: &str = "correction";

/// A date in a text, resolved against when it was said.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundDate {
    /// The words: "last Friday".
    pub span: Span,
    /// First instant of what they mean.
    pub from: Timestamp,
    /// The instant after its last.
    pub to: Timestamp,
}
