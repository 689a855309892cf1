//! `add`, `search`, `context`.

use std::io::BufRead;

use anyhow::Result;
use serde_json::{Map, Value, json};
use types::limits::BATCH_ITEMS_MAX;

use crate::args::{Add, At, Common, Context, Search};
use crate::client::Client;
use crate::exit::{self, Exit};
use crate::output::{self, WIDTH, text};

impl At {
    /// The coordinates as the native API names them.
    pub fn to_json(&self) -> Map<String, Value> {
        let At {
            user,
            agent,
            session,
            namespace,
            project,
            team,
            role,
        } = self;
        let entries = [
            ("user_id", user),
            ("agent_id", agent),
            ("session_id", session),
            ("namespace", namespace),
            ("project_id", project),
            ("team_id", team),
            ("role_id", role),
        ];
        entries
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), json!(value.as_ref()?))))
            .collect()
    }
}

/// Stores texts as memories, or as events.
pub async fn add(common: &Common, client: &Client, add: Add) -> Result<Exit> {
    check_flags(&add)?;
    let (mut ids, mut known) = (Vec::new(), Vec::new());
    for batch in texts(&add.text)?.chunks(BATCH_ITEMS_MAX) {
        let mut added = match &add.event {
            Some(kind) => add_events(client, &add, kind, batch).await?,
            None => add_memories(client, &add, batch).await?,
        };
        known.extend(list(&mut added, "already_known"));
        ids.extend(match &add.event {
            Some(_) => list(&mut added, "event_ids"),
            None => list(&mut added, "memories")
                .into_iter()
                .map(|mut memory| memory["id"].take())
                .collect(),
        });
    }
    if common.json {
        output::json(&json!({ "ids": ids, "already_known": known }))?;
        return Ok(Exit::Ok);
    }
    for id in ids {
        output::line(text(&id))?;
    }
    for one in known {
        let id = text(&one["memory_id"]);
        match text(&one["status"]) {
            "active" => eprintln!("known already, in the same words: {id}"),
            _ => eprintln!("only repeats what was corrected, so it is not believed: {id}"),
        }
    }
    Ok(Exit::Ok)
}

/// Refuses what an event cannot have, rather than losing it.
fn check_flags(add: &Add) -> Result<()> {
    let flags = [
        ("--type", add.type_.is_some()),
        ("--tag", !add.tags.is_empty()),
    ];
    let given: Vec<&str> = flags
        .iter()
        .filter(|flag| flag.1)
        .map(|flag| flag.0)
        .collect();
    if add.event.is_none() || given.is_empty() {
        return Ok(());
    }
    let message = format!(
        "{}: for memories alone, an event has none; leave --event out, or this",
        given.join(" and ")
    );
    Err(exit::ending(Exit::Usage, message))
}

/// The texts given; `-` stands for the lines of standard input.
fn texts(given: &[String]) -> Result<Vec<String>> {
    // Without quotes the shell makes a text of each word.
    let is_word = |text: &String| text != "-" && !text.contains(char::is_whitespace);
    if given.len() > 1 && given.iter().all(is_word) {
        let message = format!(
            "{} texts of one word each: put quotes around what belongs together",
            given.len()
        );
        return Err(exit::ending(Exit::Usage, message));
    }
    let mut texts = Vec::new();
    for text in given {
        if text != "-" {
            texts.push(text.clone());
            continue;
        }
        for line in std::io::stdin().lock().lines() {
            let line = line?;
            if !line.trim().is_empty() {
                texts.push(line);
            }
        }
    }
    Ok(texts)
}

async fn add_events(client: &Client, add: &Add, kind: &str, texts: &[String]) -> Result<Value> {
    let events = texts.iter().map(|text| {
        let mut event = add.at.to_json();
        event.insert("kind".to_owned(), json!(kind));
        event.insert("content".to_owned(), json!(text));
        event.insert("ts".to_owned(), json!(add.ts));
        Value::Object(event)
    });
    let body = json!({ "events": events.collect::<Vec<_>>() });
    client.post("/events", &body).await
}

async fn add_memories(client: &Client, add: &Add, texts: &[String]) -> Result<Value> {
    let memories = texts.iter().map(|text| {
        let mut memory = add.at.to_json();
        memory.insert("text".to_owned(), json!(text));
        memory.insert("type".to_owned(), json!(add.type_));
        memory.insert("tags".to_owned(), json!(add.tags));
        Value::Object(memory)
    });
    let body = json!({ "memories": memories.collect::<Vec<_>>() });
    client.post("/memories", &body).await
}

fn list(value: &mut Value, key: &str) -> Vec<Value> {
    match value[key].take() {
        Value::Array(items) => items,
        _ => Vec::new(),
    }
}

/// Finds memories.
pub async fn search(common: &Common, client: &Client, search: Search) -> Result<Exit> {
    let mut body = search.at.to_json();
    body.insert("query".to_owned(), json!(search.query));
    body.insert("limit".to_owned(), json!(search.limit));
    body.insert("threshold".to_owned(), json!(search.threshold));
    body.insert(
        "include_superseded".to_owned(),
        json!(search.include_superseded),
    );
    body.insert("as_of".to_owned(), json!(search.then.as_of));
    body.insert("known_at".to_owned(), json!(search.then.known_at));
    let found = client.post("/search", &Value::Object(body)).await?;
    let hits = found["hits"].as_array().cloned().unwrap_or_default();
    if common.json {
        output::json(&found)?;
    } else {
        for hit in &hits {
            let id = hit["memory"]["id"].as_str().unwrap_or_default();
            print_hit(hit, Some(id))?;
        }
        if hits.is_empty() {
            eprintln!("nothing found");
        }
    }
    Ok(if hits.is_empty() {
        Exit::NotFound
    } else {
        Exit::Ok
    })
}

/// One hit: score, date, whose it is, the id by which other commands know it; the text below.
pub fn print_hit(hit: &Value, id: Option<&str>) -> Result<()> {
    let memory = &hit["memory"];
    let text = |key: &str| memory[key].as_str().unwrap_or_default();
    let date = ["event_date", "created_at"]
        .map(text)
        .into_iter()
        .find(|date| !date.is_empty());
    let date = date.and_then(|date| date.get(..10)).unwrap_or_default();
    let score = hit["score"].as_f64().unwrap_or_default();
    let facts = [date, text("type"), text("user_id"), text("session_id")];
    let facts: Vec<&str> = facts
        .into_iter()
        .chain(id)
        .filter(|fact| !fact.is_empty())
        .collect();
    output::line(&format!("{score:.2}  {}", facts.join("  ")))?;
    output::line(&output::wrapped(text("text"), "      ", WIDTH))
}

/// Recalls what belongs in a prompt.
pub async fn context(common: &Common, client: &Client, context: Context) -> Result<Exit> {
    let mut body = context.at.to_json();
    body.insert("query".to_owned(), json!(context.query));
    body.insert("max_tokens".to_owned(), json!(context.max_tokens));
    body.insert("as_of".to_owned(), json!(context.then.as_of));
    body.insert("known_at".to_owned(), json!(context.then.known_at));
    let packed = client.post("/context", &Value::Object(body)).await?;
    if common.json {
        output::json(&packed)?;
    } else {
        output::line(packed["text"].as_str().unwrap_or_default())?;
        eprintln!("{} of {} tokens", packed["tokens"], packed["tokens_max"]);
    }
    let is_empty = packed["items"].as_array().is_none_or(Vec::is_empty);
    if is_empty && !common.json {
        match packed["left_out"].as_u64() {
            Some(0) | None => eprintln!("nothing found"),
            Some(count) => eprintln!("{count} found, none of which fits; give more --max-tokens"),
        }
    }
    Ok(if is_empty { Exit::NotFound } else { Exit::Ok })
}
