//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use crate::exit;

/// A memory server for AI agents.
#[derive(Parser)]
#[command(name = "memoird", version, after_help = exit::HELP, max_term_width = 100)]
pub struct Arguments {
    /// What applies to every command.
    #[command(flatten)]
    pub common: Common,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// What applies to every command.
#[derive(Args, Clone, Debug)]
pub struct Common {
    /// Configuration file [default: ./memoird.toml, else config.toml in the data directory]
    #[arg(
        long,
        global = true,
        help_heading = "Everywhere",
        value_name = "FILE",
        env = "MEMOIRD_CONFIG"
    )]
    pub config: Option<PathBuf>,
    /// Where everything is kept [default: ./memoird-data]
    #[arg(long, global = true, help_heading = "Everywhere", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Server to talk to, instead of the one that holds the data directory or none
    #[arg(
        long,
        global = true,
        help_heading = "Everywhere",
        value_name = "URL",
        env = "MEMOIRD_URL"
    )]
    pub url: Option<String>,
    /// API key to act with; without one, a command on a data directory acts as its owner
    #[arg(
        long,
        global = true,
        help_heading = "Everywhere",
        value_name = "KEY",
        env = "MEMOIRD_KEY",
        hide_env_values = true
    )]
    pub key: Option<String>,
    /// Print JSON
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub json: bool,
}

/// The commands.
#[expect(clippy::large_enum_variant, reason = "there is one, made once")]
#[derive(Subcommand)]
pub enum Command {
    /// Run the server
    Serve {
        /// Address and port; port 0 takes any free one [default: 127.0.0.1:7077]
        #[arg(long, value_name = "ADDRESS")]
        listen: Option<String>,
        /// Start although committed data is missing from the database, and go on without it
        #[arg(long)]
        accept_data_loss: bool,
    },
    /// See it work: a small conversation, three questions, a correction, what is recalled
    Demo,
    /// What works on data, wherever it is.
    #[command(flatten)]
    Data(Data),
    /// Write a consistent copy of the database while the server goes on
    Backup {
        /// The new file
        file: PathBuf,
    },
    /// Put a backup in the place of the data directory's database; the server must be stopped
    Restore {
        /// The backup
        file: PathBuf,
        /// Replace the database that is there; it is kept aside
        #[arg(long)]
        replace: bool,
    },
    /// Print the configuration in effect, secrets masked
    Config {
        /// Print the commented reference with all defaults instead
        #[arg(long)]
        reference: bool,
    },
    /// Print a completion script
    Completions {
        /// For this shell
        shell: Shell,
    },
}

/// Commands that work on data: through the server that holds it, or directly if none does.
#[derive(Subcommand)]
pub enum Data {
    /// Store memories, or messages of a conversation
    Add(Add),
    /// Find memories
    Search(Search),
    /// Recall what belongs in a prompt, within a budget of tokens
    Context(Context),
    /// Create, list and revoke API keys
    #[command(subcommand)]
    Keys(Keys),
    /// What a memory came from, what came from it, and what happened to it
    Lineage {
        /// The memory's id, or your own id of it
        id: String,
    },
    /// The org's audit log
    #[command(subcommand)]
    Audit(Audit),
    /// Erase something for ever, with everything derived from it; prints the receipt
    Erase(Erase),
    /// Undo what came out of an event or a memory; what it had put aside is believed again
    Rollback(Rollback),
    /// Read an export (JSON Lines) into the store; what is there already is skipped
    Import {
        /// The file; `-` reads standard input
        file: PathBuf,
    },
    /// Write events, memories, groups and settings as JSON Lines
    ///
    /// Also the texts that were corrected or deleted, so that they do not come back after an import.
    /// Not in it: vectors, earlier revisions, the history of lineage, the audit log, jobs, keys, and
    /// other orgs. `memoird backup` copies all of that.
    Export {
        /// The file; standard output without one
        file: Option<PathBuf>,
    },
    /// What a statement speaks against, and what to believe instead
    #[command(subcommand, visible_alias = "contradictions")]
    Beliefs(Beliefs),
    /// Merge memories that say the same
    Consolidate(Consolidate),
    /// Find patterns in what was stored lately and keep an insight of each
    Reflect(Reflect),
    /// Make what several users of a role, team, project or org say the group's knowledge
    Promote(Promote),
    /// Sum up a conversation, a user or a time, and keep the summary
    Summarise(Summarise),
    /// Tell day by day what happened
    Timeline(Timeline),
    /// What the org says of itself and its roles, teams and projects; promotion goes by it
    #[command(subcommand)]
    Groups(Groups),
    /// Let go of memories by age, use or budget; and take it back
    Forget(Forget),
    /// What is done by itself: consolidation, reflection, forgetting ... and when
    #[command(subcommand)]
    Maintenance(Maintenance),
    /// List, show, cancel and retry background jobs
    #[command(subcommand)]
    Jobs(Jobs),
    /// Totals
    Stats,
    /// Verify the database, every row's checksum, and the index against the store
    Check,
    /// Throw the index away and build it again from the store
    Reindex,
}

impl Data {
    /// Whether it makes sense where nothing was stored yet.
    pub fn may_begin(&self) -> bool {
        use Data::{Add, Groups, Import, Keys, Maintenance};
        matches!(
            self,
            Add(_) | Import { .. } | Keys(_) | Groups(_) | Maintenance(_)
        )
    }
}

/// Where something belongs.
#[derive(Args, Clone, Debug, Default)]
pub struct At {
    /// The person it is about; what is stored without one is everybody's in the org
    #[arg(long, value_name = "ID")]
    pub user: Option<String>,
    /// The agent
    #[arg(long, value_name = "ID")]
    pub agent: Option<String>,
    /// The conversation
    #[arg(long, value_name = "ID")]
    pub session: Option<String>,
    /// The namespace
    #[arg(long, value_name = "ID")]
    pub namespace: Option<String>,
    /// The project
    #[arg(long, value_name = "ID")]
    pub project: Option<String>,
    /// The team
    #[arg(long, value_name = "ID")]
    pub team: Option<String>,
    /// The role
    #[arg(long, value_name = "ID")]
    pub role: Option<String>,
}

/// The times at which to look back.
#[derive(Args, Clone, Debug)]
pub struct Then {
    /// What was true at this time (ISO 8601)
    #[arg(long, value_name = "TIME")]
    pub as_of: Option<String>,
    /// What was believed here at this time (ISO 8601)
    #[arg(long, value_name = "TIME")]
    pub known_at: Option<String>,
}

/// From when to when something happened.
#[derive(Args, Clone, Debug)]
pub struct Between {
    /// Only what happened at this time or later (ISO 8601)
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// Only what happened before this time (ISO 8601)
    #[arg(long, value_name = "TIME")]
    pub to: Option<String>,
}

/// How work on many memories is done.
#[derive(Args, Clone, Copy, Debug)]
pub struct Run {
    /// Only say what would happen
    #[arg(long)]
    pub dry_run: bool,
    /// As a background job: `memoird jobs show ID` tells how far it is
    #[arg(long)]
    pub background: bool,
}

/// `add`.
#[derive(Args)]
pub struct Add {
    /// What to remember; `-` reads one text a line from standard input
    #[arg(required = true)]
    pub text: Vec<String>,
    /// Where it belongs.
    #[command(flatten)]
    pub at: At,
    /// Store as an event instead: user_message, assistant_message, tool_result, app_event, document
    #[arg(long, value_name = "KIND")]
    pub event: Option<String>,
    /// When it was said, for events (ISO 8601)
    #[arg(long, value_name = "TIME", requires = "event")]
    pub ts: Option<String>,
    /// What sort of statement it is, for memories: fact, preference, decision ...
    #[arg(long = "type", value_name = "TYPE")]
    pub type_: Option<String>,
    /// A label, for memories; may be repeated
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
}

/// `search`.
#[derive(Args)]
pub struct Search {
    /// What to look for
    pub query: String,
    /// Where to look.
    #[command(flatten)]
    pub at: At,
    /// Results at most
    #[arg(long, default_value_t = 10)]
    pub limit: usize,
    /// Leave out results below this score, 0 to 1
    #[arg(long, default_value_t = 0.0)]
    pub threshold: f32,
    /// Include what a later statement has replaced
    #[arg(long)]
    pub include_superseded: bool,
    /// In which time.
    #[command(flatten)]
    pub then: Then,
}

/// `beliefs`.
#[derive(Subcommand)]
pub enum Beliefs {
    /// List what of what is believed a statement would speak against; writes nothing
    Detect(DetectContradictions),
    /// Believe a statement, and settle what it speaks against
    #[command(visible_alias = "resolve")]
    Update(UpdateBelief),
}

/// `beliefs detect`.
#[derive(Args)]
pub struct DetectContradictions {
    /// What would be said
    pub text: String,
    /// Where it would be said.
    #[command(flatten)]
    pub at: At,
    /// How sure you are of it, 0 to 1 [default: 1]
    #[arg(long, value_name = "SHARE")]
    pub confidence: Option<f32>,
}

/// `beliefs update`.
#[derive(Args)]
pub struct UpdateBelief {
    /// What is so
    pub text: String,
    /// Where it belongs.
    #[command(flatten)]
    pub at: At,
    /// The memory that it speaks against, by our id or yours; found if left out
    #[arg(long, value_name = "ID")]
    pub against: Option<String>,
    /// Supersede the old, merge both into one, adjust (believe the old less), manual (only tell)
    #[arg(long, value_parser = ["auto", "supersede", "merge", "adjust", "manual"],
          default_value = "auto")]
    pub strategy: String,
    /// How sure you are of it, 0 to 1 [default: 1]
    #[arg(long, value_name = "SHARE")]
    pub confidence: Option<f32>,
    /// What sort of statement it is: fact, preference, decision ...
    #[arg(long = "type", value_name = "TYPE")]
    pub type_: Option<String>,
}

const GROUP_KINDS: [&str; 4] = ["role", "team", "project", "org"];

/// `groups`. Who belongs to a group is what events and memories say (`--team`, `--role` ...).
#[derive(Subcommand)]
pub enum Groups {
    /// List the records of a kind, oldest first
    List {
        /// Which sort of group
        #[arg(value_parser = GROUP_KINDS)]
        kind: String,
    },
    /// Show a record with its promotion prompt
    Show {
        /// Which sort of group
        #[arg(value_parser = GROUP_KINDS)]
        kind: String,
        /// The group's id
        id: String,
    },
    /// Change a record, or make it
    Set(SetGroup),
    /// Drop a record; the group's memories stay
    Delete {
        /// Which sort of group
        #[arg(value_parser = GROUP_KINDS)]
        kind: String,
        /// The group's id
        id: String,
    },
}

/// `groups set`. What is left out stays as it is.
#[derive(Args)]
pub struct SetGroup {
    /// Which sort of group
    #[arg(value_parser = GROUP_KINDS)]
    pub kind: String,
    /// The group's id, as in `--team` and so on; the org's is the org's own
    pub id: String,
    /// What people call it [default, for a new one: its id]
    #[arg(long)]
    pub name: Option<String>,
    /// What matters to it, in words
    #[arg(long, value_name = "WORDS")]
    pub focus: Option<String>,
    /// What guides promotion to it
    #[arg(long, value_name = "WORDS")]
    pub prompt: Option<String>,
    /// Make that anew from name and focus
    #[arg(long, conflicts_with = "prompt")]
    pub new_prompt: bool,
}

/// `consolidate`.
#[derive(Args)]
pub struct Consolidate {
    /// Only there.
    #[command(flatten)]
    pub at: At,
    /// Duplicates are alike from this raw cosine on, 0 to 1
    #[arg(long, value_name = "COSINE", default_value_t = 0.9)]
    pub threshold: f32,
    /// Leave memories whose facts another one contains
    #[arg(long)]
    pub keep_redundant: bool,
    /// Whether at once, or at all.
    #[command(flatten)]
    pub run: Run,
}

/// `reflect`.
#[derive(Args)]
pub struct Reflect {
    /// Only there.
    #[command(flatten)]
    pub at: At,
    /// Only what was stored in the last so many days
    #[arg(long, default_value_t = 7)]
    pub days: u32,
    /// Two memories make a pattern, not three
    #[arg(long)]
    pub deep: bool,
    /// Share of a pattern's memories that must lie together, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.7)]
    pub min_strength: f32,
    /// Whether at once, or at all.
    #[command(flatten)]
    pub run: Run,
}

/// `promote`.
#[derive(Args)]
pub struct Promote {
    /// Only to groups of this kind
    #[arg(long, value_name = "KIND", value_parser = GROUP_KINDS)]
    pub kind: Option<String>,
    /// Only to this group
    #[arg(long, value_name = "ID", requires = "kind")]
    pub group: Option<String>,
    /// Different users who must say the same
    #[arg(long, value_name = "COUNT", default_value_t = 2)]
    pub min_users: u32,
    /// Whether at once, or at all.
    #[command(flatten)]
    pub run: Run,
}

/// `summarise`.
#[derive(Args)]
pub struct Summarise {
    /// Only there.
    #[command(flatten)]
    pub at: At,
    /// Only then.
    #[command(flatten)]
    pub between: Between,
    /// Tokens of a summary at most
    #[arg(long, default_value_t = 300)]
    pub max_tokens: usize,
    /// Whether at once, or at all.
    #[command(flatten)]
    pub run: Run,
}

/// `timeline`.
#[derive(Args)]
pub struct Timeline {
    /// Only there.
    #[command(flatten)]
    pub at: At,
    /// Only then.
    #[command(flatten)]
    pub between: Between,
    /// Things told of one day at most
    #[arg(long, default_value_t = 10)]
    pub per_day: usize,
}

/// `context`.
#[derive(Args)]
pub struct Context {
    /// What the prompt is about
    pub query: String,
    /// Where to look.
    #[command(flatten)]
    pub at: At,
    /// Tokens at most
    #[arg(long, default_value_t = 2000)]
    pub max_tokens: usize,
    /// In which time.
    #[command(flatten)]
    pub then: Then,
}

/// `forget`. Pinned memories, instructions in force and what the operator wrote never leave.
#[derive(Args)]
pub struct Forget {
    /// Only there.
    #[command(flatten)]
    pub at: At,
    /// Those older than this many days
    #[arg(long, value_name = "DAYS")]
    pub max_age: Option<f64>,
    /// Those not recalled for this many days
    #[arg(long, value_name = "DAYS")]
    pub max_inactive: Option<f64>,
    /// Those whose relevance has fallen below this, 0 to 1
    #[arg(long, value_name = "SHARE")]
    pub min_relevance: Option<f32>,
    /// All but each user's best so many
    #[arg(long, value_name = "COUNT")]
    pub budget: Option<u64>,
    /// Only of this type; may be repeated
    #[arg(long = "type", value_name = "TYPE")]
    pub types: Vec<String>,
    /// Delete them instead of setting them aside
    #[arg(long)]
    pub delete: bool,
    /// Whether at once, or at all.
    #[command(flatten)]
    pub run: Run,
    /// Take back instead what was let go since then (ISO 8601)
    #[arg(long, value_name = "TIME", conflicts_with_all = [
        "max_age", "max_inactive", "min_relevance", "budget", "types", "delete", "dry_run",
        "background"])]
    pub undo_since: Option<String>,
}

/// `maintenance`.
#[derive(Subcommand)]
pub enum Maintenance {
    /// Show the settings, and when each task runs next
    Show,
    /// Change settings
    Set {
        /// KEY=VALUE, as `show` names them; the value as JSON or plain text
        #[arg(required = true, value_name = "KEY=VALUE")]
        settings: Vec<String>,
    },
    /// Go back to the defaults
    Reset,
    /// Do a task now: consolidation, reflection, embedding, promotion, forgetting, sweep
    Run {
        /// The task
        task: String,
        /// Wait for its end and show how far it is meanwhile
        #[arg(long)]
        wait: bool,
    },
}

/// `jobs`.
#[derive(Subcommand)]
pub enum Jobs {
    /// List jobs, newest first
    List {
        /// Only these: pending, running, completed, failed, cancelled
        #[arg(long)]
        state: Option<String>,
        /// Jobs at most
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Show a job: how far it is, what came out
    Show {
        /// Its id
        id: String,
        /// Wait for its end and show how far it is meanwhile
        #[arg(long)]
        wait: bool,
    },
    /// Call off a job that waits or runs; what it has done stays
    Cancel {
        /// Its id
        id: String,
    },
    /// Queue the work of a failed or cancelled job again
    Retry {
        /// Its id
        id: String,
        /// Wait for its end and show how far it is meanwhile
        #[arg(long)]
        wait: bool,
    },
}

/// `keys`.
#[expect(clippy::large_enum_variant, reason = "there is one, made once")]
#[derive(Subcommand)]
pub enum Keys {
    /// Create a key; it is printed once and kept nowhere
    Create(CreateKey),
    /// List keys, without their secrets
    List,
    /// Revoke a key; it stops working at once
    Revoke {
        /// The key's id, as `keys list` shows it
        id: String,
    },
}

/// `audit`.
#[derive(Subcommand)]
pub enum Audit {
    /// List entries, newest first
    List {
        /// Entries at most
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// Follow the chain of hashes from the first entry; says where it breaks
    Verify {
        /// The hash of an entry that you kept elsewhere; it must be there
        #[arg(long, value_name = "HASH")]
        hash: Option<String>,
    },
}

/// `erase`.
#[derive(Args)]
pub struct Erase {
    /// What: exactly one.
    #[command(flatten)]
    pub what: ErasureTarget,
    /// Of a memory: also the events that it rests on
    #[arg(long, requires = "memory")]
    pub with_sources: bool,
    /// Remember hashes of the texts, so that they are not believed when they are ingested again
    #[arg(long)]
    pub close_texts: bool,
    /// Count what would go, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask; needed for a user or an org
    #[arg(long)]
    pub yes: bool,
}

/// What to erase.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct ErasureTarget {
    /// A memory, by our id or yours
    #[arg(long, value_name = "ID")]
    pub memory: Option<String>,
    /// An event
    #[arg(long, value_name = "ID")]
    pub event: Option<String>,
    /// Everything of a user
    #[arg(long, value_name = "ID")]
    pub user: Option<String>,
    /// Everything of an org but its audit log
    #[arg(long, value_name = "ORG")]
    pub org: Option<String>,
    /// Nothing: print the receipt of an erasure again
    #[arg(long, value_name = "ID")]
    pub receipt: Option<String>,
}

/// `rollback`.
#[derive(Args)]
pub struct Rollback {
    /// Of what: exactly one.
    #[command(flatten)]
    pub source: RollbackSource,
    /// Tell what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// What to undo.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct RollbackSource {
    /// A memory, by our id or yours
    #[arg(long, value_name = "ID")]
    pub memory: Option<String>,
    /// An event
    #[arg(long, value_name = "ID")]
    pub event: Option<String>,
}

/// `keys create`.
#[derive(Args)]
pub struct CreateKey {
    /// What people call it
    #[arg(long, default_value = "default")]
    pub name: String,
    /// The org it opens [default: default]
    #[arg(long, value_name = "ORG")]
    pub org: Option<String>,
    /// What it may do: read, write, admin [default: all three; read and write if it is bound, by --user
    /// and the like]
    #[arg(long, value_name = "PERMISSION", value_delimiter = ',', num_args = 1..,
          value_parser = ["read", "write", "admin"])]
    pub permissions: Vec<String>,
    /// What it cannot leave.
    #[command(flatten)]
    pub at: At,
    /// When it stops working (ISO 8601)
    #[arg(long, value_name = "TIME")]
    pub expires_at: Option<String>,
    /// What stands in front of the secret [default: mem]
    #[arg(long)]
    pub prefix: Option<String>,
}
