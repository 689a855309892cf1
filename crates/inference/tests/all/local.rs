//! The built-in model, for real: what it says, and how it is shared.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::path::Path;
use std::sync::Arc;

use inference::{Embedder, EmbeddingConfig, ErrorKind, Provider, open_embedder};
use sha2::{Digest, Sha256};

const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/model");

fn read(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(MODEL).join(name)).unwrap()
}

fn open(config: EmbeddingConfig) -> Arc<dyn Embedder> {
    open_embedder(&config).unwrap()
}

fn built_in() -> Arc<dyn Embedder> {
    open(EmbeddingConfig::default())
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn sentences() -> Vec<String> {
    String::from_utf8(read("sentences.txt"))
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect()
}

#[test]
fn model_files_are_the_ones_that_were_reviewed() {
    let sums = String::from_utf8(read("SHA256SUMS")).unwrap();
    assert_eq!(sums.lines().count(), 5);
    for line in sums.lines() {
        let (expect, name) = line.split_once("  ").unwrap();
        let digest = Sha256::digest(read(name));
        let got: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(got, expect, "{name}");
    }
}

#[tokio::test]
async fn vectors_are_those_of_the_fp32_model() {
    let embedder = built_in();
    assert_eq!(embedder.model().id, "all-MiniLM-L6-v2/int8");
    assert_eq!(embedder.model().dimension, 384);
    let numbers: Vec<f32> = read("reference.f32")
        .chunks_exact(4)
        .map(|bytes| f32::from_le_bytes(bytes.try_into().unwrap()))
        .collect();
    let texts = sentences();
    assert_eq!(numbers.len(), texts.len() * 384);
    let vectors = embedder.embed_documents(texts.clone()).await.unwrap();
    let mut cosines = Vec::new();
    for ((text, chunks), reference) in texts.iter().zip(&vectors).zip(numbers.chunks(384)) {
        assert_eq!(chunks.len(), 1, "{text}");
        assert!(
            (cosine(&chunks[0], &chunks[0]) - 1.0).abs() < 1e-5,
            "{text}"
        );
        cosines.push(cosine(&chunks[0], reference));
        assert!(cosines[cosines.len() - 1] > 0.98, "{text}: {cosines:?}");
    }
    let mean = cosines.iter().sum::<f32>() / cosines.len() as f32;
    assert!(mean >= 0.995, "{mean}");
}

#[tokio::test]
async fn vector_does_not_depend_on_neighbours_in_the_batch() {
    let embedder = built_in();
    let texts = sentences();
    let together = embedder.embed_documents(texts.clone()).await.unwrap();
    for (text, chunks) in texts.iter().zip(&together) {
        let alone = embedder.embed_query(text).await.unwrap().unwrap();
        let cosine = cosine(&alone, &chunks[0]);
        assert!(cosine > 0.9999, "{text}: {cosine}");
    }
}

#[tokio::test]
async fn meaning_beats_words() {
    let embedder = built_in();
    let check = async |query: &str, near: &str, far: &str| {
        let query_vector = embedder.embed_query(query).await.unwrap().unwrap();
        let vectors = embedder
            .embed_documents(strings(&[near, far]))
            .await
            .unwrap();
        let (near, far) = (
            cosine(&query_vector, &vectors[0][0]),
            cosine(&query_vector, &vectors[1][0]),
        );
        assert!(near > far + 0.1, "{query}: {near} {far}");
    };
    check(
        "Which pet does she have?",
        "Her cat sleeps all day.",
        "She has a meeting on Monday.",
    )
    .await;
    check(
        "food allergies of the child",
        "My daughter cannot eat peanuts.",
        "The child likes to swim.",
    )
    .await;
}

#[tokio::test]
async fn text_without_tokens_has_no_vector() {
    let embedder = built_in();
    let texts = ["", " \n\t", "\u{0}\u{1}", "word"];
    let vectors = embedder.embed_documents(strings(&texts)).await.unwrap();
    let counts: Vec<_> = vectors.iter().map(Vec::len).collect();
    assert_eq!(counts, [0, 0, 0, 1]);
    assert_eq!(embedder.embed_query("  ").await.unwrap(), None);
    assert_eq!(embedder.embed_documents(Vec::new()).await.unwrap().len(), 0);
}

#[tokio::test]
async fn special_tokens_in_text_are_text() {
    let embedder = built_in();
    let plain = embedder
        .embed_query("[SEP] [SEP] [SEP]")
        .await
        .unwrap()
        .unwrap();
    let spelled = embedder
        .embed_query("[ SEP ] [ SEP ] [ SEP ]")
        .await
        .unwrap()
        .unwrap();
    assert!(cosine(&plain, &spelled) > 0.999);
}

#[tokio::test]
async fn long_texts_give_overlapping_chunks() {
    let embedder = built_in();
    let check = async |words: usize, expect: usize| {
        let text = "word ".repeat(words);
        let vectors = embedder.embed_documents(vec![text]).await.unwrap();
        assert_eq!(vectors[0].len(), expect, "{words} words");
    };
    check(160, 1).await;
    check(161, 2).await;
    check(288, 2).await;
    check(289, 3).await;
    check(1000, 8).await;
}

#[tokio::test]
async fn huge_text_is_sampled_from_end_to_end() {
    let embedder = built_in();
    let filler = "The committee discussed the budget of the harbour at length. ";
    let text = format!(
        "My cat is called Mogli. {} The spaceship landed on Mars.",
        filler.repeat(50_000)
    );
    let vectors = embedder.embed_documents(vec![text]).await.unwrap();
    assert_eq!(vectors[0].len(), 64);
    let find = async |query: &str| {
        let query = embedder.embed_query(query).await.unwrap().unwrap();
        let score = |index: usize| cosine(&query, &vectors[0][index]);
        (0..64)
            .max_by(|&a, &b| score(a).total_cmp(&score(b)))
            .unwrap()
    };
    assert_eq!(find("name of the cat").await, 0);
    assert_eq!(find("spaceship on Mars").await, 63);
}

#[tokio::test]
async fn one_endless_word_is_harmless() {
    let embedder = open(EmbeddingConfig {
        chunks_max: 8,
        ..EmbeddingConfig::default()
    });
    let texts = vec![
        "a".repeat(1 << 20),
        "ж".repeat(1 << 19),
        "a.".repeat(1 << 19),
    ];
    let vectors = embedder.embed_documents(texts).await.unwrap();
    // No word that the tokenizer knows is that long: such text means nothing, and has no vector.
    let counts: Vec<usize> = vectors.iter().map(Vec::len).collect();
    assert_eq!(counts[..2], [0, 0]);
    assert!((1..=8).contains(&counts[2]), "{counts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_overtake_documents() {
    let embedder = built_in();
    let documents = tokio::spawn({
        let embedder = Arc::clone(&embedder);
        async move {
            let texts = sentences().into_iter().cycle().take(400).collect();
            embedder.embed_documents(texts).await
        }
    });
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    for _ in 0..3 {
        embedder
            .embed_query("Where do I live now?")
            .await
            .unwrap()
            .unwrap();
        assert!(!documents.is_finished());
    }
    let vectors = documents.await.unwrap().unwrap();
    assert!(vectors.iter().all(|chunks| chunks.len() == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_requests_get_their_own_answers() {
    let embedder = built_in();
    let texts = sentences();
    let expect = embedder.embed_documents(texts.clone()).await.unwrap();
    let mut tasks = Vec::new();
    for start in 0..24 {
        let (embedder, texts) = (Arc::clone(&embedder), texts.clone());
        tasks.push(tokio::spawn(async move {
            let picked: Vec<usize> = (0..5).map(|i| (start * 7 + i * 3) % texts.len()).collect();
            let own = picked.iter().map(|&i| texts[i].clone()).collect();
            let documents = embedder.embed_documents(own).await.unwrap();
            let query = embedder
                .embed_query(&texts[picked[0]])
                .await
                .unwrap()
                .unwrap();
            (picked, documents, query)
        }));
    }
    for task in tasks {
        let (picked, documents, query) = task.await.unwrap();
        assert!(cosine(&query, &expect[picked[0]][0]) > 0.9999);
        for (index, chunks) in picked.iter().zip(documents) {
            assert!(cosine(&chunks[0], &expect[*index][0]) > 0.9999);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn full_queues_refuse() {
    let config = EmbeddingConfig {
        queue_bytes_max: 10_000,
        queue_queries_max: 0,
        threads: 1,
        ..EmbeddingConfig::default()
    };
    let embedder = open(config);
    let refused = embedder.embed_query("anything").await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Overloaded);
    let long_request = || {
        let embedder = Arc::clone(&embedder);
        // Over the limit by itself, and served all the same if it has the queue for itself.
        tokio::spawn(async move {
            let texts = vec!["some words ".repeat(100); 600];
            embedder.embed_documents(texts).await
        })
    };
    let mut first = long_request();
    // Until the first request stands in the queue, there is room for others.
    let mut answer = embedder.embed_documents(strings(&["one more"])).await;
    while answer.is_ok() {
        if first.is_finished() {
            // It was refused because of one of the others.
            first = long_request();
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        answer = embedder.embed_documents(strings(&["one more"])).await;
    }
    let refused = answer.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Overloaded);
    assert!(refused.retry_after_ms().is_some());
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    // Nobody waits for the first request any more, so its texts are dropped, not embedded.
    let mut answer = embedder.embed_documents(strings(&["one more"])).await;
    while answer
        .as_ref()
        .is_err_and(|error| error.kind() == ErrorKind::Overloaded)
    {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        answer = embedder.embed_documents(strings(&["one more"])).await;
    }
    assert_eq!(answer.unwrap()[0].len(), 1);
}

fn tiny(dimension: usize) -> EmbeddingConfig {
    EmbeddingConfig {
        provider: Provider::Onnx,
        path: Path::new(MODEL).join("tiny"),
        dimension,
        ..EmbeddingConfig::default()
    }
}

#[tokio::test]
async fn folder_with_another_model() {
    let embedder = open(tiny(0));
    assert_eq!(embedder.model().dimension, 6);
    // The vector of [CLS] is its own unit vector plus the sum over all tokens, [SEP] included.
    let vector = embedder.embed_query("Red cat red").await.unwrap().unwrap();
    let expect = [2.0, 1.0, 2.0, 0.0, 1.0, 0.0].map(|x: f32| x / 10f32.sqrt());
    assert!(cosine(&vector, &expect) > 0.9999, "{vector:?}");
    let together = embedder
        .embed_documents(strings(&["dog", "red cat red"]))
        .await
        .unwrap();
    assert!(cosine(&together[1][0], &expect) > 0.9999, "{together:?}");
}

#[test]
fn a_folder_with_other_files_is_another_model() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["model.onnx", "tokenizer.json", "1_Pooling/config.json"];
    std::fs::create_dir(folder.path().join("1_Pooling")).unwrap();
    for name in names {
        let from = Path::new(MODEL).join("tiny").join(name);
        if from.exists() {
            std::fs::copy(from, folder.path().join(name)).unwrap();
        }
    }
    let id = |model: &str| {
        let config = EmbeddingConfig {
            path: folder.path().into(),
            model: model.to_owned(),
            ..tiny(0)
        };
        open(config).model().id.clone()
    };
    let ours = id("ours");
    assert!(ours.starts_with("ours/6/") && ours.len() == 19, "{ours}");
    assert_eq!(id("ours"), ours);
    assert_eq!(id("other")[5..], ours[4..], "the same files");
    let folder_name = folder.path().file_name().unwrap().to_string_lossy();
    assert!(id("").starts_with(&format!("{folder_name}/6/")));
    // Each file that vectors depend on makes another model.
    let mut seen = vec![ours];
    for name in ["tokenizer.json", "model.onnx_data"] {
        let path = folder.path().join(name);
        let mut bytes = std::fs::read(&path).unwrap_or_default();
        bytes.push(b'\n');
        std::fs::write(&path, bytes).unwrap();
        let other = id("ours");
        assert!(!seen.contains(&other), "{name}: {other}");
        seen.push(other);
    }
}

#[test]
fn unusable_folders_are_refused() {
    let check = |config: EmbeddingConfig, field: &str| {
        let error = open_embedder(&config).err().unwrap();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        assert_eq!(error.field(), Some(field));
    };
    check(tiny(384), "embedding.dimension");
    check(
        EmbeddingConfig {
            path: "/nonexistent".into(),
            ..tiny(0)
        },
        "embedding.path",
    );
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("model.onnx"), b"not a model").unwrap();
    check(
        EmbeddingConfig {
            path: folder.path().into(),
            ..tiny(0)
        },
        "embedding.path",
    );
    let built_in = EmbeddingConfig {
        dimension: 768,
        ..EmbeddingConfig::default()
    };
    check(built_in, "embedding.dimension");
}
