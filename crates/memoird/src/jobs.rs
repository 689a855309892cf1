//! `jobs`.

use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};

use crate::args::{Common, Jobs};
use crate::client::{Client, encode};
use crate::exit::Exit;
use crate::output;

/// How often a job that is waited for is looked at, in milliseconds.
const LOOK_MS: u64 = 200;

/// Lists, shows, cancels and retries jobs.
pub async fn jobs(common: &Common, client: &Client, jobs: Jobs) -> Result<Exit> {
    match jobs {
        Jobs::List { state, limit } => list(common, client, state.as_deref(), limit).await?,
        Jobs::Show { id, wait } => {
            let job = client.get(&format!("/jobs/{}", encode(&id))).await?;
            return follow(common, client, job, wait).await;
        }
        Jobs::Cancel { id } => {
            let job = client
                .post(&format!("/jobs/{}/cancel", encode(&id)), &json!({}))
                .await?;
            show(common, &job)?;
        }
        Jobs::Retry { id, wait } => {
            let job = client
                .post(&format!("/jobs/{}/retry", encode(&id)), &json!({}))
                .await?;
            return follow(common, client, job, wait).await;
        }
    }
    Ok(Exit::Ok)
}

/// Shows a job, at its end if that is waited for.
pub async fn follow(common: &Common, client: &Client, job: Value, wait: bool) -> Result<Exit> {
    let job = if wait { watch(client, job).await? } else { job };
    show(common, &job)?;
    Ok(exit_of(&job, wait))
}

/// Whoever waited wants to know how it went.
fn exit_of(job: &Value, waited: bool) -> Exit {
    let went_well = job["state"] == "completed";
    if waited && !went_well {
        return Exit::Failure;
    }
    Exit::Ok
}

/// Waits for a job's end and shows how far it is meanwhile.
async fn watch(client: &Client, job: Value) -> Result<Value> {
    let path = format!("/jobs/{}", job["id"].as_str().unwrap_or_default());
    let bar = output::progress("working", Some(0));
    let mut job = job;
    while matches!(job["state"].as_str(), Some("pending" | "running")) {
        tokio::time::sleep(Duration::from_millis(LOOK_MS)).await;
        job = client.get(&path).await?;
        bar.set_length(job["progress_total"].as_u64().unwrap_or(0));
        bar.set_position(job["progress_done"].as_u64().unwrap_or(0));
    }
    bar.finish_and_clear();
    Ok(job)
}

async fn list(common: &Common, client: &Client, state: Option<&str>, limit: usize) -> Result<()> {
    let state = state.map_or_else(String::new, |state| format!("&state={}", encode(state)));
    let listed = client.get(&format!("/jobs?limit={limit}{state}")).await?;
    if common.json {
        return output::json(&listed);
    }
    let jobs = listed["items"].as_array().cloned().unwrap_or_default();
    let rows: Vec<Vec<String>> = jobs.iter().map(row).collect();
    output::table(
        &["ID", "KIND", "STATE", "PROGRESS", "ATTEMPTS", "SINCE"],
        &rows,
    )
}

fn row(job: &Value) -> Vec<String> {
    let text = |name: &str| job[name].as_str().unwrap_or_default().to_owned();
    vec![
        text("id"),
        text("kind"),
        text("state"),
        format!("{}/{}", job["progress_done"], job["progress_total"]),
        format!("{}/{}", job["attempts"], job["attempts_max"]),
        text("created_at"),
    ]
}

fn show(common: &Common, job: &Value) -> Result<()> {
    if common.json {
        return output::json(job);
    }
    for (name, value) in job.as_object().into_iter().flatten() {
        match value {
            Value::Null => {}
            Value::String(text) => output::line(&format!("{name}: {text}"))?,
            other => output::line(&format!("{name}: {other}"))?,
        }
    }
    Ok(())
}
