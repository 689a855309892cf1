//! Consolidation, reflection, promotion and summaries together with what corrects memories, and as
//! jobs.

use std::time::Duration;

use crate::common::{Harness, event, memory, search, session, user};
use engine::{
    Access, AddEvents, Consolidate, Consolidated, DeleteMemory, ListMemories, MemoryRef, Promote,
    Reflect, Summarise,
};
use types::{Coordinates, Job, JobState, Memory, Status};

async fn say(h: &Harness, at: &Coordinates, text: &str) {
    let access = h.anyone().await;
    h.clock.advance_ms(60_000);
    let command = AddEvents {
        events: vec![event(at.clone(), text)],
        idempotency: None,
    };
    h.engine.add_events(&access, command).await.expect("added");
    h.settle().await;
}

async fn listed(h: &Harness, include_superseded: bool) -> Vec<Memory> {
    let access = h.anyone().await;
    let command = ListMemories {
        include_superseded,
        ..ListMemories::default()
    };
    let page = h.engine.list_memories(&access, command).await;
    page.expect("lists").items
}

#[tokio::test]
async fn a_correction_reaches_every_source_of_what_was_merged() {
    let h = Harness::new().await;
    let access = h.anyone().await;
    say(&h, &session("u1", "s1"), "I live in Lisbon.").await;
    say(&h, &session("u1", "s2"), "I live in Lisbon.").await;
    let done = h.engine.consolidate(&access, Consolidate::default()).await;
    assert_eq!(done.expect("merges").merged, 1);
    let all = listed(&h, true).await;
    let survivor = all
        .iter()
        .find(|one| !one.verbatim && one.status == Status::Active)
        .expect("one stays");
    assert_eq!(survivor.provenance.source_event_ids.len(), 2);
    assert_eq!(survivor.derived_from.len(), 2);

    say(&h, &session("u1", "s3"), "I moved to Berlin.").await;
    for memory in listed(&h, false).await {
        assert!(!memory.text.contains("Lisbon"), "{memory:?}");
    }
    let found = h
        .found(&access, search(user("u1"), "where does the user live"))
        .await;
    assert!(found[0].contains("Berlin"), "{found:?}");
    assert!(
        !found.iter().any(|text| text.contains("Lisbon")),
        "{found:?}"
    );
}

#[tokio::test]
async fn what_is_no_longer_true_is_in_no_conclusion() {
    let h = Harness::new().await;
    let access = h.anyone().await;
    let at = session("u1", "s1");
    for text in [
        "I live in Lisbon.",
        "My favourite colour is blue.",
        "I moved to Berlin.",
        "My favourite colour is green.",
    ] {
        say(&h, &at, text).await;
    }
    let command = Summarise {
        at: at.clone(),
        ..Summarise::default()
    };
    let done = h.engine.summarise(&access, command).await.expect("sums up");
    let text = &done.summaries[0].text;
    assert!(text.contains("Berlin") && text.contains("green"), "{text}");
    assert!(!text.contains("Lisbon") && !text.contains("blue"), "{text}");
}

#[tokio::test]
async fn a_corrected_source_renews_its_summary() {
    let h = Harness::new().await;
    let access = h.anyone().await;
    let at = session("u1", "s1");
    say(&h, &at, "I live in Lisbon.").await;
    say(&h, &at, "The ships sail on Friday.").await;
    let command = Summarise {
        at: at.clone(),
        ..Summarise::default()
    };
    let first = h
        .engine
        .summarise(&access, command.clone())
        .await
        .expect("sums up");
    assert!(first.summaries[0].text.contains("Lisbon"));
    say(&h, &session("u1", "s2"), "I moved to Berlin.").await;
    let second = h.engine.summarise(&access, command).await.expect("sums up");
    assert_eq!(second.written, 1);
    assert!(!second.summaries[0].text.contains("Lisbon"));
    let id = first.summaries[0].memory_id.expect("stored");
    let old = h
        .engine
        .get_memory(&access, &MemoryRef::Id(id))
        .await
        .expect("is there");
    assert_eq!(old.status, Status::Superseded);
}

#[tokio::test]
async fn what_members_say_in_their_own_voices_is_the_groups() {
    let h = Harness::new().await;
    let access = h.anyone().await;
    let in_team = |user_id: &str| Coordinates {
        team_id: Some("t1".to_owned()),
        ..session(user_id, "s")
    };
    say(&h, &in_team("ann"), "I prefer dark mode.").await;
    say(&h, &in_team("bob"), "I prefer dark mode.").await;
    say(&h, &in_team("ann"), "I live in Lisbon.").await;
    say(&h, &in_team("bob"), "I live in Lisbon.").await;
    let done = h
        .engine
        .promote(&access, Promote::default())
        .await
        .expect("promotes");
    let texts: Vec<&str> = done.promoted.iter().map(|one| one.text.as_str()).collect();
    assert_eq!(texts, ["Members prefer dark mode"]);
}

async fn finished(h: &Harness, access: &Access, job: &Job) -> Job {
    for _ in 0..1000 {
        let job = h.engine.get_job(access, job.id).await.expect("is there");
        if !matches!(job.state, JobState::Queued | JobState::Running) {
            return job;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the job does not end");
}

#[tokio::test]
async fn each_runs_as_a_job_without_text_in_its_result() {
    let h = Harness::new().await;
    let access = h.anyone().await;
    for name in ["u1", "u2"] {
        for _ in 0..2 {
            let at = Coordinates {
                role_id: Some("dev".to_owned()),
                ..user(name)
            };
            let command = memory(at, "Releases need approvals");
            h.engine
                .add_memories(&access, command)
                .await
                .expect("added");
        }
    }
    let engine = &h.engine;
    let promote = engine.promote_later(&access, Promote::default()).await;
    let reflect = Reflect {
        depth: engine::Depth::Deep,
        ..Reflect::default()
    };
    let reflect = engine.reflect_later(&access, reflect).await;
    let summarise = engine.summarise_later(&access, Summarise::default()).await;
    for job in [promote, reflect, summarise] {
        let job = finished(&h, &access, &job.expect("queued")).await;
        assert_eq!(job.state, JobState::Done, "{job:?}");
        let result = job.result.expect("a result").to_string();
        assert!(!result.contains("approvals"), "{result}");
    }
    let job = engine
        .consolidate_later(&access, Consolidate::default())
        .await;
    let job = finished(&h, &access, &job.expect("queued")).await;
    let result: Consolidated =
        serde_json::from_value(job.result.expect("a result")).expect("an outcome");
    assert_eq!((result.merged, result.pairs.len()), (2, 2));
    assert_eq!(result.pairs[0].original, "");
    // The two users, and what is nobody's.
    assert_eq!((job.progress_done, job.progress_total), (3, 3));
    let types: Vec<String> = listed(&h, false)
        .await
        .into_iter()
        .map(|one| one.type_)
        .collect();
    for made in ["insight", "summary"] {
        assert!(
            types.iter().any(|type_| type_ == made),
            "{made} in {types:?}"
        );
    }
    let wrong = Consolidate {
        similarity_threshold: 2.0,
        ..Consolidate::default()
    };
    let refused = engine.consolidate_later(&access, wrong).await;
    let refused = refused.expect_err("is refused");
    assert_eq!(refused.field(), Some("similarity_threshold"));
}

#[tokio::test]
async fn what_was_merged_stays_as_long_as_one_source_says_it() {
    let h = Harness::new().await;
    let access = h.anyone().await;
    say(&h, &session("u1", "s1"), "I live in Lisbon.").await;
    say(&h, &session("u1", "s2"), "I live in Lisbon.").await;
    h.engine
        .consolidate(&access, Consolidate::default())
        .await
        .expect("merges");
    let verbatim: Vec<Memory> = listed(&h, false)
        .await
        .into_iter()
        .filter(|m| m.verbatim)
        .collect();
    for (left, expect) in [(1, 1), (0, 0)] {
        let command = DeleteMemory {
            target: MemoryRef::Id(verbatim[left].id),
            expected_revision: None,
            hard: false,
            idempotency: None,
        };
        h.engine
            .delete_memory(&access, command)
            .await
            .expect("deleted");
        let facts = listed(&h, false).await.into_iter().filter(|m| !m.verbatim);
        assert_eq!(facts.count(), expect);
    }
}
