//! What a text is about: domains by a lexicon, then the nouns that say most.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::scan::tokens;

/// Topics that one text has at most.
const TOPICS_MAX: usize = 5;

/// Words that are looked at: the beginning of a text tells what it is about.
const WORDS_MAX: usize = 2_000;

/// What the text is about, most telling first, in lower case: domains such as `food` or `travel`
/// before words of the text itself.
pub fn find(text: &str) -> Vec<String> {
    let mut domains: Vec<(&'static str, usize)> = Vec::new();
    let mut words: Vec<(String, usize)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for token in tokens(text)
        .into_iter()
        .filter(|t| t.is_word())
        .take(WORDS_MAX)
    {
        let word = token.lower.strip_suffix("'s").unwrap_or(&token.lower);
        if let Some(names) = DOMAINS.get(word) {
            for name in names {
                match domains.iter_mut().find(|(domain, _)| domain == name) {
                    Some((_, count)) => *count += 1,
                    None => domains.push((name, 1)),
                }
            }
        }
        if !is_telling(word, token.is_capitalised() && !token.first) {
            continue;
        }
        let word = crate::normalize::singular(word).into_owned();
        match known.get(&word) {
            Some(at) => words[*at].1 += 1,
            None => {
                known.insert(word.clone(), words.len());
                words.push((word, 1));
            }
        }
    }
    // Stable sorts: what is said as often comes in the order of the text.
    domains.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    words.sort_by_key(|(word, count)| std::cmp::Reverse((*count, word.chars().count().min(8))));
    let mut topics: Vec<String> = Vec::with_capacity(TOPICS_MAX);
    let domains = domains.into_iter().take(3).map(|(name, _)| name.to_owned());
    for topic in domains.chain(words.into_iter().map(|(word, _)| word)) {
        if topics.len() < TOPICS_MAX && !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    topics
}

/// Whether a word of the text can be a topic: long enough, no function word, no adverb or verb by
/// its form. Names are entities, not topics.
fn is_telling(word: &str, is_name: bool) -> bool {
    let length = word.chars().count();
    let endings = [
        "ly", "ing", "ed", "n't", "'ll", "'ve", "'re", "'d", "'m", "ful", "ous",
    ];
    (4..=24).contains(&length)
        && !is_name
        && word.chars().all(char::is_alphabetic)
        && !STOP_WORDS.contains(word)
        && !endings.iter().any(|ending| word.ends_with(ending))
}

static DOMAINS: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut domains: HashMap<&'static str, Vec<&'static str>> = HashMap::new();
    for (domain, words) in LEXICON {
        for word in words.split(' ').chain([*domain]) {
            let names = domains.entry(word).or_default();
            if !names.contains(domain) {
                names.push(domain);
            }
        }
    }
    domains
});

static STOP_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| STOP.split(' ').collect());

/// Domains and the words that belong to them.
const LEXICON: &[(&str, &str)] = &[
    (
        "food",
        "\
        food eat eating ate cook cooking recipe recipes restaurant dinner lunch breakfast \
        meal meals vegetarian vegan diet pizza pasta sushi coffee tea chocolate cheese \
        bread cake bake baking kitchen dish dishes cuisine meat fish chicken vegetable \
        vegetables fruit gluten dessert snack snacks brunch wine beer spicy curry soup \
        salad tofu dairy",
    ),
    (
        "travel",
        "\
        travel travelling traveling trip trips flight flights fly flying flew hotel \
        vacation holiday holidays airport passport visa train trains tour tourist itinerary \
        luggage suitcase beach abroad journey cruise hostel airbnb backpacking sightseeing",
    ),
    (
        "work",
        "\
        work working job career boss manager colleague colleagues office meeting meetings \
        project projects deadline employer company client clients salary promotion \
        interview resume promoted coworker coworkers team startup shift overtime standup \
        sprint retro kickoff workplace",
    ),
    (
        "health",
        "\
        health healthy doctor dentist hospital medicine medication allergy allergic \
        allergies sick illness pain headache migraine migraines therapy therapist surgery \
        diabetes diabetic vaccine symptom symptoms nurse clinic prescription anxiety \
        depression asthma insulin blood injury sleep insomnia pregnant appointment",
    ),
    (
        "family",
        "\
        family mother father mom dad mum sister brother son daughter wife husband parents \
        parent kids kid child children baby grandmother grandfather grandma grandpa cousin \
        uncle aunt niece nephew wedding married marriage anniversary twins sibling siblings \
        toddler",
    ),
    (
        "programming",
        "\
        programming code coding software python rust javascript typescript java api bug \
        bugs database server deploy deployment docker kubernetes git github compiler \
        backend frontend debug debugging developer algorithm postgres sql linux react \
        script repository unit-test refactor golang c++ cli ide",
    ),
    (
        "music",
        "\
        music song songs band guitar piano concert album singer sing singing violin drums \
        jazz playlist orchestra choir festival vinyl",
    ),
    (
        "sport",
        "\
        sport sports football soccer basketball tennis running run marathon gym workout \
        swim swimming cycling bike yoga climbing hiking hike ski skiing match league \
        fitness exercise training triathlon golf rugby volleyball surfing",
    ),
    (
        "finance",
        "\
        finance money budget bank invest investment investing stock stocks tax taxes salary \
        mortgage loan rent savings saving insurance pension credit debt expense expenses \
        invoice crypto bitcoin payment payments account",
    ),
    (
        "pets",
        "\
        pet pets dog dogs cat cats puppy kitten hamster parrot vet rabbit horse goldfish \
        leash",
    ),
    (
        "home",
        "\
        home house apartment flat garden gardening furniture kitchen bedroom bathroom rent \
        landlord neighbour neighbor neighbors renovation plumbing roommate flatmate lease \
        couch laundry cleaning",
    ),
    (
        "education",
        "\
        school university college study studying student students exam exams course courses \
        class classes degree thesis homework teacher professor lecture learn learning phd \
        diploma tutor",
    ),
    (
        "entertainment",
        "\
        movie movies film films series netflix show game games gaming cinema theatre \
        theater tv podcast videogame playstation xbox nintendo anime",
    ),
    (
        "books",
        "\
        book books novel novels author read reading library bookshop poetry",
    ),
    (
        "art",
        "\
        art painting paint drawing draw museum photography photo photos sculpture gallery \
        sketch pottery knitting ceramics",
    ),
    (
        "shopping",
        "\
        shopping shop store buy bought purchase order ordered delivery discount sale mall \
        amazon refund",
    ),
    (
        "transport",
        "\
        car cars bus metro subway bicycle commute commuting driving drive traffic parking \
        motorcycle tram scooter license",
    ),
    (
        "technology",
        "\
        phone laptop computer app apps internet wifi tablet device devices printer software \
        hardware camera router smartphone ai robot",
    ),
    (
        "relationships",
        "\
        girlfriend boyfriend partner friend friends dating date relationship divorce \
        divorced engaged fiancé breakup",
    ),
    (
        "language",
        "languages translate translation grammar vocabulary bilingual fluent",
    ),
    (
        "weather",
        "\
        weather rain snow sunny storm forecast temperature",
    ),
    (
        "politics",
        "\
        politics election vote government president parliament",
    ),
    (
        "religion",
        "\
        church religion prayer pray mosque temple synagogue",
    ),
    (
        "nature",
        "\
        nature forest mountain mountains lake river ocean sea animals birds trees camping \
        outdoors wildlife",
    ),
    (
        "celebration",
        "\
        birthday party celebrate celebration christmas easter thanksgiving halloween gift \
        gifts present anniversary",
    ),
];

/// Words that say nothing about a topic.
const STOP: &str = "\
    play plays about above across actually after again against all almost also although always am \
    among an and another any anybody anymore anyone anything anyway are around as ask \
    asked at away back be became because become been before began behind being below \
    best better between big bit both but by called came can can't cannot come comes \
    coming could couldn't day days did didn't different do does doesn't doing don't \
    done down during each early either else end enough even ever every everyone \
    everything exactly far few find first for found from full gave get gets getting \
    give go goes going gone gonna good got great had happy hard has hasn't have haven't \
    having he hello help her here hers hey hi high him his how i'd i'll i'm i've if \
    important in inside instead into is isn't it it's its just keep kept kind know \
    knows last late lately later least left less let let's like liked likes little live \
    lived lives long look looking lot lots love loved loves made make makes making many \
    may maybe me mean meet met might mine minute minutes more most mostly much must my \
    myself named near need needs never new next nice night no nobody none nor not note \
    nothing now of off often ok okay old on once one ones only onto or other others our \
    ours out over own part past people perhaps place please prefer prefers pretty \
    probably put quite rather ready real really recently right said same saw say says \
    second see seem seems seen set shall she should show since small so some someone \
    something sometimes soon sorry start started stay stayed still stop stopped such \
    sure take takes taken talk tell ten thank thanks that that's the their theirs them \
    then there there's these they they're thing things think this those though thought \
    three through time times to today together told tomorrow tonight too took toward \
    tried true try trying turn two under until up upon us use used user user's users \
    uses using usually very wait want wanted wants was wasn't way we we'll we're we've \
    week weeks well went were weren't what what's when where whether which while who \
    whole whom whose why will wish with within without won't would wouldn't wrong yeah \
    year years yes yesterday yet you you're your yours month months hour hours moved \
    move moving thing's weekend monday tuesday wednesday thursday friday saturday \
    sunday january february march april june july august september october november \
    december favorite favourite assistant longer hate hates hated dislike dislikes \
    remember remind forget guess feel feeling felt bought sold born finished work's \
    gets answer answers question questions name name's call";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn topics_are_domains_then_words() {
        fn check(text: &str, expect: &str) {
            assert_eq!(find(text).join(", "), expect, "{text}");
        }
        check(
            "My dog Rex is allergic to chicken",
            "pets, health, food, allergic, chicken",
        );
        check("I love Italian pizza", "food, pizza");
        check(
            "We deploy the backend with Docker",
            "programming, backend, deploy",
        );
        check("I play the guitar in a band", "music, guitar, band");
        check("Hello, thanks!", "");
        check("My umbrella is violet", "umbrella, violet");
        check("", "");
    }

    proptest! {
        #[test]
        fn there_are_few_and_they_are_lower_case(text in "\\PC{0,60}") {
            let topics = find(&text);
            prop_assert!(topics.len() <= TOPICS_MAX);
            for topic in topics {
                prop_assert_eq!(topic.to_lowercase(), topic);
            }
        }
    }
}
