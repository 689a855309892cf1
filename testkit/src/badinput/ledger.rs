//! What valid requests stored, to be compared with what is there.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use serde_json::Value;

use crate::http::{Client, Reply, Request};

/// Words by id, of everything that was acknowledged.
#[derive(Default)]
pub struct Ledger {
    memories: BTreeMap<String, String>,
    events: BTreeMap<String, String>,
}

impl Ledger {
    /// Writes acknowledged.
    pub fn len(&self) -> usize {
        self.memories.len() + self.events.len()
    }

    /// Notes what a successful request stored; says if the reply does not repeat what was sent.
    pub fn note(&mut self, method: &str, sent: &Value, reply: &Reply) -> Option<String> {
        let body = reply.json();
        if method == "PATCH" {
            let id = body["id"].as_str()?.to_owned();
            self.memories.insert(id, body["text"].as_str()?.to_owned());
            return differs(sent, &body);
        }
        if let Some(stored) = body["memories"].as_array() {
            let inputs = items(sent, "memories");
            for (input, memory) in inputs.iter().zip(stored) {
                let text = memory["text"].as_str().unwrap_or_default().to_owned();
                self.memories
                    .insert(memory["id"].as_str()?.to_owned(), text);
                if let Some(problem) = differs(input, memory) {
                    return Some(problem);
                }
            }
            return (inputs.len() != stored.len()).then(|| "another number of memories".to_owned());
        }
        let is_ingest = body["event_ids"].is_array() && body["statuses"].is_null();
        if is_ingest && method == "POST" {
            let inputs = items(sent, "events");
            let ids = body["event_ids"].as_array()?;
            for (input, id) in inputs.iter().zip(ids) {
                let content = input["content"].as_str().unwrap_or_default().to_owned();
                self.events.insert(id.as_str()?.to_owned(), content.clone());
            }
            if inputs.len() != ids.len() {
                return Some("another number of events".to_owned());
            }
        }
        None
    }

    /// Compares with an export: ids and words.
    pub fn compare(&self, client: &mut Client) -> Result<Vec<String>> {
        let reply = client.send(&Request::get("/memoird/v1/export"))?;
        ensure!(reply.is_success(), "export: {}", reply.brief());
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        let (mut memories, mut events) = (self.memories.clone(), self.events.clone());
        let mut problems = Vec::new();
        for line in text.lines() {
            let line: Value = serde_json::from_str(line)?;
            let (item, words, expected) = match line["type"].as_str() {
                Some("event") => (&line["event"], "content", &mut events),
                _ => (&line["memory"], "text", &mut memories),
            };
            // Each event has a verbatim memory, which no reply of Memsy's names.
            if item["verbatim"] == true {
                continue;
            }
            let id = item["id"].as_str().unwrap_or_default();
            match expected.remove(id) {
                Some(text) if item[words] == text.as_str() => {}
                Some(text) => problems.push(format!("{id} is {} and was {text}", item[words])),
                None => problems.push(format!("{id} was never acknowledged: {}", item[words])),
            }
        }
        problems.extend(
            memories
                .iter()
                .chain(&events)
                .map(|(id, text)| format!("{id} is gone: {text}")),
        );
        Ok(problems)
    }
}

/// The items of a batch, or the one item sent alone.
fn items(sent: &Value, name: &str) -> Vec<Value> {
    sent[name]
        .as_array()
        .cloned()
        .unwrap_or_else(|| vec![sent.clone()])
}

/// A field that came back otherwise than it was sent.
fn differs(sent: &Value, stored: &Value) -> Option<String> {
    const VERBATIM: [&str; 13] = [
        "text",
        "external_id",
        "user_id",
        "agent_id",
        "session_id",
        "namespace",
        "project_id",
        "team_id",
        "role_id",
        "type",
        "tags",
        "topics",
        "metadata",
    ];
    let differs = |name: &&str| {
        let sent = &sent[*name];
        (sent.is_string() || sent.is_array() || sent.is_object()) && *sent != stored[*name]
    };
    let name = VERBATIM.iter().find(|name| differs(name))?;
    Some(format!(
        "{name} was sent as {} and is {}",
        sent[*name], stored[*name]
    ))
}
