//! Further shapes of trouble: what is told without a subject ("Can't log in", "No sound from the left
//! speaker"), and what things do or are when something is wrong with them.

use crate::grammar::words::one_of;
use types::{Cardinality, Polarity};

use super::Reader;
use super::ailments::{BROKEN, TROUBLES, WORKS};
use super::phrase::{has, low};
use super::plans::user_act;
use super::trouble::{cannot_do, status_code};
use crate::grammar::clause::{Clause, Who};
use crate::grammar::group::Group;
use crate::grammar::token::Token;

/// What one notices only when it is not there.
pub(super) const SUPPLIES: &str = "sound signal water heating power internet wifi wi-fi connection picture reception \
electricity gas audio video network light lights dial tone pressure response coverage access \
bluetooth 4g 5g lte gps charge brakes hot-water voltage ping output air heat backups logs";
/// Parts of a body.
const BODY: &str = "ear ears eye eyes knee knees back neck head tooth teeth wrist wrists ankle shoulder \
shoulders hip foot feet leg legs arm arms hand hands finger fingers stomach chest skin throat nose elbow \
heel toe jaw gum gums spine belly tummy sinuses thumb calf";
/// What a part of a body does when it hurts.
const PAINS: &str = "hurt ache itch throb burn swell ring bleed sting peel twitch cramp click tingle kill \
bother trouble plague";
/// What makes what is shown or given wrong.
const WRONG: &str = "wrong false incorrect bad garbled stale duplicate duplicates garbage inaccurate \
inconsistent corrupt corrupted empty blank weird strange nonsense nothing gibberish invalid broken \
misleading outdated old error errors nan null twice";
/// What is done to things against their owner's will.
const BLOCKED: &str = "decline reject block suspend deactivate throttle clog jam overload misconfigure \
truncate bully harass flag garble scramble corrupt";
/// What is expected of things, as participles: "isn't accepted", "aren't saved".
const EXPECTED: &str = "accept recognise recognize save detect apply send deliver sync show load update \
find validate process render display index escape encode print charge register count translate";
/// Sudden ends of what was there.
const UTILITIES: &str = "power electricity light lights heating wifi wi-fi internet ac oven fire signal \
alarm screen display monitor tv network site server servers router boiler fuse";

/// Trouble without a subject: "No sound from the left speaker", "Can't log in since this morning".
pub(crate) fn fragment(reader: &mut Reader<'_>, clause: &Clause) -> bool {
    let words = &reader.tokens[clause.from..clause.to];
    if clause.conditional || clause.unsure {
        return false;
    }
    let nothing = words[0].is_one_of("no zero")
        && words
            .iter()
            .skip(1)
            .take(3)
            .any(|token| token.is_one_of(SUPPLIES))
        && (words.len() <= 3
            || has(
                words,
                "from in on at since for anymore again all when after upstairs downstairs today",
            ))
        && !has(words, "problem worries please needed allowed");
    let cannot = low(words, 0) == "can"
        && low(words, 1) == "not"
        && words
            .get(2)
            .is_some_and(|token| cannot_do(&token.low, &words[3..]) || token.low == "see");
    let meets = words[0].is_one_of("getting seeing hitting having")
        && words
            .iter()
            .skip(1)
            .take(7)
            .any(|token| token.is_in(TROUBLES) || status_code(&token.low));
    let broken = words.len() <= 7
        && words.last().is_some_and(|token| {
            token.is_in(BROKEN) && !token.is_one_of("out late down off missing")
                || token.low == "again"
        })
        && words.iter().any(|token| token.is_in(BROKEN))
        && !words[0].is_one_of("not no nothing all still what how why");
    let troubled = words.len() <= 8
        && words.iter().take(4).any(|token| token.is_in(TROUBLES))
        && words
            .iter()
            .any(|token| token.is_one_of("with on in from again since"))
        && words[0].is_one_of("trouble problem problems issue issues bug error errors leak outage");
    if !(nothing || cannot || meets || broken && has(words, "again still") || troubled) {
        return false;
    }
    push(reader, clause, clause.from, clause.to);
    true
}

fn push(reader: &mut Reader<'_>, clause: &Clause, from: usize, to: usize) {
    let act = user_act(reader, clause);
    let value = reader.words(from, to);
    let mut draft = reader.draft(&act, "issue", value);
    (draft.type_, draft.text) = ("issue", reader.told(from, to));
    (draft.cardinality, draft.polarity) = (Cardinality::Many, Polarity::Positive);
    (draft.from, draft.to) = (from, to);
    reader.push(draft);
}

/// What a thing does or is when something is wrong; `rest` is what follows its verb.
pub(super) fn thing(reader: &Reader<'_>, clause: &Clause, rest: &[Token]) -> bool {
    let group = &clause.group;
    let subject = &reader.tokens[clause.subject.from..clause.subject.to];
    let head = subject.last().map_or("", |token| token.low.as_str());
    let definite = subject.first().is_some_and(|token| {
        token.is_one_of("the my our this half two three some") || token.capital && !token.new_line
    });
    unlike(reader, clause, definite, rest)
        || pains(group, head, rest)
        || wrong_output(group, rest)
        || done_to(group, rest)
        || too_little(reader, clause, rest)
        || stops(group, head, rest)
        || state(group, rest)
}

/// What says how things are rather than what they do; denied, it is no trouble.
const STATIVE: &str = "be have need include contain cost matter like want know mean belong allow support use \
require depend exist care sell serve ship offer take own live involve consist equal weigh apply fit suit \
deserve say call cover count interest bother hurt mind affect expire come go happen get do make look sound \
seem feel smell taste change carry accept eat drink speak";
/// Whom "doesn't" tells a habit of rather than a fault.
const BODIES: &str = "team company shop store office bank school kids people family government city \
restaurant council club board police army church hotel museum library department group union band press \
policy rule law contract agreement plan package subscription price ticket menu offer";

/// "The dryer doesn't dry", "the cache never gets invalidated", "two of the burners don't light": what a
/// thing is there for and does not do.
fn unlike(reader: &Reader<'_>, clause: &Clause, definite: bool, rest: &[Token]) -> bool {
    let group = &clause.group;
    let subject = &reader.tokens[clause.subject.from..clause.subject.to];
    let bodily = subject.iter().any(|token| token.is_one_of(BODIES));
    let habit = rest.iter().any(|token| {
        token.is_in(crate::grammar::words::WEEKDAYS)
            || token.is_one_of("until weekends holidays on without")
    });
    let present = group.tense == crate::grammar::group::Tense::Present
        && group.modal.is_none()
        && !group.perfect;
    let wrong = rest
        .iter()
        .zip(rest.iter().skip(1))
        .any(|(a, _)| a.low == "wrong")
        || rest
            .windows(2)
            .any(|pair| pair[0].low == "upside" && pair[1].low == "down");
    if !definite && !wrong || bodily {
        return false;
    }
    group.negated
        && present
        && !habit
        && !one_of(&group.lemma, STATIVE)
        && (!group.passive || group.never)
        || wrong
            && !group.negated
            && group.modal.is_none()
            && group.tense != crate::grammar::group::Tense::Future
}

/// "My ear has been ringing", "my knee is killing me"
fn pains(group: &Group, head: &str, rest: &[Token]) -> bool {
    let lemma = group.lemma.as_str();
    let body = one_of(head, BODY);
    let sore = lemma == "be"
        && rest.iter().take(3).any(|token| {
            token.is_one_of(
                "sore swollen stiff numb itchy infected inflamed bleeding bruised dislocated",
            )
        });
    let kills = matches!(lemma, "kill" | "bother" | "trouble" | "bug") && low(rest, 0) == "me";
    !group.negated
        && (body && (one_of(lemma, PAINS) || sore) || kills && (group.progressive || body))
}

/// "returns nothing", "gives false readings", "makes a weird noise", "shows the wrong numbers"
fn wrong_output(group: &Group, rest: &[Token]) -> bool {
    let lemma = group.lemma.as_str();
    if group.negated || group.passive {
        return false;
    }
    let shows = one_of(
        lemma,
        "return show give display produce report contain print send store output render log log parse \
deliver calculate compute generate play sound taste smell look",
    ) && rest.iter().take(4).any(|token| token.is_one_of(WRONG))
        && !(one_of(lemma, "look sound taste give show send") && has(rest, "nothing old"))
        && (!one_of(lemma, "look sound taste smell")
            || has(rest, "garbled corrupted broken wrong"));
    let sounds = lemma == "make"
        && has(rest, "noise noises sound sounds")
        && rest
            .iter()
            .any(|token| token.low.len() > 5 && token.low.ends_with("ing"));
    let noise = sounds
        || one_of(lemma, "make emit give")
            && has(
                rest,
                "noise noises sound sounds smell clicking rattling grinding buzzing humming squeaking",
            )
            && has(
                rest,
                "weird strange odd loud funny rattling humming grinding clicking buzzing awful horrible terrible \
noise noises squeaking whining burning bad",
            );
    if spoiled(group, rest) {
        return true;
    }
    let leaves =
        lemma == "leave" && has(rest, "stains stain marks streaks scratches residue spots");
    let skips = one_of(
        lemma,
        "apply charge send run count fire trigger print show render",
    ) && has(rest, "twice")
        && has(rest, "instead");
    shows || noise || leaves || skips
}

/// "comes out blank", "has no signal", "tastes like metal", "restarts on its own", "came off"
fn spoiled(group: &Group, rest: &[Token]) -> bool {
    let lemma = group.lemma.as_str();
    let blank = one_of(lemma, "come turn go")
        && rest.iter().take(3).any(|token| {
            token.is_one_of(
                "blank black garbled distorted blurry rotated crooked burnt mushy undercooked corrupted sour stale \
bald yellow mouldy moldy soggy",
            )
        });
    let lacks = lemma == "have"
        && low(rest, 0) == "no"
        && rest.iter().take(3).any(|token| token.is_one_of(SUPPLIES));
    let spots = lemma == "have"
        && rest.iter().take(4).any(|token| {
            token.is_one_of(
                "spots crack cracks hole holes mould mold dent dents scratches stains rust leak leaks fleas worms \
mites aphids blight typos bugs duplicates gaps",
            )
        });
    let tastes = one_of(lemma, "taste smell reek stink")
        && matches!(low(rest, 0), "like" | "of")
        && has(
            rest,
            "metal chlorine rotten eggs smoke gas mould mold burnt sewage plastic mildew fish ammonia",
        );
    if blank || lacks || spots || tastes {
        return true;
    }
    let itself = rest.windows(2).any(|pair| {
        matches!(
            (pair[0].low.as_str(), pair[1].low.as_str()),
            ("its", "own") | ("their", "own") | ("by", "itself")
        )
    }) && one_of(
        lemma,
        "turn restart open close click double-click switch change move start stop scroll type unlock reboot delete",
    );
    let off = one_of(lemma, "come fall break snap")
        && matches!(
            low(rest, 0),
            "off" | "loose" | "apart" | "undone" | "unstuck"
        )
        && !has(rest, "well");
    let lost = lemma == "lose" && low(rest, 0) == "its";
    let clashes = one_of(lemma, "conflict clash interfere") && low(rest, 0) == "with";
    let burns = one_of(lemma, "burn shrink tear") && low(rest, 0) == "everything";
    if itself || off || lost || clashes || burns {
        return true;
    }
    false
}

/// "was declined", "isn't accepted", "got stuck at 99%", "is clogged"
fn done_to(group: &Group, rest: &[Token]) -> bool {
    let lemma = group.lemma.as_str();
    let blocked = group.passive && !group.negated && one_of(lemma, BLOCKED);
    let twice = group.passive
        && !group.negated
        && has(rest, "twice")
        && !has(rest, "day week month year daily weekly");
    let stuck = group.passive && one_of(lemma, "stick lock freeze") && !group.negated;
    let unmet = group.passive
        && group.negated
        && group.modal.is_none()
        && one_of(lemma, EXPECTED)
        && !super::trouble::is_past_of(group);
    let swamped = group.passive
        && !group.negated
        && one_of(
            lemma,
            "clog jam crack damage flood infest chip scratch dent bend tear warp fray rust smash shatter puncture",
        );
    let expired = lemma == "expire" && !group.negated;
    blocked
        || twice
        || stuck
        || unmet
        || swamped && has(rest, "with since again by")
        || expired
            && rest.len() < 4
            && (group.perfect || group.tense == crate::grammar::group::Tense::Past)
        || swamped && rest.is_empty()
}

/// "only lasts an hour", "drains within two hours", "takes ten times longer", "arrives hours late"
fn too_little(reader: &Reader<'_>, clause: &Clause, rest: &[Token]) -> bool {
    let group = &clause.group;
    let lemma = group.lemma.as_str();
    let only = clause.subject.to > clause.subject.from
        && reader.tokens[clause.subject.to - 1].low == "only"
        || reader.tokens[group.from..group.rest]
            .iter()
            .any(|token| token.low == "only");
    let lasts = lemma == "last" && only;
    let drains = lemma == "drain" && !group.negated && !rest.is_empty();
    let longer = lemma == "take"
        && !group.negated
        && (has(rest, "forever ages") || has(rest, "longer") && has(rest, "times than now"));
    let partial =
        only && one_of(
            lemma,
            "give show load work charge play print reach heat return display send",
        ) && !group.negated
            && !has(rest, "on for if when with");
    let worse = one_of(lemma, "become get turn")
        && !group.negated
        && rest.iter().take(3).any(|token| {
            token.is_one_of("terrible awful worse slower unusable unbearable unreliable unstable horrible sluggish")
        });
    if partial || worse {
        return true;
    }
    let late = one_of(lemma, "arrive come land")
        && !group.negated
        && low(rest, rest.len().saturating_sub(1)) == "late";
    let slowly = one_of(lemma, "run load move respond go open start sync")
        && !group.negated
        && rest
            .iter()
            .take(3)
            .any(|token| token.is_one_of("slow slowly hot sluggishly"));
    let roof = one_of(
        lemma,
        "go skyrocket spiral balloon plummet spin get explode",
    ) && !group.negated
        && (rest
            .iter()
            .any(|token| token.is_one_of("roof control hand haywire missing"))
            && !has(rest, "under"))
        || one_of(lemma, "skyrocket plummet") && !group.negated;
    let until = one_of(lemma, "grow climb increase rise")
        && reader.tokens[clause.to..]
            .iter()
            .take(10)
            .take_while(|token| !matches!(token.low.as_str(), "." | "!" | "?"))
            .any(|token| token.is_one_of("killed oom crashes dies fails crash swap freezes"));
    let out = lemma == "run" && low(rest, 0) == "out" && low(rest, 1) == "of";
    lasts || drains || longer || late || slowly || roof || until || out
}

/// "never completes", "went out", "is acting up", "isn't picking up my voice"
fn stops(group: &Group, head: &str, rest: &[Token]) -> bool {
    let lemma = group.lemma.as_str();
    let never = group.never
        && group.modal.is_none()
        && !group.passive
        && (WORKS.contains(&lemma)
            || one_of(lemma, "complete finish end resolve succeed apply persist"));
    let gone = lemma == "go"
        && !group.negated
        && rest
            .first()
            .is_some_and(|token| token.is_one_of("out off down dark offline blank black"))
        && (one_of(head, UTILITIES) || rest[0].is_one_of("blank black dark offline"))
        && group.tense != crate::grammar::group::Tense::Future;
    let acts = one_of(lemma, "act play")
        && !group.negated
        && rest
            .first()
            .is_some_and(|token| token.is_one_of("up weird strange weirdly strangely funny"));
    let piles = group.progressive
        && !group.negated
        && group.tense == crate::grammar::group::Tense::Present
        && (one_of(lemma, "back pile fill clog stack") && low(rest, 0) == "up"
            || one_of(
                lemma,
                "overflow drip peel rot rust mould wilt sag crumble smoke spark vibrate shake bulge droop collapse \
leak overheat malfunction flood lose shed",
            ));
    let veers =
        one_of(lemma, "pull veer drift lean") && !group.negated && has(rest, "left right side");
    let shakes = one_of(
        lemma,
        "vibrate stink misfire sputter overflow distort bulge buckle crumble malfunction sag squeak creak reek",
    ) && !group.negated
        && group.tense == crate::grammar::group::Tense::Present;
    if piles || veers || shakes {
        return true;
    }
    let idle = group.negated
        && group.progressive
        && group.tense == crate::grammar::group::Tense::Present
        && !one_of(
            lemma,
            "be come go get happen plan move use do have try look say",
        );
    let unseen = group.negated
        && group.modal.is_none()
        && one_of(lemma, "see receive get")
        && one_of(
            head,
            "users customers people clients visitors members users subscribers students",
        );
    let barred = group.negated
        && group.modal == Some("can")
        && one_of(
            head,
            "users customers people clients visitors subscribers shoppers patients",
        )
        && one_of(
            lemma,
            "check pay order see find subscribe register book upload download submit search play cancel save get use",
        );
    never || gone || acts || idle || unseen || barred
}

/// "is off by one day", "is on fire", "has been out for a week", "is super slow when ..."
fn state(group: &Group, rest: &[Token]) -> bool {
    if group.lemma != "be" || group.negated || group.passive || group.progressive {
        return false;
    }
    let pair = (low(rest, 0), low(rest, 1));
    let off = matches!(
        pair,
        ("off", "by") | ("way", "off") | ("on", "fire") | ("out", "of") | ("all", "over" | "wrong")
    ) && (pair.0 != "out"
        || has(
            rest,
            "order date sync memory service stock space control hand warranty",
        ))
        && (pair.0 != "all" || has(rest, "place wrong"));
    let usage = pair.0 == "at"
        && rest.get(1).is_some_and(|token| {
            token.is_number() && (token.low.ends_with('%') || has(rest, "percent %"))
        });
    let blink = usage || pair.0 == "on" && has(rest, "blink fritz");
    let outage = pair.0 == "out" && matches!(pair.1, "for" | "since" | "again") && group.perfect;
    let adverb = |token: &Token| {
        token.low.ends_with("ly")
            || token.is_one_of(
                "super pretty kinda way quite rather so too very really all just a bit still again always",
            )
    };
    let first = rest.iter().find(|token| !adverb(token));
    let red = rest.len() <= 2 && first.is_some_and(|token| token.low == "red");
    let bad = red || first.is_some_and(|token| {
        token.is_one_of(
            "slow flaky broken unresponsive unusable laggy buggy unreadable outdated obsolete stale \
inaccurate incomplete unreliable sluggish glitchy choppy unstable understaffed overloaded overbooked \
down stuck dead missing wrong garbled blurry jammed clogged cracked leaky mouldy moldy faulty defective \
unreachable offline inaccessible loose wobbly torn bent crooked misaligned rusty muffled pixelated grainy squeaky foggy uneven frayed \
detached unreadable illegible undersized overheated swamped short-staffed shorthanded undrinkable",
        )
    });
    off || blink || outage || bad
}

/// Whether what follows "is" says that something is broken.
pub(super) fn broken_state(rest: &[Token]) -> bool {
    let group = Group {
        lemma: "be".to_owned(),
        ..Group::default()
    };
    state(&group, rest)
}

/// What people are when there are too few of them or too much to do.
pub(super) fn stretched(clause: &Clause, rest: &[Token]) -> bool {
    clause.subject.who == Who::We
        && clause.group.lemma == "be"
        && !clause.group.negated
        && rest.iter().take(3).any(|token| {
            token.is_one_of(
                "understaffed short-staffed shorthanded overloaded overworked overbooked swamped \
underfunded outnumbered behind blocked",
            )
        })
}

/// "won't eat", "hasn't slept in two days", "won't fix the boiler": of people and animals.
pub(super) fn person(group: &Group, rest: &[Token]) -> bool {
    let lemma = group.lemma.as_str();
    let will_not = group.negated && group.modal == Some("will");
    let refuses = will_not
        && one_of(
            lemma,
            "eat drink sleep settle listen behave fix repair answer respond reply pay refund stop latch \
cooperate open",
        );
    let fasts = group.negated && group.perfect && one_of(lemma, "eat drink sleep pee poo walk");
    let silent = group.negated
        && group.tense == crate::grammar::group::Tense::Present
        && one_of(lemma, "answer respond reply")
        && (group.progressive || group.modal.is_none())
        && !has(rest, "to your this");
    let bullied = group.passive
        && group.tense == crate::grammar::group::Tense::Present
        && !group.negated
        && one_of(lemma, "bully harass stalk tease");
    let ignores =
        lemma == "ignore" && !group.negated && matches!(low(rest, 0), "my" | "our" | "me");
    let ails = group.progressive
        && !group.negated
        && (one_of(
            lemma,
            "limp vomit sneeze cough wheeze drool scratch shed faint",
        ) || lemma == "throw" && low(rest, 0) == "up"
            || lemma == "lose" && has(rest, "weight fur hair appetite")
            || lemma == "wet" && has(rest, "bed"));
    refuses || fasts || silent || bullied || ignores || ails
}

/// "I have a stiff neck", "I've been getting dizzy", "we're losing customers": what people suffer.
pub(super) fn suffered(clause: &Clause, rest: &[Token]) -> bool {
    let group = &clause.group;
    let lemma = group.lemma.as_str();
    if group.negated && group.modal != Some("can") {
        return false;
    }
    let stiff = lemma == "have"
        && rest.len() >= 2
        && rest.iter().take(4).any(|token| {
            token.is_one_of(
                "stiff sore swollen itchy numb bleeding runny blocked inflamed ingrown sprained",
            )
        })
        && rest
            .iter()
            .take(5)
            .any(|token| token.is_one_of(BODY) || token.low == "throat");
    let dizzy = lemma == "get"
        && (group.progressive || group.perfect)
        && rest.first().is_some_and(|token| {
            token.is_one_of(
                "dizzy nauseous sick cramps nosebleeds breathless spam dizziness lightheaded",
            )
        });
    let losing = lemma == "lose"
        && group.progressive
        && rest.iter().take(3).any(|token| {
            token.is_one_of("customers users money hair weight sleep data clients subscribers revenue followers traffic")
        });
    let behind =
        group.negated && group.modal == Some("can") && lemma == "keep" && low(rest, 0) == "up";
    let charged = group.passive && group.progressive && has(rest, "twice double");
    let charged =
        charged || group.passive && one_of(lemma, "charge bill") && has(rest, "twice double");
    stiff || dizzy || losing || behind || charged
}

/// "It won't let me save", "it says my password is wrong"
pub(super) fn it(group: &Group, rest: &[Token]) -> bool {
    group.lemma == "let" && group.negated && low(rest, 0) == "me"
        || group.lemma == "say" && !group.negated && has(rest, "wrong error invalid expired failed")
}
