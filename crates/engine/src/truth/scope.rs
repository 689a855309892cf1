//! Whether what ends or denies something is restricted: to a time ("not today"), a way ("not well"), or what
//! the words that are believed do not say ("not with my kids"). What is restricted does not end what was said
//! without restriction. What only happens with a thing does not end it either. Pure.

use extraction::dates::is_weekday;
use extraction::one_of;

use super::told_of::{Believed, WHOSE, is_told, known_of, words_of};

/// Whether `sentence`, of the message `all`, ends less than what is believed.
pub(super) fn is_narrower(sentence: &str, all: &str, believed: &Believed<'_>) -> bool {
    let words = words_of(sentence);
    let said = words_of(believed.said);
    let value = words_of(believed.statement.value.as_deref().unwrap_or_default());
    is_of_other_thing(&words, believed)
        || is_beside_the_end(&words, &value)
        || is_happening(&words, &words_of(all), believed)
        || is_for_a_time(&words_of(&clauses_of(sentence, &value)), &said)
        || is_partial(&words, &value, &said)
        || is_less(&words, &value, &said, believed)
}

/// The clauses of a sentence that tell of a value, without those that go on after them: "no more charcoal in the
/// porch, just bare walls for now".
fn clauses_of(sentence: &str, value: &[String]) -> String {
    const TEMPORAL: &str =
        "until till while temporarily for at just only today tonight tomorrow this next";
    let mut told = String::new();
    for clause in sentence.split(", ") {
        let words = words_of(clause);
        let is_timed =
            words.first().is_some_and(|first| one_of(first, TEMPORAL)) && words.len() <= 4;
        let has_value = last_of(&words_of(&told), value).is_some();
        if !has_value || is_timed {
            told = format!("{told} {clause}");
        }
    }
    told
}

/// Verbs of an end that comes on a day: the day is when it ended, not for how long.
const ENDS: &str = "quit stopped stop gave give giving given left sold moved resigned dropped switched finished ended closed \
broke divorced lost donated returned deleted uninstalled unsubscribed died passed fired dumped ditched sacked axed \
abandoned retired";

/// "Not today", "cancelled this Thursday", "while my wrist heals": a time of its own, of what is so at others.
fn is_for_a_time(words: &[String], said: &[String]) -> bool {
    let has = |list: &str| words.iter().any(|word| one_of(word, list));
    let pair = |first: &str, second: &str| {
        words
            .windows(2)
            .any(|two| one_of(&two[0], first) && one_of(&two[1], second))
    };
    if lasts(words) || is_of_one_day(said) {
        return false;
    }
    let is_bound = |at: usize| at > 0 && one_of(&words[at - 1], "of since from by");
    let is_day = (0..words.len()).any(|at| {
        let next = words.get(at + 1).map(String::as_str).unwrap_or_default();
        match words[at].as_str() {
            "today" | "tonight" | "tomorrow" => !is_bound(at),
            "this" => !is_bound(at) && (one_of(next, PERIODS) || is_weekday(next)),
            "next" => is_weekday(next) || next == "week",
            "right" => next == "now" && !is_absent(words),
            _ => false,
        }
    });
    let is_while = has("until till while temporarily") && !has("until_now")
        || pair("for", "now today tomorrow tonight")
        || words
            .windows(3)
            .any(|three| three == ["at", "the", "moment"])
            && !is_absent(words);
    let is_ahead = has("tomorrow")
        || words
            .windows(2)
            .any(|two| two[0] == "this" && is_weekday(&two[1]));
    let is_own = pair("i we", "cancelled canceled have");
    let is_end = has(ENDS) || is_own && has("cancelled canceled");
    is_while && !is_end || is_day && (!is_end || is_ahead && !has(BY_NOTICE))
}

const DENIALS: &str = "not t don dont no longer";

/// Whether words tell that there is none of a thing: "I don't have a car at the moment".
fn is_absent(words: &[String]) -> bool {
    if words.iter().any(|word| one_of(word, "nobody nothing none")) {
        return true;
    }
    // "I'm not training for anything at the moment."
    let any = words
        .iter()
        .position(|word| one_of(word, "anything anyone anybody anywhere"));
    if any.is_some_and(|at| words[..at].iter().any(|word| one_of(word, DENIALS))) {
        return true;
    }
    let at = words.iter().position(|word| one_of(word, "have got"));
    at.is_some_and(|at| {
        let is_denied = words[..at].iter().any(|word| one_of(word, DENIALS));
        let next = words.get(at + 1).map(String::as_str).unwrap_or_default();
        is_denied && one_of(next, "a an any") || next == "no"
    })
}

/// Ends that are told ahead of their day.
const BY_NOTICE: &str = "quit resigned moved sold left leaving";
const PERIODS: &str = "morning afternoon evening week weekend month summer winter spring autumn fall year semester term";

/// Whether words tell that something is over for good.
fn lasts(words: &[String]) -> bool {
    let pair = |first: &str, second: &str| {
        words
            .windows(2)
            .any(|two| two[0] == first && two[1] == second)
    };
    words
        .iter()
        .any(|word| one_of(word, "anymore longer never permanently forever"))
        || pair("any", "more")
        || pair("for", "good")
        || pair("from", "now")
        || pair("as", "of")
}

/// Whether what is believed is about one day: "my flight is on Friday".
fn is_of_one_day(said: &[String]) -> bool {
    let is_each = said.iter().any(|word| {
        one_of(word, "every each daily weekly monthly usually always") || is_plural_day(word)
    });
    let is_day = |word: &String| {
        is_weekday(word)
            || extraction::dates::is_month(word)
            || one_of(word, "today tomorrow tonight next")
    };
    !is_each && said.iter().any(is_day)
}

fn is_plural_day(word: &str) -> bool {
    word.strip_suffix('s').is_some_and(is_weekday) || one_of(word, "weekends weekdays")
}

/// "Not only", "not the only", "not well", "not enough".
fn is_partial(words: &[String], value: &[String], said: &[String]) -> bool {
    let Some(not) = words
        .iter()
        .position(|word| one_of(word, "not t dont isnt"))
    else {
        return false;
    };
    let after = &words[not + 1..];
    let opens = match after {
        [first, ..]
            if one_of(
                first,
                "only just merely solely always necessarily every entirely exactly",
            ) =>
        {
            true
        }
        [the, only, ..] => the == "the" && only == "only",
        _ => false,
    };
    let end = last_of(words, value);
    let is_way = end.is_some_and(|end| {
        words.get(end + 1).is_some_and(|word| {
            one_of(
                word,
                "well fluently perfectly properly enough often much daily alone indoors outdoors outside inside regularly \
professionally fulltime badly",
            ) && !said.contains(word)
        })
    });
    opens || is_way
}

/// The last place of a value.
fn last_of(words: &[String], value: &[String]) -> Option<usize> {
    words.iter().rposition(|word| {
        value
            .iter()
            .any(|of| of == word && !search::is_stop_word(word))
    })
}

/// "Not with my kids", "not on Fridays", "not to my job", "not of maths": what is believed does not say that.
fn is_less(words: &[String], value: &[String], said: &[String], believed: &Believed<'_>) -> bool {
    let start = match last_of(words, value) {
        Some(end) => end + 1,
        None => match words
            .iter()
            .position(|word| one_of(word, "not t no stopped cancelled"))
        {
            Some(not) => not + 1,
            None => return false,
        },
    };
    let ended = lasts(words);
    let acts = words.iter().any(|word| one_of(word, ENDS));
    let stop = words[start..]
        .iter()
        .position(|word| one_of(word, "because since so but and although though as"))
        .map_or(words.len(), |at| start + at);
    let known = known_of(believed);
    let mut at = start;
    while at < stop {
        let rest: Vec<&String> = words[at + 1..stop].iter().collect();
        if complement(&words[at], &rest, (ended, acts), at == start, &|word| {
            said.iter().any(|one| super::take_back::alike(one, word))
                || known.iter().any(|one| one == word)
        }) {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether a word opens a complement that restricts what stands before it.
fn complement(
    word: &str,
    rest: &[&String],
    (ended, acts): (bool, bool),
    is_next: bool,
    is_said: &dyn Fn(&str) -> bool,
) -> bool {
    let own = |word: &str| {
        one_of(
            word,
            "my our his her their your the a an this that any these those",
        )
    };
    let Some(head) = rest.iter().find(|word| !own(word)) else {
        return false;
    };
    let is_whose = rest.first().is_some_and(|word| one_of(word, WHOSE));
    let is_new = !is_said(head);
    let is_part = one_of(
        head,
        "morning mornings evening evenings afternoon afternoons night nights lunch breakfast dinner work weekends weekdays",
    );
    match word {
        "with" => is_new && !one_of(head, "immediate effect it them him her me us"),
        "on" => is_new && (is_plural_day(head) || !acts && is_weekday(head)),
        "in" => {
            let is_the = rest.first().is_some_and(|word| word.as_str() == "the");
            is_new
                && (is_part
                    || !acts
                        && is_the
                        && one_of(head, "rain summer winter dark cold heat snow office"))
        }
        "at" => is_new && (is_part || !acts && one_of(head, "home school parties night")),
        "after" | "before" | "during" => is_new && !acts && !one_of(head, "all this that now"),
        "when" | "while" | "if" | "unless" | "without" => !acts && !ended,
        "for" => {
            is_new
                && !acts
                && !ended
                && !one_of(
                    head,
                    "good now years ages long sure real life me us anything anyone anybody",
                )
        }
        "of" => is_new && is_next && (!ended || is_whose),
        "to" => is_new && is_next && !acts && is_whose,
        "from" => {
            is_new
                && is_next
                && !is_whose
                && one_of(
                    head,
                    "list agenda menu itinerary cart basket invite schedule lineup",
                )
        }
        _ => false,
    }
}

/// "I cancelled a card at Acme", "there's no monitor at 3K", "delete the penicillin reminder": what ends is
/// another thing than what is believed.
fn is_of_other_thing(words: &[String], believed: &Believed<'_>) -> bool {
    let known = known_of(believed);
    let value: Vec<String> = words_of(believed.statement.value.as_deref().unwrap_or_default());
    let has_value = |word: &String| value.contains(word) && !search::is_stop_word(word);
    let Some(first) = words.iter().position(has_value) else {
        return false;
    };
    let is_of = |word: &String| {
        known
            .iter()
            .any(|other| super::take_back::alike(word, other))
    };
    // "There is no monitor at 3K."
    let is_absent = words.iter().any(|word| word == "there")
        && words[..first]
            .iter()
            .rposition(|word| word == "no")
            .and_then(|no| words.get(no + 1))
            .is_some_and(|what| !is_of(what) && !is_told(what, &known));
    // "A card at Acme."
    let is_part = first >= 3
        && one_of(&words[first - 1], "at with from in of for on")
        && !is_of(&words[first - 2])
        && !is_told(&words[first - 2], &known)
        && one_of(&words[first - 3], "a an another one some this that")
        && !value.contains(&words[first - 2]);
    // "The penicillin reminder."
    let last = words.iter().rposition(has_value).unwrap_or(first);
    let is_named = words
        .get(last + 1)
        .is_some_and(|next| !believed.is_directive && one_of(next, THINGS) && !is_of(next));
    is_absent || is_part || is_named
}

/// "I'm no longer surprised that I'm allergic to nuts": what ends is another thing than what is so.
fn is_beside_the_end(words: &[String], value: &[String]) -> bool {
    let Some(end) = last_of(words, value) else {
        return false;
    };
    let negates = |word: &String| one_of(word, "not t no never longer dont isnt stopped quit");
    let joins = |at: &usize| {
        one_of(&words[*at], "that how why")
            && words
                .get(at + 1)
                .is_some_and(|word| one_of(word, "i im we my our he she they"))
    };
    let Some(that) = (0..end).rev().find(joins) else {
        return false;
    };
    let (before, after) = (&words[..that], &words[that..end]);
    before.iter().any(negates)
        && !after.iter().any(negates)
        && !before
            .iter()
            .any(|word| one_of(word, "true case right correct valid so accurate"))
}

/// What has the name of something else.
const THINGS: &str = "reminder reminders order orders email emails mail message file files folder paper papers link links \
document documents note appointment ticket tickets task tasks event alert alerts list lists photo photos picture \
page tab draft form invoice delivery shipment package parcel recipe article question call meeting";

/// Words that tell that nothing came of it.
const UNHARMED: &str = "survived unharmed undamaged unscathed";

/// "I dropped my camera, but it's fine", "I lost my wife in the supermarket".
fn is_happening(words: &[String], all: &[String], believed: &Believed<'_>) -> bool {
    let attribute = believed.statement.attribute.as_str();
    let has = |list: &str| words.iter().any(|word| one_of(word, list));
    let after = |one: &str, other: &str| {
        all.windows(2)
            .any(|two| one_of(&two[0], one) && one_of(&two[1], other))
    };
    let is_fine = all.iter().any(|word| one_of(word, UNHARMED))
        || after("found", "it him her them")
        || after("is s still", "fine ok okay alright works working intact")
        || after("still", "works work");
    let is_mishap = has("dropped lost crashed broke left spilled scratched forgot stolen");
    let is_sold = has("sold donated traded scrapped replaced");
    // Of a thing one can hold: "dropped my yoga class" ends a class.
    let held = one_of(
        attribute.rsplit([' ', ':']).next().unwrap_or_default(),
        "owns camera phone model laptop tablet watch glasses bike bicycle car vehicle headphones instrument guitar \
computer printer console wallet keys earbuds",
    );
    let lost_at = words
        .iter()
        .position(|word| word == "lost")
        .is_some_and(|at| {
            let rest = &words[at + 1..];
            rest.windows(2)
                .any(|two| one_of(&two[0], "in at on") && one_of(&two[1], "the a my"))
        });
    !is_sold && (is_mishap && is_fine || has("dropped") && held || lost_at)
}
