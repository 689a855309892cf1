//! `beliefs`: what a statement would speak against, and what to do about it.

use anyhow::Result;
use serde_json::{Value, json};

use crate::args::{Beliefs, Common, DetectContradictions, UpdateBelief};
use crate::client::Client;
use crate::exit::Exit;
use crate::output::{self, WIDTH, items, text};

/// Looks for contradictions, or settles one.
pub async fn beliefs(common: &Common, client: &Client, command: Beliefs) -> Result<Exit> {
    match command {
        Beliefs::Detect(asked) => detect(common, client, asked).await,
        Beliefs::Update(asked) => update(common, client, asked).await,
    }
}

async fn detect(common: &Common, client: &Client, asked: DetectContradictions) -> Result<Exit> {
    let mut body = asked.at.to_json();
    body.insert("text".to_owned(), json!(asked.text));
    body.insert("confidence".to_owned(), json!(asked.confidence));
    let found = client.post("/contradictions", &Value::Object(body)).await?;
    let contradictions = items(&found["contradictions"]);
    if common.json {
        output::json(&found)?;
    } else {
        for one in contradictions {
            let (kind, id) = (text(&one["contradiction_type"]), text(&one["memory"]["id"]));
            output::line(&format!("{kind}  {id}"))?;
            output::line(&output::wrapped(text(&one["memory"]["text"]), "  ", WIDTH))?;
            output::line(&output::wrapped(text(&one["explanation"]), "  -> ", WIDTH))?;
        }
        match contradictions {
            [] => eprintln!("nothing that is believed speaks against it"),
            _ => eprintln!(
                "one would: {} (memoird beliefs update --strategy)",
                text(&found["suggested_resolution"])
            ),
        }
    }
    Ok(match contradictions {
        [] => Exit::NotFound,
        _ => Exit::Ok,
    })
}

async fn update(common: &Common, client: &Client, asked: UpdateBelief) -> Result<Exit> {
    let mut memory = asked.at.to_json();
    memory.insert("text".to_owned(), json!(asked.text));
    memory.insert("type".to_owned(), json!(asked.type_));
    memory.insert("confidence".to_owned(), json!(asked.confidence));
    let body = json!({
        "memory": memory,
        "strategy": asked.strategy,
        "contradicting_memory_id": asked.against,
    });
    let done = client.post("/beliefs", &body).await?;
    if common.json {
        output::json(&done)?;
        return Ok(Exit::Ok);
    }
    output::line(&format!(
        "{}: {}",
        text(&done["action_taken"]),
        text(&done["reasoning"])
    ))?;
    for (name, key) in [("old", "original_memory_id"), ("new", "new_memory_id")] {
        if let Some(id) = done[key].as_str() {
            output::line(&format!("{name}  {id}"))?;
        }
    }
    if done["memory"].is_null() {
        eprintln!("nothing was changed");
    } else {
        output::line(&output::wrapped(text(&done["memory"]["text"]), "  ", WIDTH))?;
    }
    Ok(Exit::Ok)
}
