//! The SQLite backend has every behaviour of the contract.

use std::path::Path;
use std::sync::Arc;

use store::sqlite::{SqliteConfig, SqliteStore};
use store::{Store, contract};

/// An empty store in `directory`.
fn make(directory: &Path, name: &str) -> Arc<dyn Store> {
    let config = SqliteConfig {
        ballast_bytes: 0,
        free_bytes_min: 0,
        readers: 2,
        ..SqliteConfig::new(directory.join(name.replace(':', "_")))
    };
    Arc::new(SqliteStore::open(config).expect("opens"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_fulfils_the_contract() {
    let only = std::env::var("BEHAVIOUR").unwrap_or_default();
    let directory = tempfile::tempdir().expect("a directory");
    let mut failed = Vec::new();
    for (name, behaviour) in contract::BEHAVIOURS {
        if !name.contains(&only) {
            continue;
        }
        let store = make(directory.path(), name);
        if tokio::spawn(behaviour(store)).await.is_err() {
            failed.push(*name);
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}
