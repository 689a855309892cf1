//! Everything that can be asked, and whether an answer is the original one.

use std::collections::{BTreeMap, HashMap};

use engine::{Engine, EventQuery, Groups, ListMemories, MemoryRef, PageRequest, Search, Sort};
use serde::Serialize;
use serde_json::{Value, json};
use types::{Coordinates, Filter};

use super::content::{self, Content, KEYED, USERS};

/// Question → answer; what failed is absent.
pub type Answers = BTreeMap<String, Value>;

/// What reading itself changes: recall counters (advice: a damaged one is left out), use of keys.
const COUNTERS: [&str; 4] = [
    "recall_count",
    "last_recalled_at",
    "strength",
    "last_used_at",
];

/// How an answer compares with the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The same.
    Same,
    /// An error, or something left out.
    Less,
    /// A total over rows that differs: totals are not checksummed.
    Total,
    /// An earlier version of what was asked for.
    Stale,
    /// Something else was served.
    Wrong,
}

/// Asks everything.
///
/// `with_keyed`: also repeats requests with idempotency keys, which has an effect if the database
/// has lost them.
pub async fn ask(engine: &Engine, content: &Content, with_keyed: bool) -> Answers {
    let mut answers = Answers::new();
    for (number, secret) in content.keys.iter().enumerate() {
        let access = content::access(engine, secret).await.map(|access| {
            json!([
                access.org_id().as_str(),
                access.permissions(),
                access.bound()
            ])
        });
        put(&mut answers, format!("key {number}"), access);
    }
    let Ok(access) = content::access(engine, &content.keys[0]).await else {
        return answers;
    };
    for id in &content.memories {
        let target = MemoryRef::Id(*id);
        put(
            &mut answers,
            format!("memory {id}"),
            engine.get_memory(&access, &target).await,
        );
        put(
            &mut answers,
            format!("history {id}"),
            engine.history(&access, &target).await,
        );
        put(
            &mut answers,
            format!("lineage {id}"),
            engine.lineage(&access, &target).await,
        );
    }
    for number in 0..content::FACTS {
        let target = MemoryRef::External(format!("memory {number}"));
        put(
            &mut answers,
            format!("external {number}"),
            engine.get_memory(&access, &target).await,
        );
    }
    for id in &content.events {
        put(
            &mut answers,
            format!("event {id}"),
            engine.get_event(&access, *id).await,
        );
    }
    let states = engine
        .event_statuses(&access, &content.events)
        .await
        .map(|s| s.known);
    let states = states.map(|known| {
        known
            .iter()
            .map(|(id, state)| json!({"id": id, "state": state}))
            .collect::<Vec<_>>()
    });
    put(&mut answers, "states".into(), states);
    for number in (0..KEYED).filter(|_| with_keyed) {
        let added = engine.add_memories(&access, content::keyed(number)).await;
        put(
            &mut answers,
            format!("keyed {number}"),
            added.map(|added| added.memories[0].id),
        );
    }
    lists(engine, &access, content, &mut answers).await;
    put(&mut answers, "keys".into(), engine.list_keys(&access).await);
    let page = PageRequest {
        limit: 1000,
        ..PageRequest::default()
    };
    let audit = engine
        .list_audit(&access, &page)
        .await
        .map(|page| page.items);
    put(&mut answers, "audit".into(), audit);
    put(
        &mut answers,
        "total stats".into(),
        engine.stats(&access).await,
    );
    answers
}

async fn lists(engine: &Engine, access: &engine::Access, content: &Content, answers: &mut Answers) {
    let page = PageRequest {
        limit: 1000,
        ..PageRequest::default()
    };
    for user in 0..USERS {
        let at = Coordinates {
            user_id: Some(format!("user-{user}")),
            ..Coordinates::default()
        };
        let list = ListMemories {
            at: at.clone(),
            groups: Groups::default(),
            filter: Filter::everything(),
            text_contains: None,
            include_superseded: true,
            as_of: None,
            known_at: None,
            sort: Sort::CreatedAsc,
            page: page.clone(),
        };
        let listed = engine
            .list_memories(access, list)
            .await
            .map(|page| page.items);
        put(answers, format!("list {user}"), listed);
        for (number, query) in ["whale oil lighthouse", "harbour lanterns talk"]
            .iter()
            .enumerate()
        {
            let search = Search {
                query: (*query).into(),
                at: at.clone(),
                limit: 50,
                with_source_events: true,
                ..Search::default()
            };
            let found = engine.search(access, search).await.map(|found| {
                let hits = found.hits.into_iter();
                hits.map(|hit| {
                    json!({"id": hit.memory.id, "memory": hit.memory,
                                      "events": hit.source_events})
                })
                .collect::<Vec<_>>()
            });
            put(answers, format!("search {user}.{number}"), found);
        }
    }
    for session in &content.sessions {
        let query = EventQuery {
            at: Coordinates {
                session_id: Some(session.clone()),
                ..Coordinates::default()
            },
            kind: None,
            ascending: true,
            page: page.clone(),
        };
        let events = engine
            .list_events(access, query)
            .await
            .map(|page| page.items);
        put(answers, format!("events {session}"), events);
    }
    let exported = engine
        .export_page(access, None, 1000)
        .await
        .map(|(items, _)| {
            // Which rows are missing is no answer, and no wrong one.
            items
                .iter()
                .filter(|item| !matches!(item, engine::ExportItem::Damaged(_)))
                .map(|item| {
                    let mut item = serde_json::to_value(item).unwrap_or_default();
                    item["id"] = item
                        .get("memory")
                        .or(item.get("event"))
                        .unwrap_or(&Value::Null)["id"]
                        .clone();
                    item
                })
                .collect::<Vec<_>>()
        });
    put(answers, "export".into(), exported);
}

fn put(answers: &mut Answers, question: String, answer: types::Result<impl Serialize>) {
    if let Ok(answer) = answer {
        let mut answer = serde_json::to_value(answer).unwrap_or_default();
        drop_counters(&mut answer);
        answers.insert(question, answer);
    }
}

fn drop_counters(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for counter in COUNTERS {
                fields.remove(counter);
            }
            fields.values_mut().for_each(drop_counters);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_counters),
        _ => {}
    }
}

/// Compares the answers of a damaged database with the originals; the worst verdict with its
/// question, and how many answers were less.
pub fn compare(original: &Answers, now: &Answers) -> (Verdict, String, usize) {
    let mut worst = (Verdict::Same, String::new());
    let mut less = 0;
    for (question, expected) in original {
        let verdict = match now.get(question) {
            None => Verdict::Less,
            Some(answer) => judge(original, question, expected, answer),
        };
        less += usize::from(verdict == Verdict::Less);
        if verdict > worst.0 {
            worst = (verdict, question.clone());
        }
    }
    // What did not exist must not begin to exist.
    for question in now
        .keys()
        .filter(|question| !original.contains_key(*question))
    {
        worst = (Verdict::Wrong, format!("{question} exists now"));
    }
    (worst.0, worst.1, less)
}

fn judge(original: &Answers, question: &str, expected: &Value, answer: &Value) -> Verdict {
    if answer == expected {
        return Verdict::Same;
    }
    match (
        question.split(' ').next().unwrap_or_default(),
        expected,
        answer,
    ) {
        ("total", ..) => Verdict::Total,
        ("search", _, Value::Array(now)) => {
            // Ranks may change with what is left out; words may not.
            let all = original
                .iter()
                .filter(|(question, _)| question.starts_with("memory "));
            let all: HashMap<String, &Value> = all
                .map(|(_, memory)| (memory["id"].to_string(), memory))
                .collect();
            let is_true = |hit: &Value| all.get(&hit["id"].to_string()) == Some(&&hit["memory"]);
            if now.iter().all(is_true) {
                Verdict::Less
            } else {
                Verdict::Wrong
            }
        }
        ("history", Value::Array(before), Value::Array(now)) => subset(before, now, "revision"),
        ("audit", Value::Array(before), Value::Array(now)) => subset(before, now, "number"),
        (_, Value::Array(before), Value::Array(now)) => subset(before, now, "id"),
        ("lineage", Value::Object(before), Value::Object(now)) => {
            let parts = ["ancestors", "descendants"].iter();
            let is_less = parts
                .map(|part| (&before[*part], &now[*part]))
                .all(|(before, now)| {
                    let before = before.as_array().cloned().unwrap_or_default();
                    now.as_array()
                        .is_some_and(|now| now.iter().all(|id| before.contains(id)))
                });
            if is_less {
                Verdict::Less
            } else {
                Verdict::Wrong
            }
        }
        ("memory" | "external", ..) => {
            let history = original.get(&format!("history {}", text(&expected["id"])));
            let earlier = history.and_then(Value::as_array).into_iter().flatten();
            match earlier
                .map(|revision| &revision["memory"])
                .any(|memory| memory == answer)
            {
                true => Verdict::Stale,
                false => Verdict::Wrong,
            }
        }
        _ => Verdict::Wrong,
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Whether `now` is `before` with some items left out: each item word for word, in the old order.
fn subset(before: &[Value], now: &[Value], id: &str) -> Verdict {
    let mut rest = before.iter();
    for item in now {
        let Some(same) = rest.by_ref().find(|old| old[id] == item[id]) else {
            return Verdict::Wrong;
        };
        if same != item {
            return Verdict::Wrong;
        }
    }
    Verdict::Less
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaving_out_is_less_and_anything_else_is_wrong() {
        fn check(now: Value, expect: Verdict) {
            let before = json!([{"id": 1, "t": "a"}, {"id": 2, "t": "b"}]);
            let original = Answers::from([("list 0".to_owned(), before)]);
            let now = Answers::from([("list 0".to_owned(), now)]);
            assert_eq!(compare(&original, &now).0, expect);
        }
        check(
            json!([{"id": 1, "t": "a"}, {"id": 2, "t": "b"}]),
            Verdict::Same,
        );
        check(json!([{"id": 2, "t": "b"}]), Verdict::Less);
        check(
            json!([{"id": 2, "t": "b"}, {"id": 1, "t": "a"}]),
            Verdict::Wrong,
        );
        check(json!([{"id": 1, "t": "A"}]), Verdict::Wrong);
        check(json!([{"id": 3, "t": "c"}]), Verdict::Wrong);
        check(
            json!([{"id": 1, "t": "a"}, {"id": 1, "t": "a"}]),
            Verdict::Wrong,
        );
    }

    #[test]
    fn an_answer_to_a_question_that_had_none_is_wrong() {
        let now = Answers::from([("memory 1".to_owned(), json!({}))]);
        assert_eq!(compare(&Answers::new(), &now).0, Verdict::Wrong);
        assert_eq!(compare(&now, &Answers::new()).0, Verdict::Less);
    }
}
