//! What the agent is told to do: standing directives, names to use, requests of the moment.

use crate::grammar::words::one_of;
use types::{Cardinality, MemoryKind, Polarity};

use super::plans::user_act;
use super::value::cut_tail;
use super::{Draft, Reader, attributes, cheers};
use crate::grammar::clause::{Clause, Link, Mood, Who};
use crate::reading::{Cue, Voice};
use crate::render;

/// Words that make an order a standing one.
const STANDING_PHRASES: &[&str] = &[
    "from now on",
    "from here on",
    "going forward",
    "in future",
    "in the future",
    "by default",
    "at all times",
    "in general",
    "as a rule",
    "unless i",
    "every time",
    "each time",
    "without asking",
    "any more",
    "anymore",
    "no matter what",
    "in all",
    "for all",
    "when i ask",
    "when you",
    "if i ask",
    "when i",
    "until i say",
    "after 4",
    "for the rest of",
];

/// Verbs of answering: an order about how to do them stands.
const MANNER: &[&str] = &[
    "answer",
    "reply",
    "respond",
    "speak",
    "talk",
    "address",
    "communicate",
    "be",
    "keep",
    "use",
    "avoid",
    "stop",
    "refrain",
    "call",
    "refer",
    "skip",
    "limit",
    "include",
    "cite",
    "format",
    "prefer",
    "treat",
    "consider",
    "respect",
    "contact",
    "message",
    "write",
    "email",
    "sign",
    "explain",
    "stick",
    "assume",
    "omit",
    "remember",
];
pub(super) const MANNERS: &[&str] = &[
    "answers",
    "answer",
    "replies",
    "responses",
    "response",
    "emojis",
    "emoji",
    "tone",
    "bullet",
    "bullets",
    "concise",
    "brief",
    "formal",
    "formally",
    "informal",
    "informally",
    "short",
    "polite",
    "language",
    "english",
    "french",
    "german",
    "spanish",
    "portuguese",
    "italian",
    "jargon",
    "metric",
    "units",
    "celsius",
    "markdown",
    "sources",
    "sentences",
    "words",
    "paragraphs",
    "explanations",
    "summaries",
    "comments",
    "disclaimers",
    "exclamation",
    "honest",
    "direct",
    "casual",
    "casually",
    "plain",
    "simple",
    "examples",
    "caveats",
    "code",
    "tables",
    "lists",
    "titles",
    "pronouns",
    "name",
    "nickname",
    "headings",
    "headers",
    "slang",
    "acronyms",
    "abbreviations",
    "24-hour",
    "euros",
    "dollars",
    "filler",
    "flattery",
    "links",
    "terse",
    "kilometres",
    "kilometers",
    "apologies",
    "apologising",
    "apologizing",
    "gender-neutral",
    "british",
    "american",
    "step",
    "spelling",
    "contractions",
    "passive",
    "politely",
    "professional",
    "questions",
    "patient",
    "friendly",
    "detailed",
    "succinct",
    "buzzwords",
    "references",
    "citations",
    "footnotes",
    "imperial",
    "fahrenheit",
    "tabs",
    "spaces",
    "iso",
    "utc",
    "uppercase",
    "lowercase",
    "camelcase",
    "snake_case",
    "decimals",
    "blunt",
    "bluntly",
    "briefly",
    "concisely",
    "kilograms",
    "kilos",
    "miles",
    "pounds",
    "dashes",
    "hashtags",
    "json",
    "csv",
    "latex",
    "imperative",
    "prose",
    "numbered",
    "critical",
    "strict",
    "precise",
    "neutral",
    "typescript",
    "commas",
    "chatty",
    "verbose",
    "wordy",
    "conversational",
];

/// An order: a name to be called by, a standing directive, or a request of the moment.
pub(crate) fn order(reader: &mut Reader<'_>, clauses: &[Clause], at: usize) -> usize {
    let clause = &clauses[at];
    let end = extended(clauses, at);
    let taken = clauses[at..]
        .iter()
        .take_while(|next| next.from < end)
        .count()
        .max(1);
    if !matches!(reader.voice, Voice::User | Voice::Record) || clause.group.perfect {
        return taken;
    }
    if name_to_use(reader, clause)
        || tell_change(reader, clause)
        || super::frames::contact(reader, clause)
    {
        return 1;
    }
    let from = order_start(reader, clauses, at);
    if is_standing(reader, clauses, at, end) {
        directive(reader, clause, from, end);
        return taken;
    }
    // "Deploys: never on Friday" and the like are norms only with their own words; a request is none.
    reader.asked = true;
    reader.idle.push((clause.from, clause.to));
    1
}

/// The clause's first token, with what stands before it and belongs to it: "From now on,", "When I ask".
fn order_start(reader: &Reader<'_>, clauses: &[Clause], at: usize) -> usize {
    let clause = &clauses[at];
    let before = at.checked_sub(1).map(|at| &clauses[at]);
    match before {
        Some(before)
            if matches!(before.link, Link::If | Link::When) && clause.mood == Mood::Imperative =>
        {
            sentence_start(reader, before.from)
        }
        _ => clause
            .lead
            .map_or_else(|| sentence_or(reader, clause), |(from, _)| from),
    }
}

fn sentence_start(reader: &Reader<'_>, at: usize) -> usize {
    (0..=at)
        .rev()
        .take(3)
        .find(|&at| reader.tokens[at].is_one_of("if when whenever unless once each every any"))
        .unwrap_or(at)
}

fn sentence_or(reader: &Reader<'_>, clause: &Clause) -> usize {
    let mut from = clause.from;
    while from > 0
        && reader.tokens[from - 1]
            .is_one_of("please always never from now on , going forward in future")
    {
        from -= 1;
    }
    while from < clause.from && !reader.tokens[from].word {
        from += 1;
    }
    from
}

/// The end of the clause with the "when", "if" and "unless" clauses that belong to it.
pub(crate) fn extended(clauses: &[Clause], at: usize) -> usize {
    let mut end = clauses[at].to;
    for next in &clauses[at + 1..] {
        let belongs = matches!(
            next.link,
            Link::If
                | Link::When
                | Link::Before
                | Link::After
                | Link::Because
                | Link::While
                | Link::Reported
        ) || next.link == Link::Relative
            || next.carried
                && !next.group.always
                && !next.group.never
                && next.mood == Mood::Imperative
                && clauses[at].mood == Mood::Imperative
                && next.link != Link::But;
        if !belongs || next.mood == Mood::Question {
            break;
        }
        end = next.to;
    }
    end
}

/// About the language of all answers, an order or its end stands.
fn is_about_language(reader: &Reader<'_>, clause: &Clause, from: usize, end: usize) -> bool {
    let group = &clause.group;
    answer_language(reader, from, end).is_some()
        && (group.negated
            || group.ended
            || group.again
            || one_of(
                &group.lemma,
                "stop go switch start answer reply respond speak talk",
            ))
}

fn is_standing(reader: &Reader<'_>, clauses: &[Clause], at: usize, end: usize) -> bool {
    let clause = &clauses[at];
    let lemma = clause.group.lemma.as_str();
    let from = order_start(reader, clauses, at);
    let low = reader.low(from, end);
    let words: Vec<&str> = low.split(' ').collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    if is_about_language(reader, clause, from, end) {
        return true;
    }
    let once = words
        .iter()
        .any(|word| one_of(word, super::directives::ONCE));
    let phrase = STANDING_PHRASES
        .iter()
        .any(|phrase| low.contains(phrase) && !(once && phrase.starts_with("when")));
    if phrase || has(&["always", "never", "whenever", "henceforth"]) {
        return lemma != "mind" && (lemma != "let" || low.contains("know"));
    }
    let at_once = reader.asked && !clause.group.negated;
    let verb_from = (clause.group.from..clause.group.at)
        .find(|&at| reader.tokens[at].low == "only")
        .unwrap_or(clause.group.at);
    if !at_once && super::manners::lasting(&reader.tokens[verb_from..end.max(verb_from)]) {
        return true;
    }
    if at_once || is_for_now(lemma, &low, &words) {
        return false;
    }
    let negative = clause.group.negated
        || words.starts_with(&["do", "not"])
        || words.starts_with(&["please", "do", "not"]);
    let step = lemma == "explain" && has(&["step"]) && !low.contains("step by step");
    let manner =
        MANNER.contains(&lemma) && !step && words.iter().skip(1).any(|word| MANNERS.contains(word));
    let stops = matches!(lemma, "avoid" | "refrain")
        || lemma == "stop"
            && reader
                .tokens
                .get(clause.group.rest)
                .is_some_and(|token| token.low.ends_with("ing"));
    let adverb = reader.tokens.get(clause.group.rest).is_some_and(|token| {
        token.low.len() > 4 && token.low.ends_with("ly") || token.is_in(&["in", "only", "as"])
    });
    if is_style(lemma, &low, &words, adverb) {
        return true;
    }
    let treats = matches!(lemma, "treat" | "consider" | "refer")
        && has(&["as", "me", "my"])
        && !has(&["it", "that"]);
    let with_me = matches!(lemma, "be" | "speak" | "talk" | "use" | "write")
        && (low.contains("with me") || low.contains("to me") || has(&["pronouns"]));
    let repeats = lemma == "remind" && low.contains("every ")
        || low.ends_with("every time")
        || has(&["every"])
            && one_of(
                lemma,
                "send give check ask start end begin finish remind update sign",
            );
    negative && !has(&["it", "that"])
        || manner
        || stops
        || treats
        || with_me
        || repeats
        || follows_when(reader, clauses, at)
}

/// "Write the email", "translate this": an order for the moment.
fn is_for_now(lemma: &str, low: &str, words: &[&str]) -> bool {
    let here = words
        .iter()
        .any(|word| one_of(word, "this these here now today below following above yet"))
        && !words.ends_with(&["again"]);
    let manners = words.iter().skip(1).any(|word| MANNERS.contains(word));
    let object = words
        .iter()
        .position(|word| *word == lemma)
        .and_then(|at| words.get(at + 1))
        .copied()
        .unwrap_or_default();
    let object = if object == "me" {
        let next = words.iter().position(|word| *word == "me");
        next.and_then(|at| words.get(at + 1))
            .copied()
            .unwrap_or(object)
    } else {
        object
    };
    let one_thing = one_of(
        lemma,
        "write explain email sign message include format answer translate skip",
    ) && matches!(object, "the" | "it" | "a" | "an" | "that" | "my");
    let mood = matches!(lemma, "be" | "tell" | "say" | "give") && !manners;
    let blunt = lemma == "be" && low.contains("with me");
    here || one_thing || mood && !blunt || ONE_TIME.contains(&lemma)
}

/// "Answer briefly", "talk to me like I'm five", "only suggest trains": a way of answering.
fn is_style(lemma: &str, low: &str, words: &[&str], adverb: bool) -> bool {
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let answers = matches!(lemma, "answer" | "reply" | "respond" | "speak" | "talk")
        && adverb
        && !has(&["question", "email", "message", "it"]);
    let only = has(&["only"])
        && (words.iter().any(|word| MANNERS.contains(word))
            || words.first() == Some(&"only")
                && one_of(
                    lemma,
                    "suggest recommend use show give offer answer include speak reply respond",
                ));
    let things = has(&["things", "everything", "stuff", "concepts"]);
    let as_to = one_of(lemma, "talk speak treat act answer write") || lemma == "explain" && things;
    let like = low.contains("as if i") || low.contains("like i am") || low.contains("as though i");
    answers
        || as_to && like
        || only
        || lemma == "ask" && has(&["before"])
        || lemma == "assume" && !has(&["that"])
}

/// Verbs of orders that concern the moment, denied or not: "don't worry".
const ONE_TIME: &[&str] = &[
    "worry",
    "forget",
    "panic",
    "bother",
    "mind",
    "know",
    "think",
    "go",
    "wait",
    "laugh",
    "hesitate",
    "hang",
    "hurry",
    "judge",
    "leave",
    "get",
    "let",
    "see",
    "look",
    "guess",
    "imagine",
    "pretend",
    "want",
    "need",
    "have",
    "like",
    "understand",
    "remember",
    "believe",
    "care",
    "feel",
    "sweat",
    "take",
    "expect",
    "lose",
    "miss",
    "blame",
    "hate",
    "move",
    "come",
    "cry",
];

/// "When I ask for code, use Python": an order under a condition that comes again and again.
fn follows_when(reader: &Reader<'_>, clauses: &[Clause], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|at| &clauses[at]) else {
        return false;
    };
    let once = reader.tokens[before.from..before.to]
        .iter()
        .any(|token| token.is_one_of(super::directives::ONCE));
    matches!(before.link, Link::If | Link::When)
        && !once
        && clauses[at].mood == Mood::Imperative
        && before.group.tense == crate::grammar::group::Tense::Present
        && before.group.modal.is_none()
        && !before.group.progressive
        && (matches!(
            before.subject.who,
            Who::I | Who::You | Who::It | Who::Anybody
        ) || before.subject.who == Who::Noun
            && !reader.tokens[before.subject.from].is_in(&["this", "that"]))
}

/// Pushes a standing directive in the words `from..to`; false if they only look like one.
pub(crate) fn directive(reader: &mut Reader<'_>, clause: &Clause, from: usize, to: usize) -> bool {
    if cheers::is_no_order(&reader.tokens[from..to]) {
        return false;
    }
    let mut text = String::new();
    render::directive(reader.text, &reader.tokens, from, to, &mut text);
    let act = user_act(reader, clause);
    let value = reader.words(from, to);
    let negated = clause.group.negated || clause.group.ended;
    let mut draft = Draft {
        type_: "instruction",
        kind: Some(MemoryKind::Procedural),
        cardinality: Cardinality::Many,
        polarity: if negated {
            Polarity::Negative
        } else {
            Polarity::Positive
        },
        directive: true,
        text: instruct(&text),
        from,
        to,
        ..reader.draft(&act, "instruction", value)
    };
    if !matches!(draft.cue, Cue::Again | Cue::Change) {
        draft.cue = Cue::Plain;
    }
    if let Some(language) = answer_language(reader, from, to) {
        "instruction:language".clone_into(&mut draft.attribute);
        draft.value = Some(language);
        draft.cardinality = Cardinality::One;
        let stops = clause.group.lemma == "stop" || clause.group.negated || clause.group.ended;
        if stops && !clause.group.always {
            (draft.cue, draft.polarity, draft.cardinality) =
                (Cue::End, Polarity::Negative, Cardinality::Many);
            draft.directive = false;
        }
    }
    reader.push(draft);
    true
}

/// The language of the answers, which there is one of: "always answer in French".
fn answer_language(reader: &Reader<'_>, from: usize, to: usize) -> Option<String> {
    let words = &reader.tokens[from..to];
    let language = words
        .iter()
        .find(|token| super::nature::is_language(&token.low) && token.capital)?;
    let answers = words.iter().any(|token| {
        token.is_one_of(
            "answer reply respond speak talk answers replies responses write answering replying \
responding writing speaking",
        )
    });
    let narrow = words.iter().any(|token| {
        token.is_one_of(
            "when if whenever code comments emails never unless for about email documents",
        )
    });
    (answers && !narrow).then(|| {
        reader
            .text
            .get(language.start..language.end)
            .unwrap_or_default()
            .to_owned()
    })
}

fn instruct(text: &str) -> String {
    let text = text.trim();
    let text = text
        .strip_prefix("please ")
        .or_else(|| text.strip_prefix("Please "))
        .unwrap_or(text);
    render::tidy(text)
}

/// "Call me Sam", "you can call me Sam".
fn name_to_use(reader: &mut Reader<'_>, clause: &Clause) -> bool {
    let at = clause.group.rest;
    let tokens = &reader.tokens;
    let me = tokens
        .get(at)
        .is_some_and(|token| token.low == "me" && at < clause.to);
    let named = tokens
        .get(at + 1)
        .is_some_and(|token| at + 1 < clause.to && (token.capital || token.quoted));
    if clause.group.lemma != "call" || !me || !named || clause.group.negated {
        return false;
    }
    let (to, _) = cut_tail(tokens, at + 1, clause.to);
    let end = (at + 1..to)
        .find(|&at| !tokens[at].capital && !tokens[at].quoted)
        .unwrap_or(to);
    if tokens[at + 1].is_in(super::super::grammar::words::WEEKDAYS) {
        return false;
    }
    let Some(value) = reader.words(at + 1, end) else {
        return false;
    };
    let act = user_act(reader, clause);
    let mut draft = reader.draft(&act, "name", Some(value.clone()));
    draft.polarity = Polarity::Positive;
    draft.directive = true;
    draft.text = format!("User is called {value}");
    reader.push(draft);
    true
}

/// "Change my email to ...", "update my address to ...".
fn tell_change(reader: &mut Reader<'_>, clause: &Clause) -> bool {
    if !matches!(
        clause.group.lemma.as_str(),
        "change" | "update" | "set" | "correct"
    ) || clause.group.negated
    {
        return false;
    }
    let at = clause.group.rest;
    if !reader
        .tokens
        .get(at)
        .is_some_and(|token| token.is_in(&["my", "our"]))
    {
        return false;
    }
    let Some(to_at) = (at..clause.to).find(|&at| reader.tokens[at].low == "to") else {
        return false;
    };
    let head = reader.low(at + 1, to_at);
    let Some(attribute) = attributes::of_noun(&head).map(str::to_owned).or_else(|| {
        head.starts_with("favourite ")
            .then(|| head.replacen("favourite ", "favourite:", 1))
    }) else {
        return false;
    };
    let Some(value) = reader.words(to_at + 1, clause.to) else {
        return false;
    };
    let act = user_act(reader, clause);
    let mut draft = reader.draft(&act, &attribute, Some(value.clone()));
    draft.cue = Cue::Change;
    draft.text = format!("User's {head} is {value}");
    reader.push(draft);
    true
}

/// "I want you to always ...", "you should never ...", "I'd like you to ...".
pub(crate) fn wish(reader: &mut Reader<'_>, clauses: &[Clause], at: usize) -> Option<usize> {
    let clause = &clauses[at];
    if !matches!(reader.voice, Voice::User | Voice::Record) {
        return None;
    }
    let group = &clause.group;
    let end = extended(clauses, at);
    let taken = clauses[at..]
        .iter()
        .take_while(|next| next.from < end)
        .count()
        .max(1);
    if clause.subject.who == Who::You {
        return told_you(reader, clauses, at, (end, taken));
    }
    let wants = matches!(clause.subject.who, Who::I | Who::We)
        && one_of(
            group.lemma.as_str(),
            "want need like prefer expect ask love appreciate",
        );
    if !wants || group.negated && group.lemma != "want" && group.lemma != "like" {
        return None;
    }
    let that = usize::from(
        reader
            .tokens
            .get(group.rest)
            .is_some_and(|token| token.is_in(&["that", "if"])),
    );
    let you = reader
        .tokens
        .get(group.rest + that)
        .is_some_and(|token| token.low == "you" && group.rest + that < clause.to);
    let if_you = clauses.get(at + 1).is_some_and(|next| {
        matches!(next.link, Link::Reported | Link::If) && next.subject.who == Who::You
    });
    if !(you || if_you) {
        return None;
    }
    let standing = is_standing(reader, clauses, at, end)
        || reader
            .low(clause.from, end)
            .split(' ')
            .any(|word| MANNERS.contains(&word) || matches!(word, "always" | "never"));
    if standing {
        let from = (group.rest..end)
            .find(|&at| reader.tokens[at].low == "to")
            .map_or(group.rest, |at| at + 1);
        if directive(reader, clause, from, end)
            && let Some(last) = reader.drafts.last_mut()
        {
            last.from = clause.from;
        }
    } else {
        reader.idle.push((clause.from, end));
    }
    Some(taken)
}

/// "You should never ...", "you must always ...", "you can call me Sam"; with where it ends and how many
/// clauses that takes.
fn told_you(
    reader: &mut Reader<'_>,
    clauses: &[Clause],
    at: usize,
    (end, taken): (usize, usize),
) -> Option<usize> {
    let clause = &clauses[at];
    let group = &clause.group;
    let ends = (group.negated || group.ended)
        && matches!(group.modal, Some("have to" | "need to") | None)
        && answer_language(reader, clause.from, end).is_some();
    if ends {
        directive(reader, clause, clause.from, end);
        return Some(taken);
    }
    let marked = group.always
        || group.never
        || matches!(group.modal, Some("must" | "should" | "have to" | "need to"));
    if group.lemma == "call"
        && matches!(group.modal, Some("can" | "may"))
        && name_to_use(reader, clause)
    {
        return Some(1);
    }
    if marked
        && (group.always || group.never || is_standing(reader, clauses, at, end))
        && !clause.conditional
        && !is_past_you(clause)
    {
        let from = group.from;
        if directive(reader, clause, from, end)
            && let Some(last) = reader.drafts.last_mut()
        {
            last.from = clause.from;
        }
        return Some(taken);
    }
    None
}

fn is_past_you(clause: &Clause) -> bool {
    super::is_past(clause)
}

/// "No emojis please": a ban on a manner of answering.
pub(crate) fn ban(reader: &mut Reader<'_>, clause: &Clause) -> bool {
    let words = &reader.tokens[clause.from..clause.to];
    let bans = words[0].is_in(&["no"])
        && words.len() <= 6
        && words.iter().skip(1).any(|token| {
            MANNERS.contains(&token.low.as_str())
                && !token.is_in(&["code", "name", "english", "questions", "links", "language"])
        });
    if bans {
        directive(reader, clause, clause.from, clause.to);
    }
    bans
}
