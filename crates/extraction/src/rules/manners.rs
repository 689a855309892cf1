//! Orders that stand by what they say: a manner of working rather than a piece of work ("skip the small
//! talk", "send reports as PDF", "ask me before you book anything").

use super::directives::{DATA, OUTPUT, STYLE, TALK, contains, low, recurring, starts};
use super::phrase::has;
use super::procedures::command;
use crate::grammar::noun::plural;
use crate::grammar::token::Token;
use crate::grammar::words::{MONTHS, one_of};

/// What an agent's work is made of.
const WORK: &str = "work sources reasoning answers replies maths math facts assumptions thinking steps \
tone language messages responses explanations calculations output code claims summaries drafts voice \
vocabulary suggestions recommendations writing wording temper emails";
/// Verbs of telling somebody something as it happens.
const NOTIFY: &str = "tell let ping notify alert warn text message email call flag remind nudge inform \
update correct stop interrupt wake";

/// Whether an order by itself is for good: what it says is a manner of working, not a piece of work.
/// `core` begins with its verb, or with "never" or "do not".
pub(crate) fn lasting(core: &[Token]) -> bool {
    let denied = starts(core, "do not").or_else(|| starts(core, "never"));
    let core = &core[denied.unwrap_or(0)..];
    let Some(first) = core.first() else {
        return false;
    };
    let rest = &core[1..];
    let now = has(
        rest,
        "today tomorrow tonight now this these following above below attached",
    );
    if recurring(core) && !now {
        return !first.is_one_of("mind worry forget");
    }
    if now {
        return false;
    }
    manner(first, rest) || contact(first, rest) || consent(first, rest) || handling(first, rest)
}

/// How to say or show things.
fn manner(first: &Token, rest: &[Token]) -> bool {
    let object = low(rest, 0);
    let talks = first.is_one_of(
        "skip drop cut omit spare lose leave minimise minimize reduce ditch forgo limit add include give \
explain use apologise apologize",
    ) && has(rest, TALK)
        && (!has(rest, "me") || first.is_one_of("spare"))
        && (first.is_one_of("skip drop cut omit spare lose ditch")
            || first.low == "leave" && has(rest, "out off"));
    let apologises =
        first.is_one_of("apologise apologize sugarcoat moralise moralize lecture thank");
    let small_talk = first.is_one_of("skip cut drop avoid") && has(rest, "talk chat");
    let plainly = first.is_one_of("give tell")
        && low(rest, 0) == "me"
        && has(rest, "no without")
        && has(rest, "answer facts result")
        && has(rest, TALK);
    let quits = first.low == "quit" && rest.first().is_some_and(|token| token.low.ends_with("ing"));
    let points = first.low == "get" && has(rest, "point") && has(rest, "to");
    let own = first.is_one_of(
        "show cite explain check double-check verify keep limit use base back justify state mention add \
support watch mind proofread vary simplify shorten",
    ) && rest
        .iter()
        .zip(rest.iter().skip(1))
        .any(|(a, b)| a.low == "your" && b.is_one_of(WORK));
    let forms = first.is_one_of(
        "round quote convert express give show write put list display format state report measure spell \
use keep abbreviate capitalise capitalize hyphenate prefix label number",
    ) && (one_of(object, "everything all anything any") || one_of(object, DATA))
        && has(rest, "in with as to including without using before after out first inclusive");
    let leads = first.is_one_of("put start begin open lead end finish close sign")
        && (has(rest, OUTPUT) || has(rest, "conclusion gist"))
        && (has(rest, "first with off last by") || has(rest, "your"))
        && !one_of(object, "it");
    let steps = first.low == "think" && contains(rest, "step by step");
    let prefers = first.low == "prefer" || first.low == "default" && object == "to";
    let beginner = first.is_one_of("treat address consider call")
        && object == "me"
        && (has(rest, "as like formally informally by politely first last"))
        && !has(rest, "it");
    let checks = first.is_one_of("double-check check verify proofread")
        && one_of(object, "any all every anything everything")
        || first.is_one_of("double-check") && has(rest, "anything always every");
    talks
        || small_talk
        || plainly
        || quits
        || apologises
        || points
        || own
        || forms
        || leads
        || steps
        || prefers
        || generic(first, rest)
        || beginner
        || checks
        || uses_style(first, rest)
}

/// "Send reports as PDF", "keep my location private", "use the term clients instead of customers": no one
/// thing is named, so the order is about all of them.
fn generic(first: &Token, rest: &[Token]) -> bool {
    let object = low(rest, 0);
    let one = has(rest, "the a an this that these those it him her them")
        || rest
            .iter()
            .any(|token| token.is_number() || token.is_in(MONTHS))
        || has(rest, "today tonight tomorrow now asap later");
    let kind = rest
        .first()
        .is_some_and(|token| plural(token) && !token.capital);
    let mine = object == "my" && rest.len() >= 3;
    let kept = first.is_one_of(
        "send deliver store save file keep leave sign phrase label log schedule book text",
    ) && (kind || mine)
        && !one
        && has(
            rest,
            "as in by free private short separate together out with secret confidential clear open empty",
        );
    let whole = one_of(object, "everything anything")
        && !first.is_one_of("delete remove fix undo stop check forget take buy eat bring know try")
        && rest.len() >= 3
        && !has(rest, "else here now");
    let use_for = first.low == "use"
        && rest.iter().zip(rest.iter().skip(1)).any(|(a, b)| {
            a.low == "for" && b.is_one_of("anything everything all any official private")
        });
    let term = first.is_one_of("use say write")
        && contains(rest, "instead of")
        && (has(rest, "word term phrase") || rest.iter().filter(|token| token.quoted).count() >= 2);
    let names = first.is_one_of("use stick call")
        && (contains(rest, "first names") || contains(rest, "first name basis"));
    let short_first = first.is_one_of("give tell show")
        && low(rest, rest.len().saturating_sub(1)) != "please"
        && has(rest, "first")
        && has(
            rest,
            "version gist conclusion headline summary line tl;dr answer",
        );
    kept || whole || use_for || term || names || short_first
}

/// "Use tabs", "include units in your answers", "mention the source whenever ...".
fn uses_style(first: &Token, rest: &[Token]) -> bool {
    let everywhere = rest.iter().any(|token| token.low == "your")
        && rest
            .iter()
            .skip_while(|token| token.low != "your")
            .any(|token| token.is_one_of(WORK) || token.is_one_of(OUTPUT));
    let whatever = rest
        .iter()
        .zip(rest.iter().skip(1))
        .any(|(a, b)| a.is_one_of("everything anything whatever") && b.is_one_of("you i"))
        || contains(rest, "you write for me")
        || contains(rest, "in everything");
    first.is_one_of(STYLE) && (everywhere || whatever)
}

/// When and how to reach the user, and what to tell as it happens.
fn contact(first: &Token, rest: &[Token]) -> bool {
    let only = (first.low == "only" || has(rest, "only"))
        && (first.is_one_of(
            "contact call message text email ping notify disturb interrupt wake suggest recommend book \
buy order show use give offer send mention ask answer reply schedule accept include speak propose \
contact phone ring reach play cook",
        ) || first.low == "only" && rest.first().is_some_and(command));
    if only {
        return !has(rest, "once twice");
    }
    let at = rest
        .iter()
        .position(|token| token.is_one_of("when if whenever"));
    let told = first.is_one_of(NOTIFY)
        && has(&rest[..at.unwrap_or(rest.len())], "me know in my")
        && at.is_some_and(|at| occurs(&rest[at..]));
    let corrects = first.low == "correct"
        && has(&rest[..rest.len().min(3)], "me my")
        && has(
            rest,
            "grammar spelling pronunciation mistakes english french german spanish italian portuguese \
typos me language accent",
        );
    let argues = first.is_one_of("disagree challenge contradict criticise criticize")
        && has(rest, "me my with")
        || first.low == "push" && low(rest, 0) == "back"
        || first.low == "question" && low(rest, 0) == "my";
    told || corrects || argues
}

/// Whether what is told of may happen again and again: "when a build breaks", "if I'm wrong".
fn occurs(condition: &[Token]) -> bool {
    let second = condition.get(1);
    !has(
        condition,
        "done finished ready arrive arrives here there back need want can today tomorrow this that \
question questions help it you works",
    ) && (low(condition, 0) == "whenever"
        || has(
            condition,
            "a an any anything someone anybody something wrong mistake mistakes",
        )
        || second.is_some_and(|token| token.low == "my" || plural(token)))
}

/// What needs the user's word first.
fn consent(first: &Token, rest: &[Token]) -> bool {
    let me = has(rest, "me my");
    let past = first.low == "run"
        && has(rest, "anything everything any all")
        && has(rest, "past by through")
        && has(rest, "first before");
    past || first.is_one_of("ask check confirm consult verify clear run get wait")
        && me
        && (has(rest, "before first"))
        && (first.is_one_of("ask check confirm consult")
            || has(
                rest,
                "approval ok okay permission confirmation go-ahead by past with",
            ))
}

/// What to do with each thing of a kind.
fn handling(first: &Token, rest: &[Token]) -> bool {
    let kind = has(rest, "any anything every all everything whatever each");
    let routes = first.is_one_of(
        "cc bcc copy loop tag label flag archive forward decline route redirect mute snooze ignore",
    ) && kind;
    let yours = kind
        && rest
            .iter()
            .zip(rest.iter().skip(1))
            .any(|(a, b)| a.low == "you" && command(b));
    let seats = first.is_one_of("book reserve get order buy")
        && low(rest, 0) == "me"
        && rest.last().is_some_and(plural)
        && rest.len() <= 4
        && !rest.iter().any(Token::is_number);
    let holds = first.is_one_of("hold block guard protect")
        && low(rest, 0) == "my"
        && has(
            rest,
            "calls calendar evenings mornings afternoons lunch time messages",
        );
    routes || yours || seats || holds
}
