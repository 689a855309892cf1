//! Whether a text says anything: thanks, greetings and "noted" do not, however well what stands
//! beside them fits a question.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::tokenize::{for_each_term, stem};

/// Words of politeness, assent and talk about the talk, beside the stop words. A text of nothing else
/// says nothing; beside any other word they are words like others. General English, not fitted to data.
/// No word is among them that can be an answer by itself: no days, places, numbers, tastes.
const COURTESY: &str = "
    hi hello hey hiya heya yo howdy greetings welcome bye goodbye cya cheers cheerio thank thanks
    thanx thankyou thx ty tysm grateful gratefully appreciate appreciated appreciation pleasure glad
    gladly happy happily delighted kind kindly sorry apologies apologize apologise pardon excuse
    please pls plz ok okay okey okie okeydoke k kk alright allright sure surely fine great good nice
    nicely cool awesome perfect perfectly excellent wonderful lovely amazing fantastic super neat
    sweet brilliant terrific splendid marvellous superb interesting fascinating fun funny clear
    crystal understand understood comprehend gotcha roger absolutely definitely certainly exactly
    precisely indeed right correct correctly true truly totally completely course yes yeah yea yep
    yup ya aye nope nah well oh ooh ah aha aah wow whoa whoops oops hm hmm hmmm mm mhm mmhm uh um er
    eh huh lol lmao rofl haha hahaha ha hah heh hehe tehe xd brb omg np nvm wait note noted noting
    notes jot jotted written mind bear remember remembered recall memory memories save saved
    store stored record recorded log logged register registered update updated duly confirm
    confirmed acknowledge acknowledged add added keep keeping kept hold make made making done take
    taken taking put get got getting go going come came give given know known let letting lets tell
    told telling say said saying mention mentioned mentioning inform informed informing share shared
    sharing hear heard hearing see seen look looks looking sound sounds seem seems think thought
    thinking guess suppose mean means feel free hope hoping help helps helped helping helpful useful
    assist assisted assisting assistance anything something everything nothing else need
    needs needed want wants like try trying question questions ask asked asking answer answers
    answered answering response reply problem problems worry worries bother trouble matter matters
    issue issues case cases depend depends depending vary varies various situation context
    circumstances usually generally general normally typically mostly mainly basically simply
    actually honestly frankly really quite pretty short shortly long brief briefly quick quickly
    best better simple easy easily tricky detail details information info piece point fact sense
    idea way ways thing things stuff bit lot lots much many moment second sec minute instant time
    anytime whenever soon later meanwhile forward next maybe perhaps probably possibly likely might
    must shall ought cannot still also already yet though however anyway anyways ever always
    even almost another one ones whatever everyone anyone someone folks friend buddy mate pal dude
    fair enough agree agreed agreement proceed continue ready able available chat conversation
    message heads attention patience feedback clarification clarifying explanation explaining
    correction wonder wondering alike";

/// Words that with "good" or "nice" before them are a greeting, and by themselves may be an answer.
const GREETED: [&str; 7] = [
    "morning",
    "afternoon",
    "evening",
    "night",
    "day",
    "weekend",
    "luck",
];

static COURTESY_STEMS: LazyLock<HashSet<String>> =
    LazyLock::new(|| COURTESY.split_whitespace().map(stem).collect());

/// Whether a text has no word beyond those of politeness, assent and talk about the talk: "Thanks,
/// that's clear", "I've made a note of it". A number or a word of another language says something.
pub fn says_nothing(text: &str) -> bool {
    let (mut is_empty, mut greets) = (true, false);
    for_each_term(text, false, &mut |term, is_stop| {
        let is_greeting = greets && GREETED.iter().any(|word| stem(word) == term);
        // What is of no length here is folded away.
        greets = matches!(term, "good" | "nice" | "great" | "lovely");
        is_empty &= is_stop || is_greeting || COURTESY_STEMS.contains(term);
    });
    is_empty
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stopwords::is_stop_word;

    #[test]
    fn politeness_says_nothing_and_any_other_word_something() {
        let check = |text: &str, expect: bool| assert_eq!(says_nothing(text), expect, "{text}");
        for text in [
            "",
            ":-)",
            "Thank you so much!",
            "Good to hear, I'll keep that in mind.",
            "You're welcome. Is there anything else I can help you with?",
            "Good evening!",
            "Have a nice day",
            "hmm, that makes sense",
            "No worries at all.",
            "That is a great question; the short answer is that it depends.",
        ] {
            check(text, true);
        }
        for text in [
            "Thanks, Maya!",
            "Good, in the morning then.",
            "It was 7.",
            "Merci beaucoup",
            "わかりました",
            "I see my dentist again",
            "Sure, on Friday.",
            "The blue one",
            "Great, Lisbon!",
        ] {
            check(text, false);
        }
        assert!(COURTESY.split_whitespace().all(|word| !is_stop_word(word)));
    }
}
