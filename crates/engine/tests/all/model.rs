//! What a language model has a say in, and what it has not: over the wire, against a provider on this
//! machine that says what a test wants.

use std::time::Duration;

use engine::{
    Access, AddEvents, AddMemories, CreateGroup, DetectContradictions, ListMemories, MemoryRef,
    NewMemoryInput, PageRequest, Refiner, Reflect, Strategy, Suggestion, Summarise, UpdateBelief,
};
use inference::llm::{LlmConfig, LlmProvider, open_llm};
use serde_json::{Value as Json, json};
use types::{EventKind, GroupKind, Job, JobState, Memory, MemoryId, Status, Trust};

use crate::common::*;
use crate::provider::{Seen, serve};

/// What a model says to the question of a name: text that should be JSON; `None`: status 500.
type Script = fn(name: &str, material: &str) -> Option<String>;

async fn harness(script: Script, tokens_per_day: u64) -> (Harness, Seen) {
    let (url, seen) = serve(move |_, body| {
        let name = body["response_format"]["json_schema"]["name"].as_str();
        let material = body["messages"][1]["content"].as_str();
        match script(name.expect("a name"), material.expect("material")) {
            None => ("500 Internal Server Error".to_owned(), String::new()),
            Some(text) => {
                let reply = json!({
                    "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "small",
                    "choices": [{
                        "index": 0, "finish_reason": "stop",
                        "message": { "role": "assistant", "content": text, "refusal": null },
                    }],
                    "usage": { "prompt_tokens": 40, "completion_tokens": 2, "total_tokens": 42 },
                });
                ("200 OK".to_owned(), reply.to_string())
            }
        }
    });
    let config = LlmConfig {
        provider: LlmProvider::OpenAi,
        base_url: url,
        model: "small".to_owned(),
        allow_private: true,
        retries_max: 0,
        timeout_ms: 5000,
        breaker_failures: 1000,
        ..LlmConfig::default()
    };
    let refiner = Refiner {
        llm: open_llm(&config).expect("opens").expect("is configured"),
        tokens_per_org_per_day: tokens_per_day,
    };
    let harness = Harness::with_llm(refiner, |config| {
        config.job_attempts_max = 2;
        config.job_poll_ms = 10;
    });
    (harness.await, seen)
}

/// Waits until every job has ended; those of a kind, oldest first.
async fn jobs(h: &Harness, access: &Access, kind: &str) -> Vec<Job> {
    let page = PageRequest {
        limit: 100,
        ..PageRequest::default()
    };
    for _ in 0..2000 {
        let all = h
            .engine
            .list_jobs(access, None, &page)
            .await
            .expect("answers")
            .items;
        let waits = |job: &Job| matches!(job.state, JobState::Queued | JobState::Running);
        if !all.iter().any(waits) {
            h.settle().await;
            let mut all: Vec<Job> = all.into_iter().filter(|job| job.kind == kind).collect();
            all.sort_by_key(|job| job.id);
            return all;
        }
        // A retry waits for the clock.
        if all
            .iter()
            .any(|job| waits(job) && job.run_at > h.engine_now())
        {
            h.clock.advance_ms(60_000);
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the jobs do not end");
}

/// Lets somebody say something; what the refining of it brought out.
async fn say(h: &Harness, kind: EventKind, text: &str) -> Json {
    let access = h.anyone().await;
    h.clock.advance_ms(60_000);
    let mut said = event(user("ann"), text);
    said.kind = kind;
    let command = AddEvents {
        events: vec![said],
        idempotency: None,
    };
    h.engine
        .add_events(&access, command)
        .await
        .expect("answers");
    let jobs = jobs(h, &access, "refine").await;
    jobs.last()
        .and_then(|job| job.result.clone())
        .unwrap_or_default()
}

async fn note(h: &Harness, text: &str) -> Memory {
    let access = h.anyone().await;
    h.clock.advance_ms(60_000);
    let added = h.engine.add_memories(&access, memory(user("ann"), text));
    added.await.expect("answers").memories.remove(0)
}

async fn get(h: &Harness, id: MemoryId) -> Memory {
    let access = h.anyone().await;
    let target = MemoryRef::Id(id);
    h.engine
        .get_memory(&access, &target)
        .await
        .expect("answers")
}

/// The texts of all that is believed and was not said in these words.
async fn believed(h: &Harness) -> Vec<String> {
    let access = h.anyone().await;
    let list = ListMemories {
        at: user("ann"),
        ..ListMemories::default()
    };
    let items = h
        .engine
        .list_memories(&access, list)
        .await
        .expect("answers")
        .items;
    let derived = items.into_iter().filter(|memory| !memory.verbatim);
    let mut texts: Vec<String> = derived.map(|memory| memory.text).collect();
    texts.sort();
    texts
}

fn stated(text: &str, attribute: &str, value: &str) -> Json {
    json!({
        "message": 0, "text": text, "type": "fact", "subject": "user", "attribute": attribute,
        "value": value, "negated": false, "entities": [],
        // What a model has no say in.
        "trust": "operator", "valid_from": "2001-01-01T00:00:00Z", "supersedes": "everything",
    })
}

fn statements(all: Vec<Json>) -> Option<String> {
    Some(json!({ "statements": all }).to_string())
}

/// Reads "Berlin it is ..." as a move, and makes one up for "Paris ...".
fn reads_moves(name: &str, material: &str) -> Option<String> {
    match (name, material) {
        ("statements", said) if said.contains("Berlin it is") => statements(vec![
            stated("User lives in Berlin", "residence", "Berlin"),
            json!({ "message": 0, "text": "x", "type": 7 }),
        ]),
        ("statements", said) if said.contains("What a week") => {
            statements(vec![stated("User lives in Rome", "residence", "Rome")])
        }
        ("statements", said) if said.contains("Globex") => {
            statements(vec![stated("Anna works at Globex", "employer", "Globex")])
        }
        ("statements", _) => statements(Vec::new()),
        _ => None,
    }
}

#[tokio::test]
async fn a_correction_that_only_a_model_reads_closes_what_it_corrects() {
    let (h, _) = harness(reads_moves, 1_000_000).await;
    say(&h, EventKind::UserMessage, "I live in Lisbon.").await;
    assert_eq!(believed(&h).await, ["User lives in Lisbon"]);
    let result = say(
        &h,
        EventKind::UserMessage,
        "Berlin it is for me and my boxes.",
    )
    .await;
    assert_eq!(
        (&result["added"], &result["corrected"], &result["dropped"]),
        (&json!(1), &json!(1), &json!(1))
    );
    assert_eq!(believed(&h).await, ["User lives in Berlin"]);
    let access = h.anyone().await;
    let found = h.found(&access, search(user("ann"), "Lisbon")).await;
    assert!(
        !found.contains(&"I live in Lisbon.".to_owned()),
        "{found:?}"
    );
    let list = ListMemories {
        at: user("ann"),
        include_superseded: true,
        ..ListMemories::default()
    };
    let all = h
        .engine
        .list_memories(&access, list)
        .await
        .expect("answers")
        .items;
    let old = all
        .iter()
        .find(|m| m.text == "User lives in Lisbon")
        .expect("answers");
    let new = all
        .iter()
        .find(|m| m.text == "User lives in Berlin")
        .expect("answers");
    assert_eq!(
        (old.status, old.superseded_by),
        (Status::Superseded, Some(new.id))
    );
    assert_eq!(new.provenance.model.as_deref(), Some("small"));
    assert_eq!((new.trust, new.valid_to), (Trust::UserStated, None));
    assert_eq!(
        new.valid_from, old.valid_to,
        "the event's time, not the model's"
    );
}

#[tokio::test]
async fn what_a_model_makes_up_closes_nothing() {
    let (h, _) = harness(reads_moves, 1_000_000).await;
    say(&h, EventKind::UserMessage, "I live in Lisbon.").await;
    let result = say(&h, EventKind::UserMessage, "What a week, so many boxes.").await;
    assert_eq!(result["corrected"], 0, "{result}");
    let believed = believed(&h).await;
    assert!(
        believed.contains(&"User lives in Lisbon".to_owned()),
        "{believed:?}"
    );
}

#[tokio::test]
async fn what_a_model_reads_closes_nothing_that_is_trusted_more() {
    let (h, _) = harness(reads_moves, 1_000_000).await;
    say(&h, EventKind::AppEvent, "Anna works at Acme.").await;
    let before = believed(&h).await;
    assert_eq!(before.len(), 1, "{before:?}");
    let result = say(
        &h,
        EventKind::UserMessage,
        "Anna? Globex has her on the pay roll.",
    )
    .await;
    assert_eq!(result["corrected"], 0, "{result}");
    assert!(believed(&h).await.contains(&before[0]));
}

/// Finds the last of each batch untrue, whatever it is.
fn finds_contradictions(name: &str, material: &str) -> Option<String> {
    match name {
        "statements" if material.contains("red room") => statements(vec![stated(
            "The standup of the team takes place in the red room",
            "",
            "red room",
        )]),
        "statements" => statements(Vec::new()),
        "verdicts" => {
            let pairs = material.matches("\"pair\"").count();
            let verdicts: Vec<Json> = (0..pairs)
                .map(|pair| json!({ "pair": pair, "verdict": "contradicts", "delete": "all" }))
                .chain([json!({ "pair": 99, "verdict": "contradicts" }), json!("x")])
                .collect();
            Some(json!({ "verdicts": verdicts }).to_string())
        }
        _ => None,
    }
}

const BLUE: &str = "The standup of the team takes place in the blue room";

#[tokio::test]
async fn a_verdict_on_an_undecided_pair_is_the_models_and_closes_what_is_not_trusted_more() {
    let (h, _) = harness(finds_contradictions, 1_000_000).await;
    let blue = note(&h, BLUE).await;
    let pinned = {
        let access = h.anyone().await;
        let input = NewMemoryInput {
            at: user("ann"),
            text: "The standup of the team takes place in the big room".to_owned(),
            pinned: true,
            ..NewMemoryInput::default()
        };
        let command = AddMemories {
            memories: vec![input],
            idempotency: None,
        };
        let added = h
            .engine
            .add_memories(&access, command)
            .await
            .expect("answers");
        added.memories[0].id
    };
    let others = {
        let access = h.anyone().await;
        let command = memory(user("bob"), BLUE);
        let added = h
            .engine
            .add_memories(&access, command)
            .await
            .expect("answers");
        added.memories[0].id
    };
    let said = "Standup of the team? The red room takes it.";
    let result = say(&h, EventKind::UserMessage, said).await;
    assert_eq!(
        (&result["judged"], &result["corrected"]),
        (&json!(1), &json!(1))
    );
    let old = get(&h, blue.id).await;
    assert_eq!(old.status, Status::Superseded);
    let by = get(&h, old.superseded_by.expect("answers")).await;
    assert_eq!(by.provenance.model.as_deref(), Some("small"));
    for kept in [pinned, others] {
        assert_eq!(get(&h, kept).await.status, Status::Active);
    }
}

fn contradicting(text: &str) -> DetectContradictions {
    DetectContradictions {
        text: text.to_owned(),
        at: user("ann"),
        ..DetectContradictions::default()
    }
}

#[tokio::test]
async fn what_the_rules_leave_undecided_is_put_before_the_model() {
    let (h, seen) = harness(finds_contradictions, 1_000_000).await;
    let access = h.anyone().await;
    let blue = note(&h, BLUE).await;
    let text = "The standup of the team takes place in the red room";
    let found = h.engine.detect_contradictions(&access, contradicting(text));
    let found = found.await.expect("answers");
    assert_eq!(found.contradictions.len(), 1);
    let one = &found.contradictions[0];
    assert_eq!(
        (one.memory.id, one.judged_by.as_deref()),
        (blue.id, Some("small"))
    );
    assert_eq!(found.suggested, Suggestion::Supersede);
    assert!(found.degraded.is_empty());
    assert_eq!(
        get(&h, blue.id).await.status,
        Status::Active,
        "nothing is written"
    );
    // What the rules decide is not asked; nor does a write wait for a verdict.
    let asked = seen.lock().expect("answers").len();
    note(&h, "User lives in Lisbon").await;
    let decided = contradicting("User lives in Berlin");
    let decided = h
        .engine
        .detect_contradictions(&access, decided)
        .await
        .expect("answers");
    assert_eq!(decided.contradictions[0].judged_by, None);
    let belief = UpdateBelief {
        memory: NewMemoryInput {
            at: user("ann"),
            text: text.to_owned(),
            ..NewMemoryInput::default()
        },
        strategy: Strategy::Auto,
        ..UpdateBelief::default()
    };
    h.engine
        .update_belief(&access, belief)
        .await
        .expect("answers");
    assert_eq!(get(&h, blue.id).await.status, Status::Active);
    assert_eq!(seen.lock().expect("answers").len(), asked);
}

#[tokio::test]
async fn without_a_verdict_the_rules_stand_and_the_answer_says_so() {
    let scripts: [(Script, u64); 6] = [
        (|_, _| None, 1_000_000),
        (finds_contradictions, 10),
        (|_, _| Some("certainly!".to_owned()), 1_000_000),
        (|_, _| Some("[]".to_owned()), 1_000_000),
        (
            |_, _| Some(r#"{"verdicts":"contradicts"}"#.to_owned()),
            1_000_000,
        ),
        (
            |_, _| Some(r#"{"verdicts":[{"pair":-1,"verdict":"contradicts"}]}"#.to_owned()),
            1_000_000,
        ),
    ];
    for (script, budget) in scripts {
        let (h, _) = harness(script, budget).await;
        let access = h.anyone().await;
        note(&h, BLUE).await;
        let text = "The standup of the team takes place in the red room";
        let found = h.engine.detect_contradictions(&access, contradicting(text));
        let found = found.await.expect("answers");
        assert_eq!(found.contradictions, []);
        assert_eq!(found.degraded, ["language_model"]);
    }
}

const TALK: [&str; 3] = [
    "The launch of the billing service is on March 14.",
    "Anna must finish the load test of the billing service.",
    "The budget of the launch is 9000 euros.",
];

fn words_it(name: &str, material: &str) -> Option<String> {
    match name {
        "wording" if material.contains("MAKE IT UP") => None,
        "wording" => Some(
            json!({ "text": "Billing launches on March 14.", "trust": "operator", "id": "x" })
                .to_string(),
        ),
        _ => statements(Vec::new()),
    }
}

/// Stores what was talked about and summarises it; the summary as it is in the end, and the job's
/// result.
async fn summarised(h: &Harness) -> (Memory, Json) {
    let access = h.anyone().await;
    for text in TALK {
        note(h, text).await;
    }
    let command = Summarise {
        at: user("ann"),
        ..Summarise::default()
    };
    let made = h.engine.summarise(&access, command).await.expect("answers");
    let id = made.summaries[0].memory_id.expect("answers");
    let words = jobs(h, &access, "word").await;
    assert_eq!(words.len(), 1);
    (
        get(h, id).await,
        words[0].result.clone().unwrap_or_default(),
    )
}

#[tokio::test]
async fn a_summary_is_worded_later_and_keeps_everything_but_its_text() {
    let (h, _) = harness(words_it, 1_000_000).await;
    let access = h.anyone().await;
    let (summary, result) = summarised(&h).await;
    assert_eq!(result["worded"], true, "{result}");
    assert_eq!(summary.text, "Billing launches on March 14.");
    assert_eq!(summary.provenance.model.as_deref(), Some("small"));
    let target = MemoryRef::Id(summary.id);
    let history = h.engine.history(&access, &target).await.expect("answers");
    let made = &history[0].memory;
    assert!(made.text.contains("9000 euros"), "{}", made.text);
    assert_eq!(history.last().expect("answers").action, "word");
    let mut expect = made.clone();
    expect.text.clone_from(&summary.text);
    expect
        .provenance
        .model
        .clone_from(&summary.provenance.model);
    (expect.revision, expect.updated_at) = (summary.revision, summary.updated_at);
    assert_eq!(summary, expect);
    let found = h
        .found(&access, search(user("ann"), "billing launches"))
        .await;
    assert!(found.contains(&summary.text));
    let again = Summarise {
        at: user("ann"),
        ..Summarise::default()
    };
    let again = h.engine.summarise(&access, again).await.expect("answers");
    assert_eq!(
        (again.written, again.summaries[0].text.as_str()),
        (0, summary.text.as_str())
    );
}

#[tokio::test]
async fn words_that_cannot_be_used_leave_the_sources_words() {
    let scripts: [(Script, &str); 8] = [
        (
            |_, _| Some(r#"{"text":""}"#.to_owned()),
            "the answer cannot be used",
        ),
        (
            |_, _| Some(r#"{"text":["a"]}"#.to_owned()),
            "the answer cannot be used",
        ),
        (
            |_, _| Some(r#"{"text":"Launch\u001b[2J"}"#.to_owned()),
            "the answer cannot be used",
        ),
        (
            |_, _| Some(r#"{"text":"Launch on March 15 for 1 million."}"#.to_owned()),
            "the answer cannot be used",
        ),
        (
            |_, _| Some(json!({ "text": "launch ".repeat(500) }).to_string()),
            "the answer cannot be used",
        ),
        (|_, _| Some("not JSON".to_owned()), "upstream"),
        (|_, _| None, "upstream"),
        (|_, _| Some("x".repeat(3 << 20)), "upstream"),
    ];
    for (script, why) in scripts {
        let (h, _) = harness(script, 1_000_000).await;
        let (summary, result) = summarised(&h).await;
        assert_eq!(
            (&result["worded"], &result["degraded"]),
            (&json!(false), &json!(why))
        );
        assert!(summary.text.contains("9000 euros"), "{}", summary.text);
        assert_eq!((summary.revision, summary.provenance.model), (1, None));
    }
    let (h, seen) = harness(words_it, 10).await;
    let (summary, result) = summarised(&h).await;
    assert_eq!(result["degraded"], "the day's budget is used up");
    assert_eq!(
        (summary.revision, seen.lock().expect("answers").len()),
        (1, 0)
    );
}

#[tokio::test]
async fn an_insight_and_a_groups_prompt_are_worded() {
    let (h, _) = harness(
        |name, _| match name {
            "wording" => Some(json!({ "text": "Green tea it is." }).to_string()),
            _ => statements(Vec::new()),
        },
        1_000_000,
    )
    .await;
    let access = h.anyone().await;
    for text in [
        "User likes green tea",
        "User likes mint tea",
        "User likes black tea",
    ] {
        note(&h, text).await;
    }
    let command = Reflect {
        at: user("ann"),
        min_pattern_strength: 0.1,
        ..Reflect::default()
    };
    let reflected = h
        .engine
        .reflect(&access, command.clone())
        .await
        .expect("answers");
    assert!(!reflected.insights.is_empty());
    let worded = jobs(&h, &access, "word").await;
    assert_eq!(worded.len(), reflected.insights.len());
    for insight in &reflected.insights {
        let memory = get(&h, insight.memory_id.expect("answers")).await;
        assert_eq!(memory.text, "Green tea it is.");
        assert_eq!(memory.type_, "insight");
        assert!(memory.derived_from.len() >= 2);
    }
    let again = h.engine.reflect(&access, command).await.expect("answers");
    assert_eq!(again.insights, []);

    let create = CreateGroup {
        kind: GroupKind::Team,
        id: Some("ops".to_owned()),
        name: "Ops".to_owned(),
        focus: "Deployments".to_owned(),
        promotion_prompt: None,
    };
    h.engine
        .create_group(&access, create.clone())
        .await
        .expect("answers");
    jobs(&h, &access, "word").await;
    let group = h
        .engine
        .get_group(&access, GroupKind::Team, "ops")
        .await
        .expect("answers");
    assert_eq!(group.promotion_prompt, "Green tea it is.");
    assert_eq!(group.prompt_meta["model"], "small");
    // What somebody wrote stays.
    let create = CreateGroup {
        id: Some("dev".to_owned()),
        promotion_prompt: Some("Mine.".to_owned()),
        ..create
    };
    h.engine
        .create_group(&access, create)
        .await
        .expect("answers");
    jobs(&h, &access, "word").await;
    let group = h
        .engine
        .get_group(&access, GroupKind::Team, "dev")
        .await
        .expect("answers");
    assert_eq!(group.promotion_prompt, "Mine.");
}
