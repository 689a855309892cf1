//! Verbs: their forms, and which of them a word may be.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::lexicon;

/// The form of a verb, as a set of bits: "put" is base, past and participle at once.
pub(crate) mod form {
    /// "go"
    pub const BASE: u8 = 1;
    /// "goes"
    pub const THIRD: u8 = 2;
    /// "went"
    pub const PAST: u8 = 4;
    /// "gone"
    pub const PARTICIPLE: u8 = 8;
    /// "going"
    pub const ING: u8 = 16;
}

/// A word as a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct VerbForm {
    /// The base form.
    pub lemma: &'static str,
    /// Bits of [`form`].
    pub forms: u8,
    /// The base form is as common as a noun ("work", "plan"), so alone it proves nothing.
    pub noun: bool,
}

/// Verbs with regular forms.
const REGULAR: &str = "brew unpack unzip cc issue sugarcoat greenlight veto complain itch throb hog rejoin retrain requalify accept accomplish achieve act add admit adopt adore advise afford agree aim allow announce \
answer apologise apologize appear apply appoint approve argue arrange arrive ask assign assume \
attach attend avoid back bake base battle behave believe belong blame boil book borrow bother \
breathe brush bump bury call camp cancel care carry cause celebrate challenge change charge chat \
check claim clarify clean climb close code collect combine commit commute compare compete \
complain complete compose concern configure confirm connect consider consist consume contact \
contain continue contribute convert cook cope copy correct count cover crash create cry cycle \
damage dance date decide declare decline define delay delegate delete deliver demand deny depart \
depend deploy describe deserve design despise destroy detest develop die differ disable disagree \
disappear discover discuss dislike divorce donate double doubt download draft dread dress drop \
dump earn educate email embrace emigrate employ enable encounter encourage end engage enjoy \
enroll enrol ensure enter escalate escape establish evaluate exceed exercise exist expand expect \
experience expire explain explore export express extend face fail fancy fear feature file fill \
finalise finalize finish fire fix flush focus follow force format found frustrate gain garden \
gather generate graduate greet grill guess handle hang happen hate head help hike hire hope host \
hug hunt identify ignore imagine immigrate implement import improve include increase inform \
inherit injure insist install integrate intend interview introduce invent invest invite involve \
iron jog join joke jump kick kill kiss knit knock lack last laugh launch lease lift like limit \
link list listen live load lock log look love lower maintain manage march mark marry master \
match matter meditate mention mentor merge migrate mind miss mix monitor mount mourn move name \
need note notice notify obey object observe occur offer open operate opt order organise organize \
outsource overlap owe own pack paint park participate pass pause phone photograph pick place \
plan plant play please point post postpone pour practice practise praise pray prefer prepare \
present preserve press pretend prevent print proceed process produce program promise promote \
propose protect prove provide publish pull punish purchase push qualify quote rain raise reach \
react realise realize rebase receive reckon recommend record recover reduce refactor refer \
refresh refuse regret reject relate relax release relocate rely remain remember remind remove \
rename rent renew renovate repair repeat replace reply report represent request require \
reschedule rescue research resent reserve reside resign resist resolve respect respond rest \
restart restore restrict result resume retire return reuse reveal review revise reward risk \
roast rotate rule rush sail save schedule score search seem separate serve settle share ship \
shop shout sign ski skip slip smell smile smoke snow solve sort sound specialise specialize \
spell squash stalk standardise standardize start stay stop store stream stress stretch struggle \
study stumble submit subscribe succeed suffer suggest suit supply support suppose surf surprise \
suspect switch talk taste test text thank tidy time tolerate touch tour track trade train \
transfer translate travel treat trip trust try tune turn type uninstall unsubscribe update \
upgrade upload urge use validate value vary visit volunteer vote vow wait walk want warn wash \
waste watch water welcome whisper wipe wish wonder work worry wrap yell zip automate sneeze \
snore kayak paddle hack debug document pair onboard timeout ache swap foster binge crave loathe \
appreciate abandon bench row box fish bike sew juggle tutor coach sponsor soak drain fold knead \
sprinkle preheat tap toggle flip scan page squeal hand cofound co-found homeschool weigh simmer \
stir whisk chop slice peel rinse squeeze screw unscrew plug unplug insert detach assemble \
reinstall stage unlock sand prime dry spray trim prune fertilise fertilize mow rake sow harvest \
proof thaw defrost marinate double-check cross-check sync click swipe scroll navigate select \
highlight paste drag duplicate tag sunset deprecate stub mock patch provision scale roll \
rollback revert triage groom refine estimate mute unmute archive label filter group fax stamp \
glue tape nail drill tighten loosen lubricate grease oil discharge calibrate level align measure \
strain blend grate season toast steam fry poach garnish plate cool chill conclude sunbathe \
hitchhike backpack ghost babble bark meow purr chew scratch limp vomit faint swell sprain twist \
fracture matriculate defend audition rehearse perform debut premiere exhibit curate ratify \
negotiate terminate dissolve adjourn convene elope mail dispatch ping rebook disrupt vanish \
evaporate spill squeak creak rattle hum buzz beep blink fade shrink jam clog drip wobble \
misbehave time-out desync mismatch miscalculate overcharge undercharge bill refund invoice \
reimburse stab bounce scare frighten terrify annoy irritate disgust bore relieve soothe energise \
energize motivate inspire triple halve tilt resize crop zoom render compile decorate declutter \
vacuum mop dust scrub bleach hoover carpool skateboard snowboard rollerblade sprint fundraise \
moderate facilitate chair supervise offboard freelance contract moonlight intern throttle cache \
encrypt index query parse lint batch retry reboot flicker leak stall glitch lag overheat spike";

/// Verbs with forms of their own: base, past, participle; a past or participle may have two.
const IRREGULAR: &str = "be was/were been,become became become,begin began begun,bend bent bent,bet bet bet,\
bite bit bitten,bleed bled bled,blow blew blown,break broke broken,bring brought brought,\
broadcast broadcast broadcast,build built built,buy bought bought,catch caught caught,choose chose chosen,\
come came come,cost cost cost,cut cut cut,deal dealt dealt,grind ground ground,dig dug dug,do did done,draw drew drawn,\
dream dreamt/dreamed dreamt/dreamed,drink drank drunk,drive drove driven,eat ate eaten,fall fell fallen,\
feed fed fed,feel felt felt,fight fought fought,find found found,fit fit fit,fly flew flown,forbid forbade forbidden,\
forget forgot forgotten,forgive forgave forgiven,freeze froze frozen,get got got/gotten,give gave given,\
go went gone,grow grew grown,have had had,hear heard heard,hide hid hidden,hit hit hit,hold held held,\
hurt hurt hurt,keep kept kept,know knew known,lay laid laid,lead led led,leave left left,lend lent lent,\
let let let,lie lay lain,lose lost lost,make made made,mean meant meant,meet met met,outgrow outgrew outgrown,\
pay paid paid,put put put,quit quit quit,read read read,ride rode ridden,ring rang rung,rise rose risen,\
run ran run,say said said,see saw seen,sell sold sold,send sent sent,set set set,shake shook shaken,\
shine shone shone,shoot shot shot,show showed shown,shut shut shut,sing sang sung,sink sank sunk,sit sat sat,\
sleep slept slept,speak spoke spoken,spend spent spent,spin spun spun,split split split,stand stood stood,\
steal stole stolen,stick stuck stuck,swear swore sworn,sweep swept swept,swim swam swum,take took taken,\
teach taught taught,tear tore torn,tell told told,think thought thought,throw threw thrown,\
understand understood understood,undergo underwent undergone,wake woke woken,wear wore worn,win won won,\
withdraw withdrew withdrawn,write wrote written,rewrite rewrote rewritten,rebuild rebuilt rebuilt,\
babysit babysat babysat,upset upset upset,learn learnt/learned learnt/learned,burn burnt/burned burnt/burned,\
foresee foresaw foreseen,overcome overcame overcome,oversee oversaw overseen,redo redid redone,reset reset reset,\
undo undid undone";

/// Base forms that are as common as nouns.
const NOUNS: &str = "act aim answer approach back bake balance bark base batch battle beep bench bet bike bill blame \
bleach blink book bore box break build bump burn buzz cache call camp care cause chair challenge \
champion change charge chat check chill claim click climb close coach code contact contract cook \
cool copy cost count cover crash crop cry cut cycle damage dance date deal debug delay demand \
deposit design document doubt download draft drain draw dream dress drill drink drip drive drop \
dry dust email end escape estimate exercise experience export face fade fall fax fear feature \
feed feel fight file fill filter find finger fire fish fit fix focus fold force format foster \
garden ghost glue grill group guess hack hand hang hate head help hike hit hold hope host hug \
hum hunt hurt index influence interest intern interview invoice iron issue jam joke jump keep \
kick kill kiss kit knock label lack laugh launch lead leak lease leave level lie lift limit link \
list load lock log look love mail mark master match matter meet mention mentor merge mind miss \
mistake mix mock monitor mop move mute nail name note notice object offer oil open order \
own pack page paint pair park partner pass patch pause pay phone photograph pick pilot place \
plan plant plate play plug point post pour practice praise present press prime print process \
produce program promise proof pull purchase push query question quote race rain raise reach read \
reason record refresh refund regret release rent repair repeat reply report request rescue \
research reserve respect rest result return review reward ride ring rise risk roast roll row \
rule run rush sail sale sand save scale scan schedule score scratch search season sense set \
shake share ship shop show shower sign ski sleep slip smell smile smoke snow sort sound spell \
spike spill spin split sponsor sprint squash stage stall stamp stand start state stay steal \
steam stick stop store strain stream stress stretch strike struggle stub study suit supply \
support surf surprise suspect swap sweep swell swim switch sync tag talk tap tape taste test \
text thanks throw tie time toast toggle touch tour track trade train transfer travel treat trick \
trip trouble trust try tune turn tutor type update upgrade upload use value view visit volunteer \
vote wait wake walk wash waste watch water wave welcome whisper win wish wonder work worry wrap \
yell";

static FORMS: LazyLock<HashMap<String, VerbForm>> = LazyLock::new(all_forms);

/// The word as a verb, if it is one that we know.
pub(crate) fn verb(word: &str) -> Option<VerbForm> {
    FORMS.get(word).copied()
}

/// The base form of a word that stands where only a verb can stand, known or not.
pub(crate) fn lemma_of(word: &str) -> String {
    if let Some(known) = verb(word) {
        return known.lemma.to_owned();
    }
    for (tail, instead) in [
        ("ies", "y"),
        ("ied", "y"),
        ("ing", ""),
        ("ed", ""),
        ("s", ""),
    ] {
        if let Some(stem) = word.strip_suffix(tail).filter(|stem| stem.len() > 2) {
            if word.ends_with("ss") {
                break;
            }
            return format!("{stem}{instead}");
        }
    }
    word.to_owned()
}

fn all_forms() -> HashMap<String, VerbForm> {
    let nouns: HashSet<&str> = NOUNS
        .split_ascii_whitespace()
        .chain(lexicon::NOUNS.split_ascii_whitespace())
        .collect();
    let mut all: HashMap<String, VerbForm> = HashMap::new();
    let mut add = |word: String, lemma: &'static str, forms: u8| {
        let noun = nouns.contains(lemma) && forms & (form::BASE | form::THIRD) != 0;
        let entry = all.entry(word).or_insert(VerbForm {
            lemma,
            forms: 0,
            noun,
        });
        // "found" is first of all the past of "find", "lay" of "lie" is rarer than the verb.
        entry.forms |= forms;
        entry.noun |= noun;
    };
    for row in IRREGULAR.split(',').chain(lexicon::IRREGULAR.split(',')) {
        let mut parts = row.trim().split(' ');
        let (Some(base), Some(past), Some(participle)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        add(base.to_owned(), base, form::BASE);
        for word in past.split('/') {
            add(word.to_owned(), base, form::PAST);
        }
        for word in participle.split('/') {
            add(word.to_owned(), base, form::PARTICIPLE);
        }
        let third = if base == "have" {
            "has".to_owned()
        } else {
            third_person(base)
        };
        add(third, base, form::THIRD);
        add(ing(base), base, form::ING);
    }
    for word in ["am", "is", "are"] {
        add(word.to_owned(), "be", form::BASE | form::THIRD);
    }
    add("'re".to_owned(), "be", form::BASE);
    let regular = REGULAR.split_ascii_whitespace();
    for base in regular.chain(lexicon::REGULAR.split_ascii_whitespace()) {
        add(base.to_owned(), base, form::BASE);
        add(third_person(base), base, form::THIRD);
        add(past(base), base, form::PAST | form::PARTICIPLE);
        add(ing(base), base, form::ING);
    }
    for (word, lemma) in [
        ("cancelled", "cancel"),
        ("travelled", "travel"),
        ("travelling", "travel"),
        ("dying", "die"),
        ("lying", "lie"),
        ("modelled", "model"),
    ] {
        let forms = if word.ends_with("ing") {
            form::ING
        } else {
            form::PAST | form::PARTICIPLE
        };
        add(word.to_owned(), lemma, forms);
    }
    all
}

/// "go" to "goes", "try" to "tries".
pub(crate) fn third_person(base: &str) -> String {
    let vowel_before_y = base.len() > 1 && is_vowel(base.as_bytes()[base.len() - 2]);
    match base {
        "be" => "is".to_owned(),
        "have" => "has".to_owned(),
        _ if base.ends_with('y') && !vowel_before_y => format!("{}ies", &base[..base.len() - 1]),
        _ if ["s", "x", "z", "ch", "sh", "o"]
            .iter()
            .any(|tail| base.ends_with(tail)) =>
        {
            format!("{base}es")
        }
        _ => format!("{base}s"),
    }
}

fn past(base: &str) -> String {
    let bytes = base.as_bytes();
    if base.ends_with('e') {
        format!("{base}d")
    } else if base.ends_with('y') && bytes.len() > 1 && !is_vowel(bytes[bytes.len() - 2]) {
        format!("{}ied", &base[..base.len() - 1])
    } else if doubles(base) {
        format!("{base}{}ed", &base[base.len() - 1..])
    } else {
        format!("{base}ed")
    }
}

fn ing(base: &str) -> String {
    if let Some(stem) = base.strip_suffix("ie") {
        format!("{stem}ying")
    } else if base.ends_with('e') && !base.ends_with("ee") && base != "be" {
        format!("{}ing", &base[..base.len() - 1])
    } else if doubles(base) {
        format!("{base}{}ing", &base[base.len() - 1..])
    } else {
        format!("{base}ing")
    }
}

/// Whether the last consonant is written twice before an ending: "plan", "stop", "prefer".
fn doubles(base: &str) -> bool {
    let bytes = base.as_bytes();
    let Some([a, b, c]) = bytes.last_chunk::<3>() else {
        return false;
    };
    if lexicon::DOUBLED.contains(&base) {
        return true;
    }
    let vowels = bytes.iter().filter(|byte| is_vowel(**byte)).count();
    vowels == 1 && !is_vowel(*a) && is_vowel(*b) && !is_vowel(*c) && !b"wxy".contains(c)
        || base == "quit"
}

fn is_vowel(byte: u8) -> bool {
    b"aeiou".contains(&byte)
}
