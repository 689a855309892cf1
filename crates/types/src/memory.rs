//! Memories: what can be recalled.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::Metadata;
use crate::event::EventKind;
use crate::id::{EventId, MemoryId, OrgId};
use crate::scope::{Coordinates, Level};
use crate::time::Timestamp;

/// One retrievable statement or utterance.
///
/// Every event with text has one memory that repeats it word for word (`verbatim`); statements
/// extracted from it are further memories that point back to the same events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// Its id.
    pub id: MemoryId,
    /// The id the client gave it, unique among what whoever gave it sees.
    pub external_id: Option<String>,
    /// The tenant.
    pub org_id: OrgId,
    /// Where it belongs.
    pub coordinates: Coordinates,
    /// Whom it is for.
    pub level: Level,
    /// What is remembered, in words.
    pub text: String,
    /// Semantic, episodic or procedural.
    pub kind: MemoryKind,
    /// Open vocabulary: fact, preference, norm, decision, message ...
    #[serde(rename = "type")]
    pub type_: String,
    /// How long it is meant to matter.
    pub tier: Tier,
    /// What it is about.
    pub topics: Vec<String>,
    /// Labels given by the client.
    pub tags: Vec<String>,
    /// Whom and what it names.
    pub entities: Vec<Entity>,
    /// What the client attached.
    pub metadata: Metadata,
    /// How sure we are that it is true, 0 to 1.
    pub confidence: f32,
    /// How much it matters, 0 to 1.
    pub importance: f32,
    /// How well it is remembered, 0 to 5; new memories have 1, recall strengthens.
    pub strength: f32,
    /// How often it was recalled.
    pub recall_count: u64,
    /// When it was last recalled.
    pub last_recalled_at: Option<Timestamp>,
    /// Never fades and never leaves.
    pub pinned: bool,
    /// Whether it is believed now.
    pub status: Status,
    /// Since when it is true in the world; `None`: since it was stored, as far as we know.
    pub valid_from: Option<Timestamp>,
    /// Until when it was true; `None`: it still is, as far as we know.
    pub valid_to: Option<Timestamp>,
    /// Since when we believe it.
    pub created_at: Timestamp,
    /// When this revision was written.
    pub updated_at: Timestamp,
    /// Since when we believe it no longer.
    pub superseded_at: Option<Timestamp>,
    /// When what it tells of happened.
    pub event_date: Option<Timestamp>,
    /// When it is to be dropped.
    pub expires_at: Option<Timestamp>,
    /// A newer memory took its place (`superseded`), or it went into that one (`merged`).
    pub superseded_by: Option<MemoryId>,
    /// What it states, in a form that a correction can address, in the order of its text. Those that
    /// are no longer believed stay, closed.
    pub statements: Vec<Statement>,
    /// Where it comes from.
    pub provenance: Provenance,
    /// How far its source is to be believed; set by the server, never by the caller.
    pub trust: Trust,
    /// Memories that it was derived from.
    pub derived_from: Vec<MemoryId>,
    /// A memory it was derived from is no longer believed.
    pub stale_dependency: bool,
    /// Kinds of personal data found in it: email, phone, card ...
    pub pii: Vec<String>,
    /// Says word for word what its one source event says.
    pub verbatim: bool,
    /// Of a verbatim memory: what sort of event it repeats.
    pub event_kind: Option<EventKind>,
    /// Of a verbatim memory: its event's place in the session.
    pub position: Option<u64>,
    /// Counts its versions, from 1.
    pub revision: u64,
}

impl Memory {
    /// A memory with nothing but an id, an owner, a text and a time; the rest at its default.
    pub fn new(id: MemoryId, org_id: OrgId, text: impl Into<String>, now: Timestamp) -> Self {
        Memory {
            id,
            external_id: None,
            org_id,
            coordinates: Coordinates::default(),
            level: Level::default(),
            text: text.into(),
            kind: MemoryKind::Semantic,
            type_: "fact".to_owned(),
            tier: Tier::Long,
            topics: Vec::new(),
            tags: Vec::new(),
            entities: Vec::new(),
            metadata: Metadata::new(),
            confidence: 1.0,
            importance: 0.5,
            strength: 1.0,
            recall_count: 0,
            last_recalled_at: None,
            pinned: false,
            status: Status::Active,
            valid_from: None,
            valid_to: None,
            created_at: now,
            updated_at: now,
            superseded_at: None,
            event_date: None,
            expires_at: None,
            superseded_by: None,
            statements: Vec::new(),
            provenance: Provenance::default(),
            trust: Trust::Unknown,
            derived_from: Vec::new(),
            stale_dependency: false,
            pii: Vec::new(),
            verbatim: false,
            event_kind: None,
            position: None,
            revision: 1,
        }
    }

    /// When what it tells of happened, or else when it was stored.
    pub fn happened_at(&self) -> Timestamp {
        self.event_date.unwrap_or(self.created_at)
    }

    /// Who spoke a verbatim memory, where the client said so.
    pub fn speaker(&self) -> Option<&str> {
        self.entities
            .iter()
            .find(|entity| self.verbatim && entity.type_.as_deref() == Some(SPEAKER_ENTITY))
            .map(|entity| entity.name.as_str())
    }

    /// What of its text is still believed: the closed statements of an active memory are replaced by
    /// [`CLOSED_MARK`]. One that is no longer active is history, and history is shown whole.
    pub fn current_text(&self) -> Cow<'_, str> {
        let mut closed: Vec<Span> = self
            .statements
            .iter()
            .filter(|statement| statement.closed.is_some())
            .filter_map(|statement| statement.span)
            .collect();
        if closed.is_empty() || self.status != Status::Active {
            return Cow::Borrowed(&self.text);
        }
        closed.sort_unstable_by_key(|span| span.start);
        let (mut text, mut done) = (String::with_capacity(self.text.len()), 0);
        for span in closed {
            let (start, end) = (span.start as usize, span.end as usize);
            // Spans come from disk: what does not fit the text is passed over.
            let Some(before) = self.text.get(done..start.max(done)) else {
                continue;
            };
            if end <= done || self.text.get(start.max(done)..end).is_none() {
                continue;
            }
            text.push_str(before);
            if start >= done {
                text.push_str(CLOSED_MARK);
            }
            done = end;
        }
        text.push_str(self.text.get(done..).unwrap_or_default());
        Cow::Owned(text)
    }

    /// As [`Memory::current_text`], with nothing in the place of what was closed.
    pub fn still_said(&self) -> Cow<'_, str> {
        match self.current_text() {
            Cow::Borrowed(text) => Cow::Borrowed(text),
            Cow::Owned(text) => Cow::Owned(text.replace(CLOSED_MARK, " ")),
        }
    }

    /// Whether it is believed and not expired at `now`.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.status == Status::Active && self.expires_at.is_none_or(|end| end > now)
    }

    /// Whether it was true in the world at `at`, as far as we know. What nobody dated holds from when
    /// it was stored until another took its place.
    pub fn was_true(&self, at: Timestamp) -> bool {
        let is_replaced = matches!(self.status, Status::Superseded | Status::Merged);
        let until = self.valid_to.or(self.superseded_at.filter(|_| is_replaced));
        self.valid_from.unwrap_or(self.created_at) <= at && until.is_none_or(|until| until > at)
    }
}

/// The three kinds of long-term memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemoryKind {
    /// What is so.
    #[default]
    Semantic,
    /// What happened.
    Episodic,
    /// How to do something.
    Procedural,
}

/// How long a memory is meant to matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// For the conversation.
    Short,
    /// For days.
    Medium,
    /// For good.
    #[default]
    Long,
}

/// Whether a memory is believed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Believed.
    #[default]
    Active,
    /// A newer statement took its place.
    Superseded,
    /// It went into another memory.
    Merged,
    /// Set aside.
    Archived,
    /// Deleted; kept as history until erased.
    Deleted,
}

/// How far a source is believed. The order is the order of trust, lowest first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// No idea who said it.
    #[default]
    Unknown,
    /// A tool returned it.
    ToolOutput,
    /// An agent said it.
    AgentStated,
    /// The user said it.
    UserStated,
    /// Whoever runs the application wrote it.
    Operator,
}

/// Whether a statement affirms or denies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Polarity {
    /// It is so.
    #[default]
    Positive,
    /// It is not so.
    Negative,
}

/// Whether an attribute has one value at a time or several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cardinality {
    /// A new value takes the old one's place.
    One,
    /// A new value joins the old ones.
    #[default]
    Many,
}

macro_rules! names {
    ($type:ident { $($variant:ident = $name:literal),+ $(,)? }) => {
        impl $type {
            /// Every value.
            pub const ALL: &'static [$type] = &[$($type::$variant),+];

            /// Stable name.
            pub const fn as_str(self) -> &'static str {
                match self { $($type::$variant => $name),+ }
            }

            /// The value of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == name)
            }
        }
    };
}

names!(MemoryKind { Semantic = "semantic", Episodic = "episodic", Procedural = "procedural" });
names!(Tier { Short = "short", Medium = "medium", Long = "long" });
names!(Status {
    Active = "active",
    Superseded = "superseded",
    Merged = "merged",
    Archived = "archived",
    Deleted = "deleted",
});
names!(Trust {
    Unknown = "unknown",
    ToolOutput = "tool_output",
    AgentStated = "agent_stated",
    UserStated = "user_stated",
    Operator = "operator",
});
names!(Polarity { Positive = "positive", Negative = "negative" });
names!(Cardinality { One = "one", Many = "many" });

/// Stands in [`Memory::current_text`] for words that were corrected or taken back.
pub const CLOSED_MARK: &str = "[no longer true]";

/// [`Provenance::process`] of a memory that was read out of an event; the first memory it was derived
/// from is the verbatim one.
pub const EXTRACT: &str = "extract";

/// The type of the entity that spoke a verbatim memory.
pub const SPEAKER_ENTITY: &str = "speaker";

/// Someone or something that a memory names.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entity {
    /// As written.
    pub name: String,
    /// person, organisation, place ... (open vocabulary).
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
}

/// What a memory states, in a form that a correction can address: a later statement with the same
/// `subject` and `attribute` and another `value` closes it where `cardinality` is one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// Whom or what it is about, canonical: `user`, or a name in lower case.
    pub subject: String,
    /// Which property, canonical: `residence`, `employer`, `likes` ...
    pub attribute: String,
    /// One value at a time, or several.
    pub cardinality: Cardinality,
    /// The value, where it could be told.
    pub value: Option<String>,
    /// Affirmed or denied.
    pub polarity: Polarity,
    /// How sure the speaker was, 0 to 1.
    pub certainty: f32,
    /// The words of the memory's text that say so; `None`: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// It is no longer believed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Closed>,
}

impl Statement {
    /// What a correction names.
    pub fn address(&self) -> Address {
        Address {
            subject: self.subject.clone(),
            attribute: self.attribute.clone(),
        }
    }
}

/// What a correction names: one property of one subject.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Address {
    /// As in [`Statement::subject`].
    pub subject: String,
    /// As in [`Statement::attribute`].
    pub attribute: String,
}

/// A part of a text, in bytes of its UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Its first byte.
    pub start: u32,
    /// The byte after its last.
    pub end: u32,
}

/// How a statement ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// Until when it was true in the world.
    pub valid_to: Timestamp,
    /// Since when we know.
    pub at: Timestamp,
    /// The memory that says otherwise; `None`: it was taken back without another in its place.
    pub by: Option<MemoryId>,
}

/// Where a memory comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// The events it rests on.
    pub source_event_ids: Vec<EventId>,
    /// Who wrote it: a key's id, or the name of a background process.
    pub actor: Option<String>,
    /// What made it: `verbatim`, `api`, `import`, `extract` ...
    pub process: String,
    /// The model that took part, if any.
    pub model: Option<String>,
}
