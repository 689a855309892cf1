//! Text to terms, for any language.
//!
//! A word is a run of letters, digits and combining marks, with an apostrophe inside allowed. Words
//! are lower-cased, diacritics folded, and ASCII words stemmed as English (on both sides alike, so
//! that no language needs to be guessed). Scripts that write no spaces become character bigrams. A
//! picture is a word.

use rust_stemmers::{Algorithm, Stemmer};
use types::{Memory, Polarity, Status, Timestamp};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use xxhash_rust::xxh3::xxh3_64;

use crate::asked_as::asked_as;
use crate::courtesy::says_nothing;
use crate::stopwords::is_stop_word;

/// Longest word that is stemmed, bytes; what is longer is no English word.
const STEM_BYTES_MAX: usize = 40;

/// The subject of what an assistant says of itself.
const AGENT: &str = "agent";

/// A term of a query.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct QueryTerm {
    pub(crate) hash: u64,
    /// How often the query has it.
    pub(crate) count: f32,
    /// It says nothing, but the query has nothing else.
    pub(crate) is_stop: bool,
}

/// A term of a row: its hash, how often the body has it, how often the extra keys (speaker, date,
/// labels) have it.
pub(crate) type RowTerm = (u64, u8, u8);

/// What a row's text consists of.
#[derive(Debug, Default)]
pub(crate) struct RowText {
    /// Sorted by hash, each once.
    pub(crate) terms: Vec<RowTerm>,
    /// Words of the body, stop words aside.
    pub(crate) body_len: u32,
    /// Words of the speaker's name and the date.
    pub(crate) extra_len: u32,
    /// Who speaks.
    pub(crate) speaker: Option<String>,
    /// The text ends in a question mark.
    pub(crate) question: bool,
    /// It was said and says nothing: see [`says_nothing`].
    pub(crate) is_empty: bool,
}

/// The stem of a word in lower case, as rows and queries have it; of what is no English word itself.
pub fn stem(word: &str) -> String {
    let letters = word.is_ascii() && word.len() > 2 && word.len() <= STEM_BYTES_MAX;
    match letters && !is_stop_word(word) {
        true => Stemmer::create(Algorithm::English).stem(word).into_owned(),
        false => word.to_owned(),
    }
}

/// Calls `found(word, is_stop_word)` for every word of `text`, normalised and stemmed.
/// `singles`: also each character of a run of Han characters, as rows want it and queries do not.
pub(crate) fn for_each_term(text: &str, singles: bool, found: &mut impl FnMut(&str, bool)) {
    let stemmer = Stemmer::create(Algorithm::English);
    let mut word = String::new();
    let mut run: Vec<char> = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if is_unspaced(c) {
            emit_word(&mut word, &stemmer, found);
            run.push(c);
            continue;
        }
        if is_combining_mark(c) && !run.is_empty() {
            run.push(c);
            continue;
        }
        emit_run(&mut run, singles, found);
        let joins = is_apostrophe(c)
            && !word.is_empty()
            && chars
                .peek()
                .is_some_and(|&next| next.is_alphanumeric() && !is_unspaced(next));
        if c.is_alphanumeric() || (is_combining_mark(c) && !word.is_empty()) {
            word.push(c);
        } else if joins {
            word.push('\'');
        } else {
            emit_word(&mut word, &stemmer, found);
            if is_picture(c) {
                found(c.encode_utf8(&mut [0; 4]), true);
            }
        }
    }
    emit_word(&mut word, &stemmer, found);
    emit_run(&mut run, singles, found);
}

/// Emoji and other pictures: words by themselves, which count only where a query has no other. Tones of
/// skin are none.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27BF}' | '\u{1F000}'..='\u{1F3FA}' | '\u{1F400}'..='\u{1FAFF}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}')
}

/// Letters of scripts that put no spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0E4E}' // Thai
        | '\u{0E80}'..='\u{0EFF}' // Lao
        | '\u{1000}'..='\u{109F}' // Myanmar
        | '\u{1100}'..='\u{11FF}' // Hangul parts
        | '\u{1780}'..='\u{17FF}' // Khmer
        | '\u{3040}'..='\u{30FF}' // Kana
        | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}' // Han
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7AF}' // Hangul
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FF66}'..='\u{FF9F}' // half-width kana
        | '\u{20000}'..='\u{3FFFF}')
        && !matches!(c, '\u{30FB}' | '\u{30A0}')
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Bigrams of a run of unspaced characters; the character itself where it stands alone.
fn emit_run(run: &mut Vec<char>, singles: bool, found: &mut impl FnMut(&str, bool)) {
    if run.is_empty() {
        return;
    }
    let folded: Vec<char> = run.drain(..).nfkc().collect();
    let mut text = String::with_capacity(8);
    for pair in folded.windows(2) {
        text.clear();
        text.extend(pair);
        found(&text, false);
    }
    for &c in &folded {
        if folded.len() == 1 || (singles && is_han(c)) {
            text.clear();
            text.push(c);
            found(&text, false);
        }
    }
}

fn emit_word(word: &mut String, stemmer: &Stemmer, found: &mut impl FnMut(&str, bool)) {
    if word.is_empty() {
        return;
    }
    if word.is_ascii() {
        word.make_ascii_lowercase();
    } else {
        *word = fold(word);
    }
    drop_contraction(word);
    if !word.is_empty() {
        let is_stop = is_stop_word(word);
        let letters = word.is_ascii() && word.len() > 2 && word.len() <= STEM_BYTES_MAX;
        if letters && !is_stop {
            found(&stemmer.stem(word), false);
        } else {
            found(word, is_stop);
        }
    }
    word.clear();
}

/// "caroline's" -> "caroline", "don't" -> "don", "o'clock" -> "oclock".
fn drop_contraction(word: &mut String) {
    let Some(last) = word.rfind('\'') else { return };
    if matches!(
        &word[last + 1..],
        "s" | "re" | "ve" | "ll" | "d" | "m" | "t"
    ) {
        word.truncate(last);
    }
    word.retain(|c| c != '\'');
}

/// Lower case without diacritics, compatibility forms unified.
fn fold(word: &str) -> String {
    let lower = word.chars().flat_map(char::to_lowercase);
    let stripped = lower
        .nfkd()
        .filter(|&c| !is_dropped_mark(c))
        .flat_map(char::to_lowercase);
    let mut folded = String::with_capacity(word.len());
    for c in stripped.nfc() {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            'þ' => folded.push_str("th"),
            'ς' => folded.push('σ'),
            c if c.is_alphanumeric() || is_combining_mark(c) || c == '\'' => folded.push(c),
            _ => {}
        }
    }
    folded
}

/// Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel signs. Marks of other scripts are
/// letters in all but name.
fn is_dropped_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{0591}'..='\u{05C7}' | '\u{064B}'..='\u{065F}' | '\u{0670}')
}

/// The terms of a query, mentions of "the user" taken out: stop words only where there is nothing
/// else.
pub(crate) fn query_terms(text: &str) -> Vec<QueryTerm> {
    let mut all: Vec<(u64, bool)> = Vec::new();
    for_each_term(text, false, &mut |word, is_stop| {
        all.push((xxh3_64(word.as_bytes()), is_stop))
    });
    if all.iter().any(|(_, is_stop)| !is_stop) {
        all.retain(|(_, is_stop)| !is_stop);
    }
    let mut terms: Vec<QueryTerm> = Vec::new();
    for (hash, is_stop) in all {
        match terms.iter_mut().find(|term| term.hash == hash) {
            Some(term) => term.count += 1.0,
            None => terms.push(QueryTerm {
                hash,
                count: 1.0,
                is_stop,
            }),
        }
    }
    terms
}

/// Nothing was read out of it but what an assistant says of itself ("I'll remember that").
fn states_nothing(memory: &Memory) -> bool {
    memory.statements.iter().all(|said| said.subject == AGENT)
}

/// The terms of a memory.
pub(crate) fn row_text(memory: &Memory) -> RowText {
    let text = memory.still_said();
    let (mut speaker, body) = match split_speaker(&text) {
        Some((speaker, body)) => (Some(speaker.to_owned()), body),
        None => (None, &*text),
    };
    if speaker.is_none() && memory.verbatim {
        let said_by = ["speaker", "speaker_name"];
        let in_metadata = || {
            said_by
                .iter()
                .find_map(|key| memory.metadata.get(*key)?.as_str())
        };
        speaker = memory.speaker().or_else(in_metadata).map(str::to_owned);
    }
    let mut row = RowText {
        question: text.trim_end().ends_with('?'),
        is_empty: memory.verbatim && states_nothing(memory) && says_nothing(body),
        ..RowText::default()
    };
    let mut words: Vec<(u64, bool)> = Vec::with_capacity(body.len() / 5 + 8);
    for_each_term(body, true, &mut |word, is_stop| {
        words.push((xxh3_64(word.as_bytes()), false));
        row.body_len += u32::from(!is_stop);
    });
    let mut extra = |text: &str| {
        for_each_term(text, true, &mut |word, is_stop| {
            if !is_stop {
                words.push((xxh3_64(word.as_bytes()), true));
                row.extra_len += 1;
            }
        });
    };
    extra(speaker.as_deref().unwrap_or(""));
    extra(&date_words(memory.happened_at()));
    row.terms = count_terms(words);
    add_labels(memory, &mut row.terms);
    row.speaker = speaker;
    row
}

fn count_terms(mut words: Vec<(u64, bool)>) -> Vec<RowTerm> {
    words.sort_unstable();
    let mut terms: Vec<RowTerm> = Vec::with_capacity(words.len());
    for (hash, is_extra) in words {
        if terms.last().is_none_or(|last| last.0 != hash) {
            terms.push((hash, 0, 0));
        }
        let last = terms.last_mut().expect("pushed above");
        let count = if is_extra { &mut last.2 } else { &mut last.1 };
        *count = count.saturating_add(1);
    }
    terms
}

/// The term of rows that state a property of a subject; no word is the same.
pub(crate) fn address_term(subject: &str, attribute: &str) -> u64 {
    xxh3_64(format!("{subject}\0{attribute}").as_bytes())
}

/// Topics, tags, entities and what is stated that the text itself does not name are keys too; they do not lengthen
/// the row.
fn add_labels(memory: &Memory, terms: &mut Vec<RowTerm>) {
    let mut labels: Vec<u64> = Vec::new();
    let names = memory.entities.iter().map(|entity| &entity.name);
    // The verbatim memory that says it is found through the extracted one.
    let statements = memory
        .statements
        .iter()
        .filter(|said| !memory.verbatim && said.closed.is_none());
    let asked: Vec<String> = statements.map(|said| asked_as(&said.attribute)).collect();
    let labelled = memory.topics.iter().chain(&memory.tags).chain(names);
    for text in labelled.chain(&asked) {
        for_each_term(text, true, &mut |word, is_stop| {
            if !is_stop {
                labels.push(xxh3_64(word.as_bytes()));
            }
        });
    }
    // What was still believed when the memory was last.
    let stated = memory.statements.iter().filter(|said| {
        let is_open = said.closed.is_none() || memory.status != Status::Active;
        is_open && said.polarity == Polarity::Positive
    });
    labels.extend(stated.map(|said| address_term(&said.subject, &said.attribute)));
    labels.sort_unstable();
    labels.dedup();
    labels.retain(|hash| terms.binary_search_by_key(hash, |term| term.0).is_err());
    terms.extend(labels.into_iter().map(|hash| (hash, 0, 1)));
    terms.sort_unstable();
}

/// "8 May 2023".
fn date_words(at: Timestamp) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let date = at.to_civil();
    let month = MONTHS[(date.month() as usize).clamp(1, 12) - 1];
    format!("{} {month} {}", date.day(), date.year())
}

/// "Ann Lee: hello" -> ("Ann Lee", "hello"): one to three capitalised words before a colon.
pub(crate) fn split_speaker(text: &str) -> Option<(&str, &str)> {
    /// Longest speaker's name, bytes.
    const NAME_BYTES_MAX: usize = 96;
    let colon = text
        .bytes()
        .take(NAME_BYTES_MAX)
        .position(|byte| byte == b':')?;
    let (name, rest) = (&text[..colon], text[colon + 1..].strip_prefix(' ')?);
    let is_name = |word: &str| {
        let mut chars = word.chars();
        chars.next().is_some_and(char::is_uppercase)
            && chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | '\'' | '.' | '-'))
    };
    let words = name.split(' ').count();
    (words <= 3 && name.split(' ').all(is_name)).then_some((name, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use types::id::IdGenerator;
    use types::{Entity, OrgId};

    #[test]
    fn text_becomes_terms() {
        fn check(text: &str, expect: &[&str]) {
            let mut got = Vec::new();
            for_each_term(text, false, &mut |word, is_stop| {
                if !is_stop {
                    got.push(word.to_owned());
                }
            });
            assert_eq!(got, expect, "{text}");
        }
        check("Caroline's dogs don't bark", &["carolin", "dog", "bark"]);
        check(
            "version 2.3.1 costs $10",
            &["version", "2", "3", "1", "cost", "10"],
        );
        check(
            "snake_case o’clock rock'n'roll",
            &["snake", "case", "oclock", "rocknrol"],
        );
        check(
            "Ça coûte très CHER à Zürich",
            &["ca", "cout", "tres", "cher", "zurich"],
        );
        check("Straße İstanbul Łódź", &["strass", "istanbul", "lodz"]);
        check("ΣΊΣΥΦΟΣ Москва́", &["σισυφοσ", "москва"]);
        check("東京都 ラーメン", &["東京", "京都", "ラー", "ーメ", "メン"]);
        check("iPhone手机 好", &["iphon", "手机", "好"]);
        check("서울에서", &["서울", "울에", "에서"]);
        check("ภาษา", &["ภา", "าษ", "ษา"]);
        check("हिन्दी में", &["हिन्दी", "में"]);
        check("ｆｕｌｌ ﬁne", &["full", "fine"]);
        check("", &[]);
        check("?! … 🎉", &[]);
    }

    #[test]
    fn queries_keep_stop_words_only_if_there_is_nothing_else() {
        fn check(text: &str, words: &[&str]) {
            let got: Vec<u64> = query_terms(text).iter().map(|term| term.hash).collect();
            let expect: Vec<u64> = words.iter().map(|word| xxh3_64(word.as_bytes())).collect();
            assert_eq!(got, expect, "{text}");
        }
        check("What did the dog eat? Dog food", &["dog", "eat", "food"]);
        check("who are you", &["who", "are", "you"]);
        check("where is the \u{1F382} cake?", &["cake"]);
        check("\u{1F44D}\u{1F3FD}\u{1F382}!", &["\u{1F44D}", "\u{1F382}"]);
    }

    #[test]
    fn speakers_are_told_from_what_they_say() {
        fn check(text: &str, expect: Option<(&str, &str)>) {
            assert_eq!(split_speaker(text), expect, "{text}");
        }
        check("Ann: hi: there", Some(("Ann", "hi: there")));
        check("Ann Lee-O'Hara Jr.: hi", Some(("Ann Lee-O'Hara Jr.", "hi")));
        check("Émile: salut", Some(("Émile", "salut")));
        check("ann: hi", None);
        check("Ann:hi", None);
        check("One Two Three Four: hi", None);
        check("no speaker", None);
        check(": hi", None);
    }

    #[test]
    fn rows_have_body_speaker_date_and_labels() {
        let id = IdGenerator::default().memory_id(1, 1);
        let at = Timestamp::parse("2023-05-08").expect("a date");
        let mut memory = Memory::new(id, OrgId::default_org(), "Ann: the tea, TEA in May!", at);
        memory.topics = vec!["drinks".into(), "tea".into()];
        memory.entities = vec![Entity {
            name: "Ann".into(),
            type_: None,
        }];
        let row = row_text(&memory);
        let term = |word: &str| {
            let hash = xxh3_64(word.as_bytes());
            row.terms
                .iter()
                .find(|term| term.0 == hash)
                .map(|term| (term.1, term.2))
        };
        assert_eq!(term("tea"), Some((2, 0)));
        assert_eq!(term("may"), Some((1, 1)));
        assert_eq!(term("the"), Some((1, 0)));
        assert_eq!(term("ann"), Some((0, 1)));
        assert_eq!(term("2023"), Some((0, 1)));
        assert_eq!(term("drink"), Some((0, 1)));
        assert_eq!((row.body_len, row.extra_len), (3, 4));
        assert_eq!(row.speaker.as_deref(), Some("Ann"));
        memory.text = "really?".into();
        memory.verbatim = true;
        memory.metadata = json!({"speaker": "Bob"}).as_object().expect("map").clone();
        let row = row_text(&memory);
        assert_eq!((row.speaker.as_deref(), row.question), (Some("Bob"), true));
    }
}
