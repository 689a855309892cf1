//! What tidy lets pass, each with its reason. A shorter list is a better list.

/// Lines a file may have.
pub const FILE_LINES_MAX: usize = 800;
/// Lines a function may have.
pub const FUNCTION_LINES_MAX: usize = 70;
/// Lines a function of a test may have: tables of cases grow by rows, not by steps.
pub const TEST_FUNCTION_LINES_MAX: usize = 200;
/// Bytes a committed file may have.
pub const BLOB_BYTES_MAX: u64 = 256 * 1024;

/// Which of our crates each may depend on. `memoird` is where the parts are put together, so it
/// names the store and the models it opens; nothing else may look past its neighbour.
pub const ARROWS: &[(&str, &[&str])] = &[
    ("memoird-types", &[]),
    ("memoird-store", &["memoird-types"]),
    ("memoird-search", &["memoird-types"]),
    ("memoird-extraction", &["memoird-types"]),
    ("memoird-inference", &["memoird-types"]),
    (
        "memoird-engine",
        &[
            "memoird-types",
            "memoird-store",
            "memoird-search",
            "memoird-extraction",
            "memoird-inference",
        ],
    ),
    ("memoird-server", &["memoird-types", "memoird-engine"]),
    (
        "memoird",
        &[
            "memoird-types",
            "memoird-store",
            "memoird-inference",
            "memoird-engine",
            "memoird-server",
        ],
    ),
    ("xtask", &[]),
];

/// Crates that serve development alone and may depend on any of ours.
pub const DEVELOPMENT_CRATES: &[&str] = &["memoird-testkit"];

/// Large files and functions: `(path or path::function, reason)`.
pub const LARGE: &[(&str, &str)] = &[
    (
        "crates/server/src/native/filter.rs::translate_value",
        "one `match` over every field",
    ),
    (
        "crates/store/src/sqlite/memory_row.rs::values",
        "one line for each column, in their order",
    ),
];

/// Blobs above the limit: `(path prefix, reason)`.
pub const BLOBS: &[(&str, &str)] = &[(
    "crates/inference/model/",
    "the embedding model and its tokenizer, embedded in the binary",
)];

/// Packages that speak SQL; only `memoird-store` may depend on them.
pub const SQL_PACKAGES: &[&str] = &[
    "rusqlite",
    "libsqlite3-sys",
    "sqlx",
    "tokio-postgres",
    "postgres",
    "diesel",
    "deadpool-postgres",
];

/// The one file that may put SQL text together.
pub const SQL_BUILDER: &str = "filter_sql.rs";

/// The one place that may turn access into a `Scope`.
pub const SCOPE_MAKER: &str = "crates/engine/src/access.rs";

/// Files that may hold `unsafe` code: `(path, reason)`.
pub const UNSAFE: &[(&str, &str)] = &[
    ("crates/search/src/simd.rs", "vector instructions"),
    ("crates/search/src/lookup.rs", "vector instructions"),
    ("crates/inference/src/kernel/simd.rs", "vector instructions"),
    (
        "crates/inference/src/kernel/network.rs",
        "vector instructions",
    ),
    (
        "crates/search/src/persist.rs",
        "memory-maps its own sidecar files",
    ),
    (
        "crates/store/src/sqlite/log_file.rs",
        "SQLite's interface for files",
    ),
    (
        "crates/memoird/src/heap.rs",
        "the settings of the system's allocator",
    ),
    (
        "crates/memoird/src/signals.rs",
        "the disposition of a signal",
    ),
];

/// Migrations that a release has shipped, with the SHA-256 of their text. They never change again.
/// Add a line at each release; 0.1.0 is not out yet.
pub const RELEASED_MIGRATIONS: &[(&str, &str)] = &[];
