//! What grows out of many memories: duplicates that become one, patterns, what several people say
//! alike, digests. Pure: no clock, no I/O, no model; the same memories give the same outcome.
//!
//! | file | what |
//! |---|---|
//! | `groups` | which memories say the same |
//! | `patterns` | what comes back again and again |
//! | `corroboration`, `voice` | what several users say, and how a group says it |
//! | `digest`, `sentences` | the sentences that matter most |

pub(crate) mod corroboration;
pub(crate) mod digest;
pub(crate) mod groups;
pub(crate) mod patterns;
pub(crate) mod sentences;
pub(crate) mod voice;

use sha2::{Digest, Sha256};
use types::{Coordinates, Level, Memory, Polarity, Statement};

/// Makes insights.
pub(crate) const REFLECT: &str = "reflect";
/// Makes a group's knowledge.
pub(crate) const PROMOTE: &str = "promote";
/// Makes summaries.
pub(crate) const SUMMARISE: &str = "summarise";

/// Whose a memory is. Nothing here compares memories of different owners, except promotion, whose
/// purpose it is. The session does not matter: it tells when something was said, not to whom it
/// belongs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Owner {
    user_id: Option<String>,
    agent_id: Option<String>,
    namespace: Option<String>,
    project_id: Option<String>,
    team_id: Option<String>,
    role_id: Option<String>,
    level: Level,
}

impl Owner {
    pub(crate) fn of(memory: &Memory) -> Owner {
        // Destructured without `..`: a new coordinate must be thought of here.
        let Coordinates {
            user_id,
            agent_id,
            session_id: _,
            namespace,
            project_id,
            team_id,
            role_id,
        } = memory.coordinates.clone();
        Owner {
            user_id,
            agent_id,
            namespace,
            project_id,
            team_id,
            role_id,
            level: memory.level,
        }
    }

    /// The level and the coordinates of a memory that is this owner's and of no session.
    pub(crate) fn place(&self) -> (Level, Coordinates) {
        let coordinates = Coordinates {
            user_id: self.user_id.clone(),
            agent_id: self.agent_id.clone(),
            session_id: None,
            namespace: self.namespace.clone(),
            project_id: self.project_id.clone(),
            team_id: self.team_id.clone(),
            role_id: self.role_id.clone(),
        };
        (self.level, coordinates)
    }

    /// The same as text that no other owner has.
    pub(crate) fn key(&self) -> String {
        let (level, at) = self.place();
        let values = at.entries().map(|(_, value)| value.clone());
        format!("{} {values:?}", level.as_str())
    }
}

/// A memory and its vectors, one per chunk of its text; none if it has none yet.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub memory: Memory,
    pub vectors: Vec<Vec<f32>>,
}

impl Row {
    /// The direction of the whole text.
    pub(crate) fn direction(&self) -> Option<Vec<f32>> {
        mean_direction(self.vectors.iter().map(Vec::as_slice))
    }
}

/// Whether a memory was made here, out of others.
pub(crate) fn is_made_here(memory: &Memory) -> bool {
    matches!(
        memory.provenance.process.as_str(),
        REFLECT | PROMOTE | SUMMARISE
    )
}

/// The mean of unit vectors, of length 1; `None` without any.
pub(crate) fn mean_direction<'a>(vectors: impl IntoIterator<Item = &'a [f32]>) -> Option<Vec<f32>> {
    let mut sum: Option<Vec<f32>> = None;
    for vector in vectors {
        match &mut sum {
            Some(sum) if sum.len() == vector.len() => {
                sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x);
            }
            Some(_) => {}
            None => sum = Some(vector.to_vec()),
        }
    }
    let mut sum = sum?;
    let norm = dot(&sum, &sum).sqrt();
    (norm > 0.0).then(|| {
        sum.iter_mut().for_each(|x| *x /= norm);
        sum
    })
}

/// Lanes that the compiler turns into vector instructions.
const LANES: usize = 8;

/// The cosine of two unit vectors; 0 if they are of different models.
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    if a.len() != b.len() {
        return 0.0;
    }
    let (a_chunks, a_rest) = a.as_chunks::<LANES>();
    let (b_chunks, b_rest) = b.as_chunks::<LANES>();
    let mut sums = [0.0_f32; LANES];
    for (a, b) in a_chunks.iter().zip(b_chunks) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}

/// One thing that a memory states and that is still believed, in a form that can be compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Fact {
    pub subject: String,
    pub attribute: String,
    pub value: Option<String>,
    pub is_positive: bool,
}

impl Fact {
    pub(crate) fn of(statement: &Statement) -> Fact {
        Fact {
            subject: statement.subject.clone(),
            attribute: statement.attribute.clone(),
            value: statement
                .value
                .as_deref()
                .map(|value| extraction::canonical_value(&statement.attribute, value)),
            is_positive: statement.polarity == Polarity::Positive,
        }
    }

    pub(crate) fn is_at_address_of(&self, other: &Fact) -> bool {
        self.subject == other.subject && self.attribute == other.attribute
    }
}

/// What a memory states and is still believed, sorted, each once.
pub(crate) fn facts(memory: &Memory) -> Vec<Fact> {
    let open = memory.statements.iter().filter(|s| s.closed.is_none());
    let mut facts: Vec<Fact> = open.map(Fact::of).collect();
    facts.sort_unstable();
    facts.dedup();
    facts
}

/// A name for a set of things that does not depend on their order: 32 hex digits.
pub(crate) fn fingerprint<S: AsRef<str>>(parts: impl IntoIterator<Item = S>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        let part = part.as_ref();
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    crate::access::hex(&hasher.finalize()[..16])
}

/// Joins what has no order of its own: each once, those of `first` in front, `max` at most.
pub(crate) fn union<T: Clone + PartialEq>(first: &[T], more: &[T], max: usize) -> Vec<T> {
    let mut all = first.to_vec();
    for item in more {
        if all.len() >= max {
            break;
        }
        if !all.contains(item) {
            all.push(item.clone());
        }
    }
    all
}

#[cfg(test)]
pub(crate) mod fake {
    use types::{
        Cardinality, MemoryId, OrgId, Polarity, Statement, Timestamp, memory::Memory as M,
    };

    use super::Row;

    /// A memory of user `u` with the vector of its words.
    pub(crate) fn row(number: u8, text: &str) -> Row {
        let id = MemoryId::from_bytes([number; 16]);
        let now = Timestamp::from_unix_ms(1_700_000_000_000 + i64::from(number) * 1000);
        let mut memory = M::new(id, OrgId::default_org(), text, now);
        memory.coordinates.user_id = Some("u".to_owned());
        let embedder = inference::fake::FakeEmbedder::new(384);
        Row {
            memory,
            vectors: embedder.vector(text).into_iter().collect(),
        }
    }

    pub(crate) fn states(mut row: Row, attribute: &str, value: &str) -> Row {
        row.memory.statements.push(Statement {
            subject: "user".to_owned(),
            attribute: attribute.to_owned(),
            cardinality: Cardinality::Many,
            value: Some(value.to_owned()),
            polarity: Polarity::Positive,
            certainty: 1.0,
            span: None,
            closed: None,
        });
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_tell_parts_apart() {
        assert_eq!(fingerprint(["a", "b"]), fingerprint(["a", "b"]));
        assert_ne!(fingerprint(["ab", ""]), fingerprint(["a", "b"]));
        assert_eq!(fingerprint(["a"]).len(), 32);
    }

    #[test]
    fn unions_keep_the_first_and_the_bound() {
        fn check(first: &[u8], more: &[u8], max: usize, expect: &[u8]) {
            assert_eq!(union(first, more, max), expect);
        }
        check(&[1, 2], &[2, 3, 3], 9, &[1, 2, 3]);
        check(&[1, 2], &[3, 4], 3, &[1, 2, 3]);
        check(&[], &[], 3, &[]);
    }

    #[test]
    fn directions_are_unit_vectors() {
        let (x, y) = ([1.0, 0.0], [0.0, 1.0]);
        let mean = mean_direction([&x[..], &y[..]]).expect("a direction");
        assert!((dot(&mean, &mean) - 1.0).abs() < 1e-6);
        assert_eq!(mean_direction([]), None);
        assert_eq!(mean_direction([&x[..], &[-1.0, 0.0][..]]), None);
        assert_eq!(dot(&x, &[1.0]), 0.0);
    }
}
