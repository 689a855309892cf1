//! Whose things, and which of them, two sentences are about: what sets them apart, however alike they
//! sound. Pure.

use std::collections::BTreeSet;

use extraction::is_relative;

use super::piece::{EMPTY, Piece, corrects, has_old};
use crate::minds::sentences::stem;

/// Words with their apostrophes, in lower case.
fn tokens(text: &str) -> Vec<String> {
    let low = text.to_lowercase().replace('’', "'");
    let words = low.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-'));
    let words = words.filter(|word| word.contains(char::is_alphanumeric));
    words.map(str::to_owned).collect()
}

/// Whose things a sentence is about beside the speaker's: relatives that stand first or have
/// something, other teams, whatever has something.
fn owners(text: &str) -> BTreeSet<String> {
    let words = tokens(text);
    let mut owners = BTreeSet::new();
    for (n, word) in words.iter().enumerate() {
        let has = word.strip_suffix("'s").or(word.strip_suffix("s'"));
        let base = has.unwrap_or(word);
        let after = words.get(n + 1).map(String::as_str).unwrap_or_default();
        let led = n > 0 && WHOSE.contains(&words[n - 1].as_str());
        // "My best friend", "our old neighbour".
        let led_on = n > 1 && WHOSE.contains(&words[n - 2].as_str()) && {
            let which = words[n - 1].as_str();
            !words[n - 1].contains('\'') && NARROWING.contains(&which)
        };
        let is_first = n <= 3 && (led || led_on) && after != "and";
        let is_team = matches!(base, "team" | "squad");
        if is_team && n > 0 && !led {
            let which = words[n - 1].as_str();
            let is_own = matches!(
                which,
                "the"
                    | "a"
                    | "whole"
                    | "entire"
                    | "new"
                    | "own"
                    | "dev"
                    | "weekly"
                    | "daily"
                    | "monthly"
            );
            // "Priya took over as team lead."
            if !is_own && !search::is_stop_word(which) {
                owners.insert(which.to_owned());
            }
        } else if has.is_some()
            && !is_team
            && !NOT_OWNERS.contains(&base)
            && !AT_WORK.contains(&base)
            && !NOT_OWNED.contains(&after)
            && !after.ends_with("ed")
        {
            owners.insert(person(base).unwrap_or(base).to_owned());
        } else if let Some(kin) = person(base).filter(|_| is_first) {
            owners.insert(kin.to_owned());
        } else if n <= 2
            && (led || n > 0 && words[n - 1] == "the")
            && matches!(
                base,
                "company" | "firm" | "office" | "customer" | "client" | "supplier" | "vendor"
            )
            && !DONE_TO_US.contains(&after)
            && !after.ends_with("ed")
        {
            owners.insert(base.to_owned());
        }
    }
    // "My dog takes his pills": nobody who was named.
    if owners.is_empty() && words.iter().any(|word| THEIRS.contains(&word.as_str())) {
        owners.insert(THEIRS[0].to_owned());
    }
    owners
}

/// A relative or friend, by one name for each.
fn person(word: &str) -> Option<&str> {
    match word {
        "boy" => Some("son"),
        "girl" => Some("daughter"),
        "kid" | "kids" => Some("child"),
        // "My partner is Robin" is about the speaker's own.
        "partner" => None,
        word => is_relative(word).then_some(word),
    }
}

const WHOSE: [&str; 5] = ["my", "our", "his", "her", "their"];
/// Words between an owner and the friend or relative.
const NARROWING: [&str; 18] = [
    "best", "good", "old", "oldest", "close", "closest", "dear", "big", "little", "older", "elder",
    "younger", "youngest", "eldest", "ex", "former", "new", "only",
];
/// Words for somebody else.
const THEIRS: [&str; 5] = ["his", "her", "he", "she", "hers"];
const NOT_OWNERS: [&str; 12] = [
    "it", "that", "what", "who", "here", "there", "where", "he", "she", "let", "how", "today",
];
/// What others do about the speaker's own: "the client gave us a new deadline".
const DONE_TO_US: [&str; 10] = [
    "gave", "told", "went", "set", "wants", "said", "let", "cut", "sent", "has",
];
/// What the speaker works on: "forget the project's database" is about the speaker's own.
const AT_WORK: [&str; 8] = [
    "project",
    "app",
    "application",
    "product",
    "codebase",
    "repo",
    "website",
    "system",
];
/// After these, "'s" is a verb.
const NOT_OWNED: [&str; 14] = [
    "been", "got", "a", "an", "the", "now", "in", "at", "on", "with", "called", "not", "no", "",
];

/// What a sentence tells of the relative or friend who stands in it.
#[derive(PartialEq)]
enum OfPerson {
    /// "My best friend is dating Sam."
    Does,
    /// "My best friend is Noor", "Noor is my best friend".
    Is,
    Nothing,
}

fn of_person(text: &str) -> OfPerson {
    let words = tokens(text);
    let is_led = |n: usize| words[..n].iter().any(|word| WHOSE.contains(&word.as_str()));
    let Some(n) = (1..words.len()).find(|&n| is_led(n) && person(&words[n]).is_some()) else {
        return OfPerson::Nothing;
    };
    let after = |at: usize| words.get(n + at).map(String::as_str).unwrap_or_default();
    match after(1) {
        "is" | "was" if after(2).len() > 4 && after(2).ends_with("ing") => OfPerson::Does,
        "is" | "was" | "" | "now" | "called" | "named" => OfPerson::Is,
        word if word.ends_with('s') => OfPerson::Does,
        _ => OfPerson::Nothing,
    }
}

/// Whether two sentences are about things of the same people.
pub(super) fn same_owner(change: &Piece, said: &Piece) -> bool {
    // What changes nothing of the user's may have its owner taken for its value; what surely changes something
    // may have one in it: "rehearsals have moved to Tim's garage".
    let is_in_value = corrects(change) && change.value().is_some_and(|value| value.contains("'s "));
    let mut mine = owners(if is_in_value {
        &change.masked
    } else {
        &change.text
    });
    mine.extend(owners(&change.lead));
    let theirs = owners(&said.masked);
    let is_named = |owner: &str, text: &str| {
        let words = tokens(text);
        let mut known = words.iter().map(|word| {
            let base = word.strip_suffix("'s").unwrap_or(word);
            person(base).unwrap_or(base)
        });
        let is_theirs = |word: &str| owner == THEIRS[0] && THEIRS.contains(&word);
        known.any(|word| word == owner || is_theirs(word))
    };
    if of_person(&change.text) == OfPerson::Does && of_person(&said.text) == OfPerson::Is {
        return false;
    }
    let is_plain = |owner: &str| person(owner).is_none();
    let names = shared_names(change, said);
    // "My daughter Ella goes to ...", "Ella has changed schools, she goes to ...".
    let is_known = |owner: &str, text: &str| match owner == THEIRS[0] {
        true => !names.is_empty() || is_meant_by(change, &theirs),
        false => names.iter().any(|name| stands_beside(owner, name, text)),
    };
    // "Priya's dog died" tells of what she has who walks the dog, and not of her.
    let value = tokens(said.value().unwrap_or_default());
    mine.iter().all(|owner| {
        is_known(owner, &change.text) || is_named(owner, &said.text) && !value.contains(owner)
    }) && theirs.iter().all(|owner| {
        is_plain(owner)
            || is_named(owner, &change.text)
            || is_known(owner, &said.text)
            || is_meant_by(change, &theirs)
    })
}

/// Whether a sentence begins with a pronoun that means the one relative or friend whom another is about: "my
/// daughter's teacher is Mrs. Green", "her teacher is now Mr. White".
fn is_meant_by(change: &Piece, owners: &BTreeSet<String>) -> bool {
    const WOMEN: [&str; 12] = [
        "daughter",
        "mother",
        "mum",
        "mom",
        "sister",
        "aunt",
        "niece",
        "grandmother",
        "grandma",
        "wife",
        "girlfriend",
        "granddaughter",
    ];
    const MEN: [&str; 11] = [
        "son",
        "father",
        "dad",
        "brother",
        "uncle",
        "nephew",
        "grandfather",
        "grandpa",
        "husband",
        "boyfriend",
        "grandson",
    ];
    let mut people = owners.iter().filter(|owner| person(owner).is_some());
    let (Some(one), None) = (people.next(), people.next()) else {
        return false;
    };
    match tokens(&change.text).first().map(String::as_str) {
        _ if !change.opens => false,
        Some("he" | "his") => !WOMEN.contains(&one.as_str()),
        Some("she" | "her") => !MEN.contains(&one.as_str()),
        _ => false,
    }
}

/// Names that stand in both sentences and are the value of neither, in lower case. Some write them without
/// capitals; one of the two is enough.
fn shared_names(change: &Piece, said: &Piece) -> BTreeSet<String> {
    let capitals = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-')));
        let names = words.filter(|word| word.starts_with(char::is_uppercase));
        let names = names.flat_map(tokens).map(|word| base_of(&word).to_owned());
        let is_name = |name: &String| name.len() > 2 && !search::is_stop_word(name);
        names.filter(is_name).collect()
    };
    let words = |text: &str| -> BTreeSet<String> {
        let all = tokens(text);
        all.iter().map(|word| base_of(word).to_owned()).collect()
    };
    let values = [change.value(), said.value()].into_iter().flatten();
    let values: BTreeSet<String> = values.flat_map(words).collect();
    let (mine, theirs) = (words(&change.text), words(&said.text));
    let mut names = capitals(&change.text);
    names.append(&mut capitals(&said.text));
    let is_shared = |name: &String| mine.contains(name) && theirs.contains(name);
    names.retain(|name| is_shared(name) && !values.contains(name));
    names
}

fn base_of(word: &str) -> &str {
    word.strip_suffix("'s").unwrap_or(word)
}

/// Whether a text names the relative `kin`: "my daughter Ella", "Ella, our daughter".
fn stands_beside(kin: &str, name: &str, text: &str) -> bool {
    let words = tokens(text);
    let known = |n: usize| words.get(n).map(|word| base_of(word));
    let is_kin = |n: usize| known(n).is_some_and(|word| person(word).unwrap_or(word) == kin);
    (0..words.len()).filter(|&n| is_kin(n)).any(|n| {
        let is_led = n > 0 && WHOSE.contains(&words[n - 1].as_str());
        known(n + 1) == Some(name) || is_led && n > 1 && known(n - 2) == Some(name)
    })
}

/// What follows a name, not a verb.
const BEING: [&str; 6] = ["is", "are", "was", "were", "has", "will"];

/// The words of each thing that has an article or owner: "my car insurance".
fn things(text: &str) -> Vec<Vec<String>> {
    const LEADS: [&str; 10] = [
        "my", "our", "the", "a", "an", "his", "her", "their", "your", "as",
    ];
    const SKIPPED: [&str; 10] = [
        "new",
        "different",
        "old",
        "own",
        "usual",
        "current",
        "regular",
        "favourite",
        "favorite",
        "next",
    ];
    let words = tokens(text);
    let mut things = Vec::new();
    let mut n = 0;
    while n < words.len() {
        let leads = LEADS.contains(&words[n].as_str()) || words[n].ends_with("'s");
        n += 1;
        if !leads {
            continue;
        }
        let mut thing = Vec::new();
        while let Some(word) = words.get(n).filter(|_| thing.len() < 4) {
            let base = word.strip_suffix("'s").unwrap_or(word);
            let is_end = search::is_stop_word(base)
                || LEADS.contains(&base)
                || EMPTY.contains(&stem(base).as_str()) && !SKIPPED.contains(&base);
            if is_end {
                break;
            }
            if !SKIPPED.contains(&base) {
                thing.push(stem(person(base).unwrap_or(base)));
            }
            n += 1;
            let after = words.get(n).map(String::as_str).unwrap_or_default();
            // "The check-in kicks off", "the check-in starts": what it does is no part of its name.
            let is_verb = thing.len() > 1
                && (base.ends_with('s') || base.ends_with("ed"))
                && !BEING.contains(&after)
                && (after.is_empty() || search::is_stop_word(after));
            if is_verb {
                thing.pop();
            }
            if is_verb || base.len() < word.len() {
                break;
            }
        }
        if !thing.is_empty() {
            things.push(thing);
        }
    }
    things
}

/// The stems of all words, relatives and friends by one name for each.
fn all_stems(text: &str) -> BTreeSet<String> {
    let words = tokens(text);
    let known = words.iter().map(|word| person(word).unwrap_or(word));
    known.map(stem).collect()
}

/// Whether two sentences name different things of one kind: "my car insurance", "my health
/// insurance".
pub(super) fn other_thing(change: &Piece, said: &Piece) -> bool {
    // What is named as over and was never said is no value: "she took over as platform lead".
    let mine = match has_old(change, said) {
        true => things(&change.masked),
        false => things(&change.without_value()),
    };
    let theirs = things(&said.masked);
    let (my_words, their_words) = (all_stems(&change.text), all_stems(&said.text));
    let is_new = |thing: &Vec<String>, words: &BTreeSet<String>| {
        thing.iter().all(|word| !words.contains(word))
    };
    let (mut is_other, mut is_same) = (false, false);
    for one in &mine {
        for two in theirs
            .iter()
            .filter(|two| one.iter().any(|word| two.contains(word)))
        {
            let own = |thing: &[String], words: &BTreeSet<String>| {
                thing.iter().any(|word| !words.contains(word))
            };
            // "The car park", "my parking space": of two things of one kind the last word is that.
            let is_of_kind = one.last() == two.last();
            match is_of_kind && own(one, &their_words) && own(two, &my_words) {
                true => is_other = true,
                false => is_same = true,
            }
        }
    }
    // "The budget for the wedding", "the budget for the offsite".
    let is_led_on = mine.iter().any(|thing| is_new(thing, &their_words))
        && theirs.iter().any(|thing| is_new(thing, &my_words))
        && said.value().is_some();
    (is_other || is_same) && (!is_same || is_led_on)
}

/// Whether two sentences have no thing in common: "the audit", "the report".
pub(super) fn no_thing_in_common(change: &Piece, said: &Piece) -> bool {
    let are_new = |piece: &Piece, other: &Piece| {
        let (things, words) = (things(&piece.masked), all_stems(&other.text));
        let is_new = |thing: &Vec<String>| thing.iter().all(|word| !words.contains(word));
        !things.is_empty() && things.iter().all(is_new)
    };
    are_new(change, said) && are_new(said, change)
}

/// Whether each of two sentences begins with a thing of its own: "my bike is a Trek", "my new skateboard is a Santa
/// Cruz".
pub(super) fn are_of_two_things(change: &Piece, said: &Piece) -> bool {
    let begins = |piece: &Piece| {
        let words = tokens(&piece.text);
        let leads = ["so", "and", "but", "also", "for", "in", "at", "on"];
        let first = words.iter().find(|word| !leads.contains(&word.as_str()));
        first.is_some_and(|word| word == "the" || WHOSE.contains(&word.as_str()))
    };
    // "They swapped everything and mine is bay 9": of what, the words before it told.
    let is_mine = tokens(&change.text)
        .iter()
        .any(|word| matches!(word.as_str(), "mine" | "ours"));
    !is_mine && begins(change) && begins(said) && no_thing_in_common(change, said)
}
