//! What commands print: JSON for machines, plain text for people, progress on a terminal.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use anyhow::Result;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::Value;

/// Columns of text that fit everywhere.
pub const WIDTH: usize = 80;

/// The text that `value` is, or none.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// The items of the array that `value` is, or none.
pub fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Prints JSON, indented.
pub fn json(value: &Value) -> Result<()> {
    line(&serde_json::to_string_pretty(value)?)
}

/// Prints one line. A reader that has gone (`| head`) is no error of ours.
pub fn line(text: &str) -> Result<()> {
    unless_closed(writeln!(std::io::stdout().lock(), "{text}"))
}

/// Prints bytes as they are, as quietly.
pub fn bytes(bytes: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    unless_closed(out.write_all(bytes).and_then(|()| out.flush()))
}

fn unless_closed(written: std::io::Result<()>) -> Result<()> {
    match written {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// What matters on a page, where there are colours.
pub fn bold(text: &str) -> String {
    styled("1", text)
}

/// What may be passed over.
pub fn dim(text: &str) -> String {
    styled("2", text)
}

/// Only for people: on a terminal that knows styles and whose owner wants them (no-color.org).
fn styled(code: &str, text: &str) -> String {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let is_dumb = set("TERM").is_none_or(|term| term == "dumb");
    if is_dumb || set("NO_COLOR").is_some() || !std::io::stdout().is_terminal() {
        return text.to_owned();
    }
    format!("\x1b[{code}m{text}\x1b[0m")
}

/// Prints rows as columns, each as wide as its widest cell.
pub fn table(header: &[&str], rows: &[Vec<String>]) -> Result<()> {
    let width = |column: usize| {
        let cells = rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count());
        cells
            .chain([header[column].chars().count()])
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    let print = |cells: Vec<&str>| {
        let padded = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:<width$}"));
        line(padded.collect::<Vec<_>>().join("  ").trim_end())
    };
    print(header.to_vec())?;
    rows.iter()
        .try_for_each(|row| print(row.iter().map(String::as_str).collect()))
}

/// Words broken into lines of at most `width` characters, each behind `indent`.
pub fn wrapped(text: &str, indent: &str, width: usize) -> String {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut current = indent.to_owned();
        for word in paragraph.split_whitespace() {
            let is_first = current.len() == indent.len();
            if !is_first && current.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::replace(&mut current, indent.to_owned()));
            } else if !is_first {
                current.push(' ');
            }
            current.push_str(word);
        }
        lines.push(current);
    }
    lines.join("\n")
}

/// A bar on standard error, if somebody is there to see it.
pub fn progress(what: &'static str, total: Option<u64>) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
    }
    let template = match total {
        Some(_) => "{msg} [{bar:30}] {pos}/{len} {eta}",
        None => "{spinner} {msg} {pos} {elapsed}",
    };
    let style = ProgressStyle::with_template(template).expect("the templates are constant");
    let bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
    bar.set_style(style.progress_chars("=> "));
    bar.set_message(what);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_wrap_within_the_width() {
        fn check(text: &str, indent: &str, width: usize, expect: &str) {
            assert_eq!(wrapped(text, indent, width), expect);
        }
        check("one two three", "  ", 9, "  one two\n  three");
        check("one\ntwo", "", 80, "one\ntwo");
        check("a-very-long-word x", "", 5, "a-very-long-word\nx");
        check("", "  ", 9, "");
    }
}
