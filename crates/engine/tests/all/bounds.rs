//! What an administrator may bring in, and what one who is bound sees.

use crate::common::*;
use engine::{CreateKey, ExportItem, PageRequest};
use serde_json::{Value, json};
use types::ErrorKind;

#[tokio::test]
async fn an_import_takes_nothing_that_no_server_wrote() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let added = memory(user("ann"), "Ann likes tea");
    h.engine.add_memories(&anyone, added).await.expect("stored");
    let said = events(&user("ann"), &["hello there"]);
    h.engine.add_events(&anyone, said).await.expect("stored");
    let mut items = Vec::new();
    let mut cursor = None;
    loop {
        let page = h
            .engine
            .export_page(&anyone, cursor, 10)
            .await
            .expect("exports");
        items.extend(page.0.into_iter().map(|item| json!(item)));
        cursor = page.1;
        if cursor.is_none() {
            break;
        }
    }
    let of = |kind: &str| {
        let found = items.iter().find(|item| item["type"] == kind);
        found.expect("is exported").clone()
    };
    let (a_memory, an_event) = (of("memory"), of("event"));
    let id = a_memory["memory"]["id"].clone();
    let far = json!("2262-01-01T00:00:00Z");
    let check = async |item: &Value, field: &str, value: Value, expect: Option<&str>| {
        let mut item = item.clone();
        let kind = item["type"].as_str().expect("a name").to_owned();
        item[kind][field] = value;
        let other = Harness::new().await;
        let item: ExportItem = serde_json::from_value(item).expect("is an item");
        let done = other
            .engine
            .import_items(&other.anyone().await, vec![item])
            .await;
        let refused = done
            .err()
            .map(|error| (error.kind(), error.field().map(str::to_owned)));
        let name =
            expect.map(|name| (ErrorKind::InvalidArgument, Some(format!("items[0].{name}"))));
        assert_eq!(refused, name, "{field}");
    };
    for (field, value, expect) in [
        ("confidence", json!(0.3), None),
        ("confidence", json!(-5.0), Some("confidence")),
        ("importance", json!(1.5), Some("importance")),
        ("strength", json!(99.0), Some("strength")),
        ("created_at", far.clone(), Some("created_at")),
        ("superseded_by", id.clone(), Some("superseded_by")),
        ("derived_from", json!([id]), Some("derived_from")),
    ] {
        check(&a_memory, field, value, expect).await;
    }
    check(&an_event, "content", json!("hello"), None).await;
    check(&an_event, "ts", far, Some("ts")).await;
}

#[tokio::test]
async fn a_bound_administrator_sees_in_the_log_what_is_its_own() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let admin = h.key(&anyone, all_permissions("admin")).await;
    let bound = CreateKey {
        bound: user("ann"),
        ..all_permissions("ann's")
    };
    let bound = h.key(&admin, bound).await;
    for (access, at) in [(&admin, user("bob")), (&bound, user("ann"))] {
        let added = memory(at, "something to remember");
        h.engine.add_memories(access, added).await.expect("stored");
    }
    let page = PageRequest {
        limit: 100,
        ..PageRequest::default()
    };
    let mut seen = Vec::new();
    for access in [&admin, &bound] {
        let log = h
            .engine
            .list_audit(access, &page)
            .await
            .expect("lists")
            .items;
        let mut actors: Vec<String> = log.into_iter().map(|entry| entry.actor).collect();
        actors.sort();
        actors.dedup();
        seen.push(actors);
    }
    // The control: who is bound to nothing sees everybody.
    assert!(seen[0].len() > 1, "{seen:?}");
    assert_eq!(seen[1], [bound.actor().to_owned()]);
}
