//! Tastes in the many words that name none of them: "cats scare me", "Rust is growing on me", "aisle over
//! window any day", "I can't get enough of kimchi".

use crate::grammar::words::one_of;
use types::{Cardinality, Polarity};

use super::phrase::{find, low};
use super::plans::user_act;
use super::{Reader, is_future, is_past};
use crate::grammar::clause::{Clause, Link, Mood, Who};
use crate::grammar::group::Group;
use crate::grammar::token::Token;
use crate::reading::Voice;

/// What a preference is made of: its value's tokens and whether it is denied.
struct Leaning {
    from: usize,
    to: usize,
    negative: bool,
}

/// Reads a taste and says how many clauses it took.
pub(crate) fn read(reader: &mut Reader<'_>, clauses: &[Clause], at: usize) -> Option<usize> {
    let clause = &clauses[at];
    let able = matches!(reader.voice, Voice::User | Voice::Record)
        && !clause.conditional
        && !clause.unsure
        && !clause.is_subordinate()
        && !matches!(clause.link, Link::Reported | Link::Or | Link::Relative);
    if !able || clause.to <= clause.from + 1 {
        return None;
    }
    let found = match clause.mood {
        Mood::Statement if spoken_of(reader, clauses, at).is_some() => {
            spoken_of(reader, clauses, at)
        }
        Mood::Fragment => unsaid(reader, clause),
        Mood::Imperative => given(reader, clause),
        Mood::Statement => {
            own(reader, clause).or_else(|| of_things(reader, clause).filter(|_| !is_past(clause)))
        }
        Mood::Question => None,
    }?;
    push(reader, clause, &found);
    Some(1)
}

/// "I changed my mind about mushrooms, I like them now": what "them" was just said to be.
fn spoken_of(reader: &Reader<'_>, clauses: &[Clause], at: usize) -> Option<Leaning> {
    let clause = &clauses[at];
    let first = clauses.first()?.from;
    let start = reader.tokens[..first]
        .iter()
        .rposition(|token| matches!(token.low.as_str(), "." | "!" | "?"))
        .map_or(0, |at| at + 1);
    let pronoun = reader
        .tokens
        .get(clause.group.rest)
        .is_some_and(|token| token.is_in(&["them", "it"]));
    let taste = one_of(&clause.group.lemma, "like love enjoy hate dislike adore");
    if clause.subject.who != Who::I || !pronoun || !taste || clause.group.modal.is_some() {
        return None;
    }
    let words = &reader.tokens[start..clause.from];
    let mind = words.iter().position(|token| token.low == "mind")?;
    let about = words
        .iter()
        .position(|token| token.low == "about")
        .filter(|&about| about == mind + 1)?;
    let to = words[about..]
        .iter()
        .position(|token| token.low == ",")
        .map_or(words.len(), |comma| about + comma);
    Some(Leaning {
        from: start + about + 1,
        to: start + to,
        negative: clause.group.negated || one_of(&clause.group.lemma, "hate dislike"),
    })
    .filter(|found| found.from < found.to)
}

/// "Tabs, not spaces, that's how I like it", "what I like most is the light"; `true` if it was one.
pub(crate) fn closed(
    reader: &mut Reader<'_>,
    sentence: crate::grammar::sentence::Sentence,
) -> bool {
    if sentence.question || !matches!(reader.voice, Voice::User | Voice::Record) {
        return false;
    }
    let words = &reader.tokens[sentence.from..sentence.to];
    let clause = Clause::fragment(sentence.from, sentence.to);
    let how = (3..words.len()).find(|&at| {
        says(&words[at..], "that is how i like") || says(&words[at..], "just how i like")
    });
    let comma = find(words, ",");
    if let (Some(how), Some(comma)) = (how, comma)
        && comma <= how
        && comma > 0
        && !words[0].is_one_of("i we my it")
    {
        let found = Leaning {
            from: sentence.from,
            to: sentence.from + comma,
            negative: false,
        };
        push(reader, &clause, &found);
        return true;
    }
    let over = find(words, "over").filter(|&over| {
        let any_day = (over + 1..words.len())
            .any(|at| ALWAYS.iter().any(|phrase| says(&words[at..], phrase)))
            || words.last().is_some_and(|token| token.low == "always");
        any_day && (1..=4).contains(&over) && words.len() <= 10
    });
    if let Some(over) = over
        && !words[..over]
            .iter()
            .any(|token| token.is_one_of("i we you it give is are am take"))
    {
        let found = Leaning {
            from: sentence.from,
            to: sentence.from + over,
            negative: false,
        };
        push(reader, &clause, &found);
        return true;
    }
    let what = low(words, 0) == "what"
        && low(words, 1) == "i"
        && words
            .iter()
            .take(5)
            .any(|token| token.is_one_of("like love enjoy hate dislike"));
    let Some(is) = words
        .iter()
        .take(12)
        .position(|token| token.is_one_of("is are"))
        .filter(|&is| what && is + 1 < words.len() && !words[is + 1].is_one_of("that when how to"))
    else {
        return false;
    };
    let found = Leaning {
        from: sentence.from + is + 1,
        to: sentence.to,
        negative: find(&words[..is], "hate dislike").is_some(),
    };
    push(reader, &clause, &found);
    true
}

fn push(reader: &mut Reader<'_>, clause: &Clause, found: &Leaning) {
    let act = user_act(reader, clause);
    let mut to = found.to;
    while to > found.from
        && (!reader.tokens[to - 1].word
            || reader.tokens[to - 1].is_one_of("please always personally"))
    {
        to -= 1;
    }
    let value = reader.words(found.from, to);
    let mut draft = reader.draft(&act, "likes", value);
    "user".clone_into(&mut draft.subject);
    (draft.type_, draft.cardinality) = ("preference", Cardinality::Many);
    draft.polarity = if found.negative {
        Polarity::Negative
    } else {
        Polarity::Positive
    };
    if clause.mood != Mood::Statement {
        draft.text = reader.told(clause.from, clause.to);
    }
    reader.push(draft);
}

fn says(words: &[Token], phrase: &str) -> bool {
    let mut phrase = phrase.split(' ').enumerate();
    phrase.all(|(at, word)| low(words, at) == word)
}

/// What closes a choice: "any day", "all the way".
const ALWAYS: &[&str] = &[
    "any day",
    "every time",
    "all the way",
    "for me",
    "any time",
    "all day",
];

/// "aisle seats over window seats any day", "dark mode all the way", "can't stand cilantro"
fn unsaid(reader: &Reader<'_>, clause: &Clause) -> Option<Leaning> {
    let words = &reader.tokens[clause.from..clause.to];
    let leaning = |from: usize, to: usize, negative: bool| {
        Some(Leaning {
            from: clause.from + from,
            to: clause.from + to,
            negative,
        })
    };
    for (start, length) in [
        ("can not stand", 3),
        ("can not bear", 3),
        ("not a fan of", 4),
        ("not a big fan of", 5),
        ("no fan of", 3),
        ("not into", 2),
        ("not keen on", 3),
        ("not fond of", 3),
    ] {
        if says(words, start) && words.len() > length {
            return leaning(length, words.len(), true);
        }
    }
    for (start, length) in [
        ("nothing better than", 3),
        ("nothing like", 2),
        ("big fan of", 3),
        ("huge fan of", 3),
        ("a big fan of", 4),
        ("really into", 2),
        ("can not get enough of", 5),
        ("love me some", 3),
        ("big on", 2),
        ("team", 1),
    ] {
        if says(words, start) && words.len() > length && (start != "team" || words.len() == 2) {
            return leaning(length, words.len(), false);
        }
    }
    let over = find(words, "over").filter(|&at| at > 0 && at + 1 < words.len());
    let close = ALWAYS
        .iter()
        .find_map(|phrase| (1..words.len()).find(|&at| says(&words[at..], phrase)));
    if words[0].is_one_of("no not what how who why when where and or") {
        return None;
    }
    match (over, close) {
        (Some(over), Some(_)) => leaning(0, over, false),
        (None, Some(close))
            if close <= 4
                && (low(words, close) != "for" || low(words, words.len() - 1) == "always") =>
        {
            leaning(0, close, false)
        }
        _ => None,
    }
}

/// "Give me a book over a film any day"
fn given(reader: &Reader<'_>, clause: &Clause) -> Option<Leaning> {
    let words = &reader.tokens[clause.from..clause.to];
    if says(words, "love me some") && words.len() > 3 {
        return Some(Leaning {
            from: clause.from + 3,
            to: clause.to,
            negative: false,
        });
    }
    let over = find(words, "over")?;
    let day = ALWAYS
        .iter()
        .any(|phrase| (1..words.len()).any(|at| says(&words[at..], phrase)));
    (says(words, "give me") && day && over > 2).then(|| Leaning {
        from: clause.from + 2,
        to: clause.from + over,
        negative: false,
    })
}

/// Phrases of liking after a verb, and whether they deny it.
const PHRASES: &[(&str, &str, bool)] = &[
    ("have", "a soft spot for", false),
    ("have", "a weakness for", false),
    ("have", "a thing for", false),
    ("have", "a passion for", false),
    ("have", "an aversion to", true),
    ("live", "for", false),
    ("love", "me some", false),
    ("swear", "by", false),
    ("be", "a sucker for", false),
    ("be", "obsessed with", false),
    ("be", "addicted to", false),
    ("be", "hooked on", false),
    ("be", "sick of", true),
    ("be", "fed up with", true),
    ("be", "tired of", true),
    ("be", "done with", true),
    ("be", "over", true),
    ("be", "not into", true),
    ("be", "crazy about", false),
    ("be", "nuts about", false),
    ("be", "big on", false),
    ("be", "put off by", true),
    ("gravitate", "towards", false),
    ("gravitate", "to", false),
    ("lean", "towards", false),
];
const DULL: &str = "boring tedious annoying ugly disgusting exhausting stressful overrated confusing tiring \
irritating verbose pretentious depressing gross unbearable creepy dull";
const PLEASANT: &str = "fascinating relaxing soothing beautiful inspiring delicious calming therapeutic fun \
exciting interesting charming hilarious lovely";

/// "I have a soft spot for old Volvos", "I could eat sushi every day", "I'd rather take the train".
fn own(reader: &Reader<'_>, clause: &Clause) -> Option<Leaning> {
    if !matches!(clause.subject.who, Who::I | Who::We | Who::Implied)
        || is_past(clause)
        || is_future(clause)
    {
        return None;
    }
    let group = &clause.group;
    let rest = &reader.tokens[group.rest.min(clause.to)..clause.to];
    if group.modal.is_some() {
        return with_modal(reader, clause, rest);
    }
    if group.passive && group.lemma != "hook" {
        return None;
    }
    phrased(clause, rest)
        .or_else(|| found(clause, rest))
        .or_else(|| kind_of_person(clause, rest))
        .or_else(|| {
            let minds = group.lemma == "mind"
                && group.negated
                && !rest.is_empty()
                && !rest[0].is_one_of("if it that the you me your being");
            minds.then(|| after(clause, 0, rest.len(), false)).flatten()
        })
}

/// The words `skip..to` after the clause's verb.
fn after(clause: &Clause, skip: usize, to: usize, negative: bool) -> Option<Leaning> {
    (skip < to).then_some(Leaning {
        from: clause.group.rest + skip,
        to: clause.group.rest + to,
        negative,
    })
}

/// "I'd rather take the train than fly", "I could live on pasta", "I can't get enough of kimchi"
fn with_modal(reader: &Reader<'_>, clause: &Clause, rest: &[Token]) -> Option<Leaning> {
    let group = &clause.group;
    let lemma = group.lemma.as_str();
    let rather = reader.tokens[group.from..group.rest]
        .iter()
        .any(|token| token.is_one_of("rather sooner"));
    match (group.modal, group.negated) {
        (Some("would"), false) if rather && !matches!(lemma, "not" | "be") => {
            let than = find(rest, "than").or_else(|| find(rest, "over"));
            let first = rest.first().is_some_and(|token| token.is_one_of("you not"));
            (!first).then_some(Leaning {
                from: group.at,
                to: group.rest + than.unwrap_or(rest.len()),
                negative: false,
            })
        }
        (Some("would"), false) if one_of(lemma, "take pick choose go") => {
            let skip = usize::from(low(rest, 0) == "for");
            after(clause, skip, find(rest, "over")?, false)
        }
        (Some("would"), true) if lemma == "touch" => after(clause, 0, rest.len(), true),
        (Some("can"), true) if lemma == "get" && says(rest, "enough of") => {
            after(clause, 2, rest.len(), false)
        }
        (Some("could"), false) if one_of(lemma, "eat drink listen watch read") => {
            let often = find(rest, "every all forever").is_some();
            let skip = usize::from(low(rest, 0) == "to");
            let stop = find(rest, "every all forever for").filter(|_| often)?;
            after(clause, skip, stop, false)
        }
        (Some("could"), false) if lemma == "live" && matches!(low(rest, 0), "on" | "off") => {
            after(clause, 1, rest.len(), false)
        }
        _ => None,
    }
}

/// "I swear by my cast iron pan", "I'm sick of meetings"
fn phrased(clause: &Clause, rest: &[Token]) -> Option<Leaning> {
    let group = &clause.group;
    let tooth = group.lemma == "have"
        && !group.negated
        && rest.len() <= 4
        && says(&rest[rest.len().saturating_sub(2)..], "sweet tooth");
    if tooth {
        return after(clause, 0, rest.len(), false);
    }
    let (verb, start, negative) = PHRASES.iter().find(|(verb, start, _)| {
        group.lemma == *verb && says(rest, start) && rest.len() > start.split(' ').count()
    })?;
    let first = &rest[start.split(' ').count()];
    let vague = first.is_one_of("it this that you all waiting today tomorrow") || first.is_number();
    if vague || *verb == "live" && first.is_one_of("a free now the") {
        return None;
    }
    after(
        clause,
        start.split(' ').count(),
        rest.len(),
        *negative != group.negated,
    )
}

/// "I find crime novels boring"
fn found(clause: &Clause, rest: &[Token]) -> Option<Leaning> {
    let group = &clause.group;
    let last = rest.last().filter(|_| rest.len() >= 2)?;
    let (bad, good) = (last.is_one_of(DULL), last.is_one_of(PLEASANT));
    let vague = rest[0].is_one_of("it this that you your");
    if group.lemma != "find" || group.negated || vague || !(bad || good) {
        return None;
    }
    let mut to = rest.len() - 1;
    while to > 1
        && rest[to - 1].is_one_of("very really so quite too pretty incredibly a bit rather")
    {
        to -= 1;
    }
    after(clause, 0, to, bad)
}

/// "I'm a dog person", "I'm a night owl"
fn kind_of_person(clause: &Clause, rest: &[Token]) -> Option<Leaning> {
    let group = &clause.group;
    let last = rest
        .last()
        .filter(|_| group.lemma == "be" && rest.len() <= 6)?;
    if last.is_one_of("owl bird foodie bookworm homebody minimalist cinephile audiophile gamer")
        && rest.len() <= 4
        && !group.negated
    {
        let skip = usize::from(rest[0].is_one_of("a an"));
        return after(clause, skip, rest.len(), false);
    }
    let a = find(rest, "a").filter(|_| last.is_one_of("person girl guy") && rest.len() >= 3)?;
    let kind = &rest[a + 1..rest.len() - 1];
    let fits = kind.len() == 1
        && (!super::nature::is_adjective(&kind[0].low)
            || kind[0].is_one_of("morning evening early"))
        && !kind[0].is_one_of("good bad nice different new old changed only it");
    fits.then(|| after(clause, a + 1, rest.len(), group.negated))
        .flatten()
}

/// Dishes about whose ingredients people have opinions.
fn has_food(words: &[Token]) -> bool {
    words.iter().any(|token| {
        token.is_one_of("pizza salad pasta burgers burger carbonara chili chilli curry coffee tea sandwich toast soup")
    })
}

/// "Cats scare me", "Mornings suit me best for calls", "Opera isn't my thing".
fn of_things(reader: &Reader<'_>, clause: &Clause) -> Option<Leaning> {
    if clause.subject.who != Who::Noun || is_future(clause) {
        return None;
    }
    let group = &clause.group;
    let rest = &reader.tokens[group.rest.min(clause.to)..clause.to];
    let subject = &reader.tokens[clause.subject.from..clause.subject.to];
    let some = subject[0].is_one_of("the this that these those my your his her their")
        && !(subject.len() > 3
            && subject[1].is_one_of("smell sound taste sight thought idea feel")
            && subject[2].low == "of");
    let leaning = |negative: bool| {
        let from = clause.subject.from;
        let mut to = clause.subject.to;
        while to > from + 1
            && reader.tokens[to - 1].is_one_of("really just always totally definitely also still")
        {
            to -= 1;
        }
        Some(Leaning { from, to, negative })
    };
    if let Some(negative) = in_idiom(group, subject, rest, some) {
        return leaning(negative);
    }
    if some || group.modal.is_some() {
        return None;
    }
    if suits(group, subject, rest) {
        return leaning(false);
    }
    moves(group, rest).and_then(|repels| leaning(repels != group.negated))
}

/// "Texting beats calling", "opera isn't my thing", "Rust is growing on me"; `Some(true)` if denied.
fn in_idiom(group: &Group, subject: &[Token], rest: &[Token], some: bool) -> Option<bool> {
    let lemma = group.lemma.as_str();
    let beats = lemma == "beat"
        && !group.negated
        && !group.passive
        && !some
        && group.modal.is_none()
        && (1..=4).contains(&rest.len())
        && !rest[0].is_one_of("me us him her them it the")
        && (!subject[0].capital || subject[0].low.ends_with("ing"));
    if beats || lemma == "grow" && group.progressive && says(rest, "on me") {
        return Some(false);
    }
    let denied = lemma == "agree" && says(rest, "with me")
        || lemma == "belong" && matches!(low(rest, 0), "on" | "in") && has_food(rest)
        || lemma == "do" && says(rest, "it for me");
    if group.negated && denied {
        return Some(true);
    }
    let last = rest.last().filter(|_| lemma == "be" && rest.len() <= 4)?;
    if low(rest, 0) == "my"
        && last.is_one_of("thing jam tea obsession passion poison weakness nemesis")
    {
        return Some(group.negated || last.low == "nemesis");
    }
    let bad = last.is_one_of("disgusting gross overrated yucky nasty vile");
    let good = last.is_one_of("underrated delicious yummy");
    (!some && !group.negated && rest.len() <= 3 && (bad || good)).then_some(bad)
}

/// "Mornings suit me best", "calls are fine for emergencies"
fn suits(group: &Group, subject: &[Token], rest: &[Token]) -> bool {
    let lemma = group.lemma.as_str();
    let me = low(rest, 0) == "me" || says(rest, "for me");
    let fine = lemma == "be"
        && find(rest, "fine ok okay good").is_some_and(|at| at < 2)
        && find(rest, "for with").is_some()
        && rest.len() <= 5
        && crate::grammar::noun::plural(&subject[subject.len() - 1]);
    let works =
        lemma == "work" && find(rest, "better best well").is_some() && find(rest, "me").is_some();
    !group.negated && (lemma == "suit" && me || works || fine)
}

/// "Cats scare me": `Some(true)` if they repel.
fn moves(group: &Group, rest: &[Token]) -> Option<bool> {
    let lemma = group.lemma.as_str();
    let me = low(rest, 0) == "me" || says(rest, "for me");
    if !me || group.passive || group.perfect || group.progressive {
        return None;
    }
    let repels = one_of(
        lemma,
        "scare frighten terrify annoy irritate disgust bore drain stress exhaust overwhelm creep freak gross \
depress tire bug repulse intimidate",
    ) || one_of(lemma, "drive make")
        && find(rest, "crazy mad nuts insane anxious sick nervous angry sad").is_some()
        || lemma == "give" && find(rest, "creeps anxiety headaches ick chills").is_some();
    let pleases = one_of(
        lemma,
        "relax calm soothe inspire energise energize delight fascinate thrill excite comfort",
    ) || lemma == "make" && find(rest, "happy calm smile").is_some();
    (repels || pleases).then_some(repels)
}
