//! Standing directives that the form of a sentence shows: "When I ask for code, use Python", "Could you
//! please always ...", "Your answers should be short", "English only please". What an order by itself
//! says about the next time is in [`super::manners`].

use super::Reader;
use super::duties::{MANNERS, directive};
use super::manners::lasting;
use super::phrase::{self, has};
use super::procedures::command;
use crate::grammar::clause::Clause;
use crate::grammar::noun::plural;
use crate::grammar::sentence::Sentence;
use crate::grammar::token::Token;
use crate::grammar::verbs::{form, verb};
use crate::grammar::words::{MONTHS, one_of};
use crate::reading::Voice;

/// How an agent talks, in nouns that people ask to have less of.
pub(super) const TALK: &str = "pleasantries intro introduction introductions intros disclaimers disclaimer fluff \
jargon preamble preambles formalities theory background caveats filler sugarcoating politeness \
greetings greeting explanation explanations recap recaps flattery compliments warnings warning \
niceties boilerplate chit-chat chitchat emoji emojis apologies pep praise hype banter lecture lectures \
moralising moralizing buzzwords hedging waffle waffling smalltalk exclamation puns sarcasm humour humor \
superlatives platitudes cliches adverbs signature signatures hashtags footers spoilers spoiler details detail \
summary summaries commentary comments sign-off sign-offs bullshit bs";
/// What an agent makes.
pub(super) const OUTPUT: &str = "answer answers reply replies response responses explanation explanations tone \
summary summaries output suggestions recommendations wording phrasing language examples";
/// Things that are written in one form or another.
pub(super) const DATA: &str = "times dates prices numbers amounts distances temperatures measurements sizes \
weights currencies units names percentages figures results totals costs headings quantities lengths \
speeds durations hours acronyms abbreviations titles values sums money variables functions branches";
/// Verbs of answering, writing and showing.
pub(super) const STYLE: &str = "use keep prefer stick assume avoid skip include cite list put write format show \
give ask answer reply respond be start end begin finish lead open close sign add mention leave limit \
round convert express spell state explain summarise summarize describe quote phrase present structure \
speak talk address tell say default drop omit double-check check verify stop suggest recommend offer \
capitalise capitalize translate draft call refer treat think consider focus favour favor highlight \
flag attach provide never always";
/// What stands under a condition only once.
pub(super) const ONCE: &str = "done finished finish ready minute chance moment possible home today tonight \
tomorrow now works complete completed question questions free bored this yesterday hungry";
const DAY_PARTS: &str = "mornings afternoons evenings nights weekends weekdays holidays lunchtimes \
daily weekly monthly mondays tuesdays wednesdays thursdays fridays saturdays sundays nightly hourly \
yearly quarterly";
const TIMES: &str = "day morning evening night week month quarter year monday tuesday wednesday \
thursday friday saturday sunday time hour weekday weekend afternoon sprint meeting session answer \
reply message email release few two three";

/// A directive that the form of the sentence shows; `true` if it was one.
pub(crate) fn read(reader: &mut Reader<'_>, sentence: Sentence) -> bool {
    if !matches!(reader.voice, Voice::User | Voice::Record) {
        return false;
    }
    let (from, to) = (start(&reader.tokens, sentence), sentence.to);
    if from >= to || reader.tokens[from].quoted {
        return false;
    }
    let words = &reader.tokens[from..to];
    // An address or a number to reach the user at is a fact.
    let reached = words.iter().any(|token| {
        token.low.contains('@') && token.word
            || token.low.bytes().filter(u8::is_ascii_digit).count() > 5
    });
    if reached {
        return false;
    }
    let found = if sentence.question {
        asked(words)
    } else {
        conditional(words)
            || headed(words, reader.asked)
            || about_output(words)
            || wants_output(words)
            || !reader.asked && fragment(words)
    };
    if found {
        let mut clause = Clause::fragment(from, to);
        clause.group.negated = words
            .iter()
            .take(8)
            .any(|token| token.is_one_of("not never no stop quit avoid without"));
        directive(reader, &clause, from, to);
    }
    found
}

fn start(tokens: &[Token], sentence: Sentence) -> usize {
    let mut at = sentence.from;
    while at + 1 < sentence.to
        && (!tokens[at].word && !tokens[at].quoted
            || tokens[at].is_one_of(
                "hi hey hello ok okay so also and oh btw fyi note thanks please pls again alright \
reminder actually well right",
            ))
    {
        at += 1;
    }
    at
}

/// As [`phrase::low`], with "'d" written out.
pub(super) fn low(words: &[Token], at: usize) -> &str {
    match phrase::low(words, at) {
        "'d" => "would",
        word => word,
    }
}

pub(super) fn starts(words: &[Token], phrase: &str) -> Option<usize> {
    let mut length = 0;
    for word in phrase.split(' ') {
        if low(words, length) != word {
            return None;
        }
        length += 1;
    }
    Some(length)
}

pub(super) fn contains(words: &[Token], phrase: &str) -> bool {
    (0..words.len()).any(|at| starts(&words[at..], phrase).is_some())
}

/// Where an order begins at `at`, with "please", "then" and "make sure to" passed over.
fn order_at(words: &[Token], mut at: usize) -> Option<usize> {
    while at < words.len()
        && words[at].is_one_of("please then just always simply kindly also instead , also only")
    {
        at += 1;
    }
    for phrase in ["make sure you", "make sure to", "be sure to", "remember to"] {
        if let Some(length) = starts(&words[at.min(words.len())..], phrase) {
            at += length;
        }
    }
    let denied = low(words, at) == "never" || low(words, at) == "do" && low(words, at + 1) == "not";
    let verb_at = if low(words, at) == "never" {
        at + 1
    } else if denied {
        at + 2
    } else {
        at
    };
    let token = words.get(verb_at)?;
    // "When events are independent, like tossing coins, ..."
    let is_verb = command(token) && token.low != "like";
    (denied || is_verb || token.low == "be").then_some(verb_at)
}

/// Leads after which an order stands, whatever it is.
const STANDING_LEADS: &[&str] = &[
    "from now on",
    "from today on",
    "from here on",
    "from here on out",
    "from today onwards",
    "going forward",
    "moving forward",
    "in future",
    "in the future",
    "by default",
    "as a default",
    "as a rule",
    "in general",
    "when in doubt",
    "if in doubt",
    "if unsure",
    "when unsure",
    "unless i say otherwise",
    "unless i tell you otherwise",
    "unless told otherwise",
    "unless stated otherwise",
    "unless otherwise stated",
    "no matter what",
    "at all times",
    "whatever happens",
    "in your replies",
    "in your answers",
    "in your responses",
    "in your emails",
    "in your summaries",
    "in your code",
    "in all your answers",
    "in every answer",
    "in every reply",
    "in every email",
];

/// "If you're not sure, say so", "When drafting emails, keep the tone informal", "Every Monday, remind me".
fn conditional(words: &[Token]) -> bool {
    let led = STANDING_LEADS.iter().any(|lead| {
        starts(words, lead).is_some_and(|length| {
            let at = length + usize::from(low(words, length) == ",");
            order_at(words, at).is_some() || low(words, 0) == "unless"
        })
    });
    if led {
        return true;
    }
    let Some(comma) = words.iter().position(|token| token.low == ",") else {
        return false;
    };
    // "In presentations, one idea per slide"
    let measured = low(words, 0) == "in"
        && words.get(1).is_some_and(plural)
        && words[comma + 1..]
            .iter()
            .any(|token| token.is_one_of("per max maximum"));
    let Some(order) = order_at(words, comma + 1) else {
        return measured;
    };
    let (condition, rest) = (&words[..comma], &words[order..]);
    // "When we get an order I print the label, pack the box": the user tells what they do.
    let told = (2..comma).any(|at| {
        condition_subject(&words[at])
            && words.get(at + 1).is_some_and(command)
            && !words[at - 1].is_one_of("that what which who where how if when and or")
    });
    if told {
        return false;
    }
    let steps = (order..words.len())
        .filter(|&at| {
            at > order
                && words[at - 1].is_one_of(", and then")
                && command(&words[at])
                && !words[at - 1].is_one_of("or")
        })
        .count();
    let to_agent = has(words, "me my you your i");
    if steps > 0 && (!to_agent || steps > 1) || past(condition) || has(rest, "today tomorrow") {
        return false;
    }
    let style = words[order].is_one_of(STYLE) || lasting(rest);
    let first = condition[0].low.as_str();
    match first {
        "if" | "when" | "once" | "as" | "unless" | "in" if recurs(condition) => {
            first != "in" || general_place(condition, style)
        }
        "whenever" | "anytime" | "unless" => true,
        "every" | "each" => condition.iter().skip(1).take(2).any(|t| t.is_one_of(TIMES)),
        "at" => has(condition, "each every"),
        "before" | "after" => {
            has(condition, "each every any") && !steps_only(rest)
                || first == "before" && low(words, 1) == "you" && style
                || low(words, 1).ends_with("ing") && style && has(words, "me my you your")
        }
        "for" => general_place(condition, style),
        "anything" | "everything" | "any" | "all" => true,
        "on" => has(condition, DAY_PARTS),
        _ => false,
    }
}

fn condition_subject(token: &Token) -> bool {
    token.is_one_of("i we")
}

/// Whether nothing in the order concerns the user: a step of work.
fn steps_only(rest: &[Token]) -> bool {
    !has(rest, "me my i you your")
}

/// Whether a condition may be met again and again.
fn recurs(condition: &[Token]) -> bool {
    if has(condition, ONCE)
        || contains(condition, "you can")
        || contains(condition, "you like")
        || contains(condition, "you need")
        || contains(condition, "you want")
        || contains(condition, "you have time")
        || contains(condition, "i were")
        || contains(condition, "you get")
        || contains(condition, "you see")
        || contains(condition, "that is")
    {
        return false;
    }
    let second = &condition[1.min(condition.len() - 1)];
    condition.len() > 1
        && (has(
            condition,
            "i you someone somebody anyone anything something a an any my me doubt unsure there people \
nobody us we about",
        ) || second.low.ends_with("ing") && second.low.len() > 4
            || plural(second)
            || low(condition, 0) == "in" && has(condition, "emails reports code documents"))
}

/// "For code,", "In emails to clients,": a kind of thing, not one thing.
fn general_place(condition: &[Token], style: bool) -> bool {
    let second = low(condition, 1);
    let any = has(condition, "any anything all every each everything whatever");
    let one = one_of(
        second,
        "the this that a an now me dinner lunch breakfast one case",
    ) || condition[1..].iter().any(|token| token.is_in(MONTHS))
        || has(condition, ONCE);
    let kind = condition
        .get(1)
        .is_some_and(|token| plural(token) || !token.capital)
        || second == "my";
    any || style && kind && !one && condition.len() <= 6
}

fn past(words: &[Token]) -> bool {
    words.iter().any(|token| {
        token.is_one_of("was did had were")
            || verb(&token.low).is_some_and(|v| {
                v.forms & form::PAST != 0 && v.forms & (form::BASE | form::PARTICIPLE) == 0
            })
    })
}

/// What stands before an order and makes it a wish; with whether it says that the order stands.
const HEADS: &[(&str, bool)] = &[
    ("make sure that you", false),
    ("make sure you", false),
    ("make sure to", false),
    ("be sure to", false),
    ("remember to", false),
    ("try to", false),
    ("try not to", false),
    ("feel free to", false),
    ("do not be afraid to", false),
    ("do not hesitate to", false),
    ("do not be shy to", false),
    ("i want you to", false),
    ("i would like you to", false),
    ("i need you to", false),
    ("i expect you to", false),
    ("i would prefer it if you", false),
    ("i would prefer if you", false),
    ("i would prefer you to", false),
    ("i would rather you did not", true),
    ("i would rather you", false),
    ("i would appreciate it if you", false),
    ("i would appreciate if you", false),
    ("i would like it if you", false),
    ("i do not want you to", true),
    ("i do not like it when you", true),
    ("i hate it when you", true),
    ("i like it when you", false),
    ("it is important that you", true),
    ("it is important to me that you", true),
    ("it is essential that you", true),
    ("it is crucial that you", true),
    ("it is best if you", false),
    ("it would be great if you", false),
    ("it would be nice if you", false),
    ("it helps if you", false),
    ("it helps me if you", false),
    ("you can", false),
    ("you may", false),
    ("you should", false),
    ("you must", false),
    ("you have to", false),
    ("you need to", false),
    ("you do not need to", false),
    ("you do not have to", false),
    ("you need not", false),
    ("there is no need to", false),
    ("no need to", false),
    ("no need for you to", false),
    ("let us", false),
    ("please", false),
    ("just", false),
    ("can you", false),
    ("could you", false),
    ("would you", false),
    ("will you", false),
    ("would you mind", false),
];

/// An order with what stands before it: "Feel free to disagree with me".
fn headed(words: &[Token], asked: bool) -> bool {
    let (mut at, mut sure, mut heads) = (0, false, 0);
    while let Some((length, stands)) = HEADS
        .iter()
        .filter_map(|(head, stands)| Some((starts(&words[at..], head)?, *stands)))
        .max()
    {
        at += length;
        sure |= stands;
        heads += 1;
        if heads > 3 || at >= words.len() {
            return false;
        }
    }
    let core = &words[at..];
    if heads == 0 && low(core, 0) == "prefer" {
        return has(core, "your");
    }
    // Plain orders are read with their clauses, so that what stands beside them is read as well.
    if heads == 0 && !(contains(core, "at most") || low(core, 0) == "max") {
        return phrasal(core) || opens_with_noun_verb(core) && lasting(core) && !asked;
    }
    if core.is_empty() || past(&core[..core.len().min(1)]) && !sure {
        return false;
    }
    let free = starts(words, "feel free to").is_some() && core.len() <= 2 || phrasal(core);
    sure || free || recurring(core) && order_at(core, 0).is_some() || !asked && lasting(core)
}

/// Orders whose first word the grammar does not take for one: "Plain orders", "Double-check any sums".
fn opens_with_noun_verb(core: &[Token]) -> bool {
    core.first()
        .is_some_and(|first| command(first) || first.low == "only")
}

/// Polite questions that ask for something for good: "Could you please stop using dashes?"
fn asked(words: &[Token]) -> bool {
    let Some(length) = ["can you", "could you", "would you", "will you", "can we"]
        .iter()
        .find_map(|head| starts(words, head))
    else {
        return false;
    };
    let mut at = length;
    while at < words.len() && words[at].is_one_of("please maybe just kindly perhaps mind") {
        at += 1;
    }
    let core = &words[at..];
    let stops =
        core.len() > 1 && core[0].is_one_of("stop quit avoid") && core[1].low.ends_with("ing");
    let keeps = core
        .first()
        .is_some_and(|t| t.is_one_of("keep limit stick"))
        && core.iter().any(|token| token.is_in(MANNERS))
        && !has(core, "this it");
    stops
        || keeps
        || has(core, "always never whenever") && !has(core, "why")
        || contains(core, "from now on")
        || contains(core, "going forward")
        || contains(core, "every time")
        || contains(core, "in future")
        || contains(core, "in the future")
}

/// Whether the words say that something happens again and again.
pub(super) fn recurring(core: &[Token]) -> bool {
    has(core, "always never whenever henceforth")
        || has(core, DAY_PARTS)
        || core
            .iter()
            .zip(core.iter().skip(1))
            .any(|(a, b)| a.is_one_of("every each") && b.is_one_of(TIMES))
        || [
            "from now on",
            "going forward",
            "in future",
            "in the future",
            "by default",
            "unless i",
            "at all times",
            "no matter what",
            "until i say",
        ]
        .iter()
        .any(|phrase| contains(core, phrase))
}

/// "Go easy on the jargon", "steer clear of politics": orders of more than a verb.
fn phrasal(core: &[Token]) -> bool {
    [
        "go easy on",
        "go light on",
        "go heavy on",
        "steer clear of",
        "stay away from",
        "stay off",
        "lay off",
        "hold off on",
        "spare me",
        "push back when",
        "push back if",
        "default to",
        "stick to",
        "err on the side of",
        "get to the point",
        "get straight to the point",
        "cut to the chase",
        "think out loud",
        "lead with the",
        "hold back on",
        "hold back with",
        "keep a lid on",
    ]
    .iter()
    .any(|phrase| starts(core, phrase).is_some())
        && !has(core, "plan script schedule this now today tomorrow")
}

/// "Your answers should be short", "All code you write for me should be typed".
fn about_output(words: &[Token]) -> bool {
    let Some(modal) = words
        .iter()
        .position(|token| token.is_one_of("should must need needs has have shall ought"))
        .filter(|&at| at > 0 && at <= 10)
    else {
        return contains(words, "unless i say") || contains(words, "unless i tell");
    };
    let subject = &words[..modal];
    if has(subject, "i we if when he she they") {
        return false;
    }
    let yours = subject[0].low == "your" && has(subject, OUTPUT)
        || contains(subject, "you write")
        || contains(subject, "you give me")
        || contains(subject, "you send")
        || contains(subject, "you draft")
        || contains(subject, "you generate")
        || contains(subject, "you make for me");
    let all = subject[0].is_one_of("all every each any")
        && subject.iter().skip(1).take(2).any(|token| {
            token.is_one_of("answer answers reply replies summary summaries explanation")
        });
    let bare = words[0].is_one_of("answers replies explanations summaries") && modal <= 2;
    yours || all || bare
}

/// "I only want bullet points from you", "I don't need disclaimers".
fn wants_output(words: &[Token]) -> bool {
    if words[0].low != "i" {
        return false;
    }
    let Some(at) = words
        .iter()
        .take(5)
        .position(|token| token.is_one_of("want need expect like"))
        .filter(|&at| words[at].low != "like" || low(words, 1) == "would")
    else {
        return false;
    };
    let rest = &words[at + 1..];
    let negated = has(&words[..at], "not never");
    let manners = rest
        .iter()
        .take(5)
        .any(|token| token.is_in(MANNERS) || token.is_one_of(TALK));
    let from_you = contains(rest, "from you");
    let plain = rest
        .first()
        .is_some_and(|token| !token.is_one_of("to you a an the my this that him her it help"));
    let output = rest
        .iter()
        .take(4)
        .any(|token| token.is_one_of("answers replies responses explanations summaries") && plain);
    let all = rest
        .first()
        .is_some_and(|token| token.is_one_of("all every any my"))
        && rest
            .iter()
            .take(3)
            .any(|token| token.is_one_of(DATA) || token.is_one_of(OUTPUT))
        && has(rest, "in with as under");
    all || plain && (negated && manners && rest.len() <= 5 || from_you && manners || output)
}

/// Manners of answering without a verb: "English only please", "Max three sentences per answer".
fn fragment(words: &[Token]) -> bool {
    if words.len() > 9 {
        return false;
    }
    let manners = |words: &[Token]| {
        words
            .iter()
            .any(|token| token.is_in(MANNERS) || token.is_one_of(OUTPUT))
    };
    let first = &words[0];
    if let Some(length) = starts(words, "no need to").or_else(|| starts(words, "no need for")) {
        let core = &words[length..];
        return core.first().is_some_and(|token| {
            token.is_one_of("apologise apologize explain greet sugarcoat remind confirm")
        }) || has(
            core,
            "replies answers apologies emojis disclaimers every time",
        );
    }
    if command(first) && !first.is_one_of("answer reply max")
        || first.is_one_of("i we you my is are")
    {
        return false;
    }
    let limit = first.is_one_of("max maximum") || starts(words, "at most").is_some();
    let measured = has(
        words,
        "sentences words lines bullets paragraphs sentence paragraph points",
    );
    let only = words
        .iter()
        .rev()
        .find(|token| !token.is_one_of("please , pls"))
        .is_some_and(|token| token.low == "only")
        || words.iter().any(|token| token.low == "only") && has(words, "no");
    let please = words
        .last()
        .is_some_and(|token| token.is_one_of("please pls plz"));
    let language = super::nature::is_language(&first.low);
    let outputs = first.is_one_of("answers replies responses summaries explanations everything")
        && low(words, 1) == "in";
    let bans = first.low == "no"
        && words.len() <= 7
        && words[1..].iter().take(3).any(|token| token.is_one_of(TALK))
        && !has(words, "today in at")
        || first.low == "no"
            && words.len() <= 5
            && words.last().is_some_and(|token| token.low == "ever");
    let more = first.is_one_of("shorter longer fewer less more simpler")
        && manners(&words[1..])
        && (please || words.len() <= 4);
    limit && measured
        || only && (manners(words) || language)
        || please && language && words.len() <= 4
        || outputs && (please || words.len() <= 4)
        || bans
        || more
}
