//! OpenAI's chat completions with a JSON schema for the answer.

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::client::Said;
use super::{LlmConfig, Question};
use crate::egress::read_reply;

pub(super) fn path() -> &'static str {
    "/chat/completions"
}

pub(super) fn headers(config: &LlmConfig) -> Vec<(&'static str, String)> {
    if config.api_key.is_empty() {
        return Vec::new();
    }
    let key = config.api_key.expose();
    vec![
        ("authorization", format!("Bearer {key}")),
        ("api-key", key.to_owned()),
    ]
}

pub(super) fn body(config: &LlmConfig, question: &Question, correction: Option<&str>) -> Json {
    let mut messages = vec![
        json!({ "role": "system", "content": question.instructions }),
        json!({ "role": "user", "content": question.material }),
    ];
    if let Some(correction) = correction {
        messages.push(json!({ "role": "user", "content": correction }));
    }
    json!({
        "model": config.model,
        "messages": messages,
        "temperature": 0,
        "max_tokens": question.answer_tokens_max.min(config.answer_tokens_max),
        "response_format": {
            "type": "json_schema",
            "json_schema": { "name": question.name, "strict": true, "schema": question.schema },
        },
    })
}

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
    refusal: Option<String>,
}

#[derive(Deserialize)]
struct Usage {
    #[serde(default)]
    total_tokens: u64,
}

/// What a reply of status 200 says; the error is for the log.
pub(super) fn said(body: &[u8]) -> Result<Said, String> {
    let completion: Completion = read_reply(body)?;
    let tokens = completion.usage.map_or(0, |usage| usage.total_tokens);
    let message = completion.choices.into_iter().next().map(|it| it.message);
    let message = message.ok_or("a completion without a choice")?;
    match (message.content, message.refusal) {
        (Some(text), None) => Ok(Said { text, tokens }),
        (_, Some(_)) => Err("the model refused".to_owned()),
        (None, None) => Err("a message without content".to_owned()),
    }
}
