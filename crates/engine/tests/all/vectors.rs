//! Which texts are embedded, whose vectors a memory has, and that no refusal of the model leaves one
//! without.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use engine::{Access, Search};
use inference::fake::FakeEmbedder;
use inference::{Condition, Embedder, EmbeddingModel};
use types::{Error, ErrorKind, Field, Filter, ProcessingState, Value};

use crate::common::*;

/// Notes what it is asked to embed, and refuses while it is told to.
struct Watched {
    fake: FakeEmbedder,
    refuses: AtomicBool,
    texts: Mutex<Vec<String>>,
}

impl Watched {
    fn new(dimension: usize, refuses: bool) -> Arc<Watched> {
        Arc::new(Watched {
            fake: FakeEmbedder::new(dimension),
            refuses: AtomicBool::new(refuses),
            texts: Mutex::default(),
        })
    }

    /// How many texts with this word it was asked for.
    fn asked_for(&self, word: &str) -> usize {
        let texts = self
            .texts
            .lock()
            .expect("no test panics while it holds this");
        texts.iter().filter(|text| text.contains(word)).count()
    }
}

#[async_trait]
impl Embedder for Watched {
    fn model(&self) -> &EmbeddingModel {
        self.fake.model()
    }

    fn condition(&self) -> Condition {
        let refuses = self.refuses.load(Ordering::SeqCst);
        Condition {
            failing: refuses.then_some(ErrorKind::Overloaded),
            ..Condition::default()
        }
    }

    async fn embed_documents(&self, texts: Vec<String>) -> Result<Vec<Vec<Vec<f32>>>, Error> {
        if self.refuses.load(Ordering::SeqCst) {
            return Err(Error::new(ErrorKind::Overloaded, "full"));
        }
        self.texts
            .lock()
            .expect("no test panics while it holds this")
            .extend(texts.iter().cloned());
        self.fake.embed_documents(texts).await
    }

    async fn embed_query(&self, text: &str) -> Result<Option<Vec<f32>>, Error> {
        self.fake.embed_query(text).await
    }
}

/// The cosine of each memory that was read out of words with what is asked, best first; `None` for
/// one without vectors.
async fn cosines(h: &Harness, access: &Access, query: &str) -> Vec<Option<f64>> {
    let extracted = Search {
        explain: true,
        filter: Filter::equals(Field::Verbatim, Value::Bool(false)),
        ..search(user("ann"), query)
    };
    let hits = h
        .engine
        .search(access, extracted)
        .await
        .expect("searches")
        .hits;
    let cosine =
        |hit: engine::SearchHit| hit.explain.expect("was asked for")["cosine"]["value"].as_f64();
    hits.into_iter().map(cosine).collect()
}

/// The same of `count` memories, once all of them have vectors.
async fn all_cosines(h: &Harness, access: &Access, query: &str, count: usize) -> Vec<f64> {
    for _ in 0..500 {
        let found = cosines(h, access, query).await;
        if found.len() == count && found.iter().all(Option::is_some) {
            return found.into_iter().flatten().collect();
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("some memory stays without vectors");
}

#[tokio::test]
async fn health_tells_of_a_model_that_fails() {
    let watched = Watched::new(384, true);
    let h = Harness::with_embedder(Arc::clone(&watched) as _).await;
    for (refuses, state) in [(true, "degraded: overloaded"), (false, "ok")] {
        watched.refuses.store(refuses, Ordering::SeqCst);
        let health = h.engine.health().await;
        let told = (health.ready, health.components["embedding"].as_str());
        assert_eq!(told, (true, state));
    }
}

/// What waits is counted in the background: waits until the count is this.
async fn backlog_becomes(h: &Harness, expect: u64) {
    let mut waiting = u64::MAX;
    for _ in 0..500 {
        waiting = h.engine.embedding_status().waiting;
        if waiting == expect {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{waiting} wait instead of {expect}");
}

#[tokio::test]
async fn what_waits_is_counted_after_a_restart_and_a_change_of_model() {
    let said = |from: usize, to: usize| {
        let texts: Vec<String> = (from..to).map(|n| format!("Plain words {n}")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        events(&user("ann"), &texts)
    };
    let h = Harness::with_embedder(Watched::new(384, true) as _).await;
    let anyone = h.anyone().await;
    h.engine.add_events(&anyone, said(0, 3)).await.unwrap();
    let first = Watched::new(384, true);
    let h = h.reopened_over(Arc::clone(&first) as _).await;
    backlog_becomes(&h, 3).await;
    let anyone = h.anyone().await;
    h.engine.add_events(&anyone, said(3, 5)).await.unwrap();
    backlog_becomes(&h, 5).await;
    first.refuses.store(false, Ordering::SeqCst);
    backlog_becomes(&h, 0).await;
    let waiting = h.engine.waiting_for_vectors(&anyone).await.unwrap();
    assert_eq!(waiting, 0);

    let other = Watched::new(256, true);
    let h = h.reopened_over(Arc::clone(&other) as _).await;
    backlog_becomes(&h, 5).await;
    let anyone = h.anyone().await;
    let waiting = h.engine.waiting_for_vectors(&anyone).await.unwrap();
    assert_eq!(waiting, 5);
    other.refuses.store(false, Ordering::SeqCst);
    backlog_becomes(&h, 0).await;
}

#[tokio::test]
async fn what_waits_for_another_model_refuses_no_write() {
    let h = Harness::new().await;
    let anyone = h.anyone().await;
    let said = |text: &str| events(&user("ann"), &[text, text, text]);
    h.engine.add_events(&anyone, said("one")).await.unwrap();
    h.settle().await;
    let refusing = Watched::new(256, true);
    let h = h
        .reopened_over_with(refusing, |config| config.embedding_backlog_max = 2)
        .await;
    backlog_becomes(&h, 3).await;
    let anyone = h.anyone().await;
    h.engine.add_events(&anyone, said("two")).await.unwrap();
    let refused = h.engine.add_events(&anyone, said("three")).await.err();
    assert_eq!(refused.map(|e| e.kind()), Some(ErrorKind::Overloaded));
}

const IDENTICAL: f64 = 0.999;

#[tokio::test]
async fn a_source_that_states_one_property_lends_its_vectors() {
    let long = format!(
        "I live in Lisbon. {}",
        "What a day, what a view! ".repeat(16)
    );
    let check = async |text: &str, statements: usize, texts: usize| {
        let watched = Watched::new(384, false);
        let h = Harness::with_embedder(Arc::clone(&watched) as _).await;
        let anyone = h.anyone().await;
        let said = events(&user("ann"), &[text]);
        h.engine.add_events(&anyone, said).await.unwrap();
        let before = all_cosines(&h, &anyone, text, statements).await;
        assert_eq!(watched.asked_for("Lisbon"), texts, "{text}");
        let is_lent = |cosine: &f64| *cosine > IDENTICAL;
        assert_eq!(before.iter().all(is_lent), texts == 1, "{text} {before:?}");

        // Another model: nothing of the first one's is compared, and as much is lent.
        let other = Watched::new(256, false);
        let h = h.reopened_over(Arc::clone(&other) as _).await;
        let anyone = h.anyone().await;
        let after = all_cosines(&h, &anyone, text, statements).await;
        assert_eq!(other.asked_for("Lisbon"), texts, "{text}");
        assert_eq!(after.iter().all(is_lent), texts == 1, "{text} {after:?}");
    };
    check("I bought a bike in Lisbon yesterday.", 1, 1).await;
    check("I live in Lisbon.", 1, 1).await;
    check("I missed my train yesterday and I live in Lisbon.", 2, 1).await;
    check("I live in Lisbon and my sister lives in Lisbon too.", 2, 3).await;
    check(&long, 1, 2).await;
}

#[tokio::test]
async fn a_text_is_embedded_once_however_often_a_write_has_it() {
    let watched = Watched::new(384, false);
    let h = Harness::with_embedder(Arc::clone(&watched) as _).await;
    let anyone = h.anyone().await;
    let thanks = ["Thanks, umbrella!", "Sure.", "Thanks, umbrella!"];
    let mut said = events(&user("ann"), &thanks);
    // Said at the same time it would be recalled once.
    said.events[2].ts = Some(START.plus_ms(1));
    h.engine.add_events(&anyone, said).await.unwrap();
    h.settle().await;
    assert_eq!(watched.asked_for("umbrella"), 1);
    let asked = Search {
        explain: true,
        ..search(user("ann"), "Thanks, umbrella!")
    };
    let hits = h.engine.search(&anyone, asked).await.unwrap().hits;
    let cosine =
        |hit: &engine::SearchHit| hit.explain.as_ref().unwrap()["cosine"]["value"].as_f64();
    let same = hits.iter().filter(|hit| cosine(hit) > Some(IDENTICAL));
    assert_eq!(same.count(), 2);
}

#[tokio::test]
async fn what_the_model_refuses_is_embedded_later() {
    let check = async |is_restarted: bool| {
        let watched = Watched::new(384, true);
        let mut h = Harness::with_embedder(Arc::clone(&watched) as _).await;
        let anyone = h.anyone().await;
        let said = events(&user("ann"), &["I live in Lisbon and I work at Initech."]);
        let added = h.engine.add_events(&anyone, said).await.unwrap();
        assert!(added.pending);
        let states = async |h: &Harness| {
            let ids = &added.event_ids;
            h.engine.event_statuses(&anyone, ids).await.unwrap().known
        };
        assert_eq!(
            states(&h).await,
            [(added.event_ids[0], ProcessingState::Pending)]
        );
        let found = h.found(&anyone, search(user("ann"), "Initech")).await;
        assert!(!found.is_empty(), "words need no model");
        let asked = "Lisbon Initech";
        assert_eq!(cosines(&h, &anyone, asked).await, [None, None]);

        if is_restarted {
            h = h.reopened_over(Watched::new(384, false)).await;
        } else {
            watched.refuses.store(false, Ordering::SeqCst);
        }
        all_cosines(&h, &h.anyone().await, asked, 2).await;
        let completed = [(added.event_ids[0], ProcessingState::Completed)];
        assert_eq!(states(&h).await, completed);
    };
    check(false).await;
    check(true).await;
}
