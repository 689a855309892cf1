//! `forget`.

use anyhow::Result;
use serde_json::{Map, Value, json};

use crate::args::{Common, Forget};
use crate::client::Client;
use crate::exit::{self, Exit};
use crate::output;

/// Lets memories go, or takes that back.
pub async fn forget(common: &Common, client: &Client, forget: Forget) -> Result<Exit> {
    let mut body = forget.at.to_json();
    if let Some(since) = &forget.undo_since {
        body.insert("since".to_owned(), json!(since));
        let report = client.post("/forget/undo", &Value::Object(body)).await?;
        if common.json {
            output::json(&report)?;
        } else {
            output::line(&format!("restored {}", report["restored"]))?;
        }
        return Ok(Exit::Ok);
    }
    let policy = policy(&forget);
    if policy.is_empty() {
        let message = "name a limit: --max-age, --max-inactive, --min-relevance or --budget";
        return Err(exit::ending(Exit::Usage, message));
    }
    let mut policy = policy;
    policy.insert("types".to_owned(), json!(forget.types));
    let effect = if forget.delete { "delete" } else { "archive" };
    policy.insert("effect".to_owned(), json!(effect));
    body.insert("policy".to_owned(), Value::Object(policy));
    body.insert("dry_run".to_owned(), json!(forget.run.dry_run));
    body.insert("background".to_owned(), json!(forget.run.background));
    let report = client.post("/forget", &Value::Object(body)).await?;
    print(common, &report)?;
    Ok(Exit::Ok)
}

fn policy(forget: &Forget) -> Map<String, Value> {
    let limits = [
        ("max_age_days", forget.max_age.map(|days| json!(days))),
        (
            "max_inactive_days",
            forget.max_inactive.map(|days| json!(days)),
        ),
        (
            "min_relevance",
            forget.min_relevance.map(|share| json!(share)),
        ),
        ("budget_per_user", forget.budget.map(|count| json!(count))),
    ];
    let given = limits
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    given.collect()
}

fn print(common: &Common, report: &Value) -> Result<()> {
    if common.json {
        return output::json(report);
    }
    if let Some(id) = report["job"]["id"].as_str() {
        return output::line(&format!("job {id}"));
    }
    let verb = if report["dry_run"] == true {
        "would let go of"
    } else {
        "let go of"
    };
    output::line(&format!(
        "{verb} {} of {} memories",
        report["forgotten"], report["scanned"]
    ))?;
    for (what, counts) in [("for", &report["by_reason"]), ("kept as", &report["kept"])] {
        for (name, count) in counts.as_object().into_iter().flatten() {
            output::line(&format!("  {what} {name}: {count}"))?;
        }
    }
    Ok(())
}
