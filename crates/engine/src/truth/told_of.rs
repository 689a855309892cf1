//! Whether words that end or correct something are about what a statement says. A value that stands in
//! them is not enough: "Ada closed the door" ends no sister. Whatever else they tell must be told by the
//! statement as well, or belong to ending and to time. Pure.

use extraction::dates::{is_month, is_weekday};
use extraction::form::{Form, form_of};
use extraction::subject::{Subject, is_of_another_season, subject_of};
use extraction::{is_animal, is_relative, one_of};
use types::Statement;

use super::take_back::alike;
use super::words::normalize_text;

/// What is believed, with all the words that it was said in.
pub(super) struct Believed<'a> {
    pub statement: &'a Statement,
    pub said: &'a str,
    pub is_directive: bool,
}

/// Whether the words of `sentence` end what is believed.
pub(super) fn ends(sentence: &str, believed: &Believed<'_>) -> bool {
    if is_of_another(sentence, believed) {
        return false;
    }
    let value = value_of(believed);
    let Some(part) = part_with(sentence, &value) else {
        return false;
    };
    let words = words_of(&part);
    let known = known_of(believed);
    // "Forget the project's database": whose it is need not have been said.
    let is_asked = words.iter().any(|word| one_of(word, ASKING));
    let is_told = |word: &str| {
        is_free(word)
            || known.iter().any(|other| alike(word, other))
            || is_asked && one_of(word, "project app application product system team")
    };
    if believed.is_directive && !words.iter().any(|word| one_of(word, COMMANDING)) {
        return false;
    }
    let at = words.iter().position(|word| value.contains(word));
    let end = words.iter().rposition(|word| value.contains(word));
    let first = words.iter().position(|word| one_of(word, SPEAKER));
    let is_speakers = match (first, at) {
        (Some(first), Some(at)) => first < at && !words[..first].iter().any(|w| one_of(w, WHOSE)),
        _ => false,
    };
    let has = |list: &str| words.iter().any(|word| one_of(word, list));
    let is_given = has("gave given") && has("away up")
        || has("rehomed")
        || has("not t dont no") && has("have") && has("anymore longer more");
    let is_dead = is_pet(&believed.statement.attribute) && (has(DEATH) || is_given);
    if ends_person(believed) && !is_dead {
        let names = |word: &String| alike(word, &believed.statement.attribute);
        let is_asked = words.iter().any(|word| one_of(word, ASKING));
        // "We gave Kiwi away, I don't have a parrot anymore."
        let is_named = words_of(sentence).iter().any(names);
        if !is_named && !is_asked {
            return false;
        }
    }
    let is_wrong = words.iter().any(|word| one_of(word, WRONG));
    if is_wrong && at == Some(0) || is_once(&words, end) {
        return false;
    }
    if at == Some(0) && (does_something(&words, end) || has_own(&words, end)) {
        return false;
    }
    if !is_speakers && at == Some(0) && is_named_as(&words, &known) {
        return true;
    }
    if !is_speakers {
        return words.iter().all(|word| is_told(word));
    }
    let (first, at, end) = (
        first.unwrap_or_default(),
        at.unwrap_or_default(),
        end.unwrap_or_default(),
    );
    words[first..at].iter().all(|word| is_told(word)) && !leads_on(&words[end..], &known)
}

/// Whether words tell of a single time, after which all goes on: "I stopped playing at midnight", "I left
/// my book on the bus".
fn is_once(words: &[String], end: Option<usize>) -> bool {
    // "The car broke down again."
    if words.iter().any(|word| word == "again") && !words.iter().any(|word| word == "never") {
        return true;
    }
    if words.iter().any(|word| one_of(word, FOR_GOOD)) {
        return false;
    }
    let is_time = |word: &String| {
        one_of(word, "noon midnight") || word.starts_with(|c: char| c.is_ascii_digit())
    };
    let after = |at: usize| words.get(at).map(String::as_str).unwrap_or_default();
    let is_left = words.iter().any(|word| word == "left");
    let end = end.unwrap_or_default();
    let is_put = is_left
        && one_of(after(end + 1), "on at in with")
        && one_of(after(end + 2), "the my a an our his her")
        && !one_of(after(end + 3), "end start beginning middle");
    let at_time = words[end..]
        .windows(2)
        .any(|two| two[0] == "at" && is_time(&two[1]));
    let is_weak = words
        .iter()
        .any(|word| one_of(word, "stopped finished left ended closed quit"));
    is_put || is_weak && at_time
}

/// Whether what has the value, which stands first, did something that has an end of its own: "Steph
/// cancelled tonight", "Steph stopped by".
fn does_something(words: &[String], end: Option<usize>) -> bool {
    let next = end.and_then(|end| words.get(end + 1));
    let is_lasting = words.iter().any(|word| one_of(word, FOR_GOOD));
    next.is_some_and(|next| one_of(next, DOING)) && !is_lasting
}

/// Whether what has the value, which stands first, has something that the words are about: "Priya's dog died".
fn has_own(words: &[String], end: Option<usize>) -> bool {
    let after = |at: usize| end.and_then(|end| words.get(end + at));
    after(1).is_some_and(|word| word == "s") && after(2).is_some_and(|word| !is_free(word))
}

/// What is done once, and not for good.
const DOING: &str = "cancelled canceled stopped closed closes dropped skipped ended finished broke took went \
had got moved called";
/// Words that something is over for good.
const FOR_GOOD: &str = "anymore longer more never permanently good forever down";

/// Whether a value, the first of `words`, is part of another name: "I closed the Acme ticket".
fn leads_on(words: &[String], known: &[String]) -> bool {
    words
        .get(1)
        .is_some_and(|next| !is_free(next) && !known.iter().any(|other| alike(next, other)))
}

/// Whether the value that a sentence names as over is part of another name in it: "I dropped my history book".
pub(super) fn is_part_of_name(sentence: &str, old: &str, believed: &Believed<'_>) -> bool {
    let words = words_of(sentence);
    let old = words_of(old);
    let end = words.iter().rposition(|word| old.contains(word));
    end.is_some_and(|end| leads_on(&words[end..], &known_of(believed)))
}

/// Whether words say what a value, the first of them, is no longer: "A4 is no longer the desk I sit at".
fn is_named_as(words: &[String], known: &[String]) -> bool {
    let is = |word: &String| one_of(word, "is was are isn wasn counts");
    let Some(verb) = words
        .iter()
        .position(is)
        .or_else(|| words.iter().position(|w| w == "no"))
    else {
        return false;
    };
    let Some(lead) = words[verb..]
        .iter()
        .position(|word| one_of(word, "the my our"))
    else {
        return false;
    };
    let before = &words[verb + 1..verb + lead];
    let is_denied = before.iter().any(|word| one_of(word, "no not longer t"));
    let noun = words[verb + lead + 1..]
        .iter()
        .find(|word| !one_of(word, "new old current"));
    let is_told =
        |noun: &String| one_of(noun, NAMES) || known.iter().any(|other| alike(noun, other));
    is_denied && before.iter().all(|word| is_free(word)) && noun.is_some_and(is_told)
}

/// What a value may be called.
const NAMES: &str = "time date day one number name place thing deadline cutoff due value choice";

/// Whether the words of `sentence`, which are near to what is believed, may end it: who or what stands
/// first in them is none of another's, and does nothing of its own.
pub(super) fn may_end(sentence: &str, believed: &Believed<'_>) -> bool {
    let value = value_of(believed);
    let words = led_words(sentence);
    let first = words.first().map(String::as_str).unwrap_or_default();
    let is_narrow = believed.is_directive
        || ends_person(believed)
        || sentence.contains(['"', '“'])
        || one_of(first, ASKING)
        || value.iter().any(|word| word == first);
    match is_narrow {
        true => ends(sentence, believed),
        false => {
            let all = words_of(sentence);
            let end = all.iter().rposition(|word| value.contains(word));
            corrects(sentence, believed)
                && !is_once(&all, end)
                && has_told_head(sentence, believed)
                && end.is_none_or(|end| !leads_on(&all[end..], &known_of(believed)))
        }
    }
}

/// Whether a sentence that surely ends something at the address of what is believed may end this: its value
/// is no part of another name, is nobody else's, and is not only mentioned for once.
pub(super) fn may_end_surely(sentence: &str, believed: &Believed<'_>) -> bool {
    let value = value_of(believed);
    let words = words_of(sentence);
    let end = words.iter().rposition(|word| value.contains(word));
    let is_own = end.is_none_or(|end| !leads_on(&words[end..], &known_of(believed)));
    !ends_person(believed)
        && !is_once(&words, end)
        && (is_own || believed.is_directive)
        && corrects(sentence, believed)
}

/// Whether what stands first in a sentence is told by what is believed, its last word, too: "the Friday
/// meeting" is no flight on Friday.
fn has_told_head(sentence: &str, believed: &Believed<'_>) -> bool {
    let known = known_of(believed);
    let words = led_words(sentence);
    if !words
        .first()
        .is_some_and(|word| one_of(word, WHOSE) || one_of(word, "the"))
    {
        return true;
    }
    let thing = words[1..]
        .iter()
        .take_while(|word| !search::is_stop_word(word) && !is_time(word) && !one_of(word, ENDING));
    thing.last().is_none_or(|head| {
        is_free(head)
            || known
                .iter()
                .any(|other| alike(head, other) || kin(other) == kin(head))
    })
}

/// Whether a sentence that says ", not Rome" may be about what is believed: what stands first in it is
/// not another thing or person.
pub(super) fn corrects(sentence: &str, believed: &Believed<'_>) -> bool {
    if is_of_another(sentence, believed) {
        return false;
    }
    let known = known_of(believed);
    let words = led_words(sentence);
    let is_led = words
        .first()
        .is_some_and(|word| one_of(word, WHOSE) || one_of(word, "the"));
    if !is_led {
        return true;
    }
    // "The start of our triage": what it is part of belongs to it.
    let thing: Vec<&String> = words[1..]
        .iter()
        .take_while(|word| !(search::is_stop_word(word) || is_time(word)) || one_of(word, LINKS))
        .filter(|word| !one_of(word, LINKS))
        .collect();
    let has_relative = thing
        .iter()
        .any(|word| is_relative(word) || one_of(word, OTHERS));
    let is_told = |word: &str| known.iter().any(|other| alike(word, other));
    let is_told = |word: &str| {
        let same = kin(word);
        is_told(word) || same != word && known.iter().any(|other| kin(other) == same)
    };
    if has_relative {
        return thing
            .iter()
            .any(|word| (is_relative(word) || one_of(word, OTHERS)) && is_told(word));
    }
    thing.is_empty() || thing.iter().any(|word| is_told(word) || is_free(word))
}

/// Whether a sentence is about somebody or something else than what is believed: "I left Google" says
/// nothing of Anna who works there, "the production server" nothing of the staging server.
pub(super) fn is_of_another(sentence: &str, believed: &Believed<'_>) -> bool {
    let value = value_of(believed);
    let mut sentences = believed.said.split(['.', ';', '!', '\n']);
    let has_value = |part: &&str| words_of(part).iter().any(|word| value.contains(word));
    let said = sentences.find(has_value).unwrap_or(believed.said);
    // An amount is a value with its sign and commas: "the $95,000 budget".
    let whole = believed.statement.value.as_deref().unwrap_or_default();
    let whole = whole.split_whitespace().map(str::to_lowercase);
    let values: Vec<String> = value.iter().cloned().chain(whole).collect();
    let subject = |sentence: &str| subject_of(sentence)?.without(&values);
    let (new, old) = (subject(sentence), subject(said));
    if let (Some(new), Some(old)) = (&new, &old) {
        let is_dated = believed.statement.attribute.starts_with("appointment:");
        let is_timed = is_dated || matches!(form_of(&value.join(" ")), Form::Date | Form::Time);
        if new.is_another_of_its_kind(old) || is_timed && new.is_named_otherwise(old) {
            return true;
        }
    }
    if is_of_another_season(sentence, said) {
        return true;
    }
    is_persons(believed) && is_of_another_owner(sentence, believed)
}

/// Whether what is believed is a person's other than the user's.
fn is_persons(believed: &Believed<'_>) -> bool {
    let owner = believed.statement.subject.as_str();
    let words = words_of(owner);
    let is_person = |word: &String| is_relative(word) || one_of(word, OTHERS);
    let is_name = || {
        let mut said = believed.said.split(|c: char| !c.is_alphanumeric());
        said.any(|word| word.starts_with(char::is_uppercase) && words[0] == word.to_lowercase())
    };
    owner != "user" && (words.iter().any(is_person) || words.len() == 1 && is_name())
}

/// Whether a sentence tells of the user's own, where what is believed is somebody's or something's that it
/// does not name.
pub(super) fn is_of_another_owner(sentence: &str, believed: &Believed<'_>) -> bool {
    let owner = believed.statement.subject.as_str();
    let words = words_of(sentence);
    let of_owner = words_of(owner);
    let mut of_owner = of_owner
        .iter()
        .filter(|word| !one_of(word, "user s my our the"));
    let is_named = of_owner.any(|word| words.contains(word));
    let is_pointed_at = words.iter().any(|word| one_of(word, POINTING));
    let is_own = matches!(subject_of(sentence), Some(Subject::Speaker))
        || words.iter().any(|word| one_of(word, "my our"));
    owner != "user" && is_own && !is_named && !is_pointed_at && !are_of_one_group(owner, &words)
}

/// "We dropped Slack" tells of "my team", too.
fn are_of_one_group(owner: &str, words: &[String]) -> bool {
    let group = owner.strip_prefix("user's ").unwrap_or(owner);
    one_of(
        group,
        "team company firm office department startup family household",
    ) && words.iter().any(|word| one_of(word, "we our us"))
}

/// Words for somebody who was spoken of before.
const POINTING: &str = "he she him her his hers they them their theirs";

/// A child by one name.
fn kin(word: &str) -> &str {
    match word {
        "son" | "boy" | "daughter" | "girl" | "kid" | "kids" | "children" => "child",
        word => word,
    }
}

/// Relatives and pets end by what ends them, not by what they do.
fn ends_person(believed: &Believed<'_>) -> bool {
    let attribute = believed.statement.attribute.as_str();
    (is_relative(attribute) && !one_of(attribute, PARTNERS)) || is_pet(attribute)
}

/// Whether words name an animal or a relative, of whom one may have several.
pub(super) fn names_one_of_many(words: &str) -> bool {
    let words = words_of(words);
    words
        .iter()
        .any(|word| is_animal(word) || is_relative(word) && !one_of(word, PARTNERS))
}

fn is_pet(attribute: &str) -> bool {
    attribute == "pet" || is_animal(attribute)
}

/// The words of a value that tell something.
fn value_of(believed: &Believed<'_>) -> Vec<String> {
    let value = believed.statement.value.as_deref().unwrap_or_default();
    let mut words = words_of(value);
    words.retain(|word| !search::is_stop_word(word));
    words
}

/// The part of a sentence that names a value, or all of it if none does; `None` if it only quotes it.
fn part_with(sentence: &str, value: &[String]) -> Option<String> {
    let has = |part: &str| words_of(part).iter().any(|word| value.contains(word));
    let is_quoted = sentence.split(['"', '“', '”']).skip(1).step_by(2).any(has);
    if is_quoted {
        return None;
    }
    let mut parts = sentence.split([',', ';', '—']);
    Some(parts.find(|part| has(part)).unwrap_or(sentence).to_owned())
}

pub(super) fn words_of(text: &str) -> Vec<String> {
    let normal = normalize_text(&text.replace('’', "'"));
    let words = normal.split(|c: char| !(c.is_alphanumeric() || c == '.' || c == '@'));
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The words of a sentence after what only leads up to it.
fn led_words(sentence: &str) -> Vec<String> {
    let words = words_of(sentence).into_iter();
    words.skip_while(|word| one_of(word, LEADS)).collect()
}

/// The words that tell what is believed.
pub(super) fn known_of(believed: &Believed<'_>) -> Vec<String> {
    let attribute = believed.statement.attribute.replace([':', '_'], " ");
    let subject = &believed.statement.subject;
    let mut known = words_of(&format!("{} {attribute} {subject}", believed.said));
    known.extend(value_of(believed));
    let kindred = KINDRED
        .iter()
        .filter(|(names, _)| attribute.split(' ').any(|word| one_of(word, names)));
    known.extend(kindred.flat_map(|(_, words)| words.split(' ').map(str::to_owned)));
    known.retain(|word| !search::is_stop_word(word));
    known
}

/// Whether a word is told by what is known, or tells nothing of what it is about.
pub(super) fn is_told(word: &str, known: &[String]) -> bool {
    is_free(word) || known.iter().any(|other| alike(word, other))
}

/// Whether a word tells nothing of what it is about.
fn is_free(word: &str) -> bool {
    let is_short = word.len() < 3 && !word.bytes().any(|byte| byte.is_ascii_digit());
    is_short
        || is_time(word)
        || search::is_stop_word(word)
        || [
            ENDING, ASKING, WRONG, SPEAKER, LEADS, COMMANDING, CARRIERS, DEATH,
        ]
        .iter()
        .any(|list| one_of(word, list))
}

fn is_time(word: &str) -> bool {
    is_weekday(word) || is_month(word) || one_of(word, NOW)
}

const SPEAKER: &str = "i we im ive me us";
pub(super) const WHOSE: &str = "my our his her their your";
/// Words between the parts of what a thing is called.
const LINKS: &str = "of at for in on to by with the a an my our";
/// Words before what a sentence is about.
const LEADS: &str = "no nope wait sorry actually oops ok okay oh well so yeah yes hey btw fyi also and \
but correction hmm ah um sadly unfortunately finally honestly turns out good bad great news update heads up \
please just note";
/// Words of an end, of what goes on or of what was before it: none of them tells what it is that ends.
const ENDING: &str = "anymore fit fits suit stepped deliver any more longer no not never stop stopped stopping stops quit quitting \
quits cease ceased end ended ending ends cancel cancelled canceled cancelling cancels drop dropped dropping \
scrap scrapped sold sell selling close closed closing shut deleted delete removed remove dead expired \
resign resigned fired dumped dump abandoned ditched ditch retired binned invalid obsolete deactivated \
terminated leave left leaving gave give given giving away get got getting rid done through finished finish \
split divorced separated broke break over off gone history written used was were had called call lost lose losing moved move \
unsubscribed replaced returned return donated past former ex phased retire happening valid cut kicked \
threw thrown trashed totaled totalled wrecked stolen tossed parted ways swapped switched out outgrew bye \
goodbye wrapped uninstalled skip skipping let laid go went going been have has having is are keep kept keeping count counts apply applies stand stands hold holds \
continue continuing took taken hired fell apart through completed exist exists old decided want wanted need needed";
/// Words that ask to forget, and of what was told.
const ASKING: &str = "forget ignore disregard delete erase remove drop scratch unlearn strike undo \
discard retract cancel scrap remember store know memory notes records said say told tell mentioned mention \
everything anything all thing things part bit fact information info comment message whatever what about \
earlier before last";
/// Words that something is not so.
const WRONG: &str = "wrong true untrue false mistaken mistake incorrect right correct case outdated valid \
accurate typo error";
/// Words of time.
const NOW: &str = "now today yesterday tomorrow tonight week weeks month months year years day days ago \
since last next this recently lately currently already yet still soon just permanently completely entirely \
totally officially anyway altogether good ever spring summer autumn fall winter morning afternoon evening night";
/// Words that tell that a directive is meant.
const COMMANDING: &str = "you your stop stopped forget ignore disregard rule rules instruction \
instructions directive reminder need want request requests can fine okay ok drop cancel delete remove mind preference lifted";
/// What carries a value that somebody has.
const CARRIERS: &str = "studies degree course subscription account plan membership contract app license licence thing stuff \
habit routine family";
/// Ends of the living.
const DEATH: &str = "died dies dead death passed lost ran";
/// People of the user's that no list of relatives has.
const OTHERS: &str = "boss manager neighbour neighbor colleague coworker team company parents folks \
roommate flatmate landlord doctor customer customers client clients supplier suppliers vendor vendors contractor";
/// Who may be left.
const PARTNERS: &str = "partner wife husband boyfriend girlfriend spouse fiance fiancee ex date \
roommate flatmate";
/// Attributes, and other words for what they tell.
const KINDRED: &[(&str, &str)] = &[
    (
        "employer job_title job title profession occupation work",
        "work working job company firm employer employed position role career office gig shift staff team \
contract notice resignation career post",
    ),
    (
        "residence address hometown location",
        "live living lives home house flat apartment place city town move based stay staying residence address reside",
    ),
    (
        "medication takes take",
        "take taking takes took pill pills dose meds medication medicine prescription tablets prescribed",
    ),
    (
        "uses use tool editor software language",
        "use using uses tool app software setup",
    ),
    (
        "owns own car vehicle bike phone",
        "own owning drive driving car ride riding have bike van phone",
    ),
    (
        "likes loves preference favorite favourite",
        "like liking love loving enjoy enjoying fan favourite favorite into",
    ),
    (
        "diet allergic_to allergic",
        "eat eating allergy allergies allergic diet food avoid",
    ),
    (
        "commute transport",
        "commute commuting travel take taking ride riding work",
    ),
    (
        "hobby hobbies sport activity",
        "do doing play playing hobby practice practise class classes lessons",
    ),
    (
        "appointment event meeting schedule deadline",
        "appointment booking date",
    ),
    (
        "partner wife husband girlfriend boyfriend",
        "together dating married relationship seeing marriage",
    ),
    (
        "studies school university course degree",
        "study studying course class classes degree enrolled school program go goes going attend attends attending",
    ),
    (
        "doctor gp dentist vet therapist specialist physician",
        "patient see seeing practice surgery clinic dog cat",
    ),
    (
        "subscription subscriptions plan",
        "subscription subscribe subscribed plan tier package",
    ),
    (
        "holiday trip destination",
        "holiday vacation trip going planning booked travel travelling summer",
    ),
    (
        "instrument",
        "play playing learn learning lesson lessons practise practising",
    ),
    (
        "team club gym member",
        "member membership join joined gym club team",
    ),
];
