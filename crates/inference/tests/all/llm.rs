//! Language models against an endpoint on this machine that speaks the providers' formats.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::sync::Arc;

use crate::common::{Seen, serve};
use inference::llm::tasks::{Message, extraction, read_extraction};
use inference::llm::{Llm, LlmConfig, LlmProvider, open_llm};
use inference::{ErrorKind, Secret};
use serde_json::{Value, json};

const PROVIDERS: [LlmProvider; 2] = [LlmProvider::OpenAi, LlmProvider::Anthropic];

fn config(provider: LlmProvider, base_url: &str) -> LlmConfig {
    LlmConfig {
        provider,
        base_url: base_url.to_owned(),
        api_key: Secret::new("sk-secret"),
        model: "small".to_owned(),
        allow_private: true,
        retries_max: 2,
        timeout_ms: 5000,
        ..LlmConfig::default()
    }
}

/// A reply of status 200 in which the model says `text`.
fn says(provider: LlmProvider, text: &str) -> (String, String) {
    let body = match provider {
        LlmProvider::Anthropic => {
            let block = match serde_json::from_str::<Value>(text) {
                Ok(input @ Value::Object(_)) => {
                    json!({ "type": "tool_use", "id": "toolu_1", "name": "statements", "input": input })
                }
                _ => json!({ "type": "text", "text": text }),
            };
            json!({
                "id": "msg_1", "type": "message", "role": "assistant", "model": "small",
                "content": [block], "stop_reason": "tool_use",
                "usage": { "input_tokens": 40, "output_tokens": 2 },
            })
        }
        _ => json!({
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "small",
            "choices": [{
                "index": 0, "finish_reason": "stop",
                "message": { "role": "assistant", "content": text, "refusal": null },
            }],
            "usage": { "prompt_tokens": 40, "completion_tokens": 2, "total_tokens": 42 },
        }),
    };
    ("200 OK".to_owned(), body.to_string())
}

fn open(provider: LlmProvider, url: &str) -> Arc<dyn Llm> {
    open_llm(&config(provider, url)).unwrap().unwrap()
}

fn question() -> inference::llm::Question {
    let text = "I moved to Berlin.";
    extraction(&[Message {
        role: "user",
        text,
        date: "2026-03-01",
    }])
}

const GOOD: &str = r#"{"statements":[{"message":0,"text":"User lives in Berlin","type":"fact","subject":"user","attribute":"residence","value":"Berlin","negated":false,"entities":["Berlin"]}]}"#;

fn requests(seen: &Seen) -> usize {
    seen.lock().unwrap().len()
}

#[tokio::test]
async fn both_providers_are_spoken_to_in_their_own_format() {
    for provider in PROVIDERS {
        let (url, seen) = serve(move |_, _| says(provider, GOOD));
        let answer = open(provider, &url).ask(&question()).await.unwrap();
        assert_eq!(answer.tokens, 42);
        assert_eq!(
            read_extraction(&answer, 1).0[0].text,
            "User lives in Berlin"
        );
        let (head, body) = seen.lock().unwrap()[0].clone();
        assert_eq!(body["model"], "small");
        if provider == LlmProvider::OpenAi {
            assert!(head.starts_with("POST /v1/chat/completions "), "{head}");
            assert!(head.contains("authorization: Bearer sk-secret"), "{head}");
            let format = &body["response_format"];
            assert_eq!(format["type"], "json_schema");
            assert_eq!(format["json_schema"]["strict"], true);
            assert_eq!(
                format["json_schema"]["schema"]["additionalProperties"],
                false
            );
            assert_eq!(body["messages"][0]["role"], "system");
        } else {
            assert!(head.starts_with("POST /v1/v1/messages "), "{head}");
            assert!(head.contains("x-api-key: sk-secret"), "{head}");
            assert!(head.contains("anthropic-version: 2023-06-01"), "{head}");
            assert_eq!(body["tool_choice"]["name"], body["tools"][0]["name"]);
            assert_eq!(body["tools"][0]["input_schema"]["type"], "object");
            assert!(body["max_tokens"].as_u64().unwrap() > 0);
            assert!(body["system"].is_string());
        }
    }
}

#[tokio::test]
async fn a_query_in_the_base_url_stays_at_its_end() {
    let (url, seen) = serve(|_, _| says(LlmProvider::OpenAi, GOOD));
    let url = format!(
        "{}/deployments/d?api-version=2024-10-21",
        url.trim_end_matches('/')
    );
    open(LlmProvider::OpenAi, &url)
        .ask(&question())
        .await
        .unwrap();
    let (head, _) = seen.lock().unwrap()[0].clone();
    let path = "POST /v1/deployments/d/chat/completions?api-version=2024-10-21 ";
    assert!(head.starts_with(path), "{head}");
    assert!(head.contains("api-key: sk-secret"), "{head}");
}

#[tokio::test]
async fn an_answer_that_is_no_json_is_asked_for_once_more() {
    for provider in PROVIDERS {
        let (url, seen) = serve(move |n, _| says(provider, if n == 0 { "Well..." } else { GOOD }));
        let answer = open(provider, &url).ask(&question()).await.unwrap();
        assert_eq!((answer.tokens, requests(&seen)), (84, 2));
        let (_, again) = seen.lock().unwrap()[1].clone();
        assert!(again.to_string().contains("could not be used"), "{again}");

        let (url, seen) = serve(move |_, _| says(provider, "Well..."));
        let error = open(provider, &url).ask(&question()).await.unwrap_err();
        assert_eq!((error.kind(), requests(&seen)), (ErrorKind::Upstream, 2));
    }
}

#[tokio::test]
async fn what_passes_is_repeated_and_what_does_not_is_not() {
    let check = async |status: &'static str, expect_requests: usize, succeeds: bool| {
        let (url, seen) = serve(move |n, _| match n {
            0 => (format!("{status}\r\nretry-after: 0"), "{}".to_owned()),
            _ => says(LlmProvider::OpenAi, GOOD),
        });
        let outcome = open(LlmProvider::OpenAi, &url).ask(&question()).await;
        assert_eq!(outcome.is_ok(), succeeds, "{status}");
        assert_eq!(requests(&seen), expect_requests, "{status}");
    };
    check("429 Too Many Requests", 2, true).await;
    check("500 Internal Server Error", 2, true).await;
    check("529 Overloaded", 2, true).await;
    check("401 Unauthorized", 1, false).await;
    check("400 Bad Request", 1, false).await;
    check("302 Found\r\nlocation: http://127.0.0.1:1/", 1, false).await;
}

#[tokio::test]
async fn after_failures_in_a_row_it_is_left_alone() {
    let (url, seen) = serve(|_, _| ("401 Unauthorized".to_owned(), "{}".to_owned()));
    let config = LlmConfig {
        breaker_failures: 3,
        ..config(LlmProvider::OpenAi, &url)
    };
    let llm = open_llm(&config).unwrap().unwrap();
    for _ in 0..3 {
        assert_eq!(
            llm.ask(&question()).await.unwrap_err().kind(),
            ErrorKind::Upstream
        );
    }
    let error = llm.ask(&question()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Overloaded);
    assert!(error.retry_after_ms().is_some());
    assert_eq!(requests(&seen), 3, "nothing was sent the fourth time");
}

#[tokio::test]
async fn a_reply_of_another_form_is_not_quoted() {
    let bodies = [
        r#"{"choices":"canary","content":"canary"}"#,
        r#"{"choices":[{"message":{"content":{"canary":1}}}],"content":[{"type":"text","text":7}]}"#,
        "canary",
    ];
    for provider in PROVIDERS {
        for body in bodies {
            let (url, _) = serve(move |_, _| ("200 OK".to_owned(), body.to_owned()));
            let error = open(provider, &url).ask(&question()).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Upstream, "{body}");
            let told = format!("{error:?} {error}");
            assert!(!told.contains("canary"), "{told}");
        }
    }
}

#[tokio::test]
async fn a_private_host_must_be_allowed_and_a_secret_is_not_told() {
    let (url, seen) = serve(|_, _| ("403 Forbidden".to_owned(), "sk-secret I moved".to_owned()));
    let refused = LlmConfig {
        allow_private: false,
        ..config(LlmProvider::OpenAi, &url)
    };
    let error = open_llm(&refused)
        .unwrap()
        .unwrap()
        .ask(&question())
        .await
        .unwrap_err();
    assert_eq!((error.kind(), requests(&seen)), (ErrorKind::Upstream, 0));
    let error = open(LlmProvider::OpenAi, &url)
        .ask(&question())
        .await
        .unwrap_err();
    let told = format!("{error:?} {error}");
    assert!(
        !told.contains("sk-secret") && !told.contains("Berlin"),
        "{told}"
    );
    assert!(
        open_llm(&LlmConfig::default()).unwrap().is_none(),
        "no model by default"
    );
    let nameless = LlmConfig {
        model: String::new(),
        ..refused
    };
    assert_eq!(
        open_llm(&nameless).err().unwrap().field(),
        Some("llm.model")
    );
}

/// Ten thousand hostile answers: whatever comes, what is taken over is within bounds.
#[test]
fn hostile_answers_give_nothing_that_does_not_fit() {
    let mut state = 7_u64;
    let mut random = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let (mut taken, mut refused) = (0, 0);
    for _ in 0..10_000 {
        let text = hostile(&mut random);
        let Ok(json) = inference::llm::read_object(&text) else {
            refused += 1;
            continue;
        };
        let answer = inference::llm::Answer { json, tokens: 0 };
        let (statements, _) = read_extraction(&answer, 3);
        assert!(statements.len() <= 100);
        for stated in &statements {
            assert!(stated.message < 3 && stated.entities.len() <= 10);
            assert!(
                (1..=500).contains(&stated.text.chars().count()),
                "{stated:?}"
            );
            assert!(!stated.text.contains('\0') && stated.type_.chars().count() <= 100);
        }
        taken += statements.len();
        let verdicts = inference::llm::tasks::read_adjudication(&answer, 3);
        assert_eq!(verdicts.len(), 3);
        if let Some(text) = inference::llm::tasks::read_wording(&answer) {
            assert!(text.chars().count() <= 4000);
        }
    }
    assert!(
        taken > 500 && refused > 500,
        "both sorts come up: {taken}, {refused}"
    );
}

/// A good answer with something done to it.
fn hostile(random: &mut impl FnMut(usize) -> usize) -> String {
    let odd = [
        json!(null),
        json!(-1),
        json!(1e300),
        json!("\u{0}"),
        json!(""),
        json!("x".repeat(4_100)),
        json!([[[]]]),
        json!({ "org_id": "other" }),
        json!("\u{202e}"),
        json!(u64::MAX),
        json!(true),
    ];
    let mut answer: Value = serde_json::from_str(GOOD).unwrap();
    let item = answer["statements"][0].clone();
    let count = [0, 1, 2, 120][random(4)];
    answer["statements"] = Value::Array(vec![item; count]);
    for at in 0..count.min(20) {
        let fields = [
            "message", "text", "type", "subject", "value", "entities", "org_id", "trust",
        ];
        if random(2) == 0 {
            answer["statements"][at][fields[random(8)]] = odd[random(odd.len())].clone();
        }
    }
    if random(4) == 0 {
        answer[["statements", "text", "verdicts"][random(3)]] = odd[random(odd.len())].clone();
    }
    let mut text = answer.to_string();
    match random(6) {
        0 => {
            let mut end = random(text.len());
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.truncate(end);
        }
        1 => text = format!("```json\n{text}\n``` I hope this helps!"),
        2 => text = "[".repeat(random(5_000)) + &text,
        3 => text = text.replace(':', " "),
        _ => {}
    }
    text
}
