//! Words around names, and words that look like names.

use std::collections::HashSet;
use std::sync::LazyLock;

type Words = LazyLock<HashSet<&'static str>>;

/// Titles before a person's name.
pub(super) fn is_title(word: &str) -> bool {
    static WORDS: Words = LazyLock::new(|| IS_TITLE.split(' ').collect());
    WORDS.contains(word)
}

const IS_TITLE: &str = "\
    mr mrs ms miss mx dr prof professor doctor sir madam lady lord captain coach judge sister \
    brother father mother uncle aunt auntie grandma grandpa president senator mayor king queen \
    prince princess sergeant officer rabbi pastor reverend";

/// Who somebody is to somebody.
pub(super) fn is_relative(word: &str) -> bool {
    static WORDS: Words = LazyLock::new(|| IS_RELATIVE.split(' ').collect());
    WORDS.contains(word)
}

const IS_RELATIVE: &str = "\
    sister brother mother father mom mum dad wife husband son daughter cousin uncle aunt niece \
    nephew grandmother grandfather grandma grandpa friend boyfriend girlfriend partner fiancé \
    fiancée fiance fiancee boss manager colleague coworker co-worker teammate mentor doctor \
    dentist therapist teacher tutor coach neighbor neighbour roommate flatmate client customer \
    supervisor assistant nanny landlord ex bestie classmate twin baby kid child stepson \
    stepdaughter stepfather stepmother lawyer accountant trainer intern lead director ceo cto \
    godson goddaughter spouse";

/// Animals that have names.
pub(super) fn is_pet(word: &str) -> bool {
    static WORDS: Words = LazyLock::new(|| IS_PET.split(' ').collect());
    WORDS.contains(word)
}

const IS_PET: &str = "\
    dog cat puppy kitten hamster parrot horse rabbit pony turtle tortoise goldfish lizard snake \
    pet retriever labrador poodle terrier beagle bunny pig";

/// Words at the end of an organisation's name.
pub(super) fn is_company_word(word: &str) -> bool {
    static WORDS: Words = LazyLock::new(|| IS_COMPANY_WORD.split(' ').collect());
    WORDS.contains(word)
}

const IS_COMPANY_WORD: &str = "\
    inc ltd llc corp corporation gmbh ag plc company limited incorporated sa bv oy srl \
    university college institute bank hospital school academy airlines airways group foundation \
    labs technologies systems solutions industries partners studios media agency ministry \
    department council committee association union club fc consulting ventures capital holdings \
    insurance energy motors pharmaceuticals church society museum clinic bakery robotics \
    analytics software logistics health networks brewery";

/// Words at the end of a place's name.
pub(super) fn is_place_word(word: &str) -> bool {
    static WORDS: Words = LazyLock::new(|| IS_PLACE_WORD.split(' ').collect());
    WORDS.contains(word)
}

const IS_PLACE_WORD: &str = "\
    street avenue park lake river mountain mountains beach island islands airport station \
    bridge valley county city square hotel restaurant café cafe road lane boulevard bay falls \
    forest garden gardens castle cathedral palace tower hills hill coast canyon desert ocean \
    sea harbor harbour village town district province stadium arena theater theatre library \
    mall market plaza zoo trail";

/// Words at the start of a place's name.
pub(super) fn begins_place(word: &str) -> bool {
    static WORDS: Words = LazyLock::new(|| BEGINS_PLACE.split(' ').collect());
    WORDS.contains(word)
}

const BEGINS_PLACE: &str = "\
    mount lake saint san santa são sao port rio los las el cape fort isle north south west east \
    upper lower grand st";

/// Small words inside names.
pub(super) fn joins_names(word: &str) -> bool {
    static WORDS: Words = LazyLock::new(|| JOINS_NAMES.split(' ').collect());
    WORDS.contains(word)
}

const JOINS_NAMES: &str = "\
    of de van von da del der la di du den ter bin al dos das e y";

/// Words of working for somebody.
pub(super) fn is_about_work(word: &str) -> bool {
    static WORDS: Words = LazyLock::new(|| IS_ABOUT_WORK.split(' ').collect());
    WORDS.contains(word)
}

const IS_ABOUT_WORK: &str = "\
    work works worked working job employed hired intern internship interned position role \
    engineer developer manager director analyst designer consultant interview interviewed \
    interviewing offer colleague employer started startup company career consultancy contract \
    salary promoted resigned quit fired nurse lawyer laid";

/// Words of going somewhere.
pub(super) fn is_about_moving(word: &str) -> bool {
    static WORDS: Words = LazyLock::new(|| IS_ABOUT_MOVING.split(' ').collect());
    WORDS.contains(word)
}

const IS_ABOUT_MOVING: &str = "\
    moved move moving live lived lives travel travelled traveled travelling traveling went go \
    going goes flew fly flying flight drove drive driving trip visit visited relocated relocate \
    relocating return returned came come comes coming back am i'm originally born trains train \
    ferry bus trek hike hiked emigrated commute cycle headed heading";

/// What people do; after the first word of a sentence it makes that word a name.
pub(super) fn is_deed(word: &str) -> bool {
    static WORDS: Words = LazyLock::new(|| IS_DEED.split(' ').collect());
    WORDS.contains(word)
}

const IS_DEED: &str = "\
    said says told tells thinks thought loves likes hates prefers lives lived works worked \
    leads led manages managed wants wanted called calls asked asks knows knew moved went came \
    joined owns runs ran teaches taught studies studied plays played bought got married met \
    gave sent wrote made helped helps visited recommended mentioned suggested will can just \
    speaks turned graduated lost won quit left started stopped finished broke has and";

/// Capitalised words that are no names: pronouns, abbreviations, months, days, languages.
pub(super) fn is_never_a_name(word: &str) -> bool {
    static WORDS: Words = LazyLock::new(|| IS_NEVER_A_NAME.split(' ').collect());
    WORDS.contains(word)
}

const IS_NEVER_A_NAME: &str = "\
    i i'm i've i'll i'd im ok okay am pm tv pc id faq asap fyi btw lol api url pdf hr it pr ui \
    ux diy ceo cto cfo coo eta todo ps omg imo imho json html css sql xml csv http https vs etc \
    usb gps atm vip rsvp aka dna rna gdp ai ml llm qa mvp kpi okr roi saas crm erp vpn january \
    february july september october november december jan feb mar apr jun jul aug sep sept oct \
    nov dec monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays mon tue tues wed thu thur \
    thurs fri sat sun english french german spanish italian portuguese dutch swedish norwegian \
    danish finnish polish czech russian ukrainian turkish greek arabic hebrew hindi urdu \
    bengali chinese mandarin cantonese japanese korean vietnamese thai latin european american \
    british irish scottish canadian australian mexican brazilian indian african asian swiss \
    austrian belgian hungarian romanian bulgarian croatian serbian egyptian iranian persian \
    israeli jewish muslim catholic buddhist hindu georgian tamil eastern western neapolitan phd msc bsc mba sicilian mediterranean ethiopian \
    moroccan lebanese peruvian colombian argentinian cuban nordic scandinavian the a an and or \
    but if so my your his her its our their this that these those he she we they you me us him \
    them march";

/// Words that begin sentences and are no names there.
pub(super) fn opens_sentence(word: &str) -> bool {
    static WORDS: Words = LazyLock::new(|| OPENS_SENTENCE.split(' ').collect());
    WORDS.contains(word)
}

const OPENS_SENTENCE: &str = "\
    kind compare backend frontend a about actually after again all also although always am an and another any anyone anything \
    anyway are as ask at avoid be because been before being both but by call can check could \
    dear did do does done don't during each either else enjoy even ever every everyone \
    everything except feel find first fix for from get give go going good got great had happy \
    hardly has hate have having he hello help her here hers hey hi him his hope how however i \
    if in indeed instead into is isn't it it's its just keep last lately let let's like long \
    look looking love lots lunch make many maybe me meet meeting might more most much must my \
    myself need needs never new next nice no nobody none not note nothing now of off often oh \
    ok okay old on once one only or other our out over own people perhaps please prefer put \
    quite rather really recently remember remind right same save say saying see send set \
    several shall she should show since so some someone something sometimes soon sorry speaking \
    start still stop such sure take talk tell thank thanks that that's the their them then \
    there there's these they they're thing things think this those though thought three time to \
    today together tomorrow tonight too tried try turn turns two under unfortunately until up \
    update us use used usually very wait want wants was wasn't we we'll we're we've well went \
    were weren't what what's when whenever where whether which while who whose why will wish \
    with without won't work works would write wrong yeah yep yes yesterday yet you you'll \
    you're your yours apparently basically besides between breakfast coffee congrats correction \
    currently dinner doctor decision dogs cats due early easy eventually exactly exercise \
    family finally food forget four five fortunately friends generally guess hmm honestly \
    hopefully house imagine important inside kids later learn less literally living local \
    luckily mainly mind money months morning mostly moved moving music music's name nearly \
    neither nights no-one nope normally nowadays obviously officially one's ordered originally \
    otherwise outside overall particularly past personal planning plans plus possibly \
    previously probably project quick quickly reading running school scratch second seriously \
    simply six sleep slept sounds staying step straight summer support switching target team \
    technically ten third thinking traffic training trust twice type type's unless unlike user \
    users using via visiting walking watching weather weekends whatever winter wow years \
    started finished bought booked met visited made took ran left joined quit decided agreed \
    switched signed received lost found spent working getting doing trying loving hating eating \
    drinking cooking";

/// Units of quantities.
pub(super) fn is_unit(word: &str) -> bool {
    static WORDS: Words = LazyLock::new(|| IS_UNIT.split(' ').collect());
    WORDS.contains(word)
}

const IS_UNIT: &str = "\
    km kilometer kilometers kilometre kilometres m meter meters metre metres cm mm mile miles \
    feet foot ft inch inches yard yards kg kilo kilos kilogram kilograms g gram grams lb lbs \
    pound pounds ounce ounces oz ton tons tonne tonnes l liter liters litre litres ml gallon \
    gallons cup cups % percent dollar dollars bucks usd eur euro euros gbp yen second seconds \
    minute minutes min mins hour hours hr hrs day days week weeks month months year years \
    degree degrees °c °f celsius fahrenheit kb mb gb tb ms mph kmh kw kwh watt watts volt volts \
    calorie calories kcal mg acre acres hectare hectares sqm $ € £";

/// Numbers in words.
pub(super) fn is_number_word(word: &str) -> bool {
    static WORDS: Words = LazyLock::new(|| IS_NUMBER_WORD.split(' ').collect());
    WORDS.contains(word)
}

const IS_NUMBER_WORD: &str = "\
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen \
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety \
    hundred thousand";
