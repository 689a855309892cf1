//! Words that deny, join, direct and exclude each other.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::normalize::singular;

/// What a word does in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It says something.
    Telling,
    /// It says nothing that could differ.
    Empty,
    /// It denies its clause.
    Negates { words: usize },
    /// It denies what follows in its clause.
    Turns { words: usize },
    /// It ends a clause; what follows may carry its sign on.
    Ends { resets: bool },
    /// It joins parts of a list, or clauses.
    Joins,
    /// It tells the role of the next word.
    Directs(&'static str),
}

/// Prepositions that tell roles apart.
pub(super) const PREPOSITIONS: &[&str] = &[
    "from", "to", "than", "over", "before", "after", "under", "above", "below", "behind", "by",
    "into", "against", "without",
];

const NEGATORS: &[&str] = &[
    "not",
    "no",
    "never",
    "none",
    "nobody",
    "nothing",
    "neither",
    "nor",
    "without",
    "hardly",
    "barely",
    "rarely",
    "seldom",
    "avoid",
    "avoids",
    "avoided",
    "avoiding",
    "refuse",
    "refuses",
    "refused",
    "skip",
    "skips",
    "skipped",
    "lack",
    "lacks",
    "lacked",
    "stop",
    "stops",
    "stopped",
    "quit",
    "quits",
    "cease",
    "ceased",
    "former",
    "formerly",
    "previously",
    "cancelled",
    "canceled",
    "abandoned",
    "unable",
    "fails",
    "failed",
    "ex",
    "minus",
    "except",
    "isn",
    "nowhere",
    "cancels",
    // Of other languages in Latin letters, in which words are compared as they stand. French "ne" is no second one.
    "nicht",
    "kein",
    "keine",
    "keinen",
    "keiner",
    "nie",
    "niemals",
    "pas",
    "jamais",
    "aucun",
    "aucune",
    "nunca",
    "jamás",
    "não",
    "non",
    "niet",
    "geen",
    "nooit",
    "inte",
    "aldrig",
    "ikke",
    "değil",
    "nem",
];

/// What the word at a place does.
pub(super) fn role(row: &[&str], at: usize) -> Role {
    let word = row[at];
    let next = row.get(at + 1).copied().unwrap_or_default();
    let before = at.checked_sub(1).map_or("", |at| row[at]);
    match (word, next) {
        // "can not wait" and "not only" deny nothing.
        ("not", "wait" | "only") => return Role::Empty,
        ("no", "problem" | "doubt") => return Role::Empty,
        ("instead" | "rather", "of" | "than") => return Role::Turns { words: 2 },
        ("used", "to") if !matches!(before, "is" | "am" | "are" | "get" | "got" | "getting") => {
            return Role::Negates { words: 2 };
        }
        ("gave" | "gives" | "giving" | "give", "up") => return Role::Negates { words: 2 },
        ("over" | "than", _) if row[..at].iter().any(|w| synonym(w).0 == synonym("like").0) => {
            return Role::Turns { words: 1 };
        }
        _ => {}
    }
    if NEGATORS.contains(&word) {
        return Role::Negates { words: 1 };
    }
    match word {
        "but" | "while" | "although" | "though" | "whereas" | "however" | "yet" | ";" | "."
        | "!" | "?" => Role::Ends { resets: true },
        "," | ":" => Role::Ends { resets: false },
        "and" | "or" | "&" => Role::Joins,
        _ => match PREPOSITIONS
            .iter()
            .find(|preposition| **preposition == word)
        {
            Some(preposition) => Role::Directs(preposition),
            None if is_light(word) => Role::Empty,
            None => Role::Telling,
        },
    }
}

/// Words without which a sentence says the same.
pub(super) fn is_light(word: &str) -> bool {
    const LIGHT: &str = "a an the this that these those i me my mine myself we us our ours you your \
        yours he him his she her hers it its they them their theirs who whom whose which what be is \
        am are was were been being do does did done doing have has had having will would shall \
        should can could may might must of in on at for with as about around through during per \
        via near s d t user users speaker person very really quite rather so too also just only \
        even still already now currently presently today's actually basically definitely certainly \
        truly particularly especially generally usually normally typically often frequently \
        regularly always mostly mainly there here then when where if because since until longer any \
        more most some every each all both such own go goes going get gets getting got make makes \
        made making work works working worked become becomes say says said state states stated \
        mention mentions mentioned tell tells told express expresses expressed there's kind sort lot \
        lots much many thing things way time one ones per that's up out off please";
    static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let mut words: Vec<&str> = LIGHT.split_whitespace().collect();
        words.sort_unstable();
        // "up", "off" and "out" tell directions; see `category`.
        words.retain(|word| !matches!(*word, "up" | "off" | "out"));
        words
    });
    WORDS.binary_search(&word).is_ok()
}

pub(super) fn is_unit(word: &str) -> bool {
    const UNITS: &str = "% $ € £ acre acres c calorie calories cent cents celsius cm day days degree \
        degrees dollar dollars eur euro euros f fahrenheit feet foot ft g gb gram grams hour hours hr \
        hrs inch inches kb kcal kg kilo kilogram kilograms kilometer kilometers kilometre kilometres \
        kilos km l lb lbs liter liters litre litres m mb meter meters metre metres mg mile miles min \
        mins minute minutes ml mm month months mph ounce ounces oz percent pound pounds sec second \
        seconds tb times ton tonne tonnes tons usd week weeks yard yards year years am pm people \
        kids children dogs cats";
    static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let mut words: Vec<&str> = UNITS.split_whitespace().collect();
        words.sort_unstable();
        words
    });
    WORDS.binary_search(&word).is_ok()
}

/// The key of a word that has synonyms or a plain opposite, and whether it denies what the key
/// affirms: "hates" is "like", denied.
pub(super) fn synonym(word: &str) -> (Option<&'static str>, bool) {
    static KEYS: LazyLock<HashMap<String, (String, bool)>> = LazyLock::new(|| {
        let mut keys = HashMap::new();
        for row in SYNONYMS {
            let (affirming, denying) = row.split_once('|').unwrap_or((row, ""));
            let key = base(affirming.split_whitespace().next().unwrap_or_default());
            for (words, denies) in [(affirming, false), (denying, true)] {
                for word in words.split_whitespace() {
                    keys.insert(base(word), (key.clone(), denies));
                }
            }
        }
        keys
    });
    let found = KEYS.get(base(word).as_str());
    found.map_or((None, false), |(key, denies)| (Some(key.as_str()), *denies))
}

/// Words of one meaning; after the bar, of the opposite one. Each word in its plain form: the other
/// forms are found by [`base`].
const SYNONYMS: &[&str] = &[
    "like love enjoy prefer adore favor favorite fond keen fan appreciate cherish preference liking \
     | hate dislike loathe detest despise abhor disliked",
    "allow permit let enable allowed | forbid prohibit ban disallow block disable forbidden",
    "accept approve agree | reject decline deny disagree disapprove",
    "remember recall | forget forgot forgotten",
    "include contain | exclude omit",
    "trust believe | distrust doubt mistrust",
    "succeed pass | fail",
    "live reside dwell based located residence resident lived home",
    "buy purchase purchased bought",
    "big large huge",
    "small little tiny",
    "begin start began begun",
    "finish complete completed",
    "car automobile vehicle",
    "movie film",
    "talk speak spoke speech",
    "reply answer respond response",
    "brief concise short",
    "detailed verbose lengthy long",
    "fast quick rapid",
    "happy glad pleased",
    "scared afraid",
    "tasty delicious",
    "vacation holiday",
    "trip travel journey",
    "fix repair",
    "show display",
    "use utilize utilise",
    "require need",
    "help assist",
    "want wish desire",
    "plan intend intention",
    "exercise workout",
    "jog run running",
    "photo picture photograph",
    "shop store",
    "sick ill",
    "boss manager supervisor",
    "colleague coworker",
    "company firm employer business",
    "allergic allergy",
    "theme mode",
    "job occupation profession \
     employed employ employment career",
    "bug defect",
    "schedule timetable",
    "teach instruct",
    "gift present",
    "smart clever intelligent",
    "tired exhausted",
    "angry mad",
    "rich wealthy",
    "kid child children",
    "father dad",
    "mother mom",
    "wife spouse",
    "pretty beautiful",
    "simple easy",
    "hard difficult",
    "near close",
    "leave depart left",
    "arrive come came",
    "own possess",
    "eat consume ate eaten",
    "visit visited",
    "choose pick select chose",
    "meal food",
];

/// The form that the forms of a word share, as a rule of thumb.
pub(super) fn base(word: &str) -> String {
    let word = singular(word);
    let mut stem = word.as_ref();
    for ending in ["ing", "ed"] {
        let cut = stem.strip_suffix(ending).filter(|rest| {
            rest.len() >= 3 && rest.is_ascii() && rest.contains(['a', 'e', 'i', 'o', 'u', 'y'])
        });
        if let Some(rest) = cut {
            stem = rest;
            let bytes = stem.as_bytes();
            let doubled = bytes[bytes.len() - 1] == bytes[bytes.len() - 2];
            if doubled && !matches!(bytes[bytes.len() - 1], b'l' | b's' | b'z' | b'e') {
                stem = &stem[..stem.len() - 1];
            }
            break;
        }
    }
    if stem.len() > 3 {
        stem = stem.strip_suffix('e').unwrap_or(stem);
    }
    match stem.strip_suffix('y') {
        Some(rest) if rest.len() >= 3 => format!("{rest}i"),
        _ => stem.to_owned(),
    }
}

/// Words that exclude each other.
pub(super) mod category {
    use super::*;

    /// Whether the two are different values of one thing. Both as [`base`] gives them.
    pub(in super::super) fn excludes(a: &str, b: &str) -> bool {
        static VALUES: LazyLock<HashMap<String, Vec<(usize, usize)>>> = LazyLock::new(|| {
            let mut values: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
            for (category, row) in EXCLUSIVE.iter().enumerate() {
                for (value, words) in row.split_whitespace().enumerate() {
                    for word in words.split('/') {
                        let key = match synonym(word) {
                            (Some(key), _) => key.to_owned(),
                            _ => base(word),
                        };
                        values.entry(key).or_default().push((category, value));
                    }
                }
            }
            values
        });
        let (Some(a), Some(b)) = (VALUES.get(a), VALUES.get(b)) else {
            return false;
        };
        a.iter().any(|(category, value)| {
            b.iter()
                .any(|(other, other_value)| category == other && value != other_value)
        })
    }

    /// A row for each thing; its values apart by spaces, words of one value by `/`.
    const EXCLUSIVE: &[&str] = &[
        "dark light/bright",
        "left right",
        "up down",
        "hot cold/cool warm",
        "before after",
        "early late",
        "earlier later",
        "morning afternoon evening night",
        "breakfast lunch dinner",
        "big/large small/tiny/little medium",
        "long/detailed/verbose short/brief/concise",
        "high low",
        "tall short",
        "fast/quick slow",
        "cheap/inexpensive expensive/costly",
        "old new",
        "old young",
        "open closed/shut",
        "on off",
        "inside/indoor/indoors outside/outdoor/outdoors",
        "first last second third",
        "more less fewer",
        "increase/raise/grow decrease/reduce/lower/shrink",
        "maximum/max minimum/min",
        "most least",
        "best worst",
        "better worse",
        "good bad",
        "north south east west",
        "northern southern eastern western",
        "begin/start end/finish",
        "buy sell/sold",
        "win/won lose/lost",
        "arrive/come leave/depart",
        "lend/lent borrow",
        "give/gave receive take/took",
        "push pull",
        "enter exit",
        "import export",
        "upload download",
        "encrypt decrypt",
        "summer winter spring autumn/fall",
        "male female",
        "man woman",
        "boy girl",
        "husband wife father mother brother sister son daughter uncle aunt cousin grandmother \
         grandfather nephew niece girlfriend boyfriend friend",
        "single married divorced widowed engaged",
        "vegan vegetarian pescatarian carnivore omnivore keto",
        "daily weekly monthly yearly/annual/annually hourly quarterly",
        "sometimes always/constantly",
        "red blue green yellow orange purple pink brown black white gray violet turquoise beige gold silver",
        "tea coffee water juice beer wine milk cola whiskey vodka",
        "dog cat rabbit hamster parrot horse bird fish snake turtle pig cow",
        "apple banana cherry mango strawberry pear peach grape",
        "beef pork chicken fish lamb turkey tofu",
        "rice pasta bread potato",
        "sweet salty sour bitter savory spicy",
        "tennis football soccer basketball baseball golf hockey rugby volleyball swimming cycling \
         running climbing skiing snowboarding yoga boxing",
        "guitar piano violin drums cello flute trumpet saxophone bass",
        "jazz rock classical pop techno metal folk blues rap reggae",
        "english french german spanish italian portuguese dutch swedish japanese chinese korean \
         russian polish turkish arabic hindi danish norwegian finnish",
        "linux windows macos",
        "android ios",
        "python javascript typescript java rust go ruby kotlin swift c c++ c# php scala haskell",
        "vim emacs nano",
        "postgresql mysql mongodb sqlite redis oracle",
        "aws azure gcp",
        "tabs spaces",
        "public private",
        "manual automatic",
        "remote onsite hybrid office",
        "synchronous/sync asynchronous/async",
        "metric imperial",
        "formal informal/casual",
        "window aisle",
        "introvert extrovert",
        "weak strong",
        "rich/wealthy poor",
        "easy/simple hard/difficult",
        "full empty",
        "wet dry",
        "loud/noisy quiet/silent",
        "heavy light",
        "thick thin",
        "wide narrow",
        "deep shallow",
        "safe dangerous/risky",
        "clean dirty",
        "healthy unhealthy sick",
        "happy sad angry",
        "alive dead",
        "true false",
        "yes no",
        "am pm",
        "car bus train bicycle plane boat motorcycle",
        "email phone letter sms slack",
        "careful careless",
        "useful useless",
        "doctor nurse dentist lawyer teacher engineer designer chef artist writer pilot accountant",
        "house apartment condo",
        "city village countryside suburb",
        "optional mandatory/required/compulsory",
        "internal external",
        "junior senior",
        "parent child",
        "employee employer",
        "teacher student",
        "top bottom middle",
        "front back",
        "monday tuesday wednesday thursday friday saturday sunday",
        "weekday weekend",
        "january february march april may june july august september october november december",
        "bullet paragraph",
        "markdown plain html",
        "celsius fahrenheit",
    ];
}
