//! Which aspect of a thing a value tells where it stands ([`Aspect`]): what the thing is called, where it is,
//! when, how much, of which colour. A value takes the place of another only if it tells the same aspect of
//! the same thing in the same situation.

use std::collections::BTreeSet;

use crate::dates::{is_month, is_weekday};
use crate::entities;
use crate::form::{is_clock, is_number_word};
use crate::grammar::words::one_of;
use crate::rules::nature;

/// A set of aspects, of which a value tells one.
type Aspects = u16;

const NAME: Aspects = 1;
const STATE: Aspects = 1 << 1;
const COLOUR: Aspects = 1 << 2;
const PLACE: Aspects = 1 << 3;
const PURPOSE: Aspects = 1 << 4;
const DAY: Aspects = 1 << 5;
const CLOCK: Aspects = 1 << 6;
const MAIL: Aspects = 1 << 7;
const MONEY: Aspects = 1 << 8;
const LENGTH: Aspects = 1 << 9;
const WEIGHT: Aspects = 1 << 10;
const DURATION: Aspects = 1 << 11;
const DATA: Aspects = 1 << 12;
const COUNT: Aspects = 1 << 13;
/// A place inside of another: a room, a floor, a shed.
const INSIDE: Aspects = 1 << 14;
const AMOUNTS: Aspects = MONEY | LENGTH | WEIGHT | DURATION | DATA | COUNT;
/// A word or two in lower case without an article: a name as some write it, or what something is like.
const WORDS: Aspects = NAME | STATE | COLOUR | PURPOSE;
const ANY: Aspects = Aspects::MAX;

/// Units, by what they measure.
const UNITS: [(Aspects, &str); 6] = [
    (
        MONEY,
        "euro euros eur dollar dollars usd bucks pounds quid gbp chf francs cents yen",
    ),
    (
        LENGTH,
        "mm cm m km metre metres meter meters mile miles ft feet foot inch inches kilometres kilometers yards",
    ),
    (
        WEIGHT,
        "g kg mg lb lbs gram grams kilo kilos pounds stone ounces oz ton tons tonnes mcg",
    ),
    (
        DURATION,
        "second seconds minute minutes min mins hour hours hr hrs h day days night nights week weeks month months \
year years decade decades",
    ),
    (
        DATA,
        "kb mb gb tb gigs gigabytes megabytes terabytes gib mib",
    ),
    (COUNT, "degrees celsius fahrenheit percent people times"),
];

const COLOURS: &str = "red blue green black white yellow grey gray brown pink purple orange teal turquoise beige \
maroon navy violet magenta crimson silver";
const SHADES: &str =
    "light dark bright pale deep navy sky and off metallic matte dark-blue light-blue";

/// Words of degree, after which stands what something is like.
const DEGREES: &str =
    "too very so really quite pretty extremely rather fairly incredibly super way far totally";

/// What a thing is like, in words that name no thing and no choice between plans or sizes.
const STATES: &str = "late early remote hard easy difficult far near high low good bad great nice fine ok okay ready done \
busy missing gone stolen broken dirty clean cold hot important boring stressful tiring exhausting old new cheap expensive \
slow fast loud quiet big small huge tiny heavy tall short long dead flat empty full down offline fun nearby away \
overdue open delicious awful terrible amazing awesome lovely beautiful ugly tired sick sad happy ill rusty safe noisy";

/// Attributes whose values are told like states, or tell nothing of a kind.
const LIKE_STATES: &str = "status state trait marital_status diet mood situation kind type size health weather plan \
event instruction issue goal norm location workplace habit schedule";

/// Attributes of places, which are told with or without "in".
const PLACES: &str = "location place spot room desk address venue office site gate space seat bay slot base hq headquarters \
shelf locker branch pitch field hangout residence hometown birthplace destination";

/// Words before a noun that tell no other one of its kind.
const TRANSPARENT: &str = "new old own current usual main primary actual own regular normal typical go-to default favourite \
favorite fav fave preferred present latest final exact correct real full proper whole beloved trusty little dear lovely \
next upcoming now actually today's daily weekly monthly annual yearly updated right wrong former previous good best all-time \
nice monday tuesday wednesday thursday friday saturday sunday";

/// Parts of a building, which say nothing of where that is.
const PARTS: &str = "floor room platform gate number storey level hall";

/// Attributes of whole buildings.
const BUILDINGS: &str = "office site location base hq headquarters branch place";

/// Words that end what belongs to a noun.
const ENDS: &str = "a an the my our your his her their its this that these those is are was were be been am has have had \
will would can could do does did not no and or but so as than if when while of in on at by to for from with about into \
i we you he she they it me us him them there here one any some every each all both hey well yes ok okay also just \
still already moved changed switched got replaced bought use using called named 's s m re ve";

/// Words that tell two of a kind apart, wherever they stand: of each row one is meant.
const APART: [&[&str]; 6] = [
    &[
        "production",
        "prod",
        "staging",
        "stage",
        "dev",
        "development",
        "testing",
        "qa",
        "sandbox",
        "preview",
    ],
    &[
        "first", "last", "middle", "second", "user", "maiden", "family",
    ],
    &["work", "personal", "private", "home", "business"],
    &["summer", "winter", "spring", "autumn"],
    &["landline", "mobile"],
    &["morning", "evening", "afternoon", "outbound", "return"],
];

/// Words before a noun that always mean another one of its kind.
const OTHERS: &str = "other second third least worst ex work personal private business company prod production staging \
dev development backup spare rental loaner side billing shipping last middle maiden user pen stage screen late another \
emergency secondary half step first desk";

/// How many words after "if" or "when" may ask for a choice.
const CHOOSING_WITHIN: usize = 6;
/// How many words before a noun may belong to it.
const NARROWING_MAX: usize = 3;

/// What a value tells where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aspect {
    /// The aspects that it may tell.
    kinds: Aspects,
    /// It is a part of a building.
    is_part: bool,
    /// The words of the noun that tell which of its kind; `None` where the noun is not named.
    which: Option<BTreeSet<String>>,
    /// Words that tell two of a kind apart.
    apart: BTreeSet<String>,
    /// The words of the situation in which it is so.
    situation: BTreeSet<String>,
    /// Of a place, how wide it is.
    extent: Option<Extent>,
    /// It is one under which somebody is reached.
    is_contact: bool,
    /// The sentence says that it is so from some time on: "as of Monday", "my new bank".
    is_new: bool,
}

/// How wide a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// A country or a continent.
    Region,
    /// Another place that is known.
    Known,
    /// A name that is known of no place.
    Unknown,
}

impl Aspect {
    /// Of the value of an attribute in the sentence that gives it.
    pub fn of(attribute: &str, value: &str, sentence: &str) -> Aspect {
        let family = attribute.split(':').next().unwrap_or_default();
        let is_taste = matches!(family, "preferred" | "favourite" | "prefers");
        let value = if is_taste { of_taste(value) } else { value };
        let stands = Standing::of(value, sentence);
        Aspect {
            kinds: stands.kinds(attribute, value),
            is_part: words(&value.to_lowercase())
                .iter()
                .any(|word| one_of(word, PARTS)),
            which: stands.which(attribute),
            // "My home city", "I moved to Lisbon for work": one lives in one of them.
            apart: match family {
                "residence" => BTreeSet::new(),
                _ => stands.apart(),
            },
            situation: stands.situation(is_taste, attribute),
            extent: matches!(family, "residence" | "hometown" | "birthplace")
                .then(|| extent(value)),
            is_contact: matches!(family, "phone" | "email" | "address"),
            is_new: stands.is_new(attribute),
        }
    }

    /// Whether a value with the aspect stands beside another of the same attribute, in whose place it
    /// would be otherwise. `changes`: it is said that something changed.
    pub fn is_beside(&self, old: &Aspect, changes: bool) -> bool {
        let changes = changes || self.is_new;
        self.is_other_kind(old, changes)
            || self.is_of_other(old, changes)
            || self.is_elsewhere(old, changes)
            || !changes && self.is_wider_or_narrower(old)
    }

    fn is_other_kind(&self, old: &Aspect, changes: bool) -> bool {
        // Two espressos may take the place of what was coffee.
        let wide = |aspect: &Aspect| match (changes, aspect.kinds) {
            (true, WORDS) => WORDS | AMOUNTS,
            // "In the shed", "at Tom's" now.
            (true, INSIDE) if !aspect.is_part => INSIDE | PLACE,
            (_, kinds) => kinds,
        };
        wide(self) & wide(old) == 0
    }

    /// "My work laptop" is none of "my laptop", nor of "my personal laptop".
    fn is_of_other(&self, old: &Aspect, changes: bool) -> bool {
        let differs = |row: &&[&str]| {
            let of = |aspect: &Aspect| -> BTreeSet<String> {
                let is_it = |word: &&String| row.contains(&word.as_str());
                aspect.apart.iter().filter(is_it).cloned().collect()
            };
            let (mine, theirs) = (of(self), of(old));
            !mine.is_empty() && !theirs.is_empty() && mine.is_disjoint(&theirs)
        };
        // "You can reach me at work on ...".
        let at_work = |aspect: &Aspect| aspect.is_contact && aspect.apart.contains("work");
        if APART.iter().any(differs) || !changes && at_work(self) != at_work(old) {
            return true;
        }
        // Who tells a new address without a word of work means the personal one.
        let is_own = |word: &str| self.is_contact && changes && one_of(word, "personal private");
        let is_other = |word: &String| one_of(word, OTHERS) && !is_own(word);
        match (&self.which, &old.which) {
            (Some(mine), Some(theirs)) if mine != theirs => {
                let mut differing = mine.symmetric_difference(theirs);
                let is_told_apart =
                    !mine.is_empty() && !theirs.is_empty() && mine.is_disjoint(theirs);
                !changes || is_told_apart || differing.any(is_other)
            }
            (Some(one), None) | (None, Some(one)) if !changes => one.iter().any(is_other),
            _ => false,
        }
    }

    /// "For breakfast" tells nothing of what is so otherwise.
    fn is_elsewhere(&self, old: &Aspect, changes: bool) -> bool {
        let (mine, theirs) = (&self.situation, &old.situation);
        match (mine.is_empty(), theirs.is_empty()) {
            (true, true) => false,
            (false, false) => mine.is_disjoint(theirs) || !changes && mine != theirs,
            (false, true) | (true, false) => true,
        }
    }

    /// Somebody who lives in Lisbon lives in Portugal, and may live in a quarter of which nobody knows.
    fn is_wider_or_narrower(&self, old: &Aspect) -> bool {
        match (self.extent, old.extent) {
            (Some(mine), Some(theirs)) => {
                (mine == Extent::Region) != (theirs == Extent::Region)
                    || mine == Extent::Unknown && theirs == Extent::Known
            }
            _ => false,
        }
    }
}

/// What is liked, without when or where: "dark mode" of "dark mode in my editor".
fn of_taste(value: &str) -> &str {
    let opens = |at: &usize| {
        let word = value[*at..].trim_start().split(' ').next();
        word.is_some_and(|word| one_of(word, OPENING))
    };
    let end = value.match_indices(' ').map(|(at, _)| at).find(opens);
    &value[..end.unwrap_or(value.len())]
}

fn extent(value: &str) -> Extent {
    let low = value.to_lowercase();
    match () {
        () if entities::is_region(low.trim_start_matches("the ")) => Extent::Region,
        () if entities::may_be_place(value) => Extent::Known,
        () => Extent::Unknown,
    }
}

/// The words of a sentence around a value, in lower case.
struct Standing {
    before: Vec<String>,
    after: Vec<String>,
    /// The sentence says of a thing what it is: "the meeting is", "my car was".
    is_of_thing: bool,
    /// What stands directly before the value.
    preposition: Option<String>,
    has_article: bool,
    is_called: bool,
}

/// Words that open the situation in which something is so.
const OPENING: &str = "for during after before when while in on at";

/// Words of phrases that open like a situation and are none: "at the moment", "for the record".
const PHRASES: &str = "now days please lately more moment present point while time fact general case end today change \
example instance sure record information thought thoughts reflection truth honesty once good again";
/// Words behind "if" or "when" that ask for a choice: "if I had to name", "when it comes to choosing".
const CHOOSING: &str = "name pick choose say tell give comes choosing picking selecting";

/// Words that tell where, when or for what something is.
const PREPOSITIONS: &str = "in at on near by with for from under behind beside inside outside opposite around below above \
to of about";
const ARTICLES: &str = "a an the my our your his her their its this that";
const BEING: &str = "is are was were be been 's isn't aren't wasn't starts begins leaves departs runs takes happens \
stands sits";
const ADVERBS: &str =
    "now still just also currently actually always already not only right all in fact really again";
const LYING: &str =
    "based located parked stored hosted kept situated held scheduled set planned placed due booked";

impl Standing {
    fn of(value: &str, sentence: &str) -> Standing {
        let (low_value, low) = (value.to_lowercase(), sentence.to_lowercase());
        let (from, to) = match low.find(&low_value).filter(|_| !value.is_empty()) {
            Some(at) => (at, at + low_value.len()),
            None => (low.len(), low.len()),
        };
        let before = words(&low[..from]);
        let after = words(&low[to..]);
        let mut at = before.len();
        let mut back = |is_it: &dyn Fn(&str) -> bool| -> Option<String> {
            let word = before.get(at.checked_sub(1)?)?;
            let found = is_it(word).then(|| word.clone());
            at -= usize::from(found.is_some());
            found
        };
        let mut own = words(&low_value).into_iter();
        let led = own.next().filter(|word| one_of(word, PREPOSITIONS));
        let has_article = back(&|word| one_of(word, ARTICLES)).is_some();
        let preposition = led.or_else(|| back(&|word| one_of(word, PREPOSITIONS)));
        let is_called = back(&|word| one_of(word, "called named titled")).is_some();
        while back(&|word| one_of(word, ADVERBS) || one_of(word, LYING) || one_of(word, DEGREES))
            .is_some()
        {}
        let is_being = back(&|word| one_of(word, BEING) || word.ends_with("'s")).is_some();
        let is_own = before[..at]
            .last()
            .is_some_and(|word| one_of(word, "i we you user"));
        Standing {
            is_of_thing: is_being && !is_own,
            before,
            after,
            preposition,
            has_article,
            is_called,
        }
    }

    /// The aspects that a value may tell.
    fn kinds(&self, attribute: &str, value: &str) -> Aspects {
        let family = attribute.split(':').next().unwrap_or_default();
        let last = attribute.rsplit([' ', ':', '_']).next().unwrap_or_default();
        if one_of(family, LIKE_STATES) || one_of(last, LIKE_STATES) {
            return ANY;
        }
        let is_dated = matches!(family, "appointment" | "deadline" | "birthday");
        let low = value.to_lowercase();
        let words = words(&low);
        if value.contains('@') {
            return MAIL;
        }
        // "Since Monday Ben is my manager" may have the day taken for a part of the name.
        let is_named = crate::units::kinds::is_named(attribute) && words.len() > 1;
        if let Some(times) = self.times(&words, is_dated).filter(|_| !is_named) {
            return times;
        }
        let amounts = self.amounts(&words, &low);
        // "At 17 degrees" is no place, and "in two weeks" is a day.
        if let Some(measured) = amounts.filter(|amounts| amounts & NAME == 0) {
            let is_day = is_dated && measured & DURATION != 0;
            return if is_day { measured | DAY } else { measured };
        }
        if let Some(place) = self.place(value, is_dated) {
            let is_part = words.iter().any(|word| one_of(word, PARTS));
            let is_of_place = one_of(last, PLACES) && !(is_part && one_of(last, BUILDINGS));
            return if is_of_place { place | NAME } else { place };
        }
        if let Some(amounts) = amounts {
            return amounts;
        }
        if one_of(last, "colour color colours colors") {
            return COLOUR;
        }
        if self.is_called || has_capital(value) || value.contains(|c: char| c.is_ascii_digit()) {
            return NAME;
        }
        if words
            .iter()
            .all(|word| one_of(word, COLOURS) || one_of(word, SHADES))
            && words.iter().any(|word| one_of(word, COLOURS))
        {
            return COLOUR;
        }
        let degree = self.before.last().is_some_and(|word| one_of(word, DEGREES));
        let is_state = words
            .first()
            .is_some_and(|word| is_state(word) || one_of(word, DEGREES));
        if self.is_of_thing && !self.has_article && (is_state || degree) {
            return STATE;
        }
        if self.has_article {
            NAME | PURPOSE
        } else {
            WORDS
        }
    }

    /// Times of the day and days.
    fn times(&self, words: &[String], is_dated: bool) -> Option<Aspects> {
        let is_at = self.preposition.as_deref() == Some("at");
        let is_when = matches!(
            self.preposition.as_deref(),
            Some("in" | "on" | "by" | "until" | "from")
        );
        let has_digit = words
            .iter()
            .any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
        let mut kinds = 0;
        for (n, word) in words.iter().enumerate() {
            // "Friday at 3", "9 in room Alpha".
            let ends = words.get(1).is_none_or(|next| one_of(next, PREPOSITIONS));
            let is_at = is_at && n == 0 && ends || n > 0 && words[n - 1] == "at";
            let ordinal = word
                .strip_suffix("st")
                .or(word.strip_suffix("nd"))
                .or(word.strip_suffix("rd"));
            let ordinal = ordinal.or(word.strip_suffix("th"));
            let is_ordinal = ordinal
                .is_some_and(|of| !of.is_empty() && of.bytes().all(|byte| byte.is_ascii_digit()));
            let is_hour = word.parse::<u32>().is_ok_and(|hour| hour <= 24);
            if is_clock(word)
                || one_of(word, "noon midnight o'clock")
                || is_at && (is_hour || is_number_word(word))
            {
                kinds |= CLOCK;
            } else if is_weekday(word)
                || word.strip_suffix('s').is_some_and(is_weekday)
                || is_month(word) && (has_digit || is_when || is_dated)
                || is_ordinal && (is_when || is_dated)
                || one_of(
                    word,
                    "tomorrow today tonight weekend weekends weekdays daily weekly monthly",
                )
                || one_of(word, "week month year") && words[0] == "next"
            {
                kinds |= DAY;
            } else if one_of(
                word,
                "morning mornings afternoon afternoons evening evenings night",
            ) && words.len() <= 2
            {
                kinds |= DAY | CLOCK;
            }
        }
        (kinds != 0).then_some(kinds)
    }

    /// Where something is, with whom or for what.
    fn place(&self, value: &str, is_dated: bool) -> Option<Aspects> {
        let preposition = self.preposition.as_deref()?;
        if !self.is_of_thing && !is_dated {
            return None;
        }
        let is_name = value.contains(|c: char| c.is_uppercase());
        match preposition {
            "by" | "of" | "to" => None,
            "with" => Some(NAME),
            "for" | "about" => Some(PURPOSE),
            "at" | "from" if is_name && !is_dated => Some(PLACE | NAME),
            _ if is_name => Some(PLACE),
            _ => Some(INSIDE),
        }
    }

    /// How much something is.
    fn amounts(&self, words: &[String], low: &str) -> Option<Aspects> {
        let first = words.first()?;
        let is_money = low.starts_with(['$', '€', '£']) || low.ends_with(['€', '$', '£']);
        let number = first.trim_start_matches(|c: char| !c.is_alphanumeric());
        let digits = number
            .chars()
            .take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
            .count();
        let is_spelt = is_number_word(first) && words.len() > 1;
        if is_money {
            return Some(MONEY);
        }
        let measures = |unit: &str| -> Aspects {
            let rows = UNITS.iter().filter(|(_, units)| one_of(unit, units));
            rows.map(|(of, _)| of).sum()
        };
        // The number stands before what was taken for the value.
        let is_counted = self
            .before
            .last()
            .is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
        if is_counted && measures(first) != 0 {
            return Some(measures(first));
        }
        if digits == 0 && !is_spelt {
            return None;
        }
        // "8GB", "50k", "12F".
        let glued = if is_spelt { "" } else { &number[digits..] };
        let next = self.after.first();
        let next = next.filter(|next| words.len() == 1 && measures(next) != 0);
        let unit = match glued {
            "" => words.get(1).or(next).map_or("", String::as_str),
            glued => glued,
        };
        let measured = measures(unit);
        Some(match (measured, unit, is_spelt) {
            // "My alarm is 7 now."
            (0, "", false) if number.parse::<u32>().is_ok_and(|hour| hour <= 24) => {
                AMOUNTS | NAME | CLOCK
            }
            (0, "" | "k", false) => AMOUNTS | NAME,
            (0, "-", _) | (0, _, true) => COUNT | NAME,
            (0, ..) if words.len() == 1 && glued.is_empty() => AMOUNTS | NAME,
            (0, ..) => COUNT | NAME,
            (WEIGHT, ..) => WEIGHT | COUNT,
            (measured, ..) => measured,
        })
    }

    /// The words of the attribute's noun that tell which of its kind it is.
    fn which(&self, attribute: &str) -> Option<BTreeSet<String>> {
        let of_attribute = |word: &str| {
            let one = word.strip_suffix('s').unwrap_or(word);
            attribute.split([' ', ':', '_']).any(|part| {
                part == word || part.len() > 2 && part.strip_suffix('s').unwrap_or(part) == one
            })
        };
        let all = [&self.before, &self.after].into_iter();
        for side in all {
            let Some(at) = side.iter().rposition(|word| of_attribute(word)) else {
                continue;
            };
            // "Phone number", "favourite colour": the name begins before its last word.
            let at = side[..at]
                .iter()
                .rev()
                .take_while(|word| of_attribute(word))
                .count()
                .abs_diff(at);
            let narrowing = side[..at].iter().rev().take(NARROWING_MAX);
            let narrowing =
                narrowing.take_while(|word| !one_of(word, ENDS) && !word.contains('\''));
            let telling =
                narrowing.filter(|word| !one_of(word, TRANSPARENT) && !of_attribute(word));
            return Some(telling.cloned().collect());
        }
        None
    }

    /// Whether a sentence says that something is so from some time on, or is the new one of its kind.
    fn is_new(&self, attribute: &str) -> bool {
        let side = [&self.before, &self.after];
        let pair = |words: &[String]| match (words[0].as_str(), words[1].as_str()) {
            ("as", "of") | ("these", "days") | ("from", "now") => true,
            ("new", noun) => attribute.split([' ', ':', '_']).any(|part| part == noun),
            _ => false,
        };
        side.iter().any(|words| {
            words.iter().any(|word| one_of(word, "now nowadays rn")) || words.windows(2).any(pair)
        })
    }

    /// The words by which things of a kind are told apart; "work" as a noun only.
    fn apart(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for side in [&self.before, &self.after] {
            for (n, word) in side.iter().enumerate() {
                let is_led = n > 0 && one_of(&side[n - 1], "my our the a an your new at for old");
                let is_any = APART[0].contains(&word.as_str());
                if is_any || is_led && APART.iter().any(|row| row.contains(&word.as_str())) {
                    found.insert(word.clone());
                }
            }
        }
        found
    }

    /// The words of the situation in which something is so: of tastes all that are told with a place, time or
    /// occasion, of whatever else the times that come again.
    fn situation(&self, is_taste: bool, attribute: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        // "Piano lessons on weekends": that is when they are, not when it is the piano.
        let of_lesson = |word: &String| one_of(word, "lesson lessons class classes course courses");
        if self.after.first().is_some_and(of_lesson) {
            return found;
        }
        for (side, leads) in [(&self.before, true), (&self.after, false)] {
            let (mut is_inside, mut opened) = (false, 0);
            for (n, word) in side.iter().enumerate() {
                let next = side.get(n + 1).map_or("", String::as_str);
                let is_front = leads && n == 0;
                // "We do game night on Saturdays and you can email me at": another clause, and no such day.
                if one_of(word, "and but") && one_of(next, CLAUSE_SUBJECTS) {
                    if !leads {
                        break;
                    }
                    if opened > 0 {
                        (is_inside, opened) = (false, 0);
                        found.clear();
                    }
                }
                let may_open = is_front || !leads || !is_taste;
                // "If you ask me" tells of nothing.
                if may_open && (one_of(word, OPENING) || is_front && one_of(word, "with if")) {
                    let asks = side[n..].iter().take(CHOOSING_WITHIN);
                    let asks = is_front && asks.skip(1).any(|word| one_of(word, CHOOSING));
                    (is_inside, opened) = (next != "you" && !asks, n);
                    continue;
                }
                // "On long flights I prefer", "for breakfast my favourite", but "when I travel", "in my car".
                let leaves = one_of(word, "i i'm we it it's my our") && n > opened + 1;
                if leaves || one_of(word, PHRASES) {
                    is_inside = false;
                }
                let is_own = attribute.split([' ', ':', '_']).any(|part| part == word);
                let is_telling =
                    is_taste && !is_own && !one_of(word, ENDS) && !one_of(word, PHRASES);
                if is_inside && (is_telling || comes_again(word)) {
                    found.insert(word.clone());
                }
            }
        }
        found
    }
}

/// Words with which a clause begins that has a subject of its own.
const CLAUSE_SUBJECTS: &str = "i i'm i've we we're you it it's he she they my our the";

/// Parts of the week or year that come again: "weekends", "Sundays".
fn comes_again(word: &str) -> bool {
    one_of(
        word,
        "weekends weekend weekdays weeknights evenings mornings afternoons nights holidays",
    ) || word.strip_suffix('s').is_some_and(is_weekday)
}

fn is_state(word: &str) -> bool {
    one_of(word, STATES)
        || nature::passes(word)
        || word.len() > 6
            && ["ful", "ous", "able", "ible", "less"]
                .iter()
                .any(|tail| word.ends_with(tail))
        || word.len() > 4 && word.ends_with("ed")
}

/// Words with their apostrophes, digits and what binds them. In lower case already.
fn words(low: &str) -> Vec<String> {
    let low = low.replace('’', "'");
    let words = low.split(|c: char| {
        !(c.is_alphanumeric() || matches!(c, '\'' | '-' | ':' | '.' | ',' | '$' | '€' | '£'))
    });
    let words = words.map(|word| word.trim_matches(|c: char| matches!(c, '.' | ':' | ',' | '-')));
    words
        .filter(|word| word.contains(char::is_alphanumeric))
        .map(str::to_owned)
        .collect()
}

/// An attribute by the word that the sentence says instead of another of the same row: "production url" of
/// what was taken for a "staging url", "first name" of a "last name".
pub(crate) fn apart_of(attribute: &str, text: &str) -> Option<String> {
    let said = words(&text.to_lowercase());
    let mut parts: Vec<&str> = attribute.split(' ').collect();
    let (at, row) = parts.iter().enumerate().find_map(|(at, part)| {
        let row = APART.iter().find(|row| row.contains(part))?;
        Some((at, row))
    })?;
    if said.iter().any(|word| word == parts[at]) {
        return None;
    }
    let named: Vec<&str> = parts[at + 1..].to_vec();
    let is_named = |n: usize| {
        APART[0].contains(&said[n].as_str())
            || said
                .get(n + 1)
                .is_some_and(|next| named.contains(&next.as_str()))
    };
    let other = (0..said.len()).find(|&n| row.contains(&said[n].as_str()) && is_named(n))?;
    parts[at] = &said[other];
    Some(parts.join(" "))
}

/// Whether a text has a capital.
pub(crate) fn has_capital(text: &str) -> bool {
    text.contains(|c: char| c.is_alphabetic() && !c.is_lowercase())
}

/// Whether a value that a sentence gives is a description or a state, of an attribute of which one is a name.
/// `has_capitals`: whoever writes the sentence writes names with capitals.
pub(crate) fn misfits(attribute: &str, value: &str, sentence: &str, has_capitals: bool) -> bool {
    let low = value.to_lowercase();
    let parts: Vec<&str> = low.split(' ').collect();
    let (first, last) = (parts[0], parts[parts.len() - 1]);
    // Who writes all in lower case writes names so, too.
    let is_plain = !has_capital(value) && has_capitals;
    match attribute {
        "residence" => {
            is_plain && !entities::is_known_place(&low)
                || one_of(first, "my number")
                || one_of(last, "floor")
                // "Tom is home now": somebody is there.
                || sentence.to_lowercase().contains(" is home now") && !entities::is_known_place(&low)
        }
        "employer" => {
            let is_gerund = first.len() > 4 && first.ends_with("ing") && is_plain;
            let abstracts =
                "living peace change justice kinder better fun free hours hope money love progress";
            is_gerund
                || parts.len() == 1 && is_plain && one_of(first, abstracts)
                || one_of(last, "desk counter reception hours")
                || is_plain
                    && parts.len() == 1
                    && (is_state(first) || one_of(first, "weird odd strange"))
                || one_of(last, "office site branch headquarters hq campus plant")
                    && parts.len() > 1
        }
        "name" | "nickname" => {
            let is_low = value.starts_with(char::is_lowercase) && has_capitals;
            let is_adjective = is_low && is_state(first) || one_of(first, PREPOSITIONS);
            let led = Standing::of(value, sentence).preposition;
            let is_led = led.is_some_and(|word| one_of(&word, "for in on at"));
            is_adjective || is_led || parts.len() == 1 && nature::is_nationality(first)
        }
        "job_title" => {
            is_plain && parts.len() == 1 && (is_state(first) || one_of(first, "remote hybrid"))
        }
        "birthday" => {
            !value.contains(|c: char| c.is_ascii_digit())
                && !parts.iter().any(|word| is_month(word))
        }
        _ => false,
    }
}

#[cfg(test)]
#[path = "kinds_tests.rs"]
mod tests;
