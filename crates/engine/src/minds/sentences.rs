//! Sentences and the words that carry them.

use std::collections::BTreeSet;
use std::ops::Range;

use search::is_stop_word;
pub(crate) use search::stem;

/// Bytes of a sentence at most; longer runs without a full stop are cut at a space.
const SENTENCE_BYTES_MAX: usize = 600;
/// Words before a full stop that do not end a sentence.
const ABBREVIATIONS: [&str; 14] = [
    "dr", "mr", "mrs", "ms", "prof", "st", "vs", "etc", "e.g", "i.e", "no", "approx", "inc", "ltd",
];
/// Words of talk that say nothing about what a text is about, beside the stop words of search. Sorted.
const CHATTER: [&str; 208] = [
    "able",
    "absolutely",
    "actually",
    "ago",
    "agree",
    "agreed",
    "also",
    "although",
    "always",
    "amazing",
    "another",
    "anyone",
    "anything",
    "around",
    "awesome",
    "back",
    "bad",
    "basically",
    "beautiful",
    "best",
    "better",
    "big",
    "bit",
    "bye",
    "check",
    "come",
    "cool",
    "day",
    "definitely",
    "done",
    "enjoy",
    "enjoyed",
    "even",
    "ever",
    "every",
    "everyone",
    "everything",
    "exactly",
    "excited",
    "exciting",
    "fantastic",
    "feel",
    "feeling",
    "feels",
    "felt",
    "first",
    "fun",
    "gave",
    "get",
    "getting",
    "give",
    "gives",
    "glad",
    "go",
    "going",
    "gonna",
    "good",
    "got",
    "great",
    "guess",
    "haha",
    "happy",
    "hard",
    "hello",
    "help",
    "helps",
    "hey",
    "hi",
    "hope",
    "hoping",
    "huh",
    "important",
    "incredible",
    "inspired",
    "inspiring",
    "interesting",
    "keep",
    "keeps",
    "kept",
    "kind",
    "kinda",
    "know",
    "last",
    "later",
    "let",
    "like",
    "likes",
    "little",
    "lol",
    "long",
    "look",
    "looked",
    "looking",
    "looks",
    "lot",
    "love",
    "loved",
    "lovely",
    "loves",
    "loving",
    "made",
    "make",
    "makes",
    "making",
    "many",
    "may",
    "maybe",
    "mean",
    "means",
    "might",
    "moment",
    "moments",
    "month",
    "months",
    "much",
    "must",
    "need",
    "never",
    "new",
    "next",
    "nice",
    "nope",
    "nothing",
    "oh",
    "ok",
    "okay",
    "one",
    "people",
    "perfect",
    "person",
    "photo",
    "pic",
    "please",
    "prefer",
    "prefers",
    "probably",
    "proud",
    "really",
    "remember",
    "remind",
    "reminded",
    "reminds",
    "right",
    "said",
    "saw",
    "say",
    "see",
    "seen",
    "shall",
    "share",
    "shared",
    "shares",
    "show",
    "since",
    "someone",
    "something",
    "soon",
    "sorry",
    "sound",
    "sounds",
    "special",
    "start",
    "started",
    "still",
    "stuff",
    "sure",
    "sweet",
    "take",
    "talk",
    "talking",
    "tell",
    "thank",
    "thanks",
    "thing",
    "things",
    "think",
    "though",
    "time",
    "today",
    "told",
    "tomorrow",
    "tonight",
    "totally",
    "tried",
    "try",
    "trying",
    "us",
    "use",
    "user",
    "want",
    "way",
    "ways",
    "week",
    "weeks",
    "welcome",
    "well",
    "went",
    "within",
    "without",
    "wonderful",
    "wow",
    "yeah",
    "year",
    "years",
    "yep",
    "yes",
    "yesterday",
    "yup",
];
/// What may follow the apostrophe of a contraction.
const CONTRACTED: [&str; 7] = ["d", "ll", "m", "re", "s", "t", "ve"];

/// The sentences of a text as ranges of its bytes, without the blanks around them.
pub(crate) fn split(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut ranges = Vec::new();
    let (mut start, mut last_space) = (0, 0);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let next = chars.peek().map(|(_, next)| *next);
        if c.is_whitespace() {
            last_space = at;
        }
        let is_over = match c {
            '\n' => true,
            '。' | '！' | '？' => true,
            '!' | '?' => next.is_none_or(|next| !matches!(next, '!' | '?' | '"' | '\'' | ')')),
            '.' => next.is_none_or(char::is_whitespace) && !is_abbreviation(&text[start..at]),
            '"' | '\'' | ')' => {
                let before = text[start..at].chars().next_back();
                matches!(before, Some('.' | '!' | '?')) && next.is_none_or(char::is_whitespace)
            }
            _ => false,
        };
        if is_over {
            ranges.push(start..end);
            start = end;
        } else if end - start >= SENTENCE_BYTES_MAX {
            let cut = if last_space > start { last_space } else { end };
            ranges.push(start..cut);
            start = cut;
        }
    }
    ranges.push(start..text.len());
    let trimmed: Vec<Range<usize>> = ranges
        .into_iter()
        .filter_map(|range| {
            let piece = &text[range.clone()];
            let inner = piece.trim();
            let from = range.start + (piece.len() - piece.trim_start().len());
            (!inner.is_empty()).then(|| from..from + inner.len())
        })
        .collect();
    trimmed.into_iter()
}

fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or(before);
    let word = word.trim_start_matches(['(', '"']).to_lowercase();
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    is_initial || ABBREVIATIONS.contains(&word.as_str())
}

/// The words of a text that say what it is about, in lower case, in their order.
pub(crate) fn content_words(text: &str) -> Vec<String> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '+' | '#');
    text.split(|c: char| !is_part(c))
        .map(|word| {
            word.trim_matches(['\'', '’'])
                .replace('’', "'")
                .to_lowercase()
        })
        .map(|word| match word.strip_suffix("'s") {
            Some(owner) => owner.to_owned(),
            None => word,
        })
        .filter(|word| word.chars().count() >= 2 || word.chars().any(|c| c.is_ascii_digit()))
        .filter(|word| !says_nothing(word))
        .collect()
}

fn says_nothing(word: &str) -> bool {
    let is_chatter = |word: &str| CHATTER.binary_search(&word).is_ok();
    let is_empty = |word: &str| is_stop_word(word) || is_chatter(word);
    match word.split_once('\'') {
        // "isn't", "we're"
        Some((base, rest)) => CONTRACTED.contains(&rest) && is_empty(base),
        None => is_empty(word),
    }
}

/// The stems of a text's content words, each once, sorted.
pub(crate) fn stems(text: &str) -> BTreeSet<String> {
    content_words(text).iter().map(|word| stem(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fall_into_sentences() {
        fn check(text: &str, expect: &[&str]) {
            let found: Vec<&str> = split(text).map(|range| &text[range]).collect();
            assert_eq!(found, expect);
        }
        check("One. Two! Three?", &["One.", "Two!", "Three?"]);
        check(
            "Dr. Lee paid 3.50 at 4 p.m. sharp.",
            &["Dr. Lee paid 3.50 at 4 p.m.", "sharp."],
        );
        check(
            "He said \"no.\" Then left.",
            &["He said \"no.\"", "Then left."],
        );
        check("What?! Really...", &["What?!", "Really..."]);
        check("a\n\n - b\n", &["a", "- b"]);
        check("  ", &[]);
        check("短い。次！", &["短い。", "次！"]);
        let long = "word ".repeat(1000);
        assert!(split(&long).all(|range| range.len() <= SENTENCE_BYTES_MAX));
        let unbroken = "é".repeat(2000);
        assert_eq!(
            split(&unbroken).map(|range| range.len()).sum::<usize>(),
            4000
        );
    }

    #[test]
    fn stopwords_are_sorted_for_the_search() {
        assert!(CHATTER.is_sorted());
    }

    #[test]
    fn words_that_carry_a_text_are_found() {
        fn check(text: &str, expect: &[&str]) {
            assert_eq!(content_words(text), expect);
        }
        check(
            "I really like Anna’s C++ code, don't you know",
            &["anna", "c++", "code"],
        );
        check("The user is at 5", &["5"]);
        check("", &[]);
    }

    #[test]
    fn forms_of_a_word_have_one_stem() {
        fn check(a: &str, b: &str) {
            assert_eq!(stem(a), stem(b));
        }
        check("run", "running");
        check("dance", "dancing");
        check("party", "parties");
        check("deploy", "deploys");
        check("deployed", "deploy");
        check("dish", "dishes");
        assert_ne!(stem("bus"), stem("bu"));
        assert_ne!(stem("red"), stem("r"));
        assert!(says_nothing("looking") && says_nothing("don't") && !says_nothing("o'brien"));
    }
}
