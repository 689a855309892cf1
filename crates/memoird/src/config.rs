//! Configuration: four layers, each over the one before, none of which may name a key that does
//! not exist: defaults < file < environment < flags.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use store::sqlite::SqliteConfig;
use toml::{Table, Value};

/// The commented reference: every key with its default, its unit and its reason.
pub const REFERENCE: &str = include_str!("../../../config.toml");

/// Everything that can be set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where everything is kept.
    pub data_dir: PathBuf,
    /// Address and port to listen on.
    pub listen: String,
    /// What is written to standard error.
    pub log: LogConfig,
    /// The edge.
    pub server: server::ServerConfig,
    /// The product.
    pub engine: engine::EngineConfig,
    /// The database.
    pub store: StoreConfig,
    /// The model.
    pub embedding: inference::EmbeddingConfig,
    /// The language model, if any.
    pub llm: inference::llm::LlmConfig,
}

/// What is written to standard error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogConfig {
    /// A level (`error`, `warn`, `info`, `debug`, `trace`) or a filter such as
    /// `info,engine=debug`.
    pub level: String,
    /// Lines for people or for machines.
    pub format: LogFormat,
}

/// The database.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StoreConfig {
    /// Reads that run at a time.
    pub readers: usize,
    /// Writes that wait at most.
    pub writer_queue_max: usize,
    /// Below this much free space nothing new is accepted.
    pub free_bytes_min: u64,
    /// Size of the file that is given up so that a full disk can still delete.
    pub ballast_bytes: u64,
}

impl Default for StoreConfig {
    fn default() -> Self {
        let defaults = SqliteConfig::new("");
        StoreConfig {
            readers: defaults.readers,
            writer_queue_max: defaults.writer_queue_max,
            free_bytes_min: defaults.free_bytes_min,
            ballast_bytes: defaults.ballast_bytes,
        }
    }
}

impl StoreConfig {
    /// Checks that somebody reads and writes.
    fn validate(&self) -> types::Result<()> {
        let at_least_one = [
            ("readers", self.readers),
            ("writer_queue_max", self.writer_queue_max),
        ];
        match at_least_one.iter().find(|(_, value)| *value == 0) {
            Some((name, _)) => {
                Err(types::Error::invalid(*name, "must be at least 1").within("store"))
            }
            None => Ok(()),
        }
    }

    /// How to open the database file `path`. What only tests may weaken cannot be configured.
    pub fn for_database(&self, path: PathBuf) -> SqliteConfig {
        let StoreConfig {
            readers,
            writer_queue_max,
            free_bytes_min,
            ballast_bytes,
        } = *self;
        let defaults = SqliteConfig::new(path);
        SqliteConfig {
            readers,
            writer_queue_max,
            free_bytes_min,
            ballast_bytes,
            ..defaults
        }
    }
}

/// The form of a log line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            data_dir: PathBuf::from("memoird-data"),
            listen: "127.0.0.1:7077".to_owned(),
            log: LogConfig::default(),
            server: server::ServerConfig::default(),
            engine: engine::EngineConfig::default(),
            store: StoreConfig::default(),
            embedding: inference::EmbeddingConfig::default(),
            llm: inference::llm::LlmConfig::default(),
        }
    }
}

impl Default for LogConfig {
    fn default() -> Self {
        LogConfig {
            level: "info".to_owned(),
            format: LogFormat::Text,
        }
    }
}

impl Config {
    /// Where the index is: inside the data directory, unless it is an absolute path.
    pub fn index_dir(&self) -> PathBuf {
        self.data_dir.join(&self.engine.index_dir)
    }
}

/// What the command line says about the configuration.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--config`.
    pub config: Option<PathBuf>,
    /// `--data-dir`.
    pub data_dir: Option<PathBuf>,
    /// `--listen`.
    pub listen: Option<String>,
}

/// Environment variables with our prefix that are not configuration.
const OTHER_VARIABLES: &[&str] = &[
    "MEMOIRD_CONFIG",
    "MEMOIRD_URL",
    "MEMOIRD_KEY",
    "MEMOIRD_BIN",
    // Of tests and benchmarks.
    "MEMOIRD_BENCH_DIR",
    "MEMOIRD_BENCH_ROWS",
    "MEMOIRD_ROUNDS",
    "MEMOIRD_SMALL_DISK",
    "MEMOIRD_TESTKIT_BIN",
];

/// Whether a platform sets the variable for a service that has our name, or one that begins with it:
/// `MEMOIRD_SERVICE_HOST`, `MEMOIRD_WEB_SERVICE_PORT_HTTP`, `MEMOIRD_PORT`, `MEMOIRD_PORT_7077_TCP_ADDR`.
fn is_of_platform(name: &str, text: &str) -> bool {
    let is_address = text.contains("://");
    let is_port = |rest: &str| {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let protocol = rest[digits..].trim_start_matches('_');
        digits > 0
            && ["TCP", "UDP", "SCTP"]
                .iter()
                .any(|known| protocol.starts_with(known))
    };
    name.ends_with("_SERVICE_HOST")
        || name.ends_with("_SERVICE_PORT")
        || name.contains("_SERVICE_PORT_")
        || (name.ends_with("_PORT") && is_address)
        || name.split("_PORT_").skip(1).any(is_port)
}

/// Keys that hold secrets. Each may be given as `<key>_file` instead: the path of a file with it.
const SECRETS: &[&str] = &["embedding.api_key", "llm.api_key"];

/// Puts the layers together. `environment`: all variables, of which ours are taken.
///
/// The file is `--config`, else `MEMOIRD_CONFIG`, else `memoird.toml` in the working directory,
/// else `config.toml` in the data directory; the last two may be missing.
pub fn load(flags: &Flags, environment: &[(String, String)]) -> Result<Config> {
    let known = Table::try_from(Config::default()).context("the defaults are not a TOML table")?;
    let mut values = known.clone();
    let from_environment = environment_layer(&known, environment)?;
    if let Some(path) = file_to_read(flags, environment, &from_environment) {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {name}"))?;
        let table: Table = text
            .parse()
            .with_context(|| format!("{name} is not valid TOML"))?;
        merge(&mut values, table, &name)?;
    }
    merge(&mut values, from_environment, "the environment")?;
    let mut config: Config = values.try_into().map_err(|error: toml::de::Error| {
        // The second line of the message names the key.
        let told = error.to_string().trim().replace('\n', " ");
        anyhow::anyhow!("invalid configuration: {told}")
    })?;
    if let Some(data_dir) = &flags.data_dir {
        config.data_dir.clone_from(data_dir);
    }
    if let Some(listen) = &flags.listen {
        config.listen.clone_from(listen);
    }
    config
        .embedding
        .validate()
        .and_then(|()| config.llm.validate())
        .and_then(|()| {
            config
                .server
                .validate()
                .map_err(|error| error.within("server"))
        })
        .and_then(|()| {
            config
                .engine
                .validate()
                .map_err(|error| error.within("engine"))
        })
        .and_then(|()| config.store.validate())
        .map_err(|error| anyhow::anyhow!("invalid configuration: {error}"))?;
    check_level(&config.log.level)?;
    Ok(config)
}

/// A word that is no level would be taken for a target's name, and nothing be logged.
fn check_level(level: &str) -> Result<()> {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    let is_level = |word: &str| {
        LEVELS
            .iter()
            .any(|level| word.trim().eq_ignore_ascii_case(level))
    };
    let words = level
        .split(',')
        .filter(|directive| !directive.contains('='));
    for word in words {
        if !is_level(word) {
            bail!(
                "invalid configuration: log.level: {word:?} is none of {}; a filter such as \
                 \"info,server=debug\" is one too",
                LEVELS.join(", ")
            );
        }
    }
    Ok(())
}

fn file_to_read(
    flags: &Flags,
    environment: &[(String, String)],
    from_environment: &Table,
) -> Option<PathBuf> {
    let variable = environment
        .iter()
        .find(|(name, _)| name == "MEMOIRD_CONFIG");
    let named = flags
        .config
        .clone()
        .or_else(|| variable.map(|(_, path)| PathBuf::from(path)));
    if named.is_some() {
        return named;
    }
    let from_environment = from_environment.get("data_dir").and_then(Value::as_str);
    let data_dir = flags
        .data_dir
        .clone()
        .or_else(|| from_environment.map(PathBuf::from))
        .unwrap_or_else(|| Config::default().data_dir);
    [PathBuf::from("memoird.toml"), data_dir.join("config.toml")]
        .into_iter()
        .find(|path| path.is_file())
}

/// `MEMOIRD_SERVER__BODY_BYTES_MAX=1000` is `server.body_bytes_max = 1000`.
fn environment_layer(known: &Table, environment: &[(String, String)]) -> Result<Table> {
    let mut layer = Table::new();
    for (name, text) in environment {
        let Some(rest) = name.strip_prefix("MEMOIRD_") else {
            continue;
        };
        if OTHER_VARIABLES.contains(&name.as_str()) {
            continue;
        }
        let path = rest.to_ascii_lowercase().replace("__", ".");
        let key = secret_of_file_key(&path).unwrap_or(&path);
        let Some(default) = look_up(known, key) else {
            let close = nearest(&path, &all_keys(known));
            if is_of_platform(name, text) {
                continue;
            }
            bail!(
                "the environment variable {name} is no setting{}",
                suggestion(close.as_deref())
            );
        };
        let value = typed(text, default)
            .with_context(|| format!("the environment variable {name} has a wrong value"))?;
        insert(&mut layer, &path, value);
    }
    Ok(layer)
}

/// Reads `text` as the type that `default` has; lists are separated by commas.
fn typed(text: &str, default: &Value) -> Result<Value> {
    Ok(match default {
        Value::String(_) => Value::String(text.to_owned()),
        Value::Integer(_) => Value::Integer(text.parse().context("a whole number is expected")?),
        Value::Float(_) => Value::Float(text.parse().context("a number is expected")?),
        Value::Boolean(_) => Value::Boolean(text.parse().context("true or false is expected")?),
        Value::Array(_) => {
            let items = text
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty());
            Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
        }
        Value::Datetime(_) | Value::Table(_) => bail!("this is a section, not a setting"),
    })
}

/// Lays `layer` over `values`, which knows every key.
fn merge(values: &mut Table, layer: Table, source: &str) -> Result<()> {
    let keys = all_keys(values);
    for (path, value) in leaves(&layer) {
        let (path, value) = match secret_of_file_key(&path) {
            Some(secret) => (secret.to_owned(), secret_from_file(&value, &path)?),
            None => (path, value),
        };
        if look_up(values, &path).is_none() {
            let close = nearest(&path, &keys);
            bail!(
                "{source}: unknown key `{path}`{}",
                suggestion(close.as_deref())
            );
        }
        insert(values, &path, value);
    }
    Ok(())
}

fn suggestion(close: Option<&str>) -> String {
    close
        .map(|key| format!("; did you mean `{key}`?"))
        .unwrap_or_default()
}

fn secret_of_file_key(path: &str) -> Option<&str> {
    path.strip_suffix("_file")
        .filter(|key| SECRETS.contains(key))
}

fn secret_from_file(value: &Value, key: &str) -> Result<Value> {
    let path = value
        .as_str()
        .with_context(|| format!("`{key}` must be the path of a file"))?;
    let secret = std::fs::read_to_string(Path::new(path))
        .with_context(|| format!("cannot read {path}, which `{key}` names"))?;
    Ok(Value::String(secret.trim_end().to_owned()))
}

/// Every setting of a table with its dotted path.
fn leaves(table: &Table) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for (key, value) in table {
        match value {
            Value::Table(inner) => {
                let inner = leaves(inner).into_iter();
                found.extend(inner.map(|(path, value)| (format!("{key}.{path}"), value)));
            }
            leaf => found.push((key.clone(), leaf.clone())),
        }
    }
    found
}

fn all_keys(table: &Table) -> Vec<String> {
    leaves(table).into_iter().map(|(path, _)| path).collect()
}

fn look_up<'a>(table: &'a Table, path: &str) -> Option<&'a Value> {
    let mut keys = path.split('.');
    let mut value = table.get(keys.next()?)?;
    for key in keys {
        value = value.as_table()?.get(key)?;
    }
    (!value.is_table()).then_some(value)
}

fn insert(table: &mut Table, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            table.insert(path.to_owned(), value);
        }
        Some((section, rest)) => {
            let inner = table
                .entry(section)
                .or_insert_with(|| Value::Table(Table::new()));
            if let Value::Table(inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}

/// The key that was probably meant: the same name in another section, or one that is at most a
/// third of its letters away.
fn nearest(wrong: &str, keys: &[String]) -> Option<String> {
    let name = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
    let far = |key: &String| {
        if name(key) == name(wrong) {
            1
        } else {
            distance(wrong, key)
        }
    };
    keys.iter()
        .map(|key| (far(key), key))
        .filter(|(distance, key)| *distance <= key.len() / 3)
        .min()
        .map(|(_, key)| key.clone())
}

/// Insertions, deletions and replacements between two words.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, cb) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load_with(file: &str, environment: &[(&str, &str)], flags: Flags) -> Result<Config> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.toml");
        std::fs::write(&path, file).unwrap();
        let environment: Vec<(String, String)> = environment
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        load(
            &Flags {
                config: Some(path),
                ..flags
            },
            &environment,
        )
    }

    #[test]
    fn the_reference_equals_the_defaults_and_names_every_key() {
        let reference: Table = REFERENCE.parse().unwrap();
        let mut defaults = leaves(&Table::try_from(Config::default()).unwrap());
        // Fitted numbers stand in one table in the code, with where they come from.
        defaults.retain(|(key, _)| !key.starts_with("engine.search_weights."));
        assert_eq!(leaves(&reference), defaults);
        let read: Config = reference.try_into().unwrap();
        assert_eq!(read, Config::default());
    }

    #[test]
    fn values_that_cannot_work_are_refused_by_name() {
        fn check(file: &str, expect: &str) {
            let error = load_with(file, &[], Flags::default()).expect_err(file);
            let told = format!("{error:#}");
            assert!(
                told.contains(expect) && !told.contains('\n'),
                "{file}: {told}"
            );
        }
        check("data_dir = 3", "data_dir");
        check("[server]\nbody_bytes_max = -1", "server.body_bytes_max");
        check(
            "[server]\nrequests_running_max = 0",
            "server.requests_running_max",
        );
        check("[server]\nconnections_max = 0", "at least 1");
        check("[engine]\njob_attempts_max = 0", "engine.job_attempts_max");
        for days in ["-3.0", "0.0", "nan", "inf"] {
            check(
                &format!("[engine.strength_half_life]\nsemantic_days = {days}"),
                "engine.strength_half_life.semantic_days",
            );
        }
        check("[store]\nreaders = 0", "store.readers");
        check("[embedding]\nthreads = 100000", "embedding.threads");
        check("[log]\nlevel = \"loud\"", "log.level: \"loud\"");
        check("[log]\nlevel = \"info,loud\"", "\"loud\"");
        check("[log]\nlevel = \"\"", "log.level");
        for level in ["warn", "INFO", "info,server=debug", "server=trace"] {
            let file = format!("[log]\nlevel = {level:?}");
            assert!(load_with(&file, &[], Flags::default()).is_ok(), "{level}");
        }
    }

    #[test]
    fn later_layers_win() {
        fn check(file: &str, environment: &[(&str, &str)], flag: Option<&str>, expect: &str) {
            let flags = Flags {
                listen: flag.map(str::to_owned),
                ..Flags::default()
            };
            assert_eq!(load_with(file, environment, flags).unwrap().listen, expect);
        }
        let file = "listen = \"127.0.0.1:1\"";
        let environment: &[(&str, &str)] = &[("MEMOIRD_LISTEN", "127.0.0.1:2"), ("PATH", "/")];
        check("", &[], None, "127.0.0.1:7077");
        check(file, &[], None, "127.0.0.1:1");
        check(file, environment, None, "127.0.0.1:2");
        check(file, environment, Some("127.0.0.1:3"), "127.0.0.1:3");
    }

    #[test]
    fn environment_values_take_the_type_of_the_setting() {
        let environment = [
            ("MEMOIRD_SERVER__BODY_BYTES_MAX", "1000"),
            ("MEMOIRD_SERVER__ALLOWED_HOSTS", "a.example, b.example"),
            ("MEMOIRD_LOG__FORMAT", "json"),
            ("MEMOIRD_EMBEDDING__ALLOW_PRIVATE", "true"),
        ];
        let config = load_with("", &environment, Flags::default()).unwrap();
        assert_eq!(config.server.body_bytes_max, 1000);
        assert_eq!(config.server.allowed_hosts, ["a.example", "b.example"]);
        assert_eq!(config.log.format, LogFormat::Json);
        assert!(config.embedding.allow_private);
    }

    #[test]
    fn errors_name_the_key_and_the_nearest_one() {
        fn check(file: &str, environment: &[(&str, &str)], expect: &[&str]) {
            let error = load_with(file, environment, Flags::default()).unwrap_err();
            let text = format!("{error:#}");
            assert!(expect.iter().all(|part| text.contains(part)), "{text}");
        }
        check(
            "[server]\nbody_byte_max = 1",
            &[],
            &["server.body_byte_max", "server.body_bytes_max"],
        );
        check("[log]\nlisten = \"x\"", &[], &["log.listen", "`listen`"]);
        check("[zoo]\nelephants = 3", &[], &["zoo.elephants"]);
        check("listen = 3", &[], &["listen"]);
        check("listen = ", &[], &["not valid TOML"]);
        check(
            "",
            &[("MEMOIRD_LOG__LEVLE", "info")],
            &["MEMOIRD_LOG__LEVLE", "log.level"],
        );
        check(
            "",
            &[("MEMOIRD_LISTN", "x")],
            &["MEMOIRD_LISTN", "`listen`"],
        );
        for (name, value) in [
            ("MEMOIRD_FOO", "1"),
            ("MEMOIRD_LOG", "debug"),
            ("MEMOIRD_SERVER", "x"),
            ("MEMOIRD_PORT", "7078"),
            ("MEMOIRD_", ""),
        ] {
            check("", &[(name, value)], &[name, "no setting"]);
        }
        check(
            "",
            &[("MEMOIRD_SERVER__BODY_BYTES_MAX", "many")],
            &["whole number"],
        );
    }

    #[test]
    fn variables_of_the_platform_are_left_alone() {
        let environment = [
            ("MEMOIRD_SERVICE_HOST", "10.0.0.1"),
            ("MEMOIRD_SERVICE_PORT", "7077"),
            ("MEMOIRD_SERVICE_PORT_HTTP", "7077"),
            ("MEMOIRD_PORT", "tcp://10.0.0.1:7077"),
            ("MEMOIRD_PORT_7077_TCP", "tcp://10.0.0.1:7077"),
            ("MEMOIRD_PORT_7077_TCP_ADDR", "10.0.0.1"),
            ("MEMOIRD_WEB_PORT_7077_TCP_PROTO", "tcp"),
            ("MEMOIRD_BIN", "/bin/memoird"),
        ];
        load_with("", &environment, Flags::default()).unwrap();
    }

    #[test]
    fn secrets_come_from_files_and_are_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let secret = folder.path().join("key");
        std::fs::write(&secret, "sk-canary\n").unwrap();
        let path = secret.display().to_string();
        let file = format!("[embedding]\napi_key_file = {path:?}");
        let environment = [("MEMOIRD_EMBEDDING__API_KEY_FILE", path.as_str())];
        for config in [
            load_with(&file, &[], Flags::default()).unwrap(),
            load_with("", &environment, Flags::default()).unwrap(),
            load_with(
                "[embedding]\napi_key = \"sk-canary\"",
                &[],
                Flags::default(),
            )
            .unwrap(),
        ] {
            assert_eq!(config.embedding.api_key.expose(), "sk-canary");
            let shown = format!("{config:?}{}", toml::to_string(&config).unwrap());
            assert!(!shown.contains("canary") && shown.contains("***"));
        }
    }
}
