//! `lineage`, `audit`.

use anyhow::Result;
use serde_json::Value;

use crate::args::{Audit, Common};
use crate::client::Client;
use crate::exit::Exit;
use crate::output;

/// Columns of text that fit everywhere.
const WIDTH: usize = 60;

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn items<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// The first words of a text.
fn short(text: &str) -> String {
    match text.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Tells a memory's lineage.
pub async fn lineage(common: &Common, client: &Client, id: &str) -> Result<Exit> {
    let id = crate::client::encode(id);
    let traced = client.get(&format!("/memories/{id}/lineage")).await?;
    if common.json {
        output::json(&traced)?;
        return Ok(Exit::Ok);
    }
    let memory = &traced["memory"];
    output::line(&format!(
        "{}  {}",
        text(memory, "status"),
        short(text(memory, "text"))
    ))?;
    for (title, key) in [("came from", "ancestors"), ("became", "descendants")] {
        for link in items(&traced, key) {
            let (id, relation) = (text(link, "id"), text(link, "relation"));
            let words = short(text(link, "text"));
            output::line(&format!("{title}  {id}  {relation}  {words}"))?;
        }
    }
    for event in items(&traced, "events") {
        let words = short(text(event, "content"));
        output::line(&format!("rests on  {}  {words}", text(event, "id")))?;
    }
    for event in items(&traced, "timeline") {
        let (at, what, actor) = (
            text(event, "at"),
            text(event, "event_type"),
            text(event, "actor"),
        );
        let changed: Vec<&str> = event["changes"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name.as_str())
            .collect();
        output::line(format!("{at}  {what}  {actor}  {}", changed.join(", ")).trim_end())?;
    }
    Ok(Exit::Ok)
}

/// Lists or verifies the audit log.
pub async fn audit(common: &Common, client: &Client, audit: Audit) -> Result<Exit> {
    match audit {
        Audit::List { limit } => {
            let page = client.get(&format!("/audit?limit={limit}")).await?;
            if common.json {
                output::json(&page)?;
                return Ok(Exit::Ok);
            }
            let row = |entry: &Value| {
                vec![
                    entry["number"].to_string(),
                    text(entry, "at").to_owned(),
                    text(entry, "actor").to_owned(),
                    text(entry, "action").to_owned(),
                    text(entry, "target").to_owned(),
                ]
            };
            let rows: Vec<Vec<String>> = items(&page, "items").iter().map(row).collect();
            output::table(&["NUMBER", "AT", "ACTOR", "ACTION", "TARGET"], &rows)?;
            Ok(Exit::Ok)
        }
        Audit::Verify { hash } => verify(common, client, hash).await,
    }
}

async fn verify(common: &Common, client: &Client, hash: Option<String>) -> Result<Exit> {
    let query = hash.map_or_else(String::new, |hash| {
        format!("?hash={}", crate::client::encode(&hash))
    });
    let check = client.get(&format!("/audit/verify{query}")).await?;
    let is_ok = check["ok"].as_bool().unwrap_or(false);
    if common.json {
        output::json(&check)?;
    } else if let Some(number) = check["broken_at"].as_u64() {
        output::line(&format!(
            "the chain breaks at entry {number}: {}",
            text(&check, "fault")
        ))?;
    } else if !is_ok {
        output::line("the chain holds, but the hash given is not in it: entries are missing")?;
    } else {
        let head = check["head"].as_str().unwrap_or("none");
        output::line(&format!(
            "{} entries, unbroken; head {head}",
            check["entries"]
        ))?;
    }
    Ok(if is_ok { Exit::Ok } else { Exit::Damaged })
}
