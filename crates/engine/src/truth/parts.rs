//! Which words of a memory go with a statement that is over: those that say it, and not what else its
//! sentence tells. Of a list one element goes, of an appointment the day and not what it is for. Pure.

use std::ops::Range;

use extraction::dates::{is_month, is_weekday};
use extraction::{Retracted, one_of};
use types::{Closed, Memory, Span, Statement, Status};

use super::plan::{Place, Planner, leave, statement_keys};
use super::take_back::{alike, bare};
use super::{is_extracted, text_key, utterance, words};

impl Planner {
    /// Closes a statement where it stands, with the words that go with it.
    pub(super) fn close_at(&mut self, row: usize, n: usize, closed: &Closed) {
        self.rows[row].memory.statements[n].closed = Some(closed.clone());
        let over = self.over(row, n).filter(|_| !self.says_twice(row, n));
        let leaves = over.is_some_and(|over| over.leaves)
            || !self.says_twice(row, n) && self.still_tells(row);
        let says_more = {
            let memory = &mut self.rows[row].memory;
            let is_open = memory.statements.iter().any(|other| other.closed.is_none());
            let is_said =
                || leaves || (self.read)(&utterance(memory)).says_more_than(&memory.statements);
            let says_more = is_open || (!is_extracted(memory) && is_said());
            if let Some(over) = over {
                memory.statements[n].span = Some(over.span);
            }
            says_more && (is_open || !search::says_nothing(&memory.still_said()))
        };
        let row = &mut self.rows[row];
        row.is_changed = true;
        let text = text_key(&row.memory);
        let user_id = row.memory.coordinates.user_id.clone();
        let closing = (closed.valid_to, closed.by);
        if !is_extracted(&row.memory) {
            for key in statement_keys(&text, &row.memory.statements[n]) {
                self.closed.insert((user_id.clone(), key), closing);
            }
        }
        if says_more {
            row.is_cut |= row.memory.statements[n].span.is_some();
        } else if row.memory.status == Status::Active {
            leave(&mut row.memory, closed);
            self.closed.insert((user_id, text), closing);
        }
    }

    /// Whether a directive is said in two ways in one message, which goes as a whole: "switch to German, always
    /// answer in German".
    fn says_twice(&self, row: usize, n: usize) -> bool {
        let memory = &self.rows[row].memory;
        let directive = &memory.statements[n];
        let value = directive
            .value
            .as_deref()
            .unwrap_or_default()
            .to_lowercase();
        directive.attribute.starts_with("instruction")
            && memory.statements.len() == 1
            && !value.is_empty()
            && memory.text.to_lowercase().matches(&value).count() > 1
    }

    /// The words that go with a statement of what was said, which is over, where those are not all that its
    /// span has.
    pub(super) fn over(&self, row: usize, n: usize) -> Option<Over> {
        let memory = &self.rows[row].memory;
        if is_extracted(memory) || self.takes == Takes::All {
            return None;
        }
        over(memory, n, &self.ending((row, n)))
    }

    /// Whether what was said tells something beside its statements, some of which are over.
    pub(super) fn still_tells(&self, row: usize) -> bool {
        let memory = &self.rows[row].memory;
        !is_extracted(memory)
            && (0..memory.statements.len()).any(|n| still_tells(memory, n, &self.ending((row, n))))
    }

    fn ending(&self, (row, n): Place) -> Ending<'_> {
        let memory = &self.rows[row].memory;
        let said = &memory.statements[n];
        let key = self.rows.iter().find(|other| {
            is_extracted(&other.memory)
                && other.memory.derived_from.contains(&memory.id)
                && other
                    .memory
                    .statements
                    .iter()
                    .any(|one| one.address() == said.address() && one.value == said.value)
        });
        let by = said.closed.as_ref().and_then(|closed| closed.by);
        let by = by.and_then(|by| self.by_id.get(&by).copied());
        let mut told: Vec<&Memory> = by.map(|by| &self.rows[by].memory).into_iter().collect();
        if let Some(by) = by {
            let parents = self.parents_of(&self.rows[by].memory);
            told.extend(parents.map(|parent| &self.rows[parent].memory));
        }
        let new = by.and_then(|by| {
            let statements = self.rows[by].memory.statements.iter();
            let mut same = statements.filter(|new| new.address() == said.address());
            same.find_map(|new| new.value.as_deref())
        });
        let texts: Vec<&str> = told.iter().map(|memory| memory.text.as_str()).collect();
        Ending {
            told: key.map_or("", |key| key.memory.text.as_str()),
            by: texts.join(" "),
            new,
            words: match &self.takes {
                Takes::Words(words) => Some(words.as_str()),
                Takes::Value | Takes::All => None,
            },
        }
    }
}

impl Planner {
    /// Where words take back a property without a value, and name the value of some of what is stated of it,
    /// the rest stays: "the shellfish allergy was wrong".
    pub(super) fn keep_unnamed(&self, targets: &mut Vec<Place>, what: &Retracted, sentence: &str) {
        if !matches!(what, Retracted::About { value: None, .. }) || targets.len() < 2 {
            return;
        }
        let sentence = words::normalize_text(sentence);
        let is_named = |&(row, n): &Place| {
            let value = self.rows[row].memory.statements[n].value.as_deref();
            let value = words::normalize_text(value.unwrap_or_default());
            words::contains_words(&sentence, bare(&value))
        };
        if targets.iter().any(is_named) {
            targets.retain(is_named);
        }
    }

    /// Of a statement what the words of `sentence` name: of a list its elements, each of which is a statement
    /// of its own from now on. Where none or all of them are named, it is all of the statement.
    pub(super) fn ended_parts(&mut self, (row, n): Place, sentence: &str) -> Vec<usize> {
        let memory = &self.rows[row].memory;
        let statement = memory.statements[n].clone();
        let sentence = words::normalize_text(sentence);
        let is_named = |element: &&str| {
            let element = words::normalize_text(element);
            let telling = bare(&element);
            words::contains_words(&sentence, telling)
                || telling
                    .split(' ')
                    .all(|word| sentence.split(' ').any(|other| alike(word, other)))
        };
        let elements = elements(statement.value.as_deref().unwrap_or_default());
        let named = elements.iter().filter(|one| is_named(one)).count();
        if named == 0 || named == elements.len() {
            return vec![n];
        }
        let Some(own) = apart(&statement, &memory.text) else {
            return vec![n];
        };
        let parents: Vec<usize> = self.parents_of(memory).collect();
        for parent in parents {
            let memory = &self.rows[parent].memory;
            let there = memory.statements.iter().position(|other| {
                other.closed.is_none()
                    && other.address() == statement.address()
                    && other.value == statement.value
            });
            if let Some(m) = there
                && let Some(theirs) = apart(&memory.statements[m], &memory.text)
            {
                self.take_apart((parent, m), theirs);
            }
        }
        let places = self.take_apart((row, n), own);
        let statements = &self.rows[row].memory.statements;
        let value = |n: &usize| statements[*n].value.as_deref().unwrap_or_default();
        let mut ended = places;
        ended.retain(|n| is_named(&value(n)));
        ended
    }

    /// Puts several statements in the place of one; the numbers that they have.
    fn take_apart(&mut self, (row, n): Place, apart: Vec<Statement>) -> Vec<usize> {
        let row = &mut self.rows[row];
        row.is_changed = true;
        let statements = &mut row.memory.statements;
        let mut places = vec![n];
        for (at, element) in apart.into_iter().enumerate() {
            match at {
                0 => statements[n] = element,
                _ => {
                    places.push(statements.len());
                    statements.push(element);
                }
            }
        }
        places
    }
}

/// Which words go with what is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Takes {
    /// Those that say its value, and others where they tell nothing else.
    #[default]
    Value,
    /// All: what was said is taken back.
    All,
    /// These words of its value.
    Words(String),
}

/// The words that go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Over {
    /// Where they stand.
    pub span: Span,
    /// What stays beside them tells something that no statement has.
    pub leaves: bool,
}

/// What is known of a statement that ends.
struct Ending<'a> {
    /// The statement as a sentence that stands alone; empty if it has none.
    told: &'a str,
    /// The words that end it.
    by: String,
    /// The value that takes its place.
    new: Option<&'a str>,
    /// The words of its value that go, where those are told.
    words: Option<&'a str>,
}

/// Words of a sentence that stands alone that tell whose value it is, and by what verb.
const LEADING_MAX: usize = 2;

impl Ending<'_> {
    /// The words that tell nothing beside the statement.
    fn known(&self, statement: &Statement) -> Vec<String> {
        // What stands beside a value is in the sentence that stands alone as well.
        let value = statement.value.as_deref().unwrap_or_default();
        let led = self.told.split_once(value).map_or("", |(led, _)| led);
        let led: Vec<&str> = led.split(' ').take(LEADING_MAX).collect();
        words_of(&format!(
            "{} {} {} {}",
            led.join(" "),
            self.by,
            statement.subject,
            statement.attribute.replace([':', '_'], " ")
        ))
    }
}

/// The words of `memory` that go with its statement `n`; `None`: all of its span.
fn over(memory: &Memory, n: usize, ending: &Ending<'_>) -> Option<Over> {
    let statement = &memory.statements[n];
    let text = memory.text.as_str();
    let whole = range_of(statement.span?, text)?;
    let open = open_parts(memory, n, &whole);
    let core = core_of(text, &whole, statement, ending);
    let Some(core) = core else {
        let gap = gap_of(text, &whole, &open, whole.start)?;
        return (gap != whole).then(|| over_at(&gap, false));
    };
    // What is stated inside of it stays.
    let inside = open.iter().filter(|one| core.start < one.start);
    let end = inside.map(|one| one.start).min().unwrap_or(core.end);
    let part = text.get(core.start..end.min(core.end))?.trim_end();
    let core = core.start..core.start + part.len();
    let gap = match open
        .iter()
        .any(|one| one.start < core.end && core.start < one.end)
    {
        true => core.clone(),
        false => gap_of(text, &whole, &open, core.start)?,
    };
    let leaves = leaves(memory, n, &core, &ending.known(statement));
    // Words that say it of several values are those of the others, too.
    let is_listed = memory.statements.iter().any(|other| {
        other.closed.is_none()
            && other.address() == statement.address()
            && other.span.is_some_and(|span| {
                let between = text.get(whole.end..span.start as usize);
                between.is_some_and(|between| word_places(between).len() <= 2)
            })
    });
    if leaves || is_listed || open.iter().any(|one| one.contains(&core.start)) {
        return Some(over_at(&core, leaves));
    }
    // Words that only lead on to what stays are left with it.
    let end = match gap.end < whole.end {
        true => core.end,
        false => gap.end,
    };
    let gap = gap.start..end;
    (gap != whole).then(|| over_at(&gap, false))
}

/// Of the words after a value those that stand beside what it says: not since when, nor what was there
/// before it. After a value that stands first comes what is said of it.
fn beside(before: &str, after: &str) -> String {
    const NAMING_MAX: usize = 2;
    let clause = before.rfind([',', ':']).map_or(before, |at| &before[at..]);
    let words = word_places(clause);
    let mut telling = words.iter().filter(|(_, word)| !search::says_nothing(word));
    let is_led = |word: &str| {
        let low = word.to_lowercase();
        one_of(&low, LED)
    };
    let is_first = telling.clone().count() <= NAMING_MAX
        && !words.iter().any(|(_, word)| is_led(word))
        && !telling.any(|(_, word)| word.contains(['\'', '’']));
    let from = match is_first {
        true => {
            let joints = [", ", "; ", " with ", " because "];
            let at = joints.iter().filter_map(|joint| after.find(joint)).min();
            at.unwrap_or(after.len())
        }
        false => 0,
    };
    let mut beside = after[from..].to_owned();
    for past in [
        " since ",
        ", not ",
        " not ",
        " instead of ",
        " rather than ",
    ] {
        if let Some(at) = beside.find(past) {
            let rest = &beside[at + past.len()..];
            let end = rest.find([',', ';', '.']).map(|end| at + past.len() + end);
            let end = end.unwrap_or(beside.len());
            beside.replace_range(at..end, " ");
        }
    }
    beside
}

/// Words after which a value does not stand first.
const LED: &str = "i i'm im i've we we're we've it it's its my our am is are was were be been has have had \
at on in to with by for from as of";

/// Whether the sentence of a statement that is over already, and marked in its value alone, tells something
/// beside what is stated.
fn still_tells(memory: &Memory, n: usize, ending: &Ending<'_>) -> bool {
    let statement = &memory.statements[n];
    let text = memory.text.as_str();
    if !is_narrow(memory, statement) {
        return false;
    }
    let Some(core) = statement.span.and_then(|span| range_of(span, text)) else {
        return false;
    };
    leaves(memory, n, &core, &ending.known(statement))
}

/// Whether the words around a value, in its sentence and in no other statement, tell something beside it.
fn leaves(memory: &Memory, n: usize, core: &Range<usize>, known: &[String]) -> bool {
    let text = memory.text.as_str();
    let is_end = |c: char| matches!(c, '!' | '?' | '\n');
    let stop = |part: &str| part.find(". ").into_iter().chain(part.find(is_end)).min();
    let before = &text[..core.start];
    let start = before
        .rfind(is_end)
        .max(before.rfind(". "))
        .map_or(0, |at| at + 1);
    let end = core.end + stop(&text[core.end..]).unwrap_or(text.len() - core.end);
    let others = memory.statements.iter().enumerate();
    let others = others.filter(|(m, _)| *m != n);
    let stated: Vec<Range<usize>> = others
        .filter_map(|(_, other)| range_of(other.span?, text))
        .collect();
    let Some(around) = gap_of(text, &(start..end), &stated, core.start) else {
        return false;
    };
    let before = text.get(around.start..core.start).unwrap_or_default();
    let after = without_aside(text.get(core.end..around.end).unwrap_or_default());
    let is_start = around.start == start;
    leads_with_more(before, is_start, known) || tells(&beside(before, after), known)
}

/// Words without what only says for whom or what they may matter: "I live in Rome, if that matters for the
/// time zone".
fn without_aside(text: &str) -> &str {
    const ASIDES: [&str; 5] = [
        ", if ",
        " if that ",
        " if you ",
        ", in case ",
        " in case you ",
    ];
    let low = text.to_ascii_lowercase();
    let at = ASIDES.iter().filter_map(|aside| low.find(aside)).min();
    text.get(..at.unwrap_or(text.len())).unwrap_or(text)
}

/// Whether the words of a closed statement that are marked are its value alone: more is said around it.
fn is_narrow(memory: &Memory, statement: &Statement) -> bool {
    let marked = statement
        .span
        .and_then(|span| range_of(span, &memory.text))
        .and_then(|range| memory.text.get(range));
    let value = statement.value.as_deref().unwrap_or_default();
    marked.is_some_and(|marked| statement.closed.is_some() && contains_folded(value, marked))
}

/// The elements of a value that is a list: "metformin and aspirin". None if it is one thing.
fn elements(value: &str) -> Vec<&str> {
    const WORDS_MAX: usize = 4;
    let mut elements = Vec::new();
    let mut is_joined = false;
    for part in value.split([',', ';']) {
        let mut rest = part.trim();
        loop {
            let at = JOINTS
                .iter()
                .filter_map(|joint| rest.find(joint).map(|at| (at, joint.len())))
                .min();
            let Some((at, length)) = at else {
                break;
            };
            is_joined = true;
            elements.push(rest[..at].trim());
            rest = rest[at + length..].trim();
        }
        let last = ["and ", "or ", "& "]
            .iter()
            .find_map(|joint| rest.strip_prefix(joint));
        is_joined |= last.is_some();
        elements.push(last.unwrap_or(rest).trim());
    }
    elements.retain(|element| !element.is_empty());
    let is_list = is_joined
        && elements.len() > 1
        && elements
            .iter()
            .all(|element| element.split(' ').count() <= WORDS_MAX);
    match is_list {
        true => elements,
        false => Vec::new(),
    }
}

const JOINTS: [&str; 5] = [" and ", " or ", " & ", " plus ", " / "];

/// The elements of a list, each a statement of its own with its place in `text`; `None` if the value is no
/// list or does not stand there.
fn apart(statement: &Statement, text: &str) -> Option<Vec<Statement>> {
    let value = statement.value.as_deref()?;
    let elements = elements(value);
    if elements.is_empty() {
        return None;
    }
    let within = statement
        .span
        .and_then(|span| range_of(span, text))
        .unwrap_or(0..text.len());
    let place = find_folded(text, &within, value)?;
    let mut from = place.start;
    let mut apart = Vec::new();
    for element in elements {
        let found = find_folded(text, &(from..place.end), element)?;
        from = found.end;
        apart.push(Statement {
            value: Some(element.to_owned()),
            span: Some(span_of(&found)),
            ..statement.clone()
        });
    }
    Some(apart)
}

/// The value in a memory's words, without what only stands beside it in it.
fn core_of(
    text: &str,
    whole: &Range<usize>,
    statement: &Statement,
    ending: &Ending<'_>,
) -> Option<Range<usize>> {
    let value = ending.words.or(statement.value.as_deref())?;
    let head = head_of(value, ending.new);
    let mut found = find_folded(text, whole, head)?;
    // An amount that leads on to it is of it: "20mg of sertraline".
    let before = text.get(whole.start..found.start)?;
    let mut led = word_places(before).into_iter().rev();
    let last = led
        .next()
        .filter(|(_, word)| *word == "of")
        .and_then(|_| led.next());
    if let Some((at, _)) = last.filter(|(_, word)| word.starts_with(|c: char| c.is_ascii_digit())) {
        found.start = whole.start + at;
    }
    // Of a value that was not seen whole, all that the sentence says goes.
    let is_whole = word_places(head)
        .last()
        .is_some_and(|(_, last)| !search::is_stop_word(&last.to_lowercase()));
    is_whole.then_some(found)
}

/// What opens something that stands beside a time.
const BESIDE: &str = "with at for from to of on via near and but not because";

/// The words of a value that another takes the place of: of "5 May at 7:20 with ITA" the time, of "Dr. Lim
/// because of my insurance" the name.
fn head_of<'v>(value: &'v str, new: Option<&str>) -> &'v str {
    let words: Vec<(usize, &str)> = word_places(value);
    let is_first_time = words
        .iter()
        .find(|(_, word)| !is_linking(word))
        .is_some_and(|(_, word)| is_time(word));
    if is_first_time {
        // The hour stays where only the day is another.
        let keeps_hour = new.is_some_and(|new| {
            let has = |is: fn(&str) -> bool| word_places(new).iter().any(|(_, word)| is(word));
            has(is_day) && !has(is_hour)
        });
        let keeps_day = new.is_some_and(|new| {
            let has = |is: fn(&str) -> bool| word_places(new).iter().any(|(_, word)| is(word));
            has(is_hour) && !has(is_day)
        });
        let goes = |word: &str| {
            is_time(word)
                && !(keeps_hour && is_hour(word) && has_day(&words))
                && !(keeps_day && is_day(word) && has_hour(&words))
        };
        let first = words.iter().position(|(_, word)| goes(word));
        if let Some(first) = first {
            let run = words[first..]
                .iter()
                .take_while(|(_, word)| goes(word) || is_within_time(word));
            let last = run.filter(|(_, word)| goes(word)).last();
            if let Some((at, word)) = last {
                let end = at + word.len();
                let next = words.iter().find(|(at, _)| *at >= end);
                // "2012 Ford Focus" is no time with something beside it.
                if next.is_none_or(|(_, next)| is_linking(next) || one_of(next, BESIDE)) {
                    return &value[words[first].0..end];
                }
            }
        }
    }
    let mut end = value.len();
    for joint in [" because ", " which ", " who ", " - ", " ("] {
        end = end.min(value.find(joint).unwrap_or(end));
    }
    if value.starts_with(char::is_uppercase) {
        end = end.min(value.find(" with ").unwrap_or(end));
    }
    if let Some(at) = value.find(", ") {
        let tail = &value[at + 2..];
        let is_aside = tail.starts_with(char::is_lowercase) || tail.split(' ').count() > 2;
        if is_aside && elements(value).is_empty() {
            end = end.min(at);
        }
    }
    match end {
        0 => value,
        end => &value[..end],
    }
}

fn has_day(words: &[(usize, &str)]) -> bool {
    words.iter().any(|(_, word)| is_day(word))
}

fn has_hour(words: &[(usize, &str)]) -> bool {
    words.iter().any(|(_, word)| is_hour(word))
}

fn is_time(word: &str) -> bool {
    is_day(word) || is_hour(word) || word.starts_with(|c: char| c.is_ascii_digit())
}

fn is_day(word: &str) -> bool {
    let low = word.to_lowercase();
    let one = low.strip_suffix('s').unwrap_or(&low);
    let ends = ["st", "nd", "rd", "th"];
    let number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    is_weekday(&low)
        || is_month(&low)
        || matches!(
            one,
            "tomorrow"
                | "today"
                | "tonight"
                | "weekend"
                | "morning"
                | "afternoon"
                | "evening"
                | "night"
        )
        || ends
            .iter()
            .any(|end| low.strip_suffix(end).is_some_and(number))
}

fn is_hour(word: &str) -> bool {
    let low = word.to_lowercase();
    let bare = low.trim_end_matches(['a', 'p', 'm', '.']);
    let is_clock = |word: &str| {
        !word.is_empty()
            && word.starts_with(|c: char| c.is_ascii_digit())
            && word
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b':')
    };
    matches!(low.as_str(), "noon" | "midnight" | "am" | "pm")
        || is_clock(bare) && (bare.contains(':') || bare.len() < low.len())
}

/// Words inside of a time.
fn is_within_time(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "at" | "on"
            | "the"
            | "of"
            | "to"
            | "and"
            | "till"
            | "until"
            | "from"
            | "next"
            | "this"
            | "-"
    )
}

fn is_linking(word: &str) -> bool {
    is_within_time(word) || matches!(word.to_lowercase().as_str(), "in" | "by" | "every" | "a")
}

/// What is still said inside of `whole` by other statements.
fn open_parts(memory: &Memory, n: usize, whole: &Range<usize>) -> Vec<Range<usize>> {
    let others = memory.statements.iter().enumerate();
    let open = others.filter(|(m, other)| *m != n && other.closed.is_none());
    let mut parts: Vec<Range<usize>> = open
        .filter_map(|(_, other)| range_of(other.span?, &memory.text))
        .filter(|range| range.start < whole.end && whole.start < range.end)
        .collect();
    parts.sort_by_key(|range| (range.start, range.end));
    parts
}

/// What of `whole` is around `at` and in no open part, without the signs at its ends.
fn gap_of(
    text: &str,
    whole: &Range<usize>,
    open: &[Range<usize>],
    at: usize,
) -> Option<Range<usize>> {
    let before = open.iter().filter(|one| one.end <= at).map(|one| one.end);
    let start = before.max().unwrap_or(whole.start).max(whole.start);
    let after = open
        .iter()
        .filter(|one| one.start > at)
        .map(|one| one.start);
    let end = after.min().unwrap_or(whole.end).min(whole.end);
    if start == whole.start && end == whole.end {
        return Some(whole.clone());
    }
    let is_sign = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '.');
    let gap = text.get(start..end)?;
    let cut = gap.len() - gap.trim_start_matches(is_sign).len();
    let end = start + gap.trim_end_matches(is_sign).len();
    (start + cut < end).then_some(start + cut..end)
}

/// Whether the words before a value tell more than whose value it is: a name, a number, or another element
/// of the same list.
fn leads_with_more(before: &str, is_start: bool, known: &[String]) -> bool {
    let joints = JOINTS.iter().chain([", "].iter());
    let joined = joints.filter_map(|joint| before.rfind(joint).map(|at| (at, joint.len())));
    let is_listed = joined.max().is_some_and(|(at, length)| {
        let words = word_places(&before[at + length..]);
        let is_bare = words
            .iter()
            .all(|(_, word)| search::is_stop_word(&word.to_lowercase()));
        is_bare && words.len() <= 1 && tells(last_clause(&before[..at]), known)
    });
    let clause = last_clause(before);
    let is_start = is_start && clause.len() == before.len();
    is_listed
        || word_places(clause).iter().any(|&(at, word)| {
            let is_name = word.starts_with(char::is_uppercase) && !(is_start && at == 0);
            let is_number = word.bytes().any(|byte| byte.is_ascii_digit());
            (is_name || is_number) && tells(word, known)
        })
}

/// The words after the last sign that parts clauses.
fn last_clause(text: &str) -> &str {
    let at = text.rfind([';', '.', '!', '?', '\n', '—']);
    at.map_or(text, |at| {
        text[at..].trim_start_matches([';', '.', '!', '?', '\n', '—'])
    })
}

/// Whether words tell something beside what is known, how it is put and since when.
fn tells(text: &str, known: &[String]) -> bool {
    word_places(text).iter().any(|(_, word)| {
        let low = word.to_lowercase();
        let low = low.split(['\'', '’']).next().unwrap_or_default();
        !low.is_empty()
            && !search::is_stop_word(low)
            && !search::says_nothing(low)
            && !one_of(low, FRAMING)
            && !low.ends_with("ly")
            && !known.iter().any(|other| alike(other, low))
    })
}

/// Words that tell since when and how something is so, which is over with it.
const FRAMING: &str = "now currently nowadays lately recently presently moment days weeks months years \
day week month year ago since always still anymore longer again usually just first new old long time \
last next every live lives living moved move work works working started start got get switched changed \
use uses using used go goes going went take takes taking drive drives have has having name named called \
number one two three ten while uni university college okay ok well fine lol haha btw tbh fyi please love great";

fn words_of(text: &str) -> Vec<String> {
    let words = word_places(text).into_iter();
    words.map(|(_, word)| word.to_lowercase()).collect()
}

/// The words of a text with where they start, without the signs around them.
fn word_places(text: &str) -> Vec<(usize, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, ':' | '\'' | '’' | '-' | '@' | '.');
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (is_part(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let raw = &text[from..at];
                let led = raw.trim_start_matches([':', '\'', '-', '.']);
                let word = led.trim_end_matches([':', '\'', '’', '-', '.']);
                if !word.is_empty() {
                    words.push((from + raw.len() - led.len(), word));
                }
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// Where words stand in a part of a text as whole words, whatever their case.
fn find_folded(text: &str, within: &Range<usize>, wanted: &str) -> Option<Range<usize>> {
    let part = text.get(within.clone())?;
    let wanted = wanted.trim();
    if wanted.is_empty() {
        return None;
    }
    let is_bound = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    part.char_indices().find_map(|(at, _)| {
        let found = part.get(at..at + wanted.len())?;
        let same = found == wanted || found.to_lowercase() == wanted.to_lowercase();
        let before = part[..at].chars().next_back();
        let after = part[at + wanted.len()..].chars().next();
        let start = within.start + at;
        (same && is_bound(before) && is_bound(after)).then(|| start..start + wanted.len())
    })
}

fn contains_folded(text: &str, part: &str) -> bool {
    find_folded(text, &(0..text.len()), part).is_some()
}

fn range_of(span: Span, text: &str) -> Option<Range<usize>> {
    let range = span.start as usize..span.end as usize;
    text.get(range.clone()).map(|_| range)
}

fn over_at(range: &Range<usize>, leaves: bool) -> Over {
    Over {
        span: span_of(range),
        leaves,
    }
}

fn span_of(range: &Range<usize>) -> Span {
    // A text is far shorter than what 32 bits count.
    let at = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    Span {
        start: at(range.start),
        end: at(range.end),
    }
}
