//! `maintenance`.

use anyhow::Result;
use serde_json::{Map, Value, json};

use crate::args::{Common, Maintenance};
use crate::client::Client;
use crate::exit::{self, Exit};
use crate::{jobs, output};

/// Shows and changes what is done by itself.
pub async fn maintenance(common: &Common, client: &Client, command: Maintenance) -> Result<Exit> {
    match command {
        Maintenance::Show => print(common, &client.get("/maintenance").await?)?,
        Maintenance::Set { settings } => {
            let patch = Value::Object(patch(&settings)?);
            print(common, &client.post("/maintenance", &patch).await?)?;
        }
        Maintenance::Reset => print(common, &client.delete("/maintenance").await?)?,
        Maintenance::Run { task, wait } => {
            let asked = json!({ "task": task });
            let job = client.post("/maintenance/run", &asked).await?;
            return jobs::follow(common, client, job, wait).await;
        }
    }
    Ok(Exit::Ok)
}

/// `KEY=VALUE` as an object; what is no JSON is text.
fn patch(settings: &[String]) -> Result<Map<String, Value>> {
    let mut patch = Map::new();
    for setting in settings {
        let Some((key, value)) = setting.split_once('=') else {
            let message = format!("{setting}: KEY=VALUE is expected");
            return Err(exit::ending(Exit::Usage, message));
        };
        let value = serde_json::from_str(value).unwrap_or_else(|_| json!(value));
        patch.insert(key.trim().to_owned(), value);
    }
    Ok(patch)
}

fn print(common: &Common, maintenance: &Value) -> Result<()> {
    if common.json {
        return output::json(maintenance);
    }
    let mut rows = Vec::new();
    for (key, value) in maintenance["config"].as_object().into_iter().flatten() {
        let value = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        rows.push(vec![key.clone(), value]);
    }
    for (task, at) in maintenance["next_run"].as_object().into_iter().flatten() {
        let at = at.as_str().unwrap_or_default().to_owned();
        rows.push(vec![format!("next {task}"), at]);
    }
    output::table(&["SETTING", "VALUE"], &rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_json_or_text() {
        fn check(setting: &str, expect: Option<Value>) {
            let got = patch(&[setting.to_owned()]).ok();
            assert_eq!(got.map(|patch| patch["a"].clone()), expect, "{setting}");
        }
        check("a=true", Some(json!(true)));
        check("a=0.9", Some(json!(0.9)));
        check("a=weekly", Some(json!("weekly")));
        check("a=null", Some(Value::Null));
        check(
            r#"a={"max_age_days":30}"#,
            Some(json!({"max_age_days": 30})),
        );
        check("a=b=c", Some(json!("b=c")));
        check("a", None);
    }
}
