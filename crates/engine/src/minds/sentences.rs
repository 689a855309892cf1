//! Sentences and the words that carry them.

use std::collections::BTreeSet;
use std::ops::Range;

/// Bytes of a sentence at most; longer runs without a full stop are cut at a space.
const SENTENCE_BYTES_MAX: usize = 600;
/// Words before a full stop that do not end a sentence.
const ABBREVIATIONS: [&str; 14] = [
    "dr", "mr", "mrs", "ms", "prof", "st", "vs", "etc", "e.g", "i.e", "no", "approx", "inc", "ltd",
];
/// Words that say nothing about what a text is about, sorted.
const STOPWORDS: [&str; 353] = [
    "a",
    "able",
    "about",
    "absolutely",
    "actually",
    "after",
    "again",
    "ago",
    "agree",
    "agreed",
    "all",
    "also",
    "although",
    "always",
    "am",
    "amazing",
    "an",
    "and",
    "another",
    "any",
    "anyone",
    "anything",
    "are",
    "aren't",
    "around",
    "as",
    "at",
    "awesome",
    "back",
    "bad",
    "basically",
    "be",
    "beautiful",
    "because",
    "been",
    "before",
    "being",
    "best",
    "better",
    "between",
    "big",
    "bit",
    "both",
    "but",
    "by",
    "bye",
    "can",
    "can't",
    "check",
    "come",
    "cool",
    "could",
    "couldn't",
    "day",
    "definitely",
    "did",
    "didn't",
    "do",
    "does",
    "doesn't",
    "doing",
    "don't",
    "done",
    "down",
    "during",
    "each",
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
    "few",
    "first",
    "for",
    "from",
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
    "had",
    "hadn't",
    "haha",
    "happy",
    "hard",
    "has",
    "hasn't",
    "have",
    "haven't",
    "having",
    "he",
    "he's",
    "hello",
    "help",
    "helps",
    "her",
    "here",
    "hers",
    "hey",
    "hi",
    "him",
    "his",
    "hope",
    "hoping",
    "how",
    "huh",
    "i",
    "i'd",
    "i'll",
    "i'm",
    "i've",
    "if",
    "important",
    "in",
    "incredible",
    "inspired",
    "inspiring",
    "interesting",
    "into",
    "is",
    "isn't",
    "it",
    "it's",
    "its",
    "just",
    "keep",
    "keeps",
    "kept",
    "kind",
    "kinda",
    "know",
    "last",
    "later",
    "let",
    "let's",
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
    "me",
    "mean",
    "means",
    "might",
    "moment",
    "moments",
    "month",
    "months",
    "more",
    "most",
    "much",
    "must",
    "my",
    "need",
    "never",
    "new",
    "next",
    "nice",
    "no",
    "nope",
    "not",
    "nothing",
    "now",
    "of",
    "off",
    "oh",
    "ok",
    "okay",
    "on",
    "once",
    "one",
    "only",
    "or",
    "other",
    "our",
    "out",
    "over",
    "own",
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
    "same",
    "saw",
    "say",
    "see",
    "seen",
    "shall",
    "share",
    "shared",
    "shares",
    "she",
    "she's",
    "should",
    "shouldn't",
    "show",
    "since",
    "so",
    "some",
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
    "such",
    "sure",
    "sweet",
    "take",
    "talk",
    "talking",
    "tell",
    "than",
    "thank",
    "thanks",
    "that",
    "that's",
    "the",
    "their",
    "them",
    "themselves",
    "then",
    "there",
    "there's",
    "these",
    "they",
    "they're",
    "they've",
    "thing",
    "things",
    "think",
    "this",
    "those",
    "though",
    "through",
    "time",
    "to",
    "today",
    "told",
    "tomorrow",
    "tonight",
    "too",
    "totally",
    "tried",
    "try",
    "trying",
    "until",
    "up",
    "us",
    "use",
    "user",
    "user's",
    "very",
    "want",
    "was",
    "wasn't",
    "way",
    "ways",
    "we",
    "we're",
    "we've",
    "week",
    "weeks",
    "welcome",
    "well",
    "went",
    "were",
    "weren't",
    "what",
    "what's",
    "when",
    "where",
    "which",
    "while",
    "who",
    "why",
    "will",
    "with",
    "within",
    "without",
    "won't",
    "wonderful",
    "would",
    "wouldn't",
    "wow",
    "yeah",
    "year",
    "years",
    "yep",
    "yes",
    "yesterday",
    "you",
    "you'll",
    "you're",
    "you've",
    "your",
    "yours",
    "yourself",
    "yup",
];

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
        .filter(|word| STOPWORDS.binary_search(&word.as_str()).is_err())
        .collect()
}

/// A word without the endings of its number and tense, roughly: enough to see that two words are
/// forms of one.
pub(crate) fn stem(word: &str) -> String {
    let chars = word.chars().count();
    for (ending, put, chars_min) in [
        ("ies", "y", 5),
        ("sses", "ss", 6),
        ("ing", "", 6),
        ("ed", "", 5),
        ("es", "", 5),
        ("s", "", 4),
    ] {
        if let Some(root) = word.strip_suffix(ending)
            && chars >= chars_min
            && !(ending == "s" && root.ends_with(['s', 'u', 'i']))
        {
            let mut stemmed = root.to_owned() + put;
            // "running", "run"; "dancing", "dance": the last letter decides nothing.
            let mut tail = stemmed.chars().rev();
            let (last, before) = (tail.next(), tail.next());
            if matches!(ending, "ing" | "ed") && last == before && last != Some('s') {
                stemmed.pop();
            }
            return stemmed.trim_end_matches('e').to_owned();
        }
    }
    word.trim_end_matches('e').to_owned()
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
        assert!(STOPWORDS.is_sorted());
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
    }
}
