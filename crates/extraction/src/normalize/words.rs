//! Forms of one word.

use std::borrow::Cow;

/// Whether two words are forms of one word: "hiking" and "hike", "dogs" and "dog".
pub(crate) fn same_word(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    // A shared beginning is necessary; it spares the rest of the work in nearly all cases.
    let shared = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    if shared < 2 || a.len().abs_diff(b.len()) > 4 {
        return false;
    }
    let (a, b) = (bases(a), bases(b));
    a.iter().any(|base| b.contains(base))
}

/// Words that a word may be a form of, itself among them.
fn bases(word: &str) -> Vec<Cow<'_, str>> {
    let mut bases = vec![Cow::Borrowed(word)];
    let singular = singular(word);
    if singular != word {
        bases.push(singular);
    }
    for ending in ["ing", "ed", "er", "es"] {
        let Some(stem) = word.strip_suffix(ending) else {
            continue;
        };
        let has_vowel = stem.contains(['a', 'e', 'i', 'o', 'u', 'y']);
        // "er" makes a doer of a verb ("painter"), and other words besides ("water").
        if stem.len() < 3 || !has_vowel || !stem.is_ascii() || ending == "er" {
            continue;
        }
        bases.push(Cow::Borrowed(stem));
        bases.push(Cow::Owned(format!("{stem}e")));
        let bytes = stem.as_bytes();
        let doubled = bytes[bytes.len() - 1] == bytes[bytes.len() - 2];
        if doubled {
            bases.push(Cow::Borrowed(&stem[..stem.len() - 1]));
        }
        if let Some(stem) = stem.strip_suffix('i') {
            bases.push(Cow::Owned(format!("{stem}y")));
        }
    }
    bases
}

/// A noun in the singular, where its form says that it is a plural.
pub(crate) fn singular(word: &str) -> Cow<'_, str> {
    if let Some((_, singular)) = IRREGULAR_PLURALS.iter().find(|(plural, _)| *plural == word) {
        return Cow::Borrowed(singular);
    }
    let keeps = word.len() < 4
        || !word.is_ascii()
        || !word.ends_with('s')
        || ["ss", "us", "is", "ous", "news", "ics", "as"]
            .iter()
            .any(|end| word.ends_with(end))
        || SINGULAR_IN_S.contains(&word);
    if keeps {
        return Cow::Borrowed(word);
    }
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        return Cow::Owned(format!("{stem}y"));
    }
    let hissing = [
        "sses", "shes", "ches", "xes", "zzes", "uses", "toes", "roes",
    ];
    if hissing.iter().any(|end| word.ends_with(end)) && word != "houses" && word != "shoes" {
        return Cow::Borrowed(&word[..word.len() - 2]);
    }
    Cow::Borrowed(&word[..word.len() - 1])
}

const SINGULAR_IN_S: &[&str] = &[
    "always",
    "besides",
    "series",
    "species",
    "sometimes",
    "perhaps",
    "sales",
    "jeans",
    "shorts",
    "pants",
    "glasses",
    "headquarters",
    "kubernetes",
    "mercedes",
    "windows",
    "postgres",
    "redis",
    "sis",
    "yes",
    "does",
    "was",
    "has",
    "this",
    "gas",
    "lens",
    "hers",
    "ours",
    "yours",
    "theirs",
    "towards",
    "afterwards",
    "chess",
    "movies",
];

const IRREGULAR_PLURALS: &[(&str, &str)] = &[
    ("children", "child"),
    ("kids", "child"),
    ("kid", "child"),
    ("people", "person"),
    ("men", "man"),
    ("women", "woman"),
    ("feet", "foot"),
    ("teeth", "tooth"),
    ("mice", "mouse"),
    ("geese", "goose"),
    ("wives", "wife"),
    ("knives", "knife"),
    ("shelves", "shelf"),
    ("wolves", "wolf"),
    ("movies", "movie"),
    ("cookies", "cookie"),
    ("selfies", "selfie"),
    ("buses", "bus"),
    ("potatoes", "potato"),
    ("houses", "house"),
];
