//! Remote embeddings against a small endpoint on this machine.

#![expect(clippy::unwrap_used, reason = "a test")]

use inference::{
    Condition, Embedder, EmbeddingConfig, ErrorKind, OpenAiEmbedder, Provider, Secret,
};
use serde_json::{Value, json};

use crate::common::serve;

/// The vector of a text is [its length, 1]; items come in reverse order.
fn embed(body: &Value) -> (String, String) {
    let inputs = body["input"].as_array().unwrap();
    let item = |(index, text): (usize, &Value)| json!({ "index": index, "embedding": [text.as_str().unwrap().len(), 1] });
    let data: Vec<_> = inputs.iter().enumerate().map(item).rev().collect();
    ("200 OK".to_owned(), json!({ "data": data }).to_string())
}

fn config(base_url: &str) -> EmbeddingConfig {
    EmbeddingConfig {
        provider: Provider::OpenAi,
        base_url: base_url.to_owned(),
        api_key: Secret::new("sk-secret"),
        model: "small".to_owned(),
        dimension: 2,
        allow_private: true,
        batch_max: 3,
        ..EmbeddingConfig::default()
    }
}

fn open(url: &str) -> OpenAiEmbedder {
    OpenAiEmbedder::new(&config(url)).unwrap()
}

/// The length that [`embed`] saw.
fn length(vector: &[f32]) -> usize {
    (vector[0] / vector[1]).round() as usize
}

#[tokio::test]
async fn texts_come_back_in_order() {
    let (url, seen) = serve(|_, body| embed(body));
    let texts: Vec<_> = (0..10).map(|i| "x".repeat(i)).collect();
    let vectors = open(&url).embed_documents(texts).await.unwrap();
    for (i, chunks) in vectors.iter().enumerate() {
        let lengths: Vec<_> = chunks.iter().map(|vector| length(vector)).collect();
        assert_eq!(lengths, if i == 0 { vec![] } else { vec![i] });
        assert!(
            chunks
                .iter()
                .all(|v| (v[0] * v[0] + v[1] * v[1] - 1.0).abs() < 1e-5)
        );
    }
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 3, "nine texts in batches of three");
    let (head, body) = &seen[0];
    assert!(head.starts_with("POST /v1/embeddings "), "{head}");
    assert!(head.contains("authorization: Bearer sk-secret"), "{head}");
    assert_eq!(body["model"], "small");
    assert_eq!(body.get("dimensions"), None);
}

#[tokio::test]
async fn queries_and_long_texts() {
    let (url, seen) = serve(|_, body| embed(body));
    let embedder = open(&url);
    assert_eq!(embedder.model().id, "small/2");
    assert_eq!(embedder.embed_query(" \n").await.unwrap(), None);
    assert_eq!(seen.lock().unwrap().len(), 0);
    assert_eq!(
        length(&embedder.embed_query(" four ").await.unwrap().unwrap()),
        4
    );
    let vectors = embedder
        .embed_documents(vec!["word ".repeat(2000)])
        .await
        .unwrap();
    assert_eq!(vectors[0].len(), 6);
}

#[tokio::test]
async fn busy_endpoint_is_asked_again() {
    let (url, seen) = serve(|number, body| match number {
        0 => (
            "429 Too Many Requests\r\nretry-after: 0".to_owned(),
            String::new(),
        ),
        1 => (
            "503 Service Unavailable\r\nretry-after: 0".to_owned(),
            String::new(),
        ),
        _ => embed(body),
    });
    assert_eq!(
        length(&open(&url).embed_query("abc").await.unwrap().unwrap()),
        3
    );
    assert_eq!(seen.lock().unwrap().len(), 3);
}

#[tokio::test]
async fn failures_say_what_they_are() {
    let check = async |status: &'static str, body: &'static str, requests: usize| {
        let (url, seen) = serve(move |_, _| (status.to_owned(), body.to_owned()));
        let error = open(&url)
            .embed_documents(vec!["text".to_owned()])
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Upstream, "{status}");
        let told = format!("{error:?}{error}");
        for secret in ["sk-secret", "canary"] {
            assert!(!told.contains(secret), "{told}");
        }
        assert_eq!(seen.lock().unwrap().len(), requests, "{status}");
        error.retry_after_ms()
    };
    check("401 Unauthorized", "bad key", 1).await;
    // Endpoints quote what they were sent: none of a body may reach a log.
    check("400 Bad Request", r#"{"detail":[{"input":"canary"}]}"#, 2).await;
    check("200 OK", r#"{"data":"canary"}"#, 1).await;
    check(
        "200 OK",
        r#"{"data":[{"index":"canary","embedding":[1]}]}"#,
        1,
    )
    .await;
    check(
        "307 Temporary Redirect\r\nlocation: http://127.0.0.1:9/",
        "",
        1,
    )
    .await;
    check("200 OK", r#"{"data":[{"index":0,"embedding":[1,2,3]}]}"#, 1).await;
    check("200 OK", "not json", 1).await;
    check("500 Internal Server Error\r\nretry-after: 0", "", 4).await;
    // A pause longer than we wait is handed on to the caller.
    let retry_after_ms = check("429 Too Many Requests\r\nretry-after: 60", "", 1).await;
    assert_eq!(retry_after_ms, Some(60_000));
}

/// As [`embed`], but refuses every request that has a text with "bad" in it.
fn embed_but_bad(body: &Value, status: &str) -> (String, String) {
    let inputs = body["input"].as_array().unwrap();
    let is_bad = |text: &Value| text.as_str().unwrap().contains("bad");
    match inputs.iter().any(is_bad) {
        true => (status.to_owned(), body.to_string()),
        false => embed(body),
    }
}

#[tokio::test]
async fn a_refused_text_costs_no_other_its_vector() {
    let check = async |status: &'static str, texts: &[&str], expect: &[usize], refused: u64| {
        let (url, seen) = serve(move |_, body| embed_but_bad(body, status));
        let config = EmbeddingConfig {
            batch_max: 8,
            ..config(&url)
        };
        let embedder = OpenAiEmbedder::new(&config).unwrap();
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        let vectors = embedder.embed_documents(texts).await.unwrap();
        let lengths: Vec<usize> = vectors
            .iter()
            .map(|chunks| chunks.first().map_or(0, |vector| length(vector)))
            .collect();
        assert_eq!(lengths, expect, "{status}");
        let condition = Condition {
            refused_texts: refused,
            failing: None,
        };
        assert_eq!(embedder.condition(), condition, "{status}");
        seen.lock().unwrap().len()
    };
    for status in ["400 Bad Request", "422 No", "413 Content Too Large"] {
        let texts = ["a", "bb", "ccc", "bad", "eeeee", "ffffff"];
        check(status, &texts, &[1, 2, 3, 0, 5, 6], 1).await;
    }
    let alone = check("400 Bad Request", &["bad"], &[0], 1).await;
    assert_eq!(alone, 2, "the text, and one that is known to be harmless");
    let all = ["bad", "bad 2", "bad 3"];
    check("400 Bad Request", &all, &[0, 0, 0], 3).await;
    assert_eq!(check("400 Bad Request", &["a"], &[1], 0).await, 1);
}

#[tokio::test]
async fn where_all_is_refused_no_text_is_given_up() {
    let refuse = |_: usize, _: &Value| ("400 Bad Request".to_owned(), "no such model".to_owned());
    let (url, seen) = serve(refuse);
    let embedder = open(&url);
    let texts = vec!["a".to_owned(), "bb".to_owned()];
    let error = embedder.embed_documents(texts).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Upstream);
    let condition = Condition {
        refused_texts: 0,
        failing: Some(ErrorKind::Upstream),
    };
    assert_eq!(embedder.condition(), condition);
    assert_eq!(
        seen.lock().unwrap().len(),
        2,
        "the texts are not taken apart"
    );
}

#[tokio::test]
async fn how_the_last_call_ended_is_known() {
    let (url, _) = serve(|number, body| match number {
        1 => ("401 Unauthorized".to_owned(), String::new()),
        _ => embed(body),
    });
    let embedder = open(&url);
    assert_eq!(embedder.condition().failing, None, "nothing was asked");
    for failing in [None, Some(ErrorKind::Upstream), None] {
        let answer = embedder.embed_query("text").await;
        assert_eq!(answer.err().map(|error| error.kind()), failing);
        assert_eq!(embedder.condition().failing, failing);
    }
}

#[tokio::test]
async fn slow_endpoint_times_out() {
    let (url, _) = serve(|_, body| {
        std::thread::sleep(std::time::Duration::from_secs(2));
        embed(body)
    });
    let config = EmbeddingConfig {
        timeout_ms: 50,
        retries_max: 0,
        ..config(&url)
    };
    let error = OpenAiEmbedder::new(&config)
        .unwrap()
        .embed_query("text")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

#[tokio::test]
async fn private_endpoint_must_be_allowed() {
    let (url, seen) = serve(|_, body| embed(body));
    let config = EmbeddingConfig {
        allow_private: false,
        ..config(&url)
    };
    let error = OpenAiEmbedder::new(&config)
        .unwrap()
        .embed_query("text")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Upstream);
    assert_eq!(seen.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn asks_for_a_dimension_only_where_configured() {
    let (url, seen) = serve(|_, body| embed(body));
    let config = EmbeddingConfig {
        request_dimension: true,
        ..config(&url)
    };
    OpenAiEmbedder::new(&config)
        .unwrap()
        .embed_query("text")
        .await
        .unwrap();
    assert_eq!(seen.lock().unwrap()[0].1["dimensions"], 2);
}
