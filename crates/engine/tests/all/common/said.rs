//! What ann says from day to day, and what becomes of it.

use engine::{AddEvents, MemoryRef, NewEvent};
use types::{Memory, MemoryId, Status};

use super::{Harness, START, event, session};

pub const DAY_MS: i64 = 86_400_000;

/// What ann says in her session so many days after the start.
pub fn said_on(days: i64, content: &str) -> NewEvent {
    NewEvent {
        ts: Some(START.plus_ms(days * DAY_MS)),
        ..event(session("ann", "s1"), content)
    }
}

impl Harness {
    /// Adds each event by itself, none before its time; the verbatim memories.
    pub async fn tell(&self, events: Vec<NewEvent>) -> Vec<MemoryId> {
        let access = self.anyone().await;
        let mut ids = Vec::new();
        for event in events {
            let command = AddEvents {
                events: vec![event],
                idempotency: None,
            };
            self.reach(&command.events);
            let added = self.engine.add_events(&access, command).await;
            ids.extend(added.expect("works").memory_ids);
        }
        ids
    }

    /// The memories as they are now.
    pub async fn memories(&self, ids: &[MemoryId]) -> Vec<Memory> {
        let access = self.anyone().await;
        let mut memories = Vec::new();
        for id in ids {
            let memory = self.engine.get_memory(&access, &MemoryRef::Id(*id)).await;
            memories.push(memory.expect("works"));
        }
        memories
    }
}

/// Says the texts a day apart, from the first day after the start; the verbatim memories.
pub async fn say_daily(texts: &[&str]) -> (Harness, Vec<MemoryId>) {
    let h = Harness::new().await;
    let events = (1..).zip(texts).map(|(days, text)| said_on(days, text));
    let ids = h.tell(events.collect()).await;
    (h, ids)
}

/// What is said; what must leave it as it is; what must close it or something of it.
pub type Closing = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

/// Checks all rows, and names those that fail together.
pub async fn check_closing(rows: &[Closing]) {
    let mut wrong = Vec::new();
    for (first, leave, close) in rows {
        for second in *leave {
            if is_closed(first, second).await {
                wrong.push(format!("lost: {first} / {second}"));
            }
        }
        for second in *close {
            if !is_closed(first, second).await {
                wrong.push(format!("kept: {first} / {second}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whether anything of the first message is closed after the second.
async fn is_closed(first: &str, second: &str) -> bool {
    let (h, ids) = say_daily(&[first, second]).await;
    let memory = &h.memories(&ids[..1]).await[0];
    memory.status != Status::Active || memory.statements.iter().any(|said| said.closed.is_some())
}
