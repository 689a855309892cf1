//! Lists, positions, windows, and the feed of the index.

use types::memory::EXTRACT;
use types::{Coordinates, ErrorKind, Field, Filter, Memory, ProcessingState};

use super::{
    Lab, MODEL, adding, at, everything, name, scope, scope_in, user, vector_of, with_vectors,
};
use crate::{
    Change, EventQuery, LateVectors, MemoryUpdate, PageRequest, PartitionKey, SessionAnchor, Sort,
    Unembedded, Vectors, WithoutVectors, WriteBatch,
};

const SORTS: [Sort; 8] = [
    Sort::CreatedDesc,
    Sort::CreatedAsc,
    Sort::UpdatedDesc,
    Sort::HappenedDesc,
    Sort::HappenedAsc,
    Sort::StrengthDesc,
    Sort::ConfidenceDesc,
    Sort::ImportanceDesc,
];

/// Twenty memories in which every sort value comes several times, and whose ids grow as they are stored or
/// fall.
async fn twenty(lab: &Lab) -> Vec<Memory> {
    let mut memories: Vec<Memory> = (0..20)
        .map(|n: i64| {
            let mut memory = lab.memory_of("u1", &format!("m{n}"));
            memory.created_at = at(n % 5);
            memory.updated_at = at((n * 7) % 6);
            memory.event_date = (n % 3 == 0).then(|| at(n % 4 - 100));
            memory.strength = (n % 4) as f32 / 3.0;
            memory.confidence = (n % 3) as f32 / 7.0;
            memory.importance = (n % 6) as f32 / 9.0;
            memory
        })
        .collect();
    for n in 0..5 {
        let (first, last) = memories.split_at_mut(10);
        std::mem::swap(&mut first[n].id, &mut last[9 - n].id);
    }
    lab.add(&scope(), memories).await
}

/// What was stored in this order, as a list has it.
fn sorted(memories: Vec<Memory>, sort: Sort) -> Vec<Memory> {
    let mut numbered: Vec<(usize, Memory)> = memories.into_iter().enumerate().collect();
    numbered.sort_by(|(first, a), (second, b)| {
        let stored = first.cmp(second);
        let real = |x: f32, y: f32| x.total_cmp(&y).then(stored).reverse();
        match sort {
            Sort::CreatedDesc => a.created_at.cmp(&b.created_at).then(stored).reverse(),
            Sort::CreatedAsc => a.created_at.cmp(&b.created_at).then(stored),
            Sort::UpdatedDesc => a.updated_at.cmp(&b.updated_at).then(stored).reverse(),
            Sort::HappenedDesc => a.happened_at().cmp(&b.happened_at()).then(stored).reverse(),
            Sort::HappenedAsc => a.happened_at().cmp(&b.happened_at()).then(stored),
            Sort::StrengthDesc => real(a.strength, b.strength),
            Sort::ConfidenceDesc => real(a.confidence, b.confidence),
            Sort::ImportanceDesc => real(a.importance, b.importance),
        }
    });
    numbered.into_iter().map(|(_, memory)| memory).collect()
}

pub(super) async fn every_order_pages_without_gap_or_repeat(lab: Lab) {
    let memories = twenty(&lab).await;
    let recalls = memories[..3]
        .iter()
        .map(|memory| crate::Recall {
            id: memory.id,
            at: at(1),
            count: 1,
        })
        .collect();
    lab.store
        .record_recalls(&scope(), recalls)
        .await
        .expect("counts");
    let ids: Vec<_> = memories.iter().map(|memory| memory.id).collect();
    let memories = lab
        .store
        .memories(&scope(), &ids)
        .await
        .expect("reads")
        .rows;
    for sort in SORTS {
        let expected: Vec<String> = sorted(memories.clone(), sort)
            .into_iter()
            .map(|memory| memory.text)
            .collect();
        for limit in [1, 3, 20, 100] {
            let mut query = everything();
            query.sort = sort;
            query.page.limit = limit;
            let mut texts = Vec::new();
            for _ in 0..=20 {
                let page = lab
                    .store
                    .list_memories(&scope(), &query)
                    .await
                    .expect("lists");
                assert!(page.items.len() <= limit);
                texts.extend(page.items.into_iter().map(|memory| memory.text));
                query.page.cursor = page.next_cursor;
                if query.page.cursor.is_none() {
                    break;
                }
            }
            assert_eq!(texts, expected, "{sort:?} by {limit}");
        }
    }
}

pub(super) async fn a_list_filters_counts_and_skips(lab: Lab) {
    let mut memories: Vec<Memory> = (0..6)
        .map(|n| lab.memory_of("u1", &format!("m{n}")))
        .collect();
    for memory in &mut memories[..4] {
        memory.tags = vec!["t".into()];
    }
    lab.add(&scope(), memories).await;
    let mut query = everything();
    query.filter = Filter::equals(Field::Tags, "t");
    query.page = PageRequest {
        limit: 2,
        offset: 1,
        with_total: true,
        cursor: None,
    };
    let page = lab
        .store
        .list_memories(&scope(), &query)
        .await
        .expect("lists");
    let texts: Vec<&str> = page
        .items
        .iter()
        .map(|memory| memory.text.as_str())
        .collect();
    assert_eq!((texts, page.total), (vec!["m2", "m1"], Some(4)));
    query.page.cursor = page.next_cursor;
    query.page.offset = 0;
    assert_eq!(lab.texts(&scope(), &query).await, ["m0"]);
    let deep = (0..40).fold(Filter::everything(), |inner, _| {
        Filter::Not(Box::new(inner))
    });
    let refused = lab.store.count_memories(&scope(), &deep).await;
    assert_eq!(
        refused.map_err(|e| e.kind()),
        Err(ErrorKind::InvalidArgument)
    );
}

pub(super) async fn text_is_found_regardless_of_case(lab: Lab) {
    let memories = [
        "Green TEA",
        "100% wool",
        "tee",
        "Éclair",
        "a\0tea",
        "Жила в Москве",
        "ΟΔΟΣ 5",
    ];
    lab.add(
        &scope(),
        memories.iter().map(|text| lab.memory(text)).collect(),
    )
    .await;
    let check = async |part: &str, expect: &[&str]| {
        let mut query = everything();
        query.text_contains = Some(part.to_owned());
        query.sort = Sort::CreatedAsc;
        assert_eq!(lab.texts(&scope(), &query).await, expect, "{part:?}");
    };
    check("tea", &["Green TEA", "a\0tea"]).await;
    check("GREEN t", &["Green TEA"]).await;
    check("%", &["100% wool"]).await;
    check("_", &[]).await;
    check("Éc", &["Éclair"]).await;
    check("éc", &["Éclair"]).await;
    check("москве", &["Жила в Москве"]).await;
    check("ОСКВ", &["Жила в Москве"]).await;
    check("οδος", &["ΟΔΟΣ 5"]).await;
    check("οδοσ", &["ΟΔΟΣ 5"]).await;
    check("ΔΟΣ", &["ΟΔΟΣ 5"]).await;
    check("éclat", &[]).await;
    check("", &memories).await;
}

pub(super) async fn nonsense_is_not_a_cursor(lab: Lab) {
    twenty(&lab).await;
    let mut query = everything();
    query.page.limit = 1;
    let page = lab
        .store
        .list_memories(&scope(), &query)
        .await
        .expect("lists");
    let cursor = page.next_cursor.expect("there is more");
    let mut other_list = query.clone();
    other_list.sort = Sort::ConfidenceDesc;
    for (mut query, cursor) in [
        (query.clone(), String::new()),
        (query.clone(), "1 or 1=1".to_owned()),
        (query.clone(), cursor[..cursor.len() - 1].to_owned()),
        (query.clone(), cursor.replace(char::is_numeric, "7")),
        (other_list, cursor.clone()),
    ] {
        query.page.cursor = Some(cursor);
        let refused = lab.store.list_memories(&scope(), &query).await;
        assert_eq!(
            refused.map_err(|e| e.kind()),
            Err(ErrorKind::InvalidArgument)
        );
    }
}

pub(super) async fn positions_follow_the_session(lab: Lab) {
    let events = [
        ("u1", "s1"),
        ("u1", "s1"),
        ("u1", "s2"),
        ("u2", "s1"),
        ("u1", "s1"),
    ]
    .map(|(user, session)| lab.event(user, session, "said"));
    let mut loose = lab.event("u1", "", "said");
    loose.coordinates.session_id = None;
    let memories = events.iter().map(|event| lab.verbatim(event)).collect();
    let mut all = events.to_vec();
    all.push(loose.clone());
    let batch = WriteBatch {
        events: all,
        memories: with_vectors(memories),
        ..Default::default()
    };
    let committed = lab.store.commit(&scope(), batch).await.expect("commits");
    assert_eq!(committed.positions, [0, 1, 0, 0, 2, 0]);
    let of_memories: Vec<_> = committed
        .memories
        .iter()
        .map(|memory| memory.position)
        .collect();
    assert_eq!(of_memories, [Some(0), Some(1), Some(0), Some(0), Some(2)]);
    let next = WriteBatch {
        events: vec![lab.event("u1", "s1", "more")],
        ..Default::default()
    };
    let committed = lab.store.commit(&scope(), next).await.expect("commits");
    assert_eq!(committed.positions, [3]);
    let loaded = lab
        .store
        .events(&scope(), &[events[4].id, loose.id])
        .await
        .expect("reads");
    let mut expected = events[4].clone();
    expected.position = 2;
    assert_eq!(loaded.rows, [expected, loose]);
}

pub(super) async fn a_window_is_what_surrounds_a_place(lab: Lab) {
    let events: Vec<_> = (0..7)
        .map(|n| lab.event("u1", "s1", &format!("turn {n}")))
        .collect();
    let mut memories: Vec<Memory> = events.iter().map(|event| lab.verbatim(event)).collect();
    // An extracted statement of the same session has no place in it.
    let mut statement = lab.memory_of("u1", "statement");
    statement.coordinates.session_id = Some("s1".into());
    statement.provenance.source_event_ids = vec![events[3].id];
    memories.push(statement);
    let batch = WriteBatch {
        events,
        memories: with_vectors(memories),
        ..Default::default()
    };
    lab.store.commit(&scope(), batch).await.expect("commits");
    let check = async |position, before, after, expect: &[&str]| {
        let anchor = SessionAnchor {
            user_id: Some("u1".into()),
            session_id: "s1".into(),
            position,
        };
        let window = lab
            .store
            .session_window(&scope(), &anchor, before, after)
            .await;
        let texts: Vec<String> = window
            .expect("reads")
            .into_iter()
            .map(|memory| memory.text)
            .collect();
        assert_eq!(texts, expect, "{position} -{before} +{after}");
    };
    check(3, 1, 2, &["turn 2", "turn 3", "turn 4", "turn 5"]).await;
    check(0, 2, 1, &["turn 0", "turn 1"]).await;
    check(6, 1, 5, &["turn 5", "turn 6"]).await;
    check(3, 0, 0, &["turn 3"]).await;
    check(99, 1, 1, &["turn 6"]).await;
}

pub(super) async fn events_are_listed_and_erased(lab: Lab) {
    let mut events: Vec<_> = (0..5)
        .map(|n| lab.event("u1", "s1", &format!("turn {n}")))
        .collect();
    events[2].kind = types::EventKind::ToolResult;
    events[2].metadata = serde_json::json!("not an object");
    events[3].ts = events[1].ts;
    events[0].external_id = Some("x".into());
    events.push(lab.event("u2", "s1", "other"));
    let batch = WriteBatch {
        events: events.clone(),
        ..Default::default()
    };
    lab.store.commit(&scope(), batch).await.expect("commits");
    let list = async |query: &EventQuery| {
        let page = lab.store.list_events(&scope(), query).await.expect("lists");
        let texts: Vec<String> = page.items.into_iter().map(|event| event.content).collect();
        (texts, page.next_cursor, page.total)
    };
    let mut query = EventQuery {
        at: user("u1"),
        ascending: true,
        page: PageRequest {
            limit: 3,
            with_total: true,
            ..Default::default()
        },
        ..Default::default()
    };
    let (texts, next, total) = list(&query).await;
    assert_eq!(
        (texts, total),
        (
            vec!["turn 0".into(), "turn 1".into(), "turn 3".into()],
            Some(5)
        )
    );
    query.page.cursor = next;
    assert_eq!(list(&query).await.0, ["turn 2", "turn 4"]);
    query.page.cursor = None;
    query.ascending = false;
    assert_eq!(list(&query).await.0, ["turn 4", "turn 2", "turn 3"]);
    query.kind = Some(types::EventKind::ToolResult);
    assert_eq!(list(&query).await.0, ["turn 2"]);

    let mut twice = lab.event("u1", "s1", "again");
    twice.external_id = Some("x".into());
    let batch = WriteBatch {
        events: vec![twice],
        ..Default::default()
    };
    let refused = lab.store.commit(&scope(), batch).await.map(drop);
    let refused = refused.map_err(|e| (e.kind(), e.field().map(str::to_owned)));
    let expect = (ErrorKind::Conflict, Some("external_id".to_owned()));
    assert_eq!(refused, Err(expect));
    for (scope, external_id, expect) in [
        (scope(), "x", Some(events[0].id)),
        (scope(), "y", None),
        (scope_in("default", user("u2")), "x", None),
        (scope_in("other", Default::default()), "x", None),
    ] {
        let found = lab.store.event_by_external_id(&scope, external_id).await;
        assert_eq!(found.expect("looks"), expect, "{external_id}");
    }

    let erase = WriteBatch {
        event_erasures: vec![events[2].id],
        ..Default::default()
    };
    lab.store.commit(&scope(), erase).await.expect("erases");
    assert_eq!(list(&query).await.0, Vec::<String>::new());
    let loaded = lab
        .store
        .events(&scope(), &[events[2].id])
        .await
        .expect("reads");
    assert_eq!(loaded.rows, [], "{}", name(events[2].id));
}

pub(super) async fn states_are_set_and_forgotten(lab: Lab) {
    let events = [lab.event("u1", "s1", "a"), lab.event("u1", "s2", "b")];
    let ids = [events[0].id, events[1].id];
    let batch = WriteBatch {
        events: events.to_vec(),
        ..Default::default()
    };
    lab.store.commit(&scope(), batch).await.expect("commits");
    let set = vec![
        (ids[0], ProcessingState::Completed),
        (ids[1], ProcessingState::Failed),
    ];
    let batch = WriteBatch {
        event_states: set.clone(),
        ..Default::default()
    };
    lab.store.commit(&scope(), batch).await.expect("commits");
    assert_eq!(
        lab.store.event_states(&scope(), &ids).await.expect("reads"),
        set
    );
    assert_eq!(
        lab.store
            .clear_event_states(&scope(), "s1", None)
            .await
            .expect("clears"),
        1
    );
    assert_eq!(
        lab.store
            .clear_event_states(&scope(), "s1", None)
            .await
            .expect("clears"),
        0
    );
    assert_eq!(
        lab.store.event_states(&scope(), &ids).await.expect("reads"),
        [set[1]]
    );
    let loaded = lab.store.events(&scope(), &ids).await.expect("reads");
    assert_eq!(loaded.rows.len(), 2, "the events themselves stay");
}

fn partition(user_id: Option<&str>) -> PartitionKey {
    let org_id = scope().org_id().clone();
    PartitionKey {
        org_id,
        user_id: user_id.map(str::to_owned),
    }
}

/// What a partition's feed tells, as words.
async fn told(lab: &Lab, user_id: Option<&str>, after_seq: u64, limit: usize) -> Vec<String> {
    let changes = lab
        .store
        .changes(&partition(user_id), MODEL, after_seq, limit)
        .await
        .expect("reads");
    let mut last = after_seq;
    changes
        .into_iter()
        .map(|change| {
            let (seq, words) = match change {
                Change::Put {
                    seq,
                    memory,
                    vectors,
                } => (seq, format!("put {} {}", memory.text, vectors.chunks.len())),
                Change::Erased { seq, .. } => (seq, "erased".to_owned()),
                Change::Damaged { seq, .. } => (seq, "damaged".to_owned()),
            };
            assert!(seq > last, "in order");
            last = seq;
            words
        })
        .collect()
}

fn renamed(memory: &Memory, text: &str) -> MemoryUpdate {
    let mut memory = memory.clone();
    memory.text = text.to_owned();
    let expected_revision = memory.revision;
    MemoryUpdate {
        memory,
        expected_revision,
        vectors: None,
        action: "update".to_owned(),
    }
}

pub(super) async fn a_partition_tells_what_changed(lab: Lab) {
    let memories = [
        lab.memory_of("u1", "a"),
        lab.memory_of("u1", "b"),
        lab.memory_of("u2", "c"),
        lab.memory("shared"),
    ];
    let committed = lab
        .store
        .commit(&scope(), adding(memories.to_vec()))
        .await
        .expect("commits");
    let elsewhere = scope_in("other", Coordinates::default());
    lab.add(&elsewhere, vec![lab.memory_of("u1", "other org")])
        .await;
    assert_eq!(told(&lab, Some("u1"), 0, 10).await, ["put a 1", "put b 1"]);
    assert_eq!(told(&lab, Some("u2"), 0, 10).await, ["put c 1"]);
    assert_eq!(told(&lab, None, 0, 10).await, ["put shared 1"]);
    assert_eq!(told(&lab, Some("u1"), 0, 1).await, ["put a 1"]);
    assert_eq!(
        told(&lab, Some("u1"), committed.seqs[0], 9).await,
        ["put b 1"]
    );
    assert_eq!(
        told(&lab, Some("u1"), committed.seqs[3], 9).await,
        Vec::<String>::new()
    );

    let batch = WriteBatch {
        updates: vec![renamed(&committed.memories[0], "a2")],
        erasures: vec![memories[1].id],
        ..Default::default()
    };
    let second = lab.store.commit(&scope(), batch).await.expect("commits");
    assert_eq!(told(&lab, Some("u1"), 0, 10).await, ["put a2 1", "erased"]);
    let newest = lab
        .store
        .newest_seq(&partition(Some("u1")))
        .await
        .expect("reads");
    assert_eq!(newest, second.tombstones[0].2);
    assert_eq!(
        lab.store
            .newest_seq(&partition(Some("nobody")))
            .await
            .expect("reads"),
        0
    );
    let vectors = lab
        .store
        .changes(&partition(Some("u1")), MODEL, 0, 1)
        .await
        .expect("reads");
    let Change::Put { vectors, .. } = &vectors[0] else {
        panic!("a put")
    };
    assert_eq!(
        *vectors,
        vector_of(&memories[0]),
        "an update without vectors leaves them"
    );
    let other = lab
        .store
        .changes(&partition(Some("u2")), "another", 0, 1)
        .await
        .expect("reads");
    assert!(
        matches!(&other[0], Change::Put { vectors, .. } if *vectors == Vectors::default()),
        "no vectors of another model"
    );

    let all = lab.store.partitions().await.expect("reads");
    let mut rows: Vec<_> = all
        .iter()
        .map(|p| (p.key.org_id.as_str(), p.key.user_id.as_deref(), p.rows))
        .collect();
    rows.sort_unstable();
    let expected = [
        ("default", None, 1),
        ("default", Some("u1"), 1),
        ("default", Some("u2"), 1),
        ("other", Some("u1"), 1),
    ];
    assert_eq!(rows, expected);
    for info in all {
        let newest = lab.store.newest_seq(&info.key).await.expect("reads");
        assert_eq!(info.newest_seq, newest, "{:?}", info.key);
    }
}

pub(super) async fn a_memory_that_moves_leaves_its_partition(lab: Lab) {
    let memory = lab
        .add(&scope(), vec![lab.memory_of("u1", "a")])
        .await
        .remove(0);
    let mut change = renamed(&memory, "a");
    change.memory.coordinates.user_id = None;
    let batch = WriteBatch {
        updates: vec![change],
        ..Default::default()
    };
    lab.store.commit(&scope(), batch).await.expect("moves");
    assert_eq!(told(&lab, Some("u1"), 0, 10).await, ["erased"]);
    assert_eq!(told(&lab, None, 0, 10).await, ["put a 1"]);
}

pub(super) async fn sequence_numbers_only_grow(lab: Lab) {
    let mut last = 0;
    for n in 0..3 {
        let batch = adding(vec![lab.memory_of("u1", "a"), lab.memory_of("u2", "b")]);
        let committed = lab.store.commit(&scope(), batch).await.expect("commits");
        for seq in committed.seqs {
            assert!(seq > last, "round {n}");
            last = seq;
        }
        let erase = WriteBatch {
            erasures: vec![committed.memories[1].id],
            ..Default::default()
        };
        let erased = lab.store.commit(&scope(), erase).await.expect("commits");
        assert!(erased.tombstones[0].2 > last);
        last = erased.tombstones[0].2;
    }
}

async fn waiting(lab: &Lab, which: Unembedded, after: u64, limit: usize) -> Vec<WithoutVectors> {
    let found = lab.store.without_vectors(MODEL, which, after, limit).await;
    found.expect("reads")
}

fn texts_of(waiting: &[WithoutVectors]) -> Vec<&str> {
    waiting.iter().map(|one| one.memory.text.as_str()).collect()
}

/// What was read out of words waits in a list of its own, and comes with these words and their
/// vectors of the same model.
pub(super) async fn extracted_memories_wait_with_their_sources(lab: Lab) {
    let spoken = lab.memory_of("u1", "I live in Lisbon.");
    let mut read = lab.memory_of("u1", "User lives in Lisbon");
    read.provenance.process = EXTRACT.to_owned();
    read.derived_from = vec![spoken.id];
    let without = |memory: &Memory| crate::NewMemory {
        memory: memory.clone(),
        vectors: Vectors::default(),
    };
    let batch = WriteBatch {
        memories: vec![without(&spoken), without(&read)],
        ..Default::default()
    };
    lab.store.commit(&scope(), batch).await.expect("commits");
    let check = async |which, expect: &[&str], vectors: Option<Vec<Vec<u16>>>| {
        let found = waiting(&lab, which, 0, 9).await;
        assert_eq!(texts_of(&found), expect, "{which:?}");
        let source = found.first().and_then(|one| one.source.as_ref());
        assert_eq!(source.map(|(_, vectors)| vectors.chunks.clone()), vectors);
        assert!(source.is_none_or(|(memory, _)| memory.id == spoken.id));
        let counts = lab.store.count_unembedded(MODEL).await.expect("counts");
        let count = match which {
            Unembedded::Spoken => counts.spoken,
            Unembedded::Extracted => counts.extracted,
        };
        assert_eq!(count, expect.len() as u64, "{which:?}");
    };
    check(Unembedded::Spoken, &["I live in Lisbon."], None).await;
    let key = ["User lives in Lisbon"];
    check(Unembedded::Extracted, &key, Some(Vec::new())).await;
    let put = async |model: &str, memory: &Memory, chunks: Vec<Vec<u16>>| {
        let late = LateVectors {
            org_id: memory.org_id.clone(),
            id: memory.id,
            revision: 1,
            chunks,
        };
        let seqs = lab.store.put_vectors(model, vec![late]).await;
        assert_ne!(seqs.expect("writes"), [0], "it was stored");
    };
    put("other-model", &spoken, vec![vec![5, 6]]).await;
    check(Unembedded::Extracted, &key, Some(Vec::new())).await;
    put(MODEL, &spoken, vec![vec![7, 8]]).await;
    check(Unembedded::Spoken, &[], None).await;
    check(Unembedded::Extracted, &key, Some(vec![vec![7, 8]])).await;
    put(MODEL, &read, vec![vec![7, 8]]).await;
    check(Unembedded::Extracted, &[], None).await;
}

pub(super) async fn late_vectors_are_seen_by_the_index(lab: Lab) {
    let without = |text: &str| crate::NewMemory {
        memory: lab.memory_of("u1", text),
        vectors: Vectors::default(),
    };
    let news = vec![without("a"), without("b"), without("c")];
    let batch = WriteBatch {
        memories: news,
        ..Default::default()
    };
    let committed = lab.store.commit(&scope(), batch).await.expect("commits");
    lab.add(&scope(), vec![lab.memory_of("u1", "d")]).await;
    let missing = waiting(&lab, Unembedded::Spoken, 0, 2).await;
    assert_eq!(texts_of(&missing), ["a", "b"]);
    let scopes = [
        (scope(), MODEL, 3),
        (scope_in("default", user("u1")), MODEL, 3),
        (scope_in("default", user("u2")), MODEL, 0),
        (scope_in("other", user("u1")), MODEL, 0),
        (scope(), "new-model", 4),
    ];
    for (scope, model, expect) in scopes {
        let count = lab.store.count_without_vectors(&scope, model).await;
        assert_eq!(count.expect("counts"), expect, "{scope:?} {model}");
    }
    let rest = waiting(&lab, Unembedded::Spoken, missing[1].place, 9).await;
    assert_eq!(texts_of(&rest), ["c"]);

    let change = renamed(&committed.memories[1], "b2");
    let batch = WriteBatch {
        updates: vec![change],
        ..Default::default()
    };
    lab.store.commit(&scope(), batch).await.expect("commits");
    let late = |memory: &Memory| LateVectors {
        org_id: memory.org_id.clone(),
        id: memory.id,
        revision: memory.revision,
        chunks: vec![vec![7, 8], vec![9, 10]],
    };
    let before = lab
        .store
        .newest_seq(&partition(Some("u1")))
        .await
        .expect("reads");
    let lates = vec![late(&committed.memories[0]), late(&committed.memories[1])];
    let seqs = lab.store.put_vectors(MODEL, lates).await.expect("writes");
    assert!(seqs.iter().any(|seq| *seq > before), "{seqs:?}");
    let news = told(&lab, Some("u1"), before, 10).await;
    assert_eq!(news, ["put a 2"], "what changed meanwhile is skipped");
    let same = lab.get(&scope(), committed.memories[0].id).await;
    assert_eq!(
        same.as_ref(),
        committed.memories.first(),
        "nothing but vectors changed"
    );

    let empty = LateVectors {
        chunks: Vec::new(),
        ..late(&committed.memories[2])
    };
    lab.store
        .put_vectors(MODEL, vec![empty])
        .await
        .expect("writes");
    let waiting = waiting(&lab, Unembedded::Spoken, 0, 10).await;
    let texts = texts_of(&waiting);
    assert_eq!(texts, ["b2"], "nothing to embed is an answer too");

    let dropped = lab
        .store
        .drop_other_vectors("new-model", 1)
        .await
        .expect("drops");
    assert_eq!(dropped, 1);
    let dropped = lab
        .store
        .drop_other_vectors("new-model", 100)
        .await
        .expect("drops");
    assert_eq!(dropped, 2);
}
