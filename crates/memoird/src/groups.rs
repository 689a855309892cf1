//! `groups`: what an org says of itself and its roles, teams and projects.

use anyhow::Result;
use serde_json::{Map, Value, json};

use crate::args::{Common, Groups, SetGroup};
use crate::client::{Client, encode};
use crate::exit::{self, Exit};
use crate::output::{self, WIDTH, items, text};

/// Lists, shows, sets and drops groups' records.
pub async fn groups(common: &Common, client: &Client, command: Groups) -> Result<Exit> {
    match command {
        Groups::List { kind } => return list(common, client, &kind).await,
        Groups::Show { kind, id } => print(common, &client.get(&path(&kind, &id)).await?)?,
        Groups::Set(asked) => print(common, &set(client, asked).await?)?,
        Groups::Delete { kind, id } => {
            client.delete(&path(&kind, &id)).await?;
            if common.json {
                output::json(&json!({ "kind": kind, "id": id, "deleted": true }))?;
            }
        }
    }
    Ok(Exit::Ok)
}

fn path(kind: &str, id: &str) -> String {
    format!("/groups/{}/{}", encode(kind), encode(id))
}

async fn list(common: &Common, client: &Client, kind: &str) -> Result<Exit> {
    let first = format!("/groups?kind={}&limit=1000", encode(kind));
    let (mut groups, mut next) = (Vec::new(), String::new());
    loop {
        let page = client.get(&format!("{first}{next}")).await?;
        groups.extend_from_slice(items(&page["items"]));
        match page["next_cursor"].as_str() {
            Some(cursor) => next = format!("&cursor={}", encode(cursor)),
            None => break,
        }
    }
    if common.json {
        output::json(&json!({ "groups": groups }))?;
    } else {
        let row = |group: &Value| {
            let cell = |key: &str| text(&group[key]).to_owned();
            vec![cell("id"), cell("name"), cell("focus")]
        };
        let rows: Vec<Vec<String>> = groups.iter().map(row).collect();
        output::table(&["ID", "NAME", "FOCUS"], &rows)?;
    }
    Ok(Exit::Ok)
}

/// Changes the record, or makes it if there is none yet.
async fn set(client: &Client, asked: SetGroup) -> Result<Value> {
    let SetGroup {
        kind,
        id,
        name,
        focus,
        prompt,
        new_prompt,
    } = asked;
    let path = path(&kind, &id);
    let given = [
        ("name", name),
        ("focus", focus),
        ("promotion_prompt", prompt),
    ];
    let mut fields: Map<String, Value> = given
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), json!(value?))))
        .collect();
    let changed = client.patch(&path, &json!(fields)).await;
    let group = match changed {
        Err(error) if exit::code_of(&error) == Exit::NotFound => {
            fields.entry("name").or_insert_with(|| json!(id));
            fields.insert("kind".to_owned(), json!(kind));
            fields.insert("id".to_owned(), json!(id));
            client.post("/groups", &json!(fields)).await?
        }
        changed => changed?,
    };
    if new_prompt {
        return client.post(&format!("{path}/prompt"), &json!({})).await;
    }
    Ok(group)
}

fn print(common: &Common, group: &Value) -> Result<()> {
    if common.json {
        return output::json(group);
    }
    for key in ["kind", "id", "name", "focus", "updated_at"] {
        output::line(format!("{key:<12}  {}", text(&group[key])).trim_end())?;
    }
    let source = text(&group["prompt_meta"]["source"]);
    output::line(&format!("{:<12}  {source}", "prompt"))?;
    let prompt = text(&group["promotion_prompt"]);
    output::line(&output::wrapped(prompt, "  ", WIDTH))
}
