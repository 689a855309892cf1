//! Closed classes of words: those that a language has a fixed number of.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

/// How sets and maps of known words are hashed: nobody chooses their keys, so a plain hash will do.
pub(crate) type Hashing = BuildHasherDefault<Fnv>;

/// Fowler, Noll and Vo's hash, 1a.
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A set of words that is asked for at nearly every token.
pub(crate) struct Words(LazyLock<HashSet<&'static str, Hashing>>);

impl Words {
    /// Whether the word is one of them.
    pub fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }
}

/// Words that mean the speaker, or those whom the speaker belongs to.
pub(crate) const FIRST_PERSON: &str = "i me my mine we us our ours";

/// Whether the word is one of those in a list that spaces divide.
///
/// Asked thousands of times a message: sixteen places of the list are looked at together, and only
/// where a word of that length may begin as this one does is it compared.
pub fn one_of(word: &str, words: &str) -> bool {
    let (word, words) = (word.as_bytes(), words.as_bytes());
    let (length, Some(&first)) = (word.len(), word.first()) else {
        return false;
    };
    let Some(last) = words.len().checked_sub(length) else {
        return false;
    };
    if words.starts_with(word) && (last == 0 || words[length] == b' ') {
        return true;
    }
    if last == 0 {
        return false;
    }
    if words[last - 1] == b' ' && words.ends_with(word) {
        return true;
    }
    // The places between: each has a byte before it and one behind the word.
    let mut at = 1;
    while at + LANES <= last {
        let before = &words[at - 1..at - 1 + LANES];
        let here = &words[at..at + LANES];
        let behind = &words[at + length..at + length + LANES];
        let mut likely = 0;
        for lane in 0..LANES {
            likely |= u8::from(before[lane] == b' ')
                & u8::from(here[lane] == first)
                & u8::from(behind[lane] == b' ');
        }
        if likely != 0 && stands_in(word, words, at, at + LANES) {
            return true;
        }
        if at + LANES == last {
            return false;
        }
        // The last places are looked at together with some that were looked at before.
        at = (at + LANES).min(last - LANES);
    }
    stands_in(word, words, at, last)
}

/// How many places of a list are looked at together.
const LANES: usize = 16;

/// Whether the word stands at one of the places, none of which is the first or last.
fn stands_in(word: &[u8], words: &[u8], from: usize, to: usize) -> bool {
    (from..to).any(|at| {
        words[at] == word[0]
            && words[at - 1] == b' '
            && words[at + word.len()] == b' '
            && words[at..].starts_with(word)
    })
}

pub(crate) const BE: &[&str] = &["am", "is", "are", "was", "were", "be", "been", "being"];
pub(crate) const HAVE: &[&str] = &["have", "has", "had", "having"];
pub(crate) const DO: &[&str] = &["do", "does", "did"];
pub(crate) const MODAL: &[&str] = &[
    "will", "would", "can", "could", "may", "might", "must", "shall", "should", "'d", "ought",
];
pub(crate) const SUBJECT_PRONOUNS: &[&str] = &["i", "we", "you", "he", "she", "it", "they"];
pub(crate) const DETERMINERS: &[&str] = &[
    "a", "an", "the", "my", "our", "your", "his", "her", "its", "their", "this", "that", "these",
    "those", "some", "any", "every", "each", "all", "no", "both", "another", "many", "most",
    "several", "few",
];
pub(crate) const ARTICLES: &[&str] = &["a", "an", "the", "some"];
pub(crate) static PREPOSITIONS: Words = Words(LazyLock::new(|| {
    HashSet::from_iter([
        "about",
        "above",
        "across",
        "after",
        "against",
        "along",
        "among",
        "around",
        "as",
        "at",
        "before",
        "behind",
        "below",
        "between",
        "by",
        "despite",
        "during",
        "except",
        "for",
        "from",
        "in",
        "inside",
        "into",
        "like",
        "near",
        "of",
        "off",
        "on",
        "onto",
        "over",
        "past",
        "per",
        "since",
        "than",
        "through",
        "throughout",
        "till",
        "to",
        "toward",
        "towards",
        "under",
        "until",
        "up",
        "upon",
        "via",
        "with",
        "within",
        "without",
    ])
}));
/// Adverbs that may stand between a subject and its verb, or inside a verb group.
pub(crate) static ADVERBS: Words = Words(LazyLock::new(|| {
    HashSet::from_iter([
        "also",
        "always",
        "actually",
        "absolutely",
        "almost",
        "already",
        "basically",
        "briefly",
        "certainly",
        "clearly",
        "completely",
        "constantly",
        "currently",
        "definitely",
        "either",
        "especially",
        "even",
        "eventually",
        "ever",
        "finally",
        "first",
        "formerly",
        "frankly",
        "fully",
        "generally",
        "genuinely",
        "hardly",
        "honestly",
        "immediately",
        "just",
        "kinda",
        "largely",
        "lately",
        "literally",
        "mainly",
        "maybe",
        "merely",
        "mostly",
        "naturally",
        "nearly",
        "never",
        "normally",
        "not",
        "now",
        "nowadays",
        "obviously",
        "occasionally",
        "often",
        "officially",
        "once",
        "only",
        "originally",
        "particularly",
        "perhaps",
        "personally",
        "possibly",
        "presently",
        "previously",
        "primarily",
        "probably",
        "quite",
        "rarely",
        "rather",
        "really",
        "recently",
        "regularly",
        "repeatedly",
        "seldom",
        "simply",
        "sincerely",
        "sometimes",
        "soon",
        "still",
        "strictly",
        "strongly",
        "suddenly",
        "surely",
        "then",
        "therefore",
        "thoroughly",
        "today",
        "totally",
        "truly",
        "typically",
        "usually",
        "utterly",
        "very",
        "yesterday",
        "tomorrow",
        "tonight",
        "yet",
        "again",
        "so",
        "too",
        "instead",
        "successfully",
        "unfortunately",
        "temporarily",
        "permanently",
        "secretly",
        "randomly",
        "mistakenly",
        "deeply",
        "greatly",
        "kindly",
        "exclusively",
        "solely",
        "thus",
        "both",
        "all",
        "myself",
        "long",
        "much",
        "firmly",
        "gladly",
        "actively",
        "routinely",
        "consistently",
        "intermittently",
        "accidentally",
        "technically",
        "apparently",
        "supposedly",
        "allegedly",
        "initially",
        "ultimately",
        "unanimously",
        "jointly",
        "collectively",
        "formally",
    ])
}));
/// Adverbs that leave open whether it is so.
pub(crate) const UNSURE: &[&str] = &[
    "maybe",
    "perhaps",
    "possibly",
    "probably",
    "almost",
    "nearly",
    "supposedly",
    "allegedly",
    "apparently",
];
/// Words that join clauses or begin one.
pub(crate) static JOINTS: Words = Words(LazyLock::new(|| {
    HashSet::from_iter([
        ",", ";", ":", "—", "–", "-", "--", "---", "(", ")", "and", "&", "but", "or", "nor", "so",
        "yet", "because", "cause", "cuz", "although", "though", "while", "whilst", "whereas",
        "since", "if", "unless", "when", "whenever", "until", "till", "after", "before", "where",
        "which", "who", "whose", "then", "plus", "except", "once", "as", "given", "…", "...", "!",
        ".", "wherever",
    ])
}));
pub(crate) const QUESTION_WORDS: &[&str] = &[
    "what", "who", "whom", "whose", "which", "where", "when", "why", "how", "whats", "wheres",
];
/// What may stand before a sentence without saying anything.
pub(crate) const LEADS: &[&str] = &[
    "hi",
    "pls",
    "plz",
    "soo",
    "sooo",
    "soooo",
    "ohh",
    "aww",
    "hmmm",
    "yess",
    "yesss",
    "welp",
    "meh",
    "kk",
    "whew",
    "phew",
    "tbh",
    "imo",
    "imho",
    "ngl",
    "ofc",
    "np",
    "thx",
    "ty",
    "hello",
    "hey",
    "hiya",
    "yo",
    "thanks",
    "thank",
    "thx",
    "ok",
    "okay",
    "alright",
    "right",
    "well",
    "so",
    "oh",
    "ah",
    "ahh",
    "hmm",
    "hm",
    "um",
    "uh",
    "uhm",
    "yes",
    "yeah",
    "yep",
    "yup",
    "no",
    "nope",
    "sure",
    "great",
    "cool",
    "nice",
    "perfect",
    "awesome",
    "sorry",
    "anyway",
    "anyways",
    "also",
    "and",
    "but",
    "plus",
    "btw",
    "fyi",
    "lol",
    "haha",
    "wow",
    "please",
    "look",
    "listen",
    "basically",
    "honestly",
    "actually",
    "update",
    "correction",
    "edit",
    "note",
    "ps",
    "p.s",
    "nb",
    "besides",
    "furthermore",
    "moreover",
    "additionally",
    "then",
    "however",
    "still",
    "good",
    "morning",
    "afternoon",
    "evening",
    "everyone",
    "all",
    "team",
    "folks",
    "there",
    "again",
    "too",
    "unfortunately",
    "luckily",
    "fortunately",
    "sadly",
    "finally",
    "oops",
    "whoops",
    "wait",
    "personally",
    "reminder",
    "heads-up",
    "turns",
    "out",
    "ugh",
    "damn",
    "yay",
    "wow",
    "dear",
    "mate",
    "guys",
    "today",
    "currently",
    "nowadays",
    "now",
    "lately",
    "recently",
    "yesterday",
    "generally",
    "usually",
    "normally",
    "typically",
    "sometimes",
    "often",
    "originally",
    "obviously",
    "interestingly",
    "guess",
    "someday",
    "sometime",
    "eventually",
    "ideally",
];
/// Phrases that may stand before a sentence without saying anything, longest first.
pub(crate) const LEAD_PHRASES: &[&str] = &[
    "just so you know",
    "just so you 're aware",
    "just to let you know",
    "just a heads up",
    "as you know",
    "as i said",
    "as i mentioned",
    "as mentioned",
    "by the way",
    "for the record",
    "for your information",
    "for reference",
    "for context",
    "for what it is worth",
    "in case you wondered",
    "in case you were wondering",
    "if you must know",
    "let me tell you",
    "let me introduce myself",
    "i should mention that",
    "i should mention",
    "i should say that",
    "i should add that",
    "i should also mention that",
    "i should also mention",
    "i must say",
    "i have to say",
    "i have to admit",
    "i must admit",
    "i want you to know that",
    "i want you to know",
    "you should know that",
    "you should know",
    "i forgot to mention that",
    "i forgot to mention",
    "i forgot to say",
    "i mean",
    "you know",
    "to be honest",
    "to be fair",
    "to be clear",
    "truth be told",
    "fun fact",
    "quick update",
    "small update",
    "small correction",
    "quick correction",
    "quick note",
    "side note",
    "good news",
    "bad news",
    "big news",
    "heads up",
    "in fact",
    "as a matter of fact",
    "on second thought",
    "on second thoughts",
    "on reflection",
    "after all",
    "of course",
    "at the moment",
    "these days",
    "right now",
    "as of now",
    "as of today",
    "from today",
    "at work",
    "at home",
    "in general",
    "most of the time",
    "believe it or not",
    "remember that",
    "please remember that",
    "please remember",
    "please note that",
    "note that",
    "please note",
    "keep in mind that",
    "please keep in mind that",
    "keep in mind",
    "bear in mind that",
    "bear in mind",
    "do not forget that",
    "be aware that",
    "remember",
    "it turns out that",
    "it turns out",
    "turns out",
    "the thing is",
    "the truth is",
    "the fact is",
    "the point is that",
    "one more thing",
    "another thing",
    "you see",
    "thank you",
    "thanks a lot",
    "no problem",
    "my bad",
    "i changed my mind",
    "i have changed my mind",
    "changed my mind",
    "change of plans",
    "change of plan",
    "plans changed",
    "plans have changed",
    "scratch that",
    "wait no",
    "let me correct that",
    "let me correct myself",
    "i was wrong",
    "i misspoke",
    "i meant to say that",
    "i meant to say",
    "i meant that",
    "i wanted to say that",
    "i wanted to say",
    "what i meant is that",
    "what i meant is",
    "what i meant to say is that",
    "what i meant to say is",
    "let me rephrase",
    "i made a mistake",
    "i made an error",
    "as of this week",
    "as of this month",
    "as of this year",
    "as of last week",
    "as of last month",
    "as of next month",
    "as of next week",
    "as of monday",
    "as of january",
    "i can confirm that",
    "i can tell you that",
    "i am happy to say that",
    "i am proud to say that",
    "i am pleased to say that",
    "i am glad to say that",
    "guess what",
    "unlike most people",
    "to introduce myself",
    "also",
    "too",
    "at last",
    "lately",
    "about me",
    "a bit about me",
    "a little about me",
    "some background",
    "you may want to know that",
    "since you asked",
    "as always",
    "as usual",
    "nice to meet you",
    "glad to be here",
    "happy to be here",
];
/// Leads that say that something else was true before.
pub(crate) const CHANGE_LEADS: &[&str] = &[
    "actually",
    "correction",
    "update",
    "edit",
    "oops",
    "whoops",
    "wait",
    "misspoke",
    "wrong",
    "correct",
];

pub(crate) const NUMBER_WORDS: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "fifteen", "twenty", "thirty", "forty", "fifty", "sixty", "hundred", "thousand",
];

pub(crate) const WEEKDAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mondays",
    "tuesdays",
    "wednesdays",
    "thursdays",
    "fridays",
    "saturdays",
    "sundays",
];
pub(crate) const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
