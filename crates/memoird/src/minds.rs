//! `consolidate`, `reflect`, `promote`, `summarise`, `timeline`.

use anyhow::Result;
use serde_json::{Map, Value, json};

use crate::args::{Common, Consolidate, Promote, Reflect, Run, Summarise, Timeline};
use crate::client::Client;
use crate::exit::Exit;
use crate::output::{self, WIDTH, items, text};

/// Merges what says the same.
pub async fn consolidate(common: &Common, client: &Client, asked: Consolidate) -> Result<Exit> {
    let mut body = asked.at.to_json();
    body.insert("similarity_threshold".to_owned(), json!(asked.threshold));
    body.insert("check_redundancy".to_owned(), json!(!asked.keep_redundant));
    let report = run(client, "/consolidate", body, asked.run).await?;
    if told(common, &report)? {
        return Ok(Exit::Ok);
    }
    let verb = if asked.run.dry_run {
        "would merge"
    } else {
        "merged"
    };
    output::line(&format!(
        "{verb} {} and fold {} of {} memories",
        report["merged"], report["removed"], report["processed"]
    ))?;
    for pair in items(&report["pairs"]) {
        let similarity = pair["similarity"].as_f64().unwrap_or_default();
        output::line(&format!("{similarity:.2}  {}", text(&pair["merged"])))?;
        output::line(&output::wrapped(text(&pair["original"]), "   -> ", WIDTH))?;
    }
    Ok(Exit::Ok)
}

/// Looks for patterns.
pub async fn reflect(common: &Common, client: &Client, asked: Reflect) -> Result<Exit> {
    let mut body = asked.at.to_json();
    body.insert("time_window_days".to_owned(), json!(asked.days));
    let depth = if asked.deep { "deep" } else { "shallow" };
    body.insert("depth".to_owned(), json!(depth));
    body.insert("min_pattern_strength".to_owned(), json!(asked.min_strength));
    let report = run(client, "/reflect", body, asked.run).await?;
    if told(common, &report)? {
        return Ok(Exit::Ok);
    }
    output::line(&format!(
        "{} patterns in {} memories, {} new insights, {} withdrawn",
        items(&report["patterns"]).len(),
        report["analyzed"],
        items(&report["insights"]).len(),
        report["withdrawn"]
    ))?;
    for insight in items(&report["insights"]) {
        output::line(&output::wrapped(text(&insight["text"]), "  ", WIDTH))?;
    }
    Ok(Exit::Ok)
}

/// Lifts what several say to their group.
pub async fn promote(common: &Common, client: &Client, asked: Promote) -> Result<Exit> {
    let mut body = Map::new();
    body.insert("kind".to_owned(), json!(asked.kind));
    body.insert("group_id".to_owned(), json!(asked.group));
    body.insert("min_users".to_owned(), json!(asked.min_users));
    let report = run(client, "/promote", body, asked.run).await?;
    if told(common, &report)? {
        return Ok(Exit::Ok);
    }
    output::line(&format!(
        "{} groups, {} promoted, {} updated, {} withdrawn",
        report["groups"],
        items(&report["promoted"]).len(),
        report["updated"],
        report["withdrawn"]
    ))?;
    for one in items(&report["promoted"]) {
        let group = format!("{} {}", text(&one["kind"]), text(&one["group_id"]));
        output::line(&format!("{group}, said by {}", one["users"]))?;
        output::line(&output::wrapped(text(&one["text"]), "  ", WIDTH))?;
    }
    Ok(Exit::Ok)
}

/// Sums up what was said.
pub async fn summarise(common: &Common, client: &Client, asked: Summarise) -> Result<Exit> {
    let mut body = asked.at.to_json();
    body.insert("from".to_owned(), json!(asked.between.from));
    body.insert("to".to_owned(), json!(asked.between.to));
    body.insert("max_tokens".to_owned(), json!(asked.max_tokens));
    let report = run(client, "/summarise", body, asked.run).await?;
    if told(common, &report)? {
        return Ok(Exit::Ok);
    }
    let summaries = items(&report["summaries"]);
    for summary in summaries {
        output::line(text(&summary["text"]))?;
    }
    Ok(match summaries {
        [] => Exit::NotFound,
        _ => Exit::Ok,
    })
}

/// Tells day by day what happened, to the end.
pub async fn timeline(common: &Common, client: &Client, asked: Timeline) -> Result<Exit> {
    let mut body = asked.at.to_json();
    body.insert("from".to_owned(), json!(asked.between.from));
    body.insert("to".to_owned(), json!(asked.between.to));
    body.insert("per_day".to_owned(), json!(asked.per_day));
    let mut days = Vec::new();
    loop {
        let page = client
            .post("/timeline", &Value::Object(body.clone()))
            .await?;
        days.extend_from_slice(items(&page["days"]));
        match &page["next_cursor"] {
            Value::String(cursor) => body.insert("cursor".to_owned(), json!(cursor)),
            _ => break,
        };
    }
    if common.json {
        output::json(&json!({ "days": days }))?;
    } else {
        for day in &days {
            output::line(text(&day["date"]))?;
            for item in items(&day["items"]) {
                let line = format!("{}: {}", text(&item["speaker"]), text(&item["text"]));
                output::line(&output::wrapped(&line, "  ", WIDTH))?;
            }
            if day["left_out"].as_u64().is_some_and(|count| count > 0) {
                output::line(&format!("  and {} more", day["left_out"]))?;
            }
        }
    }
    Ok(if days.is_empty() {
        Exit::NotFound
    } else {
        Exit::Ok
    })
}

async fn run(client: &Client, path: &str, mut body: Map<String, Value>, run: Run) -> Result<Value> {
    body.insert("dry_run".to_owned(), json!(run.dry_run));
    body.insert("background".to_owned(), json!(run.background));
    client.post(path, &Value::Object(body)).await
}

/// Whether all there is to say is said: as JSON, or the job's id.
fn told(common: &Common, report: &Value) -> Result<bool> {
    if common.json {
        output::json(report)?;
        return Ok(true);
    }
    let Some(id) = report["job"]["id"].as_str() else {
        return Ok(false);
    };
    output::line(&format!("job {id}"))?;
    Ok(true)
}
