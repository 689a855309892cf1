//! What `--help` shows below the options: how each command is used. A test reads every example as
//! the command line would.

use clap::{Command, CommandFactory, FromArgMatches};

use crate::args::Arguments;

/// Commands, and how to use them; what stands behind two spaces and `#` explains.
const EXAMPLES: &[(&str, &[&str])] = &[
    (
        "serve",
        &[
            "memoird serve",
            "memoird serve --listen 0.0.0.0:7077 --data-dir /var/lib/memoird  # needs a key first",
        ],
    ),
    ("demo", &["memoird demo"]),
    (
        "add",
        &[
            "memoird add --user leo \"Leo is allergic to peanuts\"",
            "memoird add --user leo --event user_message --ts 2026-05-02 \"I moved to Berlin\"",
            "memoird add --user leo -  # one text a line from standard input",
        ],
    ),
    (
        "search",
        &[
            "memoird search --user leo \"Where do I live?\"",
            "memoird search --user leo \"Where do I live?\" --as-of 2026-03-01  # what was true then",
        ],
    ),
    (
        "context",
        &[
            "memoird context --user leo \"Plan a dinner\" --max-tokens 500",
            "memoird context --user leo \"Plan a dinner\" --as-of 2026-03-01  # as it was then",
        ],
    ),
    (
        "keys create",
        &[
            "memoird keys create --name ops",
            "memoird keys create --name app --user leo  # reads and writes",
            "memoird keys create --name reader --permissions read",
        ],
    ),
    ("keys list", &["memoird keys list"]),
    (
        "keys revoke",
        &["memoird keys revoke 01M7Y2C34N97PVDFXE70GBJ0EG"],
    ),
    (
        "lineage",
        &[
            "memoird search --user leo \"Where do I live?\"  # shows ids",
            "memoird lineage 01a1ff1d-ca88-778c-9b7d-980471eee9c1",
        ],
    ),
    ("audit list", &["memoird audit list --limit 20"]),
    (
        "audit verify",
        &[
            "memoird audit verify",
            "memoird audit verify --hash 6b86b273ff34fce19d6b804eff5a3f57  # of a receipt, say",
        ],
    ),
    (
        "erase",
        &[
            "memoird erase --user leo --dry-run  # what would go",
            "memoird erase --user leo --yes",
            "memoird erase --memory 01a1ff1d-ca88-778c-9b7d-980471eee9c1 --with-sources",
        ],
    ),
    (
        "rollback",
        &[
            "memoird rollback --event 01M7ZHVJM8Y7HHPZCR0HRYXTE0 --dry-run",
            "memoird rollback --event 01M7ZHVJM8Y7HHPZCR0HRYXTE0",
        ],
    ),
    ("import", &["memoird import all.jsonl"]),
    ("export", &["memoird export all.jsonl"]),
    (
        "beliefs detect",
        &["memoird beliefs detect --user leo \"I live in Berlin\""],
    ),
    (
        "beliefs update",
        &[
            "memoird beliefs update --user leo \"I live in Berlin\"",
            "memoird beliefs update --user leo \"I live in Berlin\" --strategy adjust --confidence 0.4",
            "memoird beliefs update \"Leo drinks tea\" --against 01a1ff1d-ca88-778c-9b7d-980471eee9c1",
        ],
    ),
    (
        "consolidate",
        &[
            "memoird consolidate --user leo --dry-run",
            "memoird consolidate --background",
        ],
    ),
    (
        "reflect",
        &["memoird reflect --user leo --days 30 --dry-run"],
    ),
    (
        "promote",
        &[
            "memoird promote --kind team --dry-run",
            "memoird promote --kind team --group mobile --min-users 3",
        ],
    ),
    (
        "summarise",
        &[
            "memoird summarise --user leo --session planning",
            "memoird summarise --user leo --from 2026-05-01 --to 2026-06-01 --dry-run",
        ],
    ),
    (
        "timeline",
        &["memoird timeline --user leo --from 2026-05-01"],
    ),
    ("groups list", &["memoird groups list team"]),
    ("groups show", &["memoird groups show team mobile"]),
    (
        "groups set",
        &["memoird groups set team mobile --name \"Mobile apps\" --focus \"releases, crashes\""],
    ),
    ("groups delete", &["memoird groups delete team mobile"]),
    (
        "forget",
        &[
            "memoird forget --max-age 365 --dry-run  # what would go",
            "memoird forget --user leo --budget 10000",
            "memoird forget --undo-since 2026-05-02T10:00:00Z",
        ],
    ),
    ("maintenance show", &["memoird maintenance show"]),
    (
        "maintenance set",
        &["memoird maintenance set consolidation_frequency=weekly"],
    ),
    ("maintenance reset", &["memoird maintenance reset"]),
    (
        "maintenance run",
        &["memoird maintenance run consolidation --wait"],
    ),
    ("jobs list", &["memoird jobs list --state failed"]),
    (
        "jobs show",
        &["memoird jobs show 01M7ZHVJM8Y7HHPZCR0HRYXTE0 --wait"],
    ),
    (
        "jobs cancel",
        &["memoird jobs cancel 01M7ZHVJM8Y7HHPZCR0HRYXTE0"],
    ),
    (
        "jobs retry",
        &["memoird jobs retry 01M7ZHVJM8Y7HHPZCR0HRYXTE0"],
    ),
    ("stats", &["memoird stats --json"]),
    ("check", &["memoird check"]),
    ("reindex", &["memoird reindex"]),
    ("backup", &["memoird backup /backups/today.db"]),
    ("restore", &["memoird restore /backups/today.db --replace"]),
    (
        "config",
        &[
            "memoird config",
            "memoird config --reference > memoird.toml",
        ],
    ),
    (
        "completions",
        &["memoird completions bash > /etc/bash_completion.d/memoird"],
    ),
];

/// The command line with its examples.
pub fn command() -> Command {
    EXAMPLES
        .iter()
        .fold(Arguments::command(), |all, (path, lines)| {
            let path: Vec<&str> = path.split(' ').collect();
            with_examples(all, &path, lines)
        })
}

fn with_examples(command: Command, path: &[&str], lines: &[&str]) -> Command {
    match path {
        [] => {
            let title = if lines.len() > 1 {
                "Examples"
            } else {
                "Example"
            };
            command.after_help(format!("{title}:\n  {}", lines.join("\n  ")))
        }
        [first, rest @ ..] => {
            command.mut_subcommand(first, |inner| with_examples(inner, rest, lines))
        }
    }
}

/// The arguments of this process; ends it where they are wrong or ask for help.
pub fn parsed() -> Arguments {
    let matches = command().get_matches();
    Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Words as a shell has them: quotes, a comment, `>` and what follows.
    fn words(line: &str) -> Vec<String> {
        let line = line.split("  #").next().unwrap();
        let line = line.split(" > ").next().unwrap();
        let parts = line.split('"').enumerate();
        let words = parts.flat_map(|(n, part)| match n % 2 {
            1 => vec![part],
            _ => part.split_whitespace().collect(),
        });
        words.map(str::to_owned).collect()
    }

    fn leaves(command: &Command, path: &str, found: &mut BTreeSet<String>) {
        for inner in command.get_subcommands() {
            let path = format!("{path} {}", inner.get_name()).trim().to_owned();
            match inner.has_subcommands() {
                true => leaves(inner, &path, found),
                false => drop(found.insert(path)),
            }
        }
    }

    #[test]
    fn every_command_has_examples_and_they_are_understood() {
        let mut commands = BTreeSet::new();
        leaves(&Arguments::command(), "", &mut commands);
        let listed: BTreeSet<String> = EXAMPLES
            .iter()
            .map(|(path, _)| (*path).to_owned())
            .collect();
        assert_eq!(listed, commands);
        for (path, lines) in EXAMPLES {
            let of_command = lines
                .iter()
                .any(|line| line.starts_with(&format!("memoird {path}")));
            assert!(of_command, "{path}: an example is of another command");
            for line in *lines {
                assert!(line.len() <= 98, "{line}");
                if let Err(error) = command().try_get_matches_from(words(line)) {
                    panic!("{line}: {error}");
                }
            }
        }
    }
}
