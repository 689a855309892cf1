//! What people say before they say something: greetings, thanks, "just to let you know,", "one more
//! thing:". It is no part of any value, and an order only in form ("thank you").

use super::token::Token;

/// How many words an announcement has at most: "just a quick note for your records:".
const ANNOUNCEMENT_WORDS_MAX: usize = 9;

/// Words that greet and announce, wherever they stand before the first word that says something.
const GREETINGS: &str =
    "hi hiya hello hey heya heyo howdy yo hola fyi btw psa nb cheers thanks thx ty anyways";

/// Words of which announcements are made; before a comma or colon, a run of them says nothing.
const ANNOUNCING: &str = "hi hiya hello hey heya heyo howdy yo hola there team all everyone folks again fyi btw \
psa nb ps p.s cheers thanks thank thx ty you your anyways anyway also ok okay alright right well oh just so to \
let know by the way for record records reference information info context notes file sake awareness as a an one \
two another more last little small quick short brief tiny minor side random thing things note notes point \
reminder fact fun heads up of in case it is matters helps wondering wondered i me should mention add say \
remember please good morning afternoon evening day listen look news interest personal detail details ah hm hmm um uh \
before forget forgot thought something occurred remembered realised realized while am at come think thinking \
came mind";

/// Of these, one must stand in an announcement of several words: "for you," may begin anything.
const TELLING: &str = "hi hiya hello hey heya heyo howdy yo hola fyi btw psa nb ps p.s cheers thanks thank thx ty \
anyways anyway also ok okay alright know way record records reference information info context notes file thing \
things note reminder fact heads mention morning afternoon evening matters helps wondering wondered news detail \
details point well right oh ah hm hmm um uh listen look forget forgot thought occurred remembered remember realised \
realized think thinking mind";

/// Words of thanks and leave; a sentence of nothing else says nothing.
const COURTESIES: &str = "thank thanks thx ty cheers you so very much a lot many again in advance ok okay great \
good nice cool perfect bye see ya later soon please hi hiya hello hey kindly appreciated appreciate it dear";

/// Where a sentence begins to say something; `to` if it never does.
pub(crate) fn start(tokens: &[Token], from: usize, to: usize) -> usize {
    let said = |token: &Token, words: &str| !token.word || token.is_one_of(words);
    let thanks = tokens[from..to]
        .iter()
        .any(|token| token.is_one_of("thank thanks thx ty cheers appreciated bye"));
    if thanks && tokens[from..to].iter().all(|token| said(token, COURTESIES)) {
        return to;
    }
    let mut at = from;
    loop {
        if let Some(next) = thanks_for(tokens, at, to).or_else(|| kindness(tokens, at, to)) {
            at = next;
            continue;
        }
        let next = announcement(tokens, at, to).or_else(|| {
            let token = tokens.get(at).filter(|_| at < to)?;
            // "Hi" by itself, "cheers" as what somebody says: something must follow.
            let greets = token.is_one_of(GREETINGS) && !token.quoted && at + 2 < to;
            greets.then_some(at + 1)
        });
        match next {
            Some(next) if next < to => at = next,
            _ => return at,
        }
    }
}

/// "Thanks for the help with my essay, ...": where that ends which somebody is thanked for.
fn thanks_for(tokens: &[Token], from: usize, to: usize) -> Option<usize> {
    let words = &tokens[from..to];
    let is_thanks = words.first()?.is_one_of("thank thanks thx ty cheers");
    let said = words
        .iter()
        .take_while(|token| token.is_one_of(COURTESIES))
        .count();
    if !is_thanks || !words.get(said)?.is_one_of("for") {
        return None;
    }
    // "Thanks for noting that I'm vegan" says so.
    let end = words
        .iter()
        .position(|token| token.is_one_of(", - – — : that"));
    Some(end.map_or(to, |end| from + end + 1))
}

/// "No worries, ...", "sorry to hear that, ...": where that ends which only answers somebody kindly.
fn kindness(tokens: &[Token], from: usize, to: usize) -> Option<usize> {
    let words = &tokens[from..to];
    let first = words.first()?;
    let second = words.get(1)?;
    let ends = |at: usize| {
        words
            .get(at)
            .is_none_or(|token| !token.word || token.is_one_of("at"))
    };
    let waves_off = first.low == "no"
        && second.is_one_of("worries prob probs problem problems biggie rush pressure stress")
        && ends(2);
    let hears = first.is_one_of("sorry glad happy good great nice lovely")
        && second.low == "to"
        && words.get(2)?.low == "hear";
    let condoles =
        first.low == "sorry" && second.low == "for" && words.get(2)?.is_one_of("your you");
    let sure = first.low == "sure" && second.low == "thing" && ends(2);
    let end = words.iter().position(|token| token.is_one_of(", - – — :"));
    (waves_off || hears || condoles || sure).then(|| end.map_or(to, |end| from + end + 1))
}

/// Where a run of announcing words ends that a comma, colon or dash closes.
fn announcement(tokens: &[Token], from: usize, to: usize) -> Option<usize> {
    let end = (from..to.min(from + ANNOUNCEMENT_WORDS_MAX + 1))
        .find(|&at| tokens[at].is_one_of(", : - – — !") || tokens[at].quoted)?;
    let words = &tokens[from..end];
    let announces = !words.is_empty()
        && !tokens[end].quoted
        && words.iter().all(|token| token.is_one_of(ANNOUNCING))
        && words.iter().any(|token| token.is_one_of(TELLING));
    announces.then_some(end + 1)
}
