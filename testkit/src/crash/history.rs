//! What clients were told, and what may therefore be found after a crash.

use serde_json::{Value, json};

/// A version of a memory: its unique word, its revision if known.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    pub word: String,
    pub revision: u64,
}

/// One memory that a client asked for.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Known once the add was acknowledged.
    pub id: Option<String>,
    /// All states that the server may be in; more than one while a request has no reply. `None`: it
    /// does not exist.
    pub possible: Vec<Option<Version>>,
    /// Words of earlier versions, which must not be served again.
    pub past: Vec<String>,
}

/// How a batch came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// Memsy's `/ingest`.
    Memsy,
    /// Native events.
    Events,
    /// Native memories.
    Memories,
}

/// What one request added; it exists as a whole or not at all.
#[derive(Clone, Debug)]
pub struct Batch {
    pub face: Face,
    pub user: String,
    /// Of this batch alone, so that a list shows exactly what became of it.
    pub session: String,
    /// The idempotency key, if it has one.
    pub key: Option<String>,
    pub entries: Vec<Entry>,
    /// Whether there was a reply that says it was stored.
    pub is_acknowledged: bool,
    /// In which cycle it was touched last.
    pub cycle: usize,
}

/// The text that carries a word.
pub fn text_of(word: &str) -> String {
    format!("note {word}: tea, walking shoes, the blue door")
}

/// The `number`-th word: letters that no stemmer touches, unlike any other.
pub fn word(number: u64) -> String {
    const LETTERS: &[u8] = b"bcdfghjklmnpqrtvwxz";
    let mut mixed = crate::random::Random::new(number);
    let mut bits = mixed.next();
    (0..12)
        .map(|_| {
            let letter = LETTERS[(bits % LETTERS.len() as u64) as usize];
            bits /= LETTERS.len() as u64;
            letter as char
        })
        .collect()
}

impl Batch {
    /// Words in the order of the entries, as first asked for.
    pub fn new(face: Face, user: &str, session: String, words: Vec<String>) -> Self {
        let entry = |word| Entry {
            id: None,
            possible: vec![None, Some(Version { word, revision: 1 })],
            past: Vec::new(),
        };
        Batch {
            face,
            user: user.to_owned(),
            session,
            key: None,
            entries: words.into_iter().map(entry).collect(),
            is_acknowledged: false,
            cycle: 0,
        }
    }

    /// Path and body of the request that adds entries `from..to` as they first were.
    pub fn request(&self, from: usize, to: usize) -> (&'static str, Value) {
        let words = self.entries[from..to].iter().map(|entry| {
            let first = entry.possible.iter().flatten().next();
            let current = first.map(|version| version.word.as_str());
            text_of(
                entry
                    .past
                    .first()
                    .map_or(current.unwrap_or_default(), String::as_str),
            )
        });
        let (user, session) = (&self.user, &self.session);
        match self.face {
            Face::Memsy => {
                let event = |text: String| {
                    json!({"actor_id": user, "session_id": session, "kind": "user_message",
                           "content": text})
                };
                (
                    "/ingest",
                    json!({ "events": words.map(event).collect::<Vec<_>>() }),
                )
            }
            Face::Events => {
                let event =
                    |text: String| json!({"user_id": user, "session_id": session, "content": text});
                (
                    "/memoird/v1/events",
                    json!({ "events": words.map(event).collect::<Vec<_>>() }),
                )
            }
            Face::Memories => {
                let memory = |text: String| {
                    json!({"user_id": user, "session_id": session, "text": text,
                           "external_id": text, "metadata": {"words": text}})
                };
                let memories: Vec<_> = words.map(memory).collect();
                ("/memoird/v1/memories", json!({ "memories": memories }))
            }
        }
    }

    /// Notes that everything was stored.
    pub fn acknowledge(&mut self, reply: &Value) -> Result<(), String> {
        let ids: Vec<String> = match self.face {
            Face::Memsy => strings(&reply["event_ids"]),
            Face::Events => strings(&reply["memory_ids"]),
            Face::Memories => {
                let memories = reply["memories"].as_array().cloned().unwrap_or_default();
                memories
                    .iter()
                    .filter_map(|m| m["id"].as_str().map(str::to_owned))
                    .collect()
            }
        };
        if ids.len() != self.entries.len() {
            return Err(format!(
                "{} ids for {} entries",
                ids.len(),
                self.entries.len()
            ));
        }
        for (entry, id) in self.entries.iter_mut().zip(ids) {
            if entry.id.as_ref().is_some_and(|known| *known != id) {
                return Err(format!("a repeated request gave another id: {id}"));
            }
            entry.id = Some(id);
            if !self.is_acknowledged {
                entry.possible.retain(Option::is_some);
            }
        }
        self.is_acknowledged = true;
        Ok(())
    }

    /// Notes that nothing was stored.
    pub fn refuse(&mut self) {
        for entry in &mut self.entries {
            entry.possible = vec![None];
        }
        self.is_acknowledged = true;
        // A repetition would be a first request.
        self.key = None;
    }
}

impl Entry {
    /// The version if it is certain that there is one, and which.
    pub fn certain(&self) -> Option<&Version> {
        match self.possible.as_slice() {
            [Some(version)] => Some(version),
            _ => None,
        }
    }

    /// A request that leads to `next` goes out.
    pub fn attempt(&mut self, next: Option<Version>) {
        self.possible.push(next);
    }

    /// ... and was acknowledged.
    pub fn succeed(&mut self) {
        let next = self.possible.pop().unwrap_or_default();
        for version in self.possible.drain(..).flatten() {
            self.past.push(version.word);
        }
        self.possible = vec![next];
    }

    /// ... and was refused.
    pub fn fail(&mut self) {
        self.possible.pop();
    }

    /// The server was found in state `index` of the possible ones.
    pub fn settle(&mut self, index: usize) {
        let found = self.possible.swap_remove(index);
        for version in self.possible.drain(..).flatten() {
            // A version that never came to be must not come later either.
            self.past.push(version.word);
        }
        self.possible = vec![found];
    }
}

/// The strings of a JSON array.
pub fn strings(value: &Value) -> Vec<String> {
    let items = value.as_array().cloned().unwrap_or_default();
    items
        .iter()
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_many_and_unlike() {
        let all: std::collections::HashSet<String> = (0..100_000).map(word).collect();
        assert_eq!(all.len(), 100_000);
    }

    #[test]
    fn an_update_without_a_reply_leaves_two_states_and_an_acknowledged_one_leaves_one() {
        let mut batch = Batch::new(Face::Memories, "u", "s".into(), vec!["a".into()]);
        let reply = json!({"memories": [{"id": "1"}]});
        assert_eq!(batch.acknowledge(&reply), Ok(()));
        let entry = &mut batch.entries[0];
        assert_eq!(entry.certain().map(|v| v.word.as_str()), Some("a"));
        entry.attempt(Some(Version {
            word: "b".into(),
            revision: 2,
        }));
        assert_eq!(entry.certain(), None);
        entry.succeed();
        assert_eq!(entry.certain().map(|v| v.word.as_str()), Some("b"));
        assert_eq!(entry.past, ["a"]);
        assert!(batch.request(0, 1).1.to_string().contains("note a:"));
    }
}
