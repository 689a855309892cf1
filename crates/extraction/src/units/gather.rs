//! Which sentences a model is asked about.

use types::{Cardinality, Polarity, Span};

use crate::grammar::clause::{Clause, Link, Mood, Who};
use crate::grammar::noun::is_verb_s;
use crate::grammar::token::Token;
use crate::grammar::words::{FIRST_PERSON, LEADS, one_of};
use crate::reading::{Cue, Naming, Retracted, Voice};
use crate::rules::{Draft, Reader, Whole, attributes, cheers, is_future, mistakes, passing};
use crate::units::kinds;
use crate::unsaid;

/// Units of one text; people state few things at a time.
const UNITS_MAX: usize = 8;
/// A longer sentence tells a story.
const TOKENS_MAX: usize = 34;
/// A sentence of fewer words says nothing by itself.
const WORDS_MIN: usize = 3;

/// A unit in tokens, before its statement is finished.
pub(crate) struct Gathered {
    pub from: usize,
    pub to: usize,
    /// It is a part of the sentence before it.
    pub is_part: bool,
    /// The drafts that it would take the place of, by number.
    pub drafts: Vec<usize>,
    /// The retractions that it would take the place of, by number.
    pub retractions: Vec<usize>,
    /// The rules read it as something that has a name of its own: a model must be surer.
    pub is_firm: bool,
    /// What the rules read it as: attributes, with values.
    pub read: Vec<(String, String)>,
    /// The rules read it as what has been: "before that I lived in Dijon".
    pub is_past: bool,
    /// The rules read it as an order.
    pub is_order: bool,
    /// The rules read it as something of somebody else's.
    pub is_others: bool,
    /// Of whom else the rules read it, in lower case.
    pub others: Vec<String>,
    /// What it names by its owner, with the owner, canonically: "Ana's birthday".
    pub owned: Vec<(String, String)>,
    /// It may tell the assistant how to behave.
    pub is_addressed: bool,
    /// It denies what is to come or has been: "I'm not going to leave Porto".
    pub is_denied: bool,
    /// It holds for a time only, is to come or is long past.
    pub is_passing: bool,
    /// Whose it is, if it opens with another than the user: "our company", "the infra team".
    pub owner: Option<String>,
    /// It stands in a ready memory.
    pub is_record: bool,
    pub kin: Option<String>,
    /// What the rules read of the user by a noun or as a trait, if that is all: attribute and value.
    pub read_loosely: Option<(String, String)>,
    /// The rules read what that relative or friend does.
    pub kin_acts: bool,
}

/// The sentences in need, each followed by its parts.
pub(crate) fn gather(reader: &Reader<'_>) -> Vec<Gathered> {
    let mut found: Vec<Gathered> = Vec::new();
    for sentence in &reader.wholes {
        if found.len() >= UNITS_MAX {
            break;
        }
        if !may_state(reader, sentence) {
            continue;
        }
        let parts = parts(&reader.tokens, sentence);
        let whole = unit(reader, sentence, (sentence.from, sentence.to));
        let is_part = whole.is_some();
        found.extend(whole);
        if parts.len() > 1 {
            let units = parts.into_iter().filter_map(|part| {
                let unit = unit(reader, sentence, part)?;
                Some(Gathered { is_part, ..unit })
            });
            // One sentence may be a text by itself, and have any number of parts.
            found.extend(units.take(UNITS_MAX));
        }
    }
    found.truncate(UNITS_MAX);
    found
}

/// Whether the sentence may state anything of the user's.
fn may_state(reader: &Reader<'_>, sentence: &Whole) -> bool {
    let tokens = &reader.tokens[sentence.from..sentence.to];
    let asks = sentence
        .clauses
        .iter()
        .all(|clause| clause.mood == Mood::Question);
    let fiction = sentence
        .clauses
        .iter()
        .any(|clause| reader.is_fiction(clause));
    let ends_asking = tokens.last().is_some_and(|token| token.low == "?");
    let quoted = tokens.iter().any(|token| token.quoted);
    // A ready memory is about whatever it names; the user it says to be one.
    // "It's not Max who plays football": of whom it is told, the rules know.
    if mistakes::set_apart(tokens).is_some() {
        return false;
    }
    let of_user = reader.voice == Voice::User
        || tokens
            .iter()
            .any(|token| token.is_one_of(FIRST_PERSON) || token.is_one_of("user user's"));
    of_user && !(asks || ends_asking || fiction || quoted || is_supposed(tokens))
}

/// "Unless I get a visa, I live in Rome": what would be so otherwise. "Unless I say otherwise" opens an order.
fn is_supposed(tokens: &[Token]) -> bool {
    let mut words = tokens.iter().filter(|token| token.word);
    let led = words.find(|token| !LEADS.contains(&token.low.as_str()));
    let orders = |token: &Token| token.is_one_of("you your say tell ask told stated please");
    led.is_some_and(|first| first.low == "unless") && !tokens.iter().any(orders)
}

/// "I'm not sure what to expect", "I'm wondering if ...", "I want to make sure my code is ready": what
/// somebody wants to know is not so yet.
fn is_wondered(tokens: &[Token]) -> bool {
    const LEADING: &str =
        "just really kinda kind of sort a bit still also now then quite very honestly";
    let mut words = tokens
        .iter()
        .filter(|token| token.word)
        .skip_while(|token| LEADS.contains(&token.low.as_str()))
        .filter(|token| !token.is_one_of(LEADING))
        .map(|token| token.low.as_str())
        .peekable();
    if words.next() != Some("i") {
        return false;
    }
    words.next_if(|word| one_of(word, "am was have been"));
    words.next_if(|word| *word == "been");
    let is_not = words.next_if(|word| one_of(word, "not never")).is_some();
    match words.next() {
        Some("sure" | "certain" | "clear") => is_not,
        Some("unsure" | "uncertain" | "unclear" | "curious" | "wondering" | "wonder") => true,
        Some("want" | "need" | "have" | "hope" | "hoping" | "trying" | "like" | "would" | "'d") => {
            words.next_if(|word| *word == "like");
            let is_to = words.next_if(|word| *word == "to").is_some();
            let is_check = match words.next() {
                Some("make") => words.next() == Some("sure"),
                Some("be") => one_of(words.next().unwrap_or_default(), "sure certain"),
                Some(verb) => one_of(verb, "ensure verify confirm know understand"),
                None => false,
            };
            is_to && is_check
        }
        _ => false,
    }
}

fn unit(reader: &Reader<'_>, sentence: &Whole, (from, to): (usize, usize)) -> Option<Gathered> {
    let tokens = &reader.tokens[from..to];
    let words = tokens.iter().filter(|token| token.word).count();
    let is_said = !is_unsaid(reader, from, to) && !is_wondered(tokens);
    if words < WORDS_MIN || tokens.len() > TOKENS_MAX || !is_said {
        return None;
    }
    let mut drafts = Vec::new();
    let (mut is_firm, mut is_order) = (false, false);
    for (number, draft) in reader.drafts.iter().enumerate() {
        if draft.from >= to || draft.to <= from {
            continue;
        }
        match hold_in(draft, sentence) {
            Hold::Certain => return None,
            // What ends is not held as what is.
            Hold::Firm => is_firm |= draft.polarity == Polarity::Positive,
            Hold::Loose => {}
        }
        is_order |= draft.attribute == "instruction";
        drafts.push(number);
    }
    let retractions = retractions_in(reader, tokens)?;
    let own = |token: &Token| token.is_one_of(FIRST_PERSON) || token.low == "myself";
    let own = tokens.iter().any(own);
    let mut others: Vec<String> = drafts
        .iter()
        .map(|&number| reader.drafts[number].subject.clone())
        .filter(|subject| subject != "user" && !subject.starts_with("user's "))
        .collect();
    others.retain(|_| !own);
    let inside = sentence
        .clauses
        .iter()
        .filter(|clause| clause.from < to && from < clause.to);
    let first = inside.clone().next()?;
    let kin = kin_of(reader, first);
    Some(Gathered {
        kin_acts: kin.as_ref().is_some_and(|kin| acts(reader, &drafts, kin)),
        kin,
        read_loosely: match drafts.as_slice() {
            &[number] => loosely(&reader.drafts[number]),
            _ => None,
        },
        is_addressed: !cheers::proposes(tokens)
            && (tokens.iter().any(|token| token.is_one_of(ADDRESSING))
                || inside.clone().any(|clause| clause.mood == Mood::Imperative)),
        is_firm,
        read: read_as(reader, &drafts),
        is_past: !drafts.is_empty()
            && drafts
                .iter()
                .all(|&number| reader.drafts[number].attribute.starts_with("past_")),
        is_order,
        is_denied: inside.clone().any(is_denied),
        is_passing: passing::is_passing(reader, from, to),
        owner: owner_of(tokens),
        is_record: reader.voice == Voice::Record,
        from,
        to,
        is_part: false,
        drafts,
        retractions,
        is_others: !others.is_empty(),
        others,
        owned: owned(reader, from, to),
    })
}

/// Whether it has words that the speaker does not say as so, or denies such: "you said I'm no vegetarian,
/// that's wrong".
fn is_unsaid(reader: &Reader<'_>, from: usize, to: usize) -> bool {
    let points = reader.tokens[from].is_one_of("that this it");
    let is_denial = points && unsaid::has(&reader.unsaid, from.saturating_sub(2), from);
    is_denial || unsaid::has(&reader.unsaid, from, to)
}

/// What the words name by a person who has it: "Ana's birthday", "mum's new number".
fn owned(reader: &Reader<'_>, from: usize, to: usize) -> Vec<(String, String)> {
    const NOUN_WORDS_MAX: usize = 3;
    let tokens = &reader.tokens;
    let mut owned = Vec::new();
    for at in from + 1..to {
        let owner = &tokens[at - 1];
        let is_person = || owner.capital || attributes::is_relative(&owner.low);
        if tokens[at].low != "'s" || !is_person() || is_verb_s(tokens, at) {
            continue;
        }
        let led = at >= from + 2 && tokens[at - 2].is_in(&["my", "our"]);
        let whose = reader.owner(at - 1 - usize::from(led), at);
        let end = (at + 1..to.min(at + 1 + NOUN_WORDS_MAX))
            .find(|&at| !tokens[at].word)
            .unwrap_or(to.min(at + 1 + NOUN_WORDS_MAX));
        owned.push((whose, reader.low(at + 1, end)));
    }
    owned
}

/// The retractions of these tokens, by number; `None` if one is sure.
fn retractions_in(reader: &Reader<'_>, tokens: &[Token]) -> Option<Vec<usize>> {
    let mut retractions = Vec::new();
    for (number, retraction) in reader.retractions.iter().enumerate() {
        let Span { start, end } = retraction.span;
        if start as usize >= tokens[tokens.len() - 1].end || tokens[0].start >= end as usize {
            continue;
        }
        match &retraction.what {
            Retracted::Named { how, .. } if *how != Naming::Asked => {}
            // "I mixed that up, it's Adyen": another value may stand beside it.
            Retracted::Last if has_more(tokens, retraction.span) => {}
            _ => return None,
        }
        retractions.push(number);
    }
    Some(retractions)
}

/// What the rules read of the user's: attributes that name a property, with their values.
fn read_as(reader: &Reader<'_>, drafts: &[usize]) -> Vec<(String, String)> {
    let drafts = drafts.iter().map(|&number| &reader.drafts[number]);
    let named =
        drafts.filter(|draft| draft.subject.starts_with("user") && !is_telling(&draft.attribute));
    let pair = |draft: &Draft| {
        let value = draft.value.clone().unwrap_or_default();
        (draft.attribute.clone(), value)
    };
    named.map(pair).collect()
}

/// Whether the rules read what a relative or friend does.
fn acts(reader: &Reader<'_>, drafts: &[usize], kin: &str) -> bool {
    let subject = format!("user's {kin}");
    let mut drafts = drafts.iter().map(|&number| &reader.drafts[number]);
    attributes::is_relative(kin.rsplit(' ').next().unwrap_or(kin))
        && drafts.any(|draft| {
            draft.subject == subject && !one_of(&draft.attribute, "name trait kind event")
        })
}

/// What a draft says of the user by a noun, or as a trait.
fn loosely(draft: &Draft) -> Option<(String, String)> {
    let value = draft.value.clone()?;
    let is_own = draft.subject == "user" && draft.polarity == Polarity::Positive;
    is_own.then(|| (draft.attribute.clone(), value))
}

/// Words of which one stands where the assistant is told how to behave.
const ADDRESSING: &str = "you your yours please reply replies answer answers respond response responses write \
writing texts messages summaries summary reports report reminders remind ping email call calls contact reach \
notifications notify quote units spelling format default examples always never instead prefer want like keep";

/// Whose life the words are about that open with "our company" or "the infra team".
fn owner_of(tokens: &[Token]) -> Option<String> {
    let mut words = tokens.iter().filter(|token| token.word).peekable();
    while words
        .next_if(|token| LEADS.contains(&token.low.as_str()))
        .is_some()
    {}
    let whose = words.next_if(|token| token.is_one_of("our the my"))?;
    let (first, second) = (words.next()?, words.next()?);
    // "The company behind my insurance" is none of the user's.
    let is_own = whose.low != "the"
        || !second.is_one_of("behind that which who for of i we where in at with from");
    if first.is_one_of("company firm business startup agency") && is_own {
        return Some(format!("user's {}", first.low));
    }
    let is_other = second.low == "team" && !first.is_one_of("whole entire new own dev");
    is_other.then(|| format!("{} team", first.low))
}

/// "I'm not going to leave", "I won't quit", "I haven't left", "I'm not moving". That something won't be or happen
/// is its end, and that nothing else was found takes nothing back: "I left Acme and haven't found another job".
fn is_denied(clause: &Clause) -> bool {
    let group = &clause.group;
    let leaves = one_of(
        &group.lemma,
        "leave quit move go stop change switch sell drop cancel",
    );
    let ended = clause.group.ended;
    let lasts = one_of(
        &group.lemma,
        "be stay live work take happen go sleep use have need play stand run meet find start decide agree pick choose",
    );
    let is_open = is_future(clause) || group.perfect;
    group.negated && !ended && (is_open && !lasts || group.progressive && leaves)
}

/// The clauses of a sentence that could stand alone: "I live in Ghent | and my bank is ING".
pub(crate) fn parts(tokens: &[Token], sentence: &Whole) -> Vec<(usize, usize)> {
    let mut starts: Vec<usize> = Vec::new();
    // "and when I get coffee it's a latte": one part, of which the first clause tells when.
    let mut is_led = false;
    for clause in &sentence.clauses {
        let leads = matches!(clause.link, Link::When | Link::If)
            && clause.from >= 2
            && is_joint(&tokens[..clause.from - 1]);
        let alone = matches!(clause.link, Link::None | Link::And | Link::But | Link::So)
            && (clause.mood == Mood::Imperative || clause.subject.who != Who::Implied)
            && clause.mood != Mood::Fragment
            && !clause.carried
            && !is_led;
        is_led = leads;
        if alone || leads || starts.is_empty() {
            // "And now my part is second alto": that it is so now belongs to what is so.
            let is_now = clause.from > sentence.from && tokens[clause.from - 1].low == "now";
            starts.push(match starts.is_empty() {
                true => sentence.from,
                false => clause.from - usize::from(is_now),
            });
        }
    }
    let ends = starts.iter().skip(1).copied().chain([sentence.to]);
    starts
        .iter()
        .copied()
        .zip(ends)
        .filter(|(from, to)| from < to)
        .collect()
}

/// Whether words end in what joins two sentences: ", and", ";".
fn is_joint(before: &[Token]) -> bool {
    match before {
        [.., comma, and] if and.is_one_of("and but also") => comma.is_one_of(", ; -"),
        [.., mark] => mark.is_one_of("; ."),
        [] => false,
    }
}

/// Whether words stand beside those of a span.
fn has_more(tokens: &[Token], span: Span) -> bool {
    let is_beside =
        |token: &&Token| token.start >= span.end as usize || token.end <= span.start as usize;
    tokens.iter().filter(is_beside).any(|token| token.word)
}

/// Whether the attribute tells of what happens or is thought, and names no property.
fn is_telling(attribute: &str) -> bool {
    one_of(
        attribute,
        "event instruction procedure issue norm goal plan past_state",
    )
}

/// How firmly the rules hold what they read.
enum Hold {
    /// A model that is sure of something takes its place.
    Loose,
    /// A model that is very sure of something else does.
    Firm,
    /// Nothing does: a property that has a name of its own, with a value as it has them.
    Certain,
}

fn hold_in(draft: &Draft, sentence: &Whole) -> Hold {
    // "We have a new vet. It is Dr Miles."
    match draft.from < sentence.from || draft.to > sentence.to {
        true => Hold::Certain,
        false => hold(draft),
    }
}

fn hold(draft: &Draft) -> Hold {
    let value = draft.value.as_deref().unwrap_or_default();
    if is_loose(draft) || !kinds::fits(&draft.attribute, value) {
        return Hold::Loose;
    }
    let weak = one_of(
        &draft.attribute,
        "likes prefers goal hobby skill status budget marital_status child diet residence employer partner",
    ) || ["uses:", "budget:", "status:"]
        .iter()
        .any(|family| draft.attribute.starts_with(family));
    // "I'm with Acme" tells of a bank as well as of an employer, "we moved to Kyoto" of a desk.
    let plain = match draft.attribute.as_str() {
        "employer" => {
            !draft.subject.starts_with("user")
                || says(
                    draft,
                    "work works working worked job employer employed employs hired company office",
                )
        }
        "residence" => {
            draft.subject == "user"
                && says(
                    draft,
                    "live lives living lived reside home flat apartment house based city town rent",
                )
        }
        "partner" => draft.subject == "user",
        "marital_status" => says(draft, "married divorced engaged separated widowed"),
        "diet" => true,
        // "My preferred editor" is the editor.
        _ if draft.attribute.starts_with("preferred:") => !says(draft, "preferred"),
        _ => !weak,
    };
    // "I no longer report to Olivia but to Kwame": the other half was not read.
    let halved = draft.polarity == Polarity::Negative && says(draft, "but instead");
    match plain && !halved {
        true => Hold::Certain,
        false => Hold::Firm,
    }
}

/// Whether the words of a draft have one of these.
fn says(draft: &Draft, words: &str) -> bool {
    let low = draft.text.to_lowercase();
    let mut said = low.split(|c: char| !c.is_alphanumeric());
    said.any(|word| one_of(word, words))
}

/// Read, but not as an attribute that a correction could name.
fn is_loose(draft: &Draft) -> bool {
    let open = matches!(
        draft.attribute.as_str(),
        "event"
            | "trait"
            | "kind"
            | "owns"
            | "uses"
            | "norm"
            | "instruction"
            | "past_state"
            | "issue"
            | "pet"
            | "name"
            | "eats"
    );
    // "I've got a tortoise", whose name is still to come.
    let nameless = draft.value.as_deref() == Some(draft.attribute.as_str());
    // "My car insurance is with Acme": the attribute took what belongs to its value.
    let led = draft.value.as_deref().is_some_and(|value| {
        let first = value.split(' ').next().unwrap_or_default();
        one_of(first, "with by in at until from of to back on for")
    });
    // "I'm with Acme for my phone": no partner and no employer.
    let provided = matches!(draft.attribute.as_str(), "partner" | "employer")
        && ["with ", " for "]
            .iter()
            .all(|word| draft.text.contains(word));
    // "My go-to coffee", "my desk is 2D now": what it is of is in the words, not in the name.
    let vague = draft.attribute.starts_with("preferred:") && draft.text.contains("go-to")
        || ["appointment:", "deadline:"]
            .iter()
            .any(|family| draft.attribute.starts_with(family));
    // "I'm a Juventus fan" tells of more than a liking.
    let fan = draft.attribute == "likes"
        && draft
            .value
            .as_deref()
            .is_some_and(|value| value.ends_with(" fan"));
    let undefined = attributes::define(&draft.attribute).is_none()
        && attributes::kin(&draft.attribute).is_none();
    let pet = draft.subject.strip_prefix("user's ");
    let of_pet = draft.attribute == "name" && pet.is_some_and(attributes::is_animal);
    open || vague || fan || nameless || led || provided || of_pet || undefined
}

/// The relative or animal that the clause's subject is, or that has it: "my sister", "my dog's vet".
fn kin_of(reader: &Reader<'_>, clause: &Clause) -> Option<String> {
    if clause.subject.who != Who::Noun {
        return None;
    }
    let (from, to) = (clause.subject.from, clause.subject.to);
    let heads = (from..to).filter(|&at| {
        let is_plural = reader.tokens[at].low.ends_with("s'");
        at + 1 == to || reader.tokens[at + 1].low == "'s" || is_plural
    });
    // "My business partner" is somebody else than "my partner".
    let mut nouns = heads.flat_map(|at| {
        let pair = (at > from).then(|| reader.low(at - 1, at + 1));
        let nouns = pair.into_iter().chain([reader.low(at, at + 1)]);
        nouns.map(|noun| match noun.strip_suffix("s'") {
            Some(one) if attributes::kin(one).is_some() => one.to_owned(),
            Some(one) => format!("{one}s"),
            None => noun,
        })
    });
    nouns.find(|noun| attributes::kin(noun).is_some())
}

/// The draft of a unit, but for what it is about.
pub(crate) fn draft(reader: &Reader<'_>, unit: &Gathered) -> Draft {
    Draft {
        subject: "user".to_owned(),
        attribute: String::new(),
        cardinality: Cardinality::One,
        type_: "fact",
        kind: None,
        value: None,
        polarity: Polarity::Positive,
        cue: Cue::Plain,
        from: unit.from,
        to: unit.to,
        text: reader.words(unit.from, unit.to).unwrap_or_default(),
        directive: false,
        time: None,
        confidence: 0.0,
    }
}
