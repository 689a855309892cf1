//! Anthropic's messages; the answer is the input of the one tool that the model must use.

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::client::Said;
use super::{LlmConfig, Question};
use crate::egress::read_reply;

/// The version of the protocol that is spoken here.
const VERSION: &str = "2023-06-01";

pub(super) fn path() -> &'static str {
    "/v1/messages"
}

pub(super) fn headers(config: &LlmConfig) -> Vec<(&'static str, String)> {
    let mut headers = vec![("anthropic-version", VERSION.to_owned())];
    if !config.api_key.is_empty() {
        headers.push(("x-api-key", config.api_key.expose().to_owned()));
    }
    headers
}

pub(super) fn body(config: &LlmConfig, question: &Question, correction: Option<&str>) -> Json {
    let content = match correction {
        Some(correction) => format!("{}\n\n{correction}", question.material),
        None => question.material.clone(),
    };
    json!({
        "model": config.model,
        "max_tokens": question.answer_tokens_max.min(config.answer_tokens_max),
        "temperature": 0,
        "system": question.instructions,
        "messages": [{ "role": "user", "content": content }],
        "tools": [{
            "name": question.name,
            "description": "Takes the answer.",
            "input_schema": question.schema,
        }],
        "tool_choice": { "type": "tool", "name": question.name },
    })
}

#[derive(Deserialize)]
struct Message {
    content: Vec<Block>,
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Block {
    #[serde(rename = "type")]
    type_: String,
    input: Option<Json>,
    text: Option<String>,
}

#[derive(Deserialize)]
struct Usage {
    #[serde(default)]
    input_tokens: u64,
    #[serde(default)]
    output_tokens: u64,
}

/// What a reply of status 200 says; the error is for the log.
pub(super) fn said(body: &[u8]) -> Result<Said, String> {
    let message: Message = read_reply(body)?;
    let tokens = message.usage.map_or(0, |usage| {
        usage.input_tokens.saturating_add(usage.output_tokens)
    });
    let used = message
        .content
        .iter()
        .find(|block| block.type_ == "tool_use");
    let text = match used.and_then(|block| block.input.as_ref()) {
        Some(input) => input.to_string(),
        // Some endpoints that speak this protocol answer in text in spite of the tool.
        None => {
            let blocks = message.content.into_iter();
            let text: String = blocks.filter_map(|block| block.text).collect();
            if text.is_empty() {
                return Err("a message without an answer".to_owned());
            }
            text
        }
    };
    Ok(Said { text, tokens })
}
