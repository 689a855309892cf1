//! Refinement by a language model, which here says what a test wants.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::common::*;
use async_trait::async_trait;
use engine::{Access, DeleteMemory, ListMemories, MemoryRef, PageRequest, Refiner};
use inference::llm::{Answer, Llm, Question};
use serde_json::{Value as Json, json};
use types::{Error, ErrorKind, JobState, Memory, Trust};

/// Says `statements`, or fails.
struct Scripted {
    statements: Mutex<Option<Json>>,
    asked: AtomicUsize,
}

#[async_trait]
impl Llm for Scripted {
    fn model(&self) -> &str {
        "scripted"
    }

    async fn ask(&self, _question: &Question) -> Result<Answer, Error> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        match self.statements.lock().expect("not poisoned").clone() {
            Some(statements) => Ok(Answer {
                json: json!({ "statements": statements }),
                tokens: 100,
            }),
            None => Err(Error::new(ErrorKind::Upstream, "no answer")),
        }
    }
}

fn stated(message: usize, text: &str) -> Json {
    json!({
        "message": message, "text": text, "type": "preference", "subject": "user",
        "attribute": "mood", "value": "blue", "entities": ["Blue"],
        // What a model has no say in.
        "org_id": "other", "trust": "operator", "user_id": "eve", "id": "x",
    })
}

async fn harness(statements: Option<Json>, tokens_per_day: u64) -> (Harness, Arc<Scripted>) {
    let llm = Arc::new(Scripted {
        statements: Mutex::new(statements),
        asked: AtomicUsize::new(0),
    });
    let refiner = Refiner {
        llm: Arc::clone(&llm) as _,
        tokens_per_org_per_day: tokens_per_day,
    };
    let harness = Harness::with_llm(refiner, |config| {
        config.job_attempts_max = 2;
        config.job_poll_ms = 10;
    });
    (harness.await, llm)
}

/// Lets users say things and waits until they are refined; the job's result.
async fn say(h: &Harness, access: &Access, texts: &[&str]) -> Json {
    let command = events(&user("ann"), texts);
    h.engine.add_events(access, command).await.expect("adds");
    let page = PageRequest {
        limit: 100,
        ..PageRequest::default()
    };
    for _ in 0..1000 {
        let jobs = h.engine.list_jobs(access, None, &page).await;
        let jobs = jobs.expect("lists").items.into_iter();
        let mut jobs: Vec<_> = jobs.filter(|job| job.kind == "refine").collect();
        jobs.sort_by_key(|job| job.id);
        if jobs.iter().all(|job| job.state == JobState::Done)
            && let Some(newest) = jobs.last()
        {
            return newest.result.clone().expect("a result");
        }
        // A retry waits for the clock; a runner's lease does not outlast it.
        if jobs.iter().any(|job| job.run_at > h.engine_now()) {
            h.clock.advance_ms(60_000);
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the job does not end");
}

async fn by_model(h: &Harness, access: &Access) -> Vec<Memory> {
    let listed = h
        .engine
        .list_memories(access, ListMemories::default())
        .await;
    let all = listed.expect("lists").items.into_iter();
    all.filter(|memory| memory.provenance.model.is_some())
        .collect()
}

#[tokio::test]
async fn what_a_model_finds_joins_what_is_known_and_the_rest_is_the_servers() {
    let answer = json!([
        stated(0, "User feels blue on Mondays"),
        stated(0, "user feels blue on mondays."),
        stated(1, "There is no second message"),
        { "message": 0 },
    ]);
    let (h, llm) = harness(Some(answer), 1_000_000).await;
    let access = h.anyone().await;
    let result = say(&h, &access, &["Mondays, you know ... blue all over."]).await;
    assert_eq!(llm.asked.load(Ordering::SeqCst), 1);
    assert_eq!(result["added"], 1);
    assert_eq!(result["dropped"], 2);
    assert_eq!(result["tokens"], 100);
    let found = by_model(&h, &access).await;
    assert_eq!(found.len(), 1, "the same twice is once");
    let memory = &found[0];
    assert_eq!(memory.text, "User feels blue on Mondays");
    // The words do not say who is blue: that it is the user is the model's.
    assert_eq!(memory.trust, Trust::AgentStated);
    assert_eq!(memory.coordinates, user("ann"));
    assert_eq!(memory.org_id.as_str(), "default");
    assert_eq!(memory.provenance.model.as_deref(), Some("scripted"));
    assert_eq!(memory.provenance.source_event_ids.len(), 1);
    assert_eq!(memory.derived_from.len(), 1);
    let usage = h.engine.usage(&access, START, h.engine_now()).await;
    let tokens = usage.expect("usage").into_iter();
    let tokens = tokens.filter(|point| point.dimension == "llm_tokens");
    assert_eq!(tokens.map(|point| point.quantity).sum::<u64>(), 100);
}

#[tokio::test]
async fn without_an_answer_everything_stays_and_the_job_says_so() {
    let (h, llm) = harness(None, 1_000_000).await;
    let access = h.anyone().await;
    let result = say(&h, &access, &["I live in Lisbon."]).await;
    assert_eq!(result["degraded"], "upstream");
    assert_eq!(llm.asked.load(Ordering::SeqCst), 2, "it was tried again");
    assert!(by_model(&h, &access).await.is_empty());
    let found = h.found(&access, search(user("ann"), "Lisbon")).await;
    assert_eq!(found, ["I live in Lisbon."]);
}

#[tokio::test]
async fn beyond_the_days_budget_nobody_is_asked() {
    let (h, llm) = harness(Some(json!([stated(0, "User is blue")])), 10).await;
    let access = h.anyone().await;
    let result = say(&h, &access, &["Blue, blue, blue."]).await;
    assert_eq!(result["degraded"], "the day's budget is used up");
    assert_eq!(llm.asked.load(Ordering::SeqCst), 0);
    assert!(by_model(&h, &access).await.is_empty());
}

#[tokio::test]
async fn what_was_taken_back_does_not_return_through_a_model() {
    let (h, _) = harness(Some(json!([stated(0, "User is blue")])), 1_000_000).await;
    let access = h.anyone().await;
    say(&h, &access, &["Blue, blue, blue."]).await;
    let found = by_model(&h, &access).await;
    let delete = DeleteMemory {
        target: MemoryRef::Id(found[0].id),
        expected_revision: None,
        hard: false,
        idempotency: None,
    };
    h.engine
        .delete_memory(&access, delete)
        .await
        .expect("deletes");
    let result = say(&h, &access, &["Blue as ever."]).await;
    assert_eq!(result["added"], 0);
    assert!(by_model(&h, &access).await.is_empty());
}

/// What a model says of the newest message.
fn found(text: &str, attribute: &str, value: &str) -> Json {
    json!({
        "message": 0, "text": text, "type": "fact", "subject": "user", "attribute": attribute,
        "value": value, "entities": [],
    })
}

/// What is believed after `before` was said, and `after`, of which a model found `answer`.
async fn believed(before: &str, pinned: bool, after: &str, answer: Json) -> (Vec<Memory>, Json) {
    let (h, llm) = harness(Some(json!([])), 1_000_000).await;
    let access = h.anyone().await;
    say(&h, &access, &[before]).await;
    let list = || ListMemories::default();
    if pinned {
        for memory in h
            .engine
            .list_memories(&access, list())
            .await
            .expect("lists")
            .items
        {
            let pin = engine::UpdateMemory {
                target: MemoryRef::Id(memory.id),
                patch: engine::MemoryPatch {
                    pinned: Some(!memory.verbatim),
                    ..Default::default()
                },
                expected_revision: None,
                idempotency: None,
            };
            h.engine.update_memory(&access, pin).await.expect("pins");
        }
    }
    h.clock.advance_ms(60_000);
    *llm.statements.lock().expect("not poisoned") = Some(json!([answer]));
    let result = say(&h, &access, &[after]).await;
    let listed = h.engine.list_memories(&access, list()).await;
    (listed.expect("lists").items, result)
}

#[tokio::test]
async fn what_nobody_said_as_so_is_no_statement_and_closes_nothing() {
    let madrid = || found("User lives in Madrid", "residence", "Madrid");
    let rows = [
        "What is the weather like in Madrid?",
        "If I lived in Madrid, I would eat later.",
        "My friend said \"I live in Madrid\".",
        "I do not live in Madrid.",
        "My sister lives in Madrid.",
        "Do I live in Madrid?",
        "So many boxes.",
    ];
    for after in rows {
        let (all, result) = believed("I live in Lisbon.", false, after, madrid()).await;
        assert_eq!(
            (&result["added"], &result["dropped"]),
            (&json!(0), &json!(1)),
            "{after}"
        );
        assert!(
            all.iter().any(|it| it.text == "User lives in Lisbon"),
            "{after}"
        );
    }
}

#[tokio::test]
async fn what_is_borne_out_only_in_part_joins_with_less_trust() {
    let rows = [
        ("I might move to Madrid.", "Madrid"),
        ("Madrid has great food.", "Madrid"),
        ("I love Madrid.", "Madrid"),
        ("I was looking at Madrid flats.", "Madrid city centre"),
    ];
    for (after, value) in rows {
        let text = format!("User lives in {value}");
        let answer = found(&text, "residence", value);
        let (all, _) = believed("I live in Lisbon.", false, after, answer).await;
        assert!(
            all.iter().any(|it| it.text == "User lives in Lisbon"),
            "{after}"
        );
        for memory in all.iter().filter(|it| it.provenance.model.is_some()) {
            assert_eq!(memory.trust, Trust::AgentStated, "{after}");
        }
    }
}

#[tokio::test]
async fn what_a_model_reads_closes_nothing_that_is_pinned() {
    let latin = || found("Always answer in Latin", "language", "Latin");
    let rows = [
        (
            "Always answer in French.",
            "How do you say hello in Latin?",
            latin(),
        ),
        (
            "I live in Lisbon.",
            "Berlin it is for me and my boxes.",
            found("User lives in Berlin", "residence", "Berlin"),
        ),
    ];
    for (before, after, answer) in rows {
        let (all, _) = believed(before, true, after, answer).await;
        let kept: Vec<&Memory> = all.iter().filter(|it| it.pinned).collect();
        assert_eq!(kept.len(), 1, "{before} / {after}: {all:#?}");
        assert!(kept[0].statements.iter().all(|it| it.closed.is_none()));
        assert!(all.iter().any(|it| it.text == before), "{after}: {all:#?}");
    }
}
