//! `lineage`, `audit`, `erase`, `rollback`.

use anyhow::Result;
use serde_json::{Value, json};

use crate::args::{Audit, Common, Erase, Rollback};
use crate::client::Client;
use crate::exit::{Exit, ending};
use crate::output::{self, items, text};

/// Characters of a text that stands beside others in a line.
const SHORT: usize = 60;

/// The first words of a text.
fn short(text: &str) -> String {
    match text.char_indices().nth(SHORT) {
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
        text(&memory["status"]),
        short(text(&memory["text"]))
    ))?;
    for (title, key) in [("came from", "ancestors"), ("became", "descendants")] {
        for link in items(&traced[key]) {
            let (id, relation) = (text(&link["id"]), text(&link["relation"]));
            let words = short(text(&link["text"]));
            output::line(&format!("{title}  {id}  {relation}  {words}"))?;
        }
    }
    for event in items(&traced["events"]) {
        let words = short(text(&event["content"]));
        output::line(&format!("rests on  {}  {words}", text(&event["id"])))?;
    }
    for event in items(&traced["timeline"]) {
        let (at, what, actor) = (
            text(&event["at"]),
            text(&event["event_type"]),
            text(&event["actor"]),
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
                    text(&entry["at"]).to_owned(),
                    text(&entry["actor"]).to_owned(),
                    text(&entry["action"]).to_owned(),
                    text(&entry["target"]).to_owned(),
                ]
            };
            let rows: Vec<Vec<String>> = items(&page["items"]).iter().map(row).collect();
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
            text(&check["fault"])
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

/// Erases, or prints the receipt of an erasure.
pub async fn erase(common: &Common, client: &Client, erase: Erase) -> Result<Exit> {
    let what = erase.what;
    let receipt = if let Some(id) = &what.receipt {
        client
            .get(&format!("/erasures/{}", crate::client::encode(id)))
            .await?
    } else {
        let is_large = what.user.is_some() || what.org.is_some();
        if is_large && !erase.yes && !erase.dry_run {
            let message = "this erases everything of a user or an org for ever: say --yes, or see \
                           with --dry-run what would go";
            return Err(ending(Exit::Usage, message.to_owned()));
        }
        let targets = [
            ("memory_id", what.memory),
            ("event_id", what.event),
            ("user_id", what.user),
            ("org_id", what.org),
        ];
        let mut body = json!({
            "with_sources": erase.with_sources,
            "close_texts": erase.close_texts,
            "dry_run": erase.dry_run,
        });
        for (name, value) in targets {
            if let Some(value) = value {
                body[name] = json!(value);
            }
        }
        let bar = output::progress("erasing", None);
        let receipt = client.post("/erasures", &body).await;
        bar.finish_and_clear();
        receipt?
    };
    let counts = receipt["counts"].as_object().into_iter().flatten();
    let is_empty = what.receipt.is_none() && counts.clone().all(|(_, count)| count == 0);
    let exit = if is_empty { Exit::NotFound } else { Exit::Ok };
    if common.json {
        output::json(&receipt)?;
        return Ok(exit);
    }
    // A dry run has no receipt: nothing was done that one could tell of.
    let names: &[&str] = if erase.dry_run {
        output::line("nothing was erased; this would go:")?;
        &["what"]
    } else {
        &[
            "id",
            "what",
            "started_at",
            "finished_at",
            "audit_before",
            "audit_after",
            "sha256",
        ]
    };
    for name in names {
        output::line(&format!("{name:<12}  {}", text(&receipt[name])))?;
    }
    for (name, count) in counts {
        if count.as_u64() != Some(0) {
            output::line(&format!("{name:<12}  {count}"))?;
        }
    }
    output::line(&format!("flagged       {}", receipt["flagged"]))?;
    if is_empty {
        output::line("nothing was found that could be erased")?;
    }
    Ok(exit)
}

/// Undoes a source.
pub async fn rollback(common: &Common, client: &Client, rollback: Rollback) -> Result<Exit> {
    let mut body = json!({ "dry_run": rollback.dry_run });
    let source = rollback.source;
    for (name, value) in [("memory_id", source.memory), ("event_id", source.event)] {
        if let Some(value) = value {
            body[name] = json!(value);
        }
    }
    let done = client.post("/rollbacks", &body).await?;
    if common.json {
        output::json(&done)?;
        return Ok(Exit::Ok);
    }
    let names = if rollback.dry_run {
        output::line("nothing was changed; this would be:")?;
        [
            "would be removed",
            "would be believed again",
            "would be flagged",
        ]
    } else {
        ["removed", "believed again", "flagged"]
    };
    for (name, key) in names.iter().zip(["removed", "restored", "flagged"]) {
        for id in items(&done[key]) {
            output::line(&format!("{name}  {}", text(id)))?;
        }
    }
    Ok(Exit::Ok)
}
