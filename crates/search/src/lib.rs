//! The index: derived state, deletable at any time, ignorant of anybody's rights.
//!
//! A [`Partition`] holds what search needs of one user's memories; [`search`] ranks the rows of one
//! or more. Every score is computed here, from one table of [`Weights`]; truth and permission are
//! the store's.
//!
//! | file | what |
//! |---|---|
//! | `tokenize`, `courtesy` | text to terms, and whether it says anything |
//! | `postings`, `sessions`, `scratch` | BM25 on rows with their neighbours and on sessions |
//! | `sketch`, `lookup`, `simd`, `vectors` | one-bit sketches, exact cosines |
//! | `columns`, `filter` | what filters ask |
//! | `plan`, `fusion`, `calibrate`, `weights` | from candidates to one order and a score |
//! | `persist`, `codec` | the sidecar file |

mod asked_as;
mod calibrate;
mod codec;
mod columns;
mod courtesy;
#[doc(hidden)]
pub mod fake;
mod filter;
mod fusion;
#[cfg(test)]
mod life;
mod lookup;
mod metadata;
#[cfg(test)]
mod oracle;
mod partition;
mod persist;
mod plan;
mod postings;
mod scratch;
mod sessions;

mod simd;
mod sketch;
mod speakers;
mod stopwords;
mod symbols;
mod tokenize;
mod topk;
mod vectors;
mod weights;

pub use asked_as::asked_as;
pub use calibrate::relevance;
pub use courtesy::says_nothing;
pub use filter::LifecycleFilter;
pub use fusion::{Explain, Part};
pub use partition::{Partition, PartitionConfig, Row};
pub use persist::LoadError;
pub use plan::{Hit, Query, SearchOutput, search};
pub use speakers::{query_for_embedding, texts_for_embedding};
pub use stopwords::is_stop_word;
pub use tokenize::stem;
pub use weights::Weights;
