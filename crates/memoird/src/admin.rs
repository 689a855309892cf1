//! `keys`, `stats`, `check`, `reindex`.

use anyhow::Result;
use serde_json::{Value, json};

use crate::args::{Common, CreateKey, Keys};
use crate::client::{Client, encode};
use crate::exit::{DAMAGED_ROWS, Exit};
use crate::output;

/// Creates, lists and revokes keys.
pub async fn keys(common: &Common, client: &Client, keys: Keys) -> Result<Exit> {
    match keys {
        Keys::Create(create) => create_key(common, client, create).await?,
        Keys::List => list_keys(common, client).await?,
        Keys::Revoke { id } => {
            client.delete(&format!("/keys/{}", encode(&id))).await?;
            if common.json {
                output::json(&json!({ "revoked": id }))?;
            } else {
                output::line(&format!("revoked {id}"))?;
            }
        }
    }
    Ok(Exit::Ok)
}

async fn create_key(common: &Common, client: &Client, create: CreateKey) -> Result<()> {
    let mut body = create.at.to_json();
    let permissions = match (create.permissions.is_empty(), body.is_empty()) {
        (false, _) => create.permissions,
        (true, true) => ["read", "write", "admin"].map(str::to_owned).to_vec(),
        // Whoever is held to one user has no need to import, to erase, or to make further keys.
        (true, false) => ["read", "write"].map(str::to_owned).to_vec(),
    };
    body.insert("name".to_owned(), json!(create.name));
    body.insert("permissions".to_owned(), json!(permissions));
    let optional = [
        ("org_id", create.org),
        ("expires_at", create.expires_at),
        ("prefix", create.prefix),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            body.insert(name.to_owned(), json!(value));
        }
    }
    let created = client.post("/keys", &Value::Object(body)).await?;
    if common.json {
        return output::json(&created);
    }
    // The secret alone goes to standard output, so that it can be piped to where it is kept.
    output::line(created["secret"].as_str().unwrap_or_default())?;
    eprintln!("This key is shown once and kept nowhere. From now on every request needs one.");
    Ok(())
}

async fn list_keys(common: &Common, client: &Client) -> Result<()> {
    let listed = client.get("/keys").await?;
    if common.json {
        return output::json(&listed);
    }
    let keys = listed["keys"].as_array().cloned().unwrap_or_default();
    let rows: Vec<Vec<String>> = keys.iter().map(key_row).collect();
    output::table(
        &["ID", "NAME", "PREFIX", "ORG", "MAY", "BOUND TO", "STATE"],
        &rows,
    )
}

fn key_row(key: &Value) -> Vec<String> {
    let text = |name: &str| key[name].as_str().unwrap_or_default().to_owned();
    let permissions = key["permissions"].as_array().cloned().unwrap_or_default();
    let permissions: Vec<&str> = permissions.iter().filter_map(Value::as_str).collect();
    let bound: Vec<String> = [
        "user_id",
        "agent_id",
        "session_id",
        "namespace",
        "project_id",
        "team_id",
        "role_id",
    ]
    .into_iter()
    .filter_map(|name| Some(format!("{name}={}", key[name].as_str()?)))
    .collect();
    let state = match (key["revoked_at"].as_str(), key["expires_at"].as_str()) {
        (Some(at), _) => format!("revoked {at}"),
        (None, Some(at)) => format!("until {at}"),
        (None, None) => "valid".to_owned(),
    };
    vec![
        text("id"),
        text("name"),
        text("prefix"),
        text("org_id"),
        permissions.join(","),
        bound.join(","),
        state,
    ]
}

/// Prints totals.
pub async fn stats(common: &Common, client: &Client) -> Result<Exit> {
    let stats = client.get("/stats").await?;
    if common.json {
        output::json(&stats)?;
        return Ok(Exit::Ok);
    }
    let mut rows = Vec::new();
    for (name, value) in stats.as_object().into_iter().flatten() {
        match value {
            Value::Object(parts) => rows.extend(
                parts
                    .iter()
                    .map(|(part, count)| vec![format!("{name}.{part}"), count.to_string()]),
            ),
            Value::String(text) => rows.push(vec![name.clone(), text.clone()]),
            Value::Null => {}
            other => rows.push(vec![name.clone(), other.to_string()]),
        }
    }
    output::table(&["WHAT", "HOW MUCH"], &rows)?;
    Ok(Exit::Ok)
}

/// Verifies everything.
pub async fn check(common: &Common, client: &Client) -> Result<Exit> {
    let bar = output::progress("checking", None);
    let report = client.get("/check").await;
    bar.finish_and_clear();
    let report = report?;
    let is_ok = report["ok"].as_bool().unwrap_or(false);
    if common.json {
        output::json(&report)?;
    } else {
        print_check(&report, is_ok)?;
    }
    Ok(if is_ok { Exit::Ok } else { Exit::Damaged })
}

fn print_check(report: &Value, is_ok: bool) -> Result<()> {
    let parts = [
        ("structure", "the database's structure is damaged"),
        ("damaged", "a row's content is damaged"),
        ("index_missing", "the index lacks a row"),
        (
            "index_surplus",
            "the index has a row that the store does not",
        ),
    ];
    for (key, what) in parts {
        for item in report[key].as_array().into_iter().flatten() {
            output::line(&format!("{what}: {}", item.as_str().unwrap_or_default()))?;
        }
    }
    let counts = format!(
        "{} rows, {} partitions",
        report["rows"], report["index_partitions"]
    );
    if is_ok {
        return output::line(&format!("no damage found in {counts}"));
    }
    output::line(&format!("damage found in {counts}"))?;
    let has = |key: &str| {
        report[key]
            .as_array()
            .is_some_and(|items| !items.is_empty())
    };
    if has("damaged") || has("structure") {
        output::line(DAMAGED_ROWS)?;
    } else {
        output::line("Only the index is affected: `memoird reindex` mends it.")?;
    }
    Ok(())
}

/// Builds the index again.
pub async fn reindex(common: &Common, client: &Client) -> Result<Exit> {
    let bar = output::progress("throwing the index away", None);
    let answer = client.post("/reindex", &json!({})).await;
    bar.finish_and_clear();
    let answer = answer?;
    if common.json {
        output::json(&answer)?;
    } else {
        output::line("the index was thrown away; each part is built again when it is next needed")?;
    }
    Ok(Exit::Ok)
}
