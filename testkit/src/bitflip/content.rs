//! A small database of known content: some of everything that is stored.

use std::path::Path;
use std::sync::Arc;

use anyhow::Result;
use engine::{
    Access, AddEvents, AddMemories, AuthMode, CreateKey, DeleteMemory, Engine, EngineConfig,
    Idempotency, MemoryPatch, MemoryRef, NewEvent, NewMemoryInput, Peer, PresentedKey,
    UpdateMemory,
};
use inference::fake::FakeEmbedder;
use serde::{Deserialize, Serialize};
use store::sqlite::{SqliteConfig, SqliteStore};
use types::{
    Coordinates, Entity, EventId, EventKind, MemoryId, Permission, SystemClock, Tier, Timestamp,
};

/// Users, sessions and keyed requests that the content has.
pub const USERS: usize = 4;
pub const KEYED: usize = 6;
pub const SESSIONS: usize = 8;
pub const FACTS: usize = 60;

/// What the questions need to know about the content.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Content {
    pub keys: Vec<String>,
    pub memories: Vec<MemoryId>,
    pub events: Vec<EventId>,
    pub sessions: Vec<String>,
}

/// Opens store and engine over `folder`. `verify`: rows' checksums are verified, and the database
/// is compared with its mark.
pub async fn open(folder: &Path, verify: bool) -> types::Result<Engine> {
    let mut config = SqliteConfig::new(folder.join("memoird.db"));
    // The disk is not what is tested, and a ballast would be copied a thousand times.
    config.free_bytes_min = 0;
    config.ballast_bytes = 0;
    config.danger_skip_checksums = !verify;
    config.danger_no_mark = !verify;
    let store = SqliteStore::open(config)?;
    let config = EngineConfig {
        auth_mode: AuthMode::Auto,
        index_dir: folder.join("index"),
        ..EngineConfig::default()
    };
    let embedder = Arc::new(FakeEmbedder::new(64));
    Engine::open(config, Arc::new(store), embedder, Arc::new(SystemClock)).await
}

/// Who holds the key `secret`.
pub async fn access(engine: &Engine, secret: &str) -> types::Result<Access> {
    let key = PresentedKey::new(secret);
    engine
        .authenticate(Some(&key), Peer { is_loopback: true })
        .await
}

/// Fills an empty database.
pub async fn fill(engine: &Engine) -> Result<Content> {
    let mut content = Content {
        keys: create_keys(engine).await?,
        ..Content::default()
    };
    let access = access(engine, &content.keys[0]).await?;
    for number in 0..SESSIONS {
        add_session(engine, &access, number, &mut content).await?;
    }
    for first in (0..FACTS).step_by(10) {
        let parents = content
            .memories
            .iter()
            .copied()
            .step_by(17)
            .take(2)
            .collect::<Vec<_>>();
        let memories = (first..first + 10)
            .map(|n| memory(n, &content, &parents))
            .collect();
        let added = engine
            .add_memories(
                &access,
                AddMemories {
                    memories,
                    idempotency: None,
                },
            )
            .await?;
        content
            .memories
            .extend(added.memories.iter().map(|memory| memory.id));
    }
    change(engine, &access, &content).await?;
    for number in 0..KEYED {
        let added = engine.add_memories(&access, keyed(number)).await?;
        content
            .memories
            .extend(added.memories.iter().map(|memory| memory.id));
    }
    Ok(content)
}

async fn create_keys(engine: &Engine) -> Result<Vec<String>> {
    let open = engine
        .authenticate(None, Peer { is_loopback: true })
        .await?;
    let bound = Coordinates {
        user_id: Some("user-1".into()),
        ..Coordinates::default()
    };
    let all = Permission::ALL.to_vec();
    let mut keys: Vec<String> = Vec::new();
    let wanted = [
        (all, Coordinates::default()),
        (vec![Permission::Read], Coordinates::default()),
        (vec![Permission::Read, Permission::Write], bound),
    ];
    for (number, (permissions, bound)) in wanted.into_iter().enumerate() {
        let name = format!("key {number}");
        let command = CreateKey {
            name,
            permissions,
            bound,
            ..CreateKey::default()
        };
        let access = match keys.first() {
            Some(secret) => access(engine, secret).await?,
            None => open.clone(),
        };
        keys.push(engine.create_key(&access, command).await?.secret);
    }
    Ok(keys)
}

fn at(number: usize) -> Coordinates {
    Coordinates {
        user_id: Some(format!("user-{}", number % USERS)),
        session_id: Some(format!("session-{number}")),
        agent_id: number.is_multiple_of(3).then(|| "agent-7".into()),
        project_id: number.is_multiple_of(5).then(|| "project-5".into()),
        ..Coordinates::default()
    }
}

async fn add_session(
    engine: &Engine,
    access: &Access,
    number: usize,
    content: &mut Content,
) -> Result<()> {
    let event = |position: usize| NewEvent {
        external_id: Some(format!("event {number}.{position}")),
        at: at(number),
        kind: EventKind::UserMessage,
        speaker: Some("Ada".into()),
        content: format!("In talk {number} at step {position} we spoke of harbour and lanterns."),
        ts: Some(Timestamp(
            1_700_000_000_000_000 + position as i64 * 1_000_000,
        )),
        metadata: serde_json::json!({"talk": number, "step": position, "weather": "fog"}),
    };
    let events = (0..10).map(event).collect();
    let added = engine
        .add_events(
            access,
            AddEvents {
                events,
                idempotency: None,
            },
        )
        .await?;
    content.events.extend(added.event_ids);
    content.memories.extend(added.memory_ids);
    content.sessions.push(format!("session-{number}"));
    Ok(())
}

fn memory(number: usize, content: &Content, parents: &[MemoryId]) -> NewMemoryInput {
    let metadata = serde_json::json!({"number": number, "colour": "teal", "deep": {"a": [1, 2]}});
    NewMemoryInput {
        external_id: Some(format!("memory {number}")),
        at: at(number % SESSIONS),
        text: format!("Fact {number}: the lighthouse of bay {number} burns whale oil at night."),
        type_: Some("fact".into()),
        tier: Some(Tier::Long),
        topics: vec!["lighthouses".into(), format!("bay {number}")],
        tags: vec![format!("tag-{}", number % 7)],
        entities: vec![Entity {
            name: format!("Bay {number}"),
            type_: Some("place".into()),
        }],
        metadata: metadata.as_object().cloned().unwrap_or_default(),
        confidence: Some(0.5 + (number % 5) as f32 / 10.0),
        importance: Some(0.25),
        pinned: number.is_multiple_of(11),
        valid_from: Some(Timestamp(1_600_000_000_000_000)),
        event_date: Some(Timestamp(1_650_000_000_000_000)),
        source_event_ids: content
            .events
            .iter()
            .copied()
            .skip(number)
            .take(2)
            .collect(),
        derived_from: parents.to_vec(),
        ..NewMemoryInput::default()
    }
}

/// Updates for history, and both ways of deleting.
async fn change(engine: &Engine, access: &Access, content: &Content) -> Result<()> {
    let own: Vec<MemoryId> = content
        .memories
        .iter()
        .copied()
        .skip(SESSIONS * 10)
        .collect();
    for (number, id) in own.iter().enumerate().take(25) {
        let text = Some(format!(
            "Fact {number}, corrected: the lamp of bay {number} is electric."
        ));
        let command = UpdateMemory {
            target: MemoryRef::Id(*id),
            patch: MemoryPatch {
                text,
                ..MemoryPatch::default()
            },
            expected_revision: None,
            idempotency: None,
        };
        engine.update_memory(access, command).await?;
    }
    for (number, id) in own.iter().enumerate().skip(45).take(8) {
        let command = DeleteMemory {
            target: MemoryRef::Id(*id),
            expected_revision: None,
            hard: number % 2 == 0,
            idempotency: None,
        };
        engine.delete_memory(access, command).await?;
    }
    Ok(())
}

/// The same command each time: the second time it must have no effect.
pub fn keyed(number: usize) -> AddMemories {
    let memory = NewMemoryInput {
        text: format!("Order {number} was paid once."),
        ..NewMemoryInput::default()
    };
    AddMemories {
        memories: vec![memory],
        idempotency: Some(Idempotency {
            key: format!("order-{number}"),
            request_hash: [number as u8; 32],
        }),
    }
}
