//! The table of constructions that [`super::shapes`] looks for. A pattern is a row of words with
//! `a|b` for "one of", `_` inside of one that has several words, `?` after one that may be missing;
//! `<be>` is any form of "be" with or without "not", `<aux>` whatever may stand before a verb, `<i>`
//! "I" or "we", `<my>` and `<the>` a determiner; `{v}` is the value, `{t}` a value that is a time, `{o}`
//! what it was before, `{l}` of what it is the value. Adverbs may stand anywhere, `, not {o}` and the
//! like behind any of them.
//!
//! What the verbs' and nouns' own rules read anyway has no row here.

/// Pattern; attribute (`@kin` and the like: the one that `{l}` names); `end`, `again`, `change` if it
/// says so by itself.
pub(super) type Construction = (&'static str, &'static str, &'static str);

pub(super) const CONSTRUCTIONS: &[Construction] = &[
    // Where somebody lives.
    (
        "{v} <be> where <i> <aux> live|reside|stay|am_based|are_based|am_living",
        "residence",
        "",
    ),
    (
        "{v} <be> the? city|town|place|village <i> <aux> live|reside|call_home in?",
        "residence",
        "",
    ),
    (
        "the city|town|place|village where|that|in_which? <i> <aux> live|reside|stay in? <be> {v}",
        "residence",
        "",
    ),
    ("<i> <aux> call {v} my|our? home", "residence", ""),
    (
        "my|our flat|apartment|house|home|place|condo|studio|room <be> in|near|at {v}",
        "residence",
        "",
    ),
    (
        "<i> <aux> have|got|found|rent|rented|bought a|our|my? new? flat|apartment|house|home|place|room|condo in|near {v}",
        "residence",
        "change",
    ),
    (
        "<i> <aux> moved|relocated house|home|flat|flats|apartment|apartments|places|cities|again|away|recently , and? <i> <aux> am|are|live|living in {v}",
        "residence",
        "change",
    ),
    (
        "<i>? <aux> made|make|making the|a|our|my big? move to {v}",
        "residence",
        "change",
    ),
    (
        "<i> <aux> came|come|went|gone|moved|returned home? to {v} to_stay|for_good|to_live|, for_good|, to_stay this_time?",
        "residence",
        "again",
    ),
    (
        "<i> <aux> returned|came|moved|went home? to {v} , for_good|permanently|this_time this_time?",
        "residence",
        "again",
    ),
    ("<i> <be> in {v} , have_been since|for {o}", "residence", ""),
    ("<i> <be> a|an {v} resident|local|citizen", "residence", ""),
    (
        "<i>? <be> back? in {v} again|for_good ,? moved|came? last|this? week|month|year?",
        "residence",
        "again",
    ),
    (
        "in {v} again|for_good ,|and? moved|came? back? last|this? week|month|year?",
        "residence",
        "again",
    ),
    ("<i> am|are settled|rooted|at_home in {v}", "residence", ""),
    ("living|based in {v} again|once_more", "residence", "again"),
    (
        "{v} <be> home to_me|for_me|to_us|for_us|again",
        "residence",
        "",
    ),
    ("home <be> {v} for_me|for_us", "residence", ""),
    ("home for me|us <be> {v}", "residence", ""),
    // For whom somebody works.
    (
        "my|our job|work|office|desk|day_job|position|role <be> at|with {v}",
        "employer",
        "",
    ),
    (
        "<i> <aux> took|taken|accepted|landed|found|got|have|hold a|an|the|my? new? good? job|position|role|offer|post at|with|from {v}",
        "employer",
        "change",
    ),
    (
        "{v} <aux> hired|hires|rehired|recruited|poached me",
        "employer",
        "change",
    ),
    ("{v} <aux> hired|took me back", "employer", "again"),
    (
        "{v} <aux> employs|employ|pays|pay me|my_salary|my_wages|my_bills",
        "employer",
        "",
    ),
    (
        "<i> <aux> got|been|was|am hired|recruited|poached|employed|rehired by|at {v}",
        "employer",
        "change",
    ),
    (
        "the? company|firm|place|employer <i> <aux> work|am|am_employed|am_working for|at|with <be> {v}",
        "employer",
        "",
    ),
    (
        "{v} <be> the? company|firm|place|employer <i> <aux> work|am|am_employed for|at|with",
        "employer",
        "",
    ),
    (
        "<i> <aux> earn|make my|our money|living|salary at|with {v}",
        "employer",
        "",
    ),
    ("<i> <be> on the? payroll of|at {v}", "employer", ""),
    (
        "<i> <be> with {v} , have_been|been since|for {o}",
        "employer",
        "",
    ),
    (
        "currently? at|with {v} as my|a day|main|full-time? job",
        "employer",
        "",
    ),
    (
        "<i> <be> employed|working|work|on_staff by|at|for|with {v}",
        "employer",
        "",
    ),
    (
        "<i> <be> working|at_work for|at|with {v} again",
        "employer",
        "again",
    ),
    // What somebody does for a living.
    (
        "being|working_as a|an? {v} <be> my|what|how|the job|profession|trade|living|occupation|work|i_do|i_earn_my_living",
        "job_title",
        "",
    ),
    (
        "<i> <aux> employed|working|hired as a|an {v}",
        "job_title",
        "",
    ),
    (
        "<i> am|are employed|trained|qualified|working|registered as a|an {v}",
        "job_title",
        "",
    ),
    (
        "professionally|for_a_living|by_trade|by_profession|by_day|work-wise|job-wise|workwise ,? <i> <be> a|an {v}",
        "job_title",
        "",
    ),
    (
        "<i> <be> a|an? {v} by trade|profession|training|day",
        "job_title",
        "",
    ),
    ("my line|field|kind of work <be> {v}", "job_title", ""),
    (
        "<i> <be> done|finished|through working|being|with_being|with_working as? a|an? {v}",
        "job_title",
        "end",
    ),
    (
        "<i> <aux> gave|given|hung up being|working|work as? a|an? {v}",
        "job_title",
        "end",
    ),
    (
        "<i> <aux> went|moved|switched|changed from being? a|an? {o} to|into being? a|an? {v}",
        "job_title",
        "change",
    ),
    (
        "<i> <aux> went|came|gone|returned|am to being|working|work|my_job|my_work as? a|an? {v}",
        "job_title",
        "again",
    ),
    // Food.
    (
        "food-wise|diet-wise|dietwise|foodwise|diet_wise|food_wise ,? <i> <be> {v}",
        "diet",
        "",
    ),
    (
        "when it comes to food|eating|meals ,? <i> <be> {v}",
        "diet",
        "",
    ),
    ("in terms of food|diet|eating ,? <i> <be> {v}", "diet", ""),
    (
        "as for food|my_diet|diet|eating ,? <i> <be> {v}",
        "diet",
        "",
    ),
    (
        "<i> <aux> live|eat|cook {v} ,? food-wise|diet-wise|at_home|only|these_days|exclusively",
        "diet",
        "",
    ),
    ("my|our diet|food|eating <be> {v}", "diet", ""),
    (
        "<i> <aux> moved|switched|changed|went from a|an|the|being? {o} diet? to a|an|the|being|eating? {v} one|diet|food",
        "diet",
        "change",
    ),
    (
        "<i>? <aux> gone|went|turned|back {v} again|once_more",
        "diet",
        "again",
    ),
    (
        "<i>? <aux> on the|a|my|to|to_the|to_my {v} diet|food|plan",
        "diet",
        "again",
    ),
    (
        "<i> <aux> gave|given up being|eating|the|my {v} diet|food",
        "diet",
        "end",
    ),
    // The best of a kind.
    (
        "the {l} <i> <aux> like|love|enjoy|prefer best|most|the_best|the_most <be> {v}",
        "favourite:{l}",
        "",
    ),
    (
        "{v} <be> the {l} <i> <aux> like|love|enjoy|prefer best|most|the_best|the_most",
        "favourite:{l}",
        "",
    ),
    (
        "if <i> had|have|must to? name|pick|choose|say|tell|give a|my|one favourite {l} ,|: it|that|i <be>|'d_say|would_say {v}",
        "favourite:{l}",
        "",
    ),
    (
        "if <i> had|have|must to? name|pick|choose|say a|my|one favourite {l} ,|: {v}",
        "favourite:{l}",
        "",
    ),
    (
        "<i> <aux> have|got a|my new? favourite {l} :|,|- {v}",
        "favourite:{l}",
        "",
    ),
    (
        "<i> <aux> have|got a|my new? favourite {l} , it <be> {v}",
        "favourite:{l}",
        "",
    ),
    (
        "my|our new? favourite {l} changed|switched|moved|shifted from {o} to {v}",
        "favourite:{l}",
        "change",
    ),
    (
        "my|our favourite {l} <aux> changed|switched|shifted to {v}",
        "favourite:{l}",
        "change",
    ),
    (
        "my|our favourite {l} used to be {o} ,|but|;|and now|but_now|but|and_now? it? <be> {v}",
        "favourite:{l}",
        "change",
    ),
    (
        "my|our favourite {l} was {o} ,|but|;|and now|but_now|but|and_now? it? <be> {v}",
        "favourite:{l}",
        "change",
    ),
    (
        "my favourite {l} <be> {o} anymore|any_more|any_longer but {v}",
        "favourite:{l}",
        "change",
    ),
    (
        "as for {l} ,? my|the favourite <be> {v}",
        "favourite:{l}",
        "",
    ),
    ("as for {l} ,? {v} <be> my favourite", "favourite:{l}", ""),
    (
        "when it comes to {l} ,? my|the favourite <be> {v}",
        "favourite:{l}",
        "",
    ),
    (
        "when it comes to {l} ,? {v} <be> my favourite",
        "favourite:{l}",
        "",
    ),
    (
        "when it comes to {l} ,? <i> <aux> like|love|prefer {v} best|most|the_best|the_most",
        "favourite:{l}",
        "",
    ),
    (
        "in terms of {l} ,? my|the favourite <be> {v}",
        "favourite:{l}",
        "",
    ),
    (
        "of all the? {l} ,? <i> <aux> like|love|prefer {v} best|most|the_best|the_most",
        "favourite:{l}",
        "",
    ),
    (
        "of all the? {l} ,? {v} <be> my|the favourite|best",
        "favourite:{l}",
        "",
    ),
    ("among {l} ,? {v} <be> my favourite", "favourite:{l}", ""),
    ("no {l} beats|tops|comes_close_to {v}", "favourite:{l}", ""),
    (
        "<i> would|'d say|name|pick|choose {v} <be>|as|for my favourite {l}",
        "favourite:{l}",
        "",
    ),
    (
        "<i> would|'d say|name|pick|choose my favourite {l} <be> {v}",
        "favourite:{l}",
        "",
    ),
    (
        "<i> <aux> would|'d not call|say|consider|name {v} is|to_be|as? my favourite {l} any_more|anymore|any_longer|now",
        "favourite:{l}",
        "end",
    ),
    (
        "<i> <aux> consider|call|count {v} as|to_be? my favourite {l}",
        "favourite:{l}",
        "",
    ),
    (
        "{v} used to be|was my favourite {l} , not|but_not|no any|now|any_more|anymore|any_longer|longer more?",
        "favourite:{l}",
        "end",
    ),
    (
        "{v} was|used_to_be my favourite {l} , but|until not? anymore|any_more|any_longer|no_longer",
        "favourite:{l}",
        "end",
    ),
    (
        "{v} <aux> lost|lost_its|fell_from place|rank|spot as my favourite {l}",
        "favourite:{l}",
        "end",
    ),
    (
        "{v} <aux> stopped|ceased|quit being|to_be my favourite {l}",
        "favourite:{l}",
        "end",
    ),
    (
        "{v} beats|tops|beat {o} , it <be> my favourite {l}",
        "favourite:{l}",
        "change",
    ),
    (
        "my? favourite {l} has|have|had to be {v}",
        "favourite:{l}",
        "",
    ),
    (
        "<i> would|'d pick|choose|say|take {v} as|for my favourite {l} any_day|any_time|every_time",
        "favourite:{l}",
        "",
    ),
    (
        "<i> gone|went off {v} , it <be> my favourite {l}",
        "favourite:{l}",
        "end",
    ),
    (
        "{v} has|have? become|became|turned_into|is_now my new? favourite {l}",
        "favourite:{l}",
        "change",
    ),
    (
        "{v} has|have? replaced|overtaken|beaten|dethroned|displaced|overtook|beat|topped {o} as|for my new? favourite {l}",
        "favourite:{l}",
        "change",
    ),
    ("my favourite {l} ? {v}", "favourite:{l}", ""),
    ("my favourite {l} ? that|it <be> {v}", "favourite:{l}", ""),
    ("favourite {l} ? {v}", "favourite:{l}", ""),
    ("favourite {l} - {v}", "favourite:{l}", ""),
    (
        "it|that <be> {v} again , my favourite {l}",
        "favourite:{l}",
        "again",
    ),
    // Telephone and mail, and other properties that change.
    (
        "here|that|this <be> my|our new? {l} :|, {v}",
        "@property",
        "",
    ),
    ("here|that <be> my|our new? {l} : {v}", "@property", ""),
    ("my|our new? {l} <be> : {v}", "@property", ""),
    (
        "<i> <aux> changed|switched|updated my|our {l} , it|that <be> {v}",
        "@property",
        "change",
    ),
    (
        "<i> <aux> changed|switched|updated my|our {l} from {o} to {v}",
        "@property",
        "change",
    ),
    (
        "<i> <aux> changed|switched|updated my|our {l} to {v}",
        "@property",
        "change",
    ),
    (
        "note|save|use|take|update|remember|record|store|keep my|our|the new {l} :|,? {v}",
        "@property",
        "change",
    ),
    (
        "note|save|use|take|update|remember|record|store|change my|our|the {l} :|,|to {v}",
        "@property",
        "change",
    ),
    (
        "<i> <aux> gave|given|got_rid|let up|go? of? the|my|our {l} {v}",
        "@property",
        "end",
    ),
    (
        "<i> <aux> cancelled|canceled|closed|lost|deleted|deactivated|dropped|shut the|my|our down? old? {l} account|address? {v}",
        "@property",
        "end",
    ),
    (
        "<i> <aux> have|use|own the|my|our a? {l} {v}",
        "@property",
        "",
    ),
    (
        "<i> <aux> returned|went|gone|came|switched|changed|am|are|moved to my|our|the old|previous|former? {l} ,? {v}",
        "@property",
        "again",
    ),
    (
        "<i> <aux> use|using|have my|our|the old|previous|former? {l} {v} again",
        "@property",
        "again",
    ),
    ("my|our {l} <aux> went|gone|is to {v}", "@property", "again"),
    (
        "my|our {l} <aux> changed|switched|went from {o} to {v}",
        "@property",
        "change",
    ),
    (
        "my|our {l} <aux> changed|switched|moved to {v}",
        "@property",
        "change",
    ),
    (
        "my|our {l} <be> {o} anymore|any_more|any_longer ,|but|; it|that|but? <be> {v}",
        "@property",
        "change",
    ),
    (
        "my|our {l} <be> {o} ,|but|; it|that|but <be> {v}",
        "@property",
        "change",
    ),
    ("my|our {l} <be> not {o} but {v}", "@property", "change"),
    ("it|that <be> {v} , my|our new? {l}", "@property", ""),
    ("{v} , that|it|this <be> my|our new? {l}", "@property", ""),
    (
        "{v} <aux> took|taken over|from from? {o}? as|for my|our new? {l}",
        "@property",
        "change",
    ),
    (
        "{v} <aux> replaced|replaces|succeeded|succeeds {o} as my|our new? {l}",
        "@property",
        "change",
    ),
    (
        "<i> <aux> changed|switched|moved|went from {o} to {v} as my|our new? {l}",
        "@property",
        "change",
    ),
    (
        "<i> <aux> have|got|found a new {l} :|,|called|named|and_it_is|- {v}",
        "@property",
        "change",
    ),
    (
        "<i> <aux> have|got {v} back|again as my|our {l}",
        "@property",
        "again",
    ),
    (
        "<i> <be> with|to|on|at|using {v} as my|our|the {l}",
        "@property",
        "",
    ),
    ("my|our|the {l} 's {v}", "@property", "name"),
    (
        "{v} <be> the {l} <i> <aux> go|use|check|have|visit|attend|work|shop|train|play|belong|subscribe|bank|live|rent to|at|with|for|in|from?",
        "@noun",
        "",
    ),
    (
        "the {l} <i> <aux> go|use|check|have|visit|attend|work|shop|train|play|belong|subscribe|bank|live|rent to|at|with|for|in|from? <be> {v}",
        "@noun",
        "",
    ),
    (
        "<i> <aux> switched|changed|swapped {l} ,|:|;|- <i> <aux> am|are|go|use|work|bank|train|shop|see with|at|to|for? {v}",
        "@plural",
        "change",
    ),
    (
        "<i> <aux> switched|changed|moved|swapped {l} from {o} to {v}",
        "@plural",
        "change",
    ),
    (
        "<i> <aux> switched|changed|swapped {l} to {v}",
        "@plural",
        "change",
    ),
    (
        "my|our {l} <aux> changed|switched|is_different|is_new ,|:|;|-|and <i> <aux> am|are|take|use|drive|go|see|have|work|ride|eat|wear|play|drink with|at|to|for|by|on|in? the|a? {v}",
        "@property",
        "change",
    ),
    (
        "my|our|the {l} used to be|was {o} ,|but|;|and now|but_now|but|and_now? it? <be> {v}",
        "@property",
        "change",
    ),
    (
        "<i> <be> {v} , my|our old|new|current? {l}",
        "@property",
        "",
    ),
    (
        "<i> <be> at|with|in {v} , my|our old|new|current? {l}",
        "@noun",
        "",
    ),
    (
        "<i> <aux> got|have {v} back as my|our|the? {l}",
        "@property",
        "again",
    ),
    ("<i> <be> to {v} as my|our|the? {l}", "@property", "again"),
    ("to {v} as my|our|the? {l}", "@property", "again"),
    ("my|our|the {l} <be> to {v}", "@property", "again"),
    ("turns out my|our|the? {l} <be> {v}", "@property", "change"),
    // When something takes place.
    (
        "<i> <aux> book|booked|made|make|scheduled|arranged|set|fixed|got|have|having|reserved a|an|my|our|the next? {l} for|on|at {t}",
        "@occasion",
        "",
    ),
    (
        "there <be> a|an|my|our|the next? {l} on|at {t} for_me|for_us|of_mine",
        "@occasion",
        "",
    ),
    (
        "there <be> a|an|my|our|the next? {l} on|at {t}",
        "@occasion",
        "",
    ),
    (
        "<i> <aux> a|an|my|our|the {l} coming_up|planned|scheduled|booked on|at|for {t}",
        "@occasion",
        "",
    ),
    (
        "<my> next? {l} takes|take|happens|happen|comes|gets place|up|underway? on|at {t}",
        "@occasion",
        "",
    ),
    (
        "<my> next? {l} <aux> held|booked|set|scheduled|planned|fixed|arranged|due_to_start on|at|for {t}",
        "@occasion",
        "",
    ),
    ("<my> next {l} <be> on|at {t}", "@occasion", ""),
    (
        "the|our|my time|date|slot|day of|for <my> {l} <be> {t}",
        "@occasion",
        "",
    ),
    (
        "it|that <be> {t} for|, the|my|our {l}",
        "@occasion",
        "change",
    ),
    (
        "<my> {l} was|were|got|been|has_been|is shifted|moved|pushed|rescheduled|changed|postponed|brought_forward|switched from {o} to {t}",
        "@occasion",
        "change",
    ),
    (
        "<my> {l} was|were|got|been|has_been|have_been|is shifted|moved|pushed|rescheduled|changed|postponed|brought_forward|switched to|until {t}",
        "@occasion",
        "change",
    ),
    (
        "<i>|they|someone|somebody <aux> shifted|moved|pushed|rescheduled|changed|postponed|brought|switched <my> {l} from {o} to {t}",
        "@occasion",
        "change",
    ),
    (
        "<my> {l} changed|changes|moved|moves|shifted|went from {o} to {t}",
        "@occasion",
        "change",
    ),
    (
        "<my> team|group|squad meets|meet|gathers|gather for the|our {l} at|on {t}",
        "@occasion",
        "",
    ),
    (
        "<i> <aux> meet|gather|get_together for the|our {l} at|on {t}",
        "@occasion",
        "",
    ),
    (
        "the|our|my? team|we|i|boss <aux> decided|agreed|want to have|hold|move|do|put|start the|our {l} at|on|to {t}",
        "@occasion",
        "change",
    ),
    (
        "<i> <aux> returned|went|gone|came|are to {t} for|with the|our|my {l}",
        "@occasion",
        "again",
    ),
    (
        "<my> {l} <be> to|at|on {t} again|, as_before",
        "@occasion",
        "again",
    ),
    (
        "<i> <aux> hold|have|do|run|start the|our|my|a|an {l} at|on {t}",
        "@occasion",
        "",
    ),
    ("there <be> no {l} on|at {t}", "@occasion", "end"),
    (
        "there <be> no {l} on|at {t} anymore|any_more",
        "@occasion",
        "end",
    ),
    (
        "<my> {l} on|at {t} <be> off|cancelled|canceled|happening|over|dropped|called_off|scrapped",
        "@occasion",
        "end",
    ),
    (
        "<my> {l} on|at {t} was|got|been|has_been cancelled|canceled|dropped|called_off|scrapped",
        "@occasion",
        "end",
    ),
    (
        "<i>|they <aux> cancelled|canceled|called_off|scrapped|dropped|cancel <my> {l} on|at {t}",
        "@occasion",
        "end",
    ),
    (
        "<i> had|have to cancel|drop|skip|call_off <my> {l} on|at {t}",
        "@occasion",
        "end",
    ),
    (
        "<i> <aux> booked|down in? for a|an|the|my {l} on|at {t}",
        "@occasion",
        "",
    ),
    (
        "got|have|booked a|an|the|my {l} on|at|for {t}",
        "@occasion",
        "",
    ),
    (
        "they|someone|the_office|reception <aux> gave|offered|assigned me|us {t} for the|my|a {l}",
        "@occasion",
        "",
    ),
    (
        "<my> {l} <i> <aux> have|got|booked <be> on|at|for {t}",
        "@occasion",
        "",
    ),
    (
        "they|he|she|i|we <aux> put|moved|set|brought <my> {l} on|at|to {t}",
        "@occasion",
        "change",
    ),
    ("no more {l} on|at {t}", "@occasion", "end"),
    (
        "no {l} on|at {t} anymore|any_more|any_longer",
        "@occasion",
        "end",
    ),
    ("no more {t} {l}", "@occasion", "end"),
    (
        "cancelled|canceled|scrapped|dropped|called_off <my> {l} on|at {t}",
        "@occasion",
        "end",
    ),
    (
        "<i>|they <aux> scrapped|axed|dissolved|abolished|ended <my> {l} on|at {t}",
        "@occasion",
        "end",
    ),
    (
        "<my> {l} on|at {t} <aux> exist|happen|take_place any_more|anymore|any_longer?",
        "@occasion",
        "",
    ),
    (
        "<my> {l} <be> at|on {t} every|each time|week|day|month",
        "@occasion",
        "",
    ),
    (
        "<my> {l} starts|begins|happens|runs at|on? {t}",
        "@occasion",
        "",
    ),
    (
        "<i> have|hold|do the|our|my|a {l} at|on {t}",
        "@occasion",
        "",
    ),
    // Deadlines.
    (
        "{t} <be> the|my|our new|final|actual|latest? deadline|due_date|cutoff|cut-off|submission_date for|of|on the|my|our {l}",
        "deadline:{l}",
        "",
    ),
    (
        "the|my|our? new|final|current|actual? deadline|due_date|cutoff|cut-off|submission_date|closing_date for|of|on the|my|our {l} <be> on|to|at? {t}",
        "deadline:{l}",
        "",
    ),
    (
        "the|my|our? deadline|due_date|submission_date for|of the|my|our {l} <aux> went|goes|moved|is|changed|slipped|pushed|extended|was_moved|was_extended|was_pushed to|until {t}",
        "deadline:{l}",
        "change",
    ),
    (
        "the|my|our? deadline|due_date|submission_date for|of the|my|our {l} moved|changed|slipped|went|was_moved|was_changed|was_pushed|was_extended|got_moved|got_pushed from {o} to {t}",
        "deadline:{l}",
        "change",
    ),
    (
        "the|my|our? deadline|due_date for|of the|my|our {l} <be> {o} anymore|any_more|any_longer ,|but|; it|that|but? <be> {t}",
        "deadline:{l}",
        "change",
    ),
    (
        "<my> {l} deadline <aux> moved|went|changed|slipped|pushed|extended|was_moved|was_extended|was_pushed|was_changed to|until {t}",
        "deadline:{l}",
        "change",
    ),
    (
        "<my> {l} deadline <aux> moved|went|changed|slipped|was_moved|was_changed|was_pushed from {o} to {t}",
        "deadline:{l}",
        "change",
    ),
    ("<my> {l} deadline <be> to|on|at? {t}", "deadline:{l}", ""),
    (
        "<i> <aux> have|got until|till {t} for|to_finish|to_submit|to_complete|to_hand_in the|my|our {l}",
        "deadline:{l}",
        "",
    ),
    (
        "<my> {l} has|have|got a|its|the new? deadline|due_date :|of|on|, {t}",
        "deadline:{l}",
        "",
    ),
    (
        "<my> {l} has|have no|not_a|a? deadline|due_date on|of {t} anymore|any_more|any_longer",
        "deadline:{l}",
        "end",
    ),
    (
        "<my> {l} has|have no_longer a|the? deadline|due_date on|of {t}",
        "deadline:{l}",
        "end",
    ),
    (
        "<my> {l} <be> due|expected|wanted|needed on|by|until? {t}",
        "deadline:{l}",
        "",
    ),
    ("<my> {l} deadline : {t}", "deadline:{l}", "part"),
    ("favourite {l} : {v}", "favourite:{l}", "part"),
    ("my|our? new? {l} : {v}", "@property", "part"),
    (
        "in|for our|my team|group|company ,? the|our {l} <be> at|on {t}",
        "@occasion",
        "",
    ),
    (
        "<my> {l} was due on|by? {o} ,|but|;|and now|but_now|but|and_now? it? <be> {t}",
        "deadline:{l}",
        "change",
    ),
    (
        "<my> {l} <be> due on|by? {o} but on|by? {t}",
        "deadline:{l}",
        "change",
    ),
    (
        "<my> {l} needs|need|has|have to be|go|get in|done|finished|ready|handed_in|submitted|delivered|out by|on|until {t}",
        "deadline:{l}",
        "",
    ),
    (
        "no more {t} deadline for|on the|my|our {l}",
        "deadline:{l}",
        "end",
    ),
    (
        "there <be> no {t} deadline for|on the|my|our {l}",
        "deadline:{l}",
        "end",
    ),
    // What is used as what.
    ("our|my|the {l} of choice <be> {v}", "@tool", ""),
    (
        "<i> <aux> work|working|going|go with {v} as|for|as_our|for_our|as_the|as_my our? {l}",
        "@tool",
        "",
    ),
    (
        "<i> <aux> got|gotten rid|away of|from {v} as|for our|my|the {l}",
        "@tool",
        "end",
    ),
    (
        "<i> <aux> left|dumped|kicked_out|phased_out|retired|threw_out|moved_off|moved_away_from {v} as|for our|my|the {l}",
        "@tool",
        "end",
    ),
    (
        "<i> <be> on|to|with|using|at {v} as|for our|my|the {l}",
        "@tool",
        "",
    ),
    (
        "<i> <aux> swapped|exchanged|traded|replaced|ditched {o} for|with|by {v} as|for our|my|the {l}",
        "@tool",
        "change",
    ),
    // Animals and their names.
    ("{v} <be> the name of my|our|the {l}", "@kin", ""),
    ("{v} <be> my|our {l} 's name", "@kin", ""),
    (
        "{v} <be> what <i> <aux> call|named my|our|the {l}",
        "@kin",
        "",
    ),
    (
        "<i> <aux> have|got|own|keep|adopted a|an {l} ,|and and? its|his|her|the name <be> {v}",
        "@kin",
        "",
    ),
    (
        "<i> <aux> have|got|own|keep|adopted a|an {l} ,|and and? {v} <be> the|its|his|her name",
        "@kin",
        "",
    ),
    (
        "<i> <aux> have|got|own|keep|adopted a|an {l} ,|and and? he|she|it <be> called|named {v}",
        "@kin",
        "",
    ),
    (
        "my|our|the {l} 's name <be> {o} anymore|any_more|any_longer? ,|but|; it|but? <be> {v}",
        "@kin",
        "change",
    ),
    (
        "my|our|the {l} 's name <be> {o} ,|but|; it|but? <be> {v}",
        "@kin",
        "change",
    ),
    ("my|our|the {l} 's new name <be> {v}", "@kin", "change"),
    (
        "my|our|the {l} 's name <aux> changed|went from {o} to {v}",
        "@kin",
        "change",
    ),
    (
        "my|our|the {l} 's name <aux> changed to {v}",
        "@kin",
        "change",
    ),
    (
        "<i> <aux> changed my|our|the {l} 's name from {o} to {v}",
        "@kin",
        "change",
    ),
    (
        "<i> <aux> changed my|our|the {l} 's name to {v}",
        "@kin",
        "change",
    ),
    (
        "<i> <aux> gave|given my|our|the {l} a new|different name ,|:|- {v}",
        "@kin",
        "change",
    ),
    (
        "<i> <aux> gave|given my|our|the {l} the|a|its new|old name {v}",
        "@kin",
        "change",
    ),
    (
        "<i> <aux> renamed|rebaptised|rechristened my|our|the {l} from {o} to|into {v}",
        "@kin",
        "change",
    ),
    (
        "<i> <aux> renamed|rebaptised|rechristened my|our|the {l} to|into|as? {v}",
        "@kin",
        "change",
    ),
    (
        "my|our|the {l} goes|answers|listens|responds by|to the_name? {v}",
        "@animal",
        "",
    ),
    (
        "my|our|the {l} <be> {v} again , its|his|her old name",
        "@kin",
        "again",
    ),
    (
        "<i> <aux> call|named|calls my|our|the {l} {v}",
        "@animal",
        "",
    ),
    (
        "my|our|the {l} got|has|was_given a new name ,|:|- {v}",
        "@kin",
        "change",
    ),
    // People.
    ("<i> <aux> go|going out with {v}", "partner", ""),
    ("<i> <be> in a new? relationship ,? with {v}", "partner", ""),
    ("{v} <aux> left|dumped|broke_up_with me", "partner", "end"),
    (
        "{v} <be> the person|one|man|woman <i> <aux> date|dating|see|am_with|love",
        "partner",
        "",
    ),
    (
        "{v} <aux> manages|supervises|manage|bosses|oversees me|us|my_work",
        "manager",
        "",
    ),
    (
        "{v} <aux> leads|lead|heads|runs|manages our|my|the team",
        "team lead",
        "",
    ),
    (
        "our|my|the team <be> led|headed|run|managed by {v}",
        "team lead",
        "",
    ),
    ("<i> <be> under {v}", "manager", ""),
    (
        "<i> <aux> seeing|dating someone|somebody , {v}",
        "partner",
        "",
    ),
    (
        "me and {v} <aux> got|are|get together again?",
        "partner",
        "again",
    ),
    (
        "people|everyone|everybody|friends|my_friends|they|you <aux> call|calls|can_call me {v}",
        "nickname",
        "",
    ),
    ("<i> <aux> go|known by|as {v}", "nickname", ""),
    (
        "nobody|no_one calls me {v} anymore|any_more|any_longer",
        "nickname",
        "end",
    ),
    (
        "the kids|children|family|we renamed|rebaptised my|our|the {l} from {o} to|into {v}",
        "@kin",
        "change",
    ),
    ("<i> <aux> calling|naming my|our|the {l} {v}", "@kin", ""),
    (
        "the person|one|manager|boss|woman|man <i> <aux> report|answer to <be> {v}",
        "manager",
        "",
    ),
    (
        "{v} <be> the new? person|one|manager|boss <i> <aux> report|answer to",
        "manager",
        "",
    ),
    (
        "{v} <be> who|whom <i> <aux> report|answer to",
        "manager",
        "",
    ),
    (
        "<i> <aux> work|working|report|reporting under {v}",
        "manager",
        "",
    ),
    ("<i> <aux> answer|answering to {v}", "manager", ""),
    (
        "my|our manager|boss|supervisor|line_manager <aux> changed|switched from {o} to {v}",
        "manager",
        "change",
    ),
    (
        "{v} <be> the doctor|gp|physician|family_doctor <i> <aux> go|see|visit|use to?",
        "doctor",
        "",
    ),
    (
        "the doctor|gp|physician|family_doctor <i> <aux> go|see|visit|use to? <be> {v}",
        "doctor",
        "",
    ),
    (
        "<i> <aux> changed|switched|moved doctors|gps|gp|doctor|physicians from {o} to {v}",
        "doctor",
        "change",
    ),
    (
        "<i> <aux> changed|switched|moved doctors|gps|gp|doctor|physicians to {v}",
        "doctor",
        "change",
    ),
    (
        "<i> <aux> changed|switched doctors|gps|gp|doctor , <i> <aux> see|go|visit to? {v}",
        "doctor",
        "change",
    ),
    (
        "my|our new gp|doctor|physician|family_doctor <be> {v}",
        "doctor",
        "change",
    ),
    (
        "<i> <aux> go|see|visit to? {v} for check-ups|checkups|my_check-ups|everything|my_health , that|who|he|she <be> my|our doctor|gp|physician",
        "doctor",
        "",
    ),
    (
        "<i> <aux> see|go|visit to? {v} , my|our new? doctor|gp|physician|family_doctor",
        "doctor",
        "",
    ),
    ("<i> <be> registered|a_patient with|at|of {v}", "doctor", ""),
    (
        "{v} <be> who <i> <aux> see|go_to when i_am_ill|i_am_sick",
        "doctor",
        "",
    ),
    (
        "{v} <aux> looks|takes after|care of? me|my_health as? my? doctor|gp",
        "doctor",
        "",
    ),
    // Cars.
    (
        "{v} , that|it|this <be> my|our new? car|ride|vehicle",
        "car",
        "",
    ),
    (
        "my|our family|company|new|main|own? car|vehicle|ride <be> a|an|the {v}",
        "car",
        "",
    ),
    (
        "<i> <aux> bought|got|purchased a|an|the {v} years|ages|long|months ago and|, still|we_still|i_still drive|have|own it",
        "car",
        "",
    ),
    (
        "<i> <aux> bought|got|purchased a|an|the {v} again , <i> drive it",
        "car",
        "again",
    ),
    ("to driving a|an|the|my {v}", "car", "again"),
    (
        "<i> <aux> driving|drive a|an|the|my {v} again",
        "car",
        "again",
    ),
    (
        "<i> <aux> swapped|traded|exchanged|replaced my|our|the {o} for|with a|an|the {v}",
        "@car",
        "change",
    ),
    // The way to work.
    (
        "<i> <aux> reach|get_to|come_to|ride_to|go_to|travel_to|make_it_to the|my? office|work|job|workplace by|on_the|with_the {v}",
        "commute",
        "",
    ),
    (
        "my|our way|trip|journey|ride|commute to_work? <be> by|on|with the|a? {v}",
        "commute",
        "",
    ),
    (
        "my|our way|trip|journey|ride|commute to|into work|the_office <be> by|on|with the|a? {v}",
        "commute",
        "",
    ),
    (
        "to get to work|the_office|my_job ,? <i> <aux> use|take|ride|catch the|a|my? {v}",
        "commute",
        "",
    ),
    (
        "to work|the_office ,? <i> <aux> go|take|ride|travel by|the|my {v}",
        "commute",
        "",
    ),
    (
        "<i> <aux> use|take|ride|catch|need the|a|my? {v} to get to|in work|the_office|my_job?",
        "commute",
        "",
    ),
    (
        "<i> <aux> use|take|ride|catch the|a|my? {v} for my commute|way_to_work",
        "commute",
        "",
    ),
    (
        "<i> <aux> gave|given up|in? the|my {o} and <i>? go|commute|travel|ride to? work|the_office? by|on_the {v}",
        "commute",
        "change",
    ),
    (
        "<i> <aux> gave|given up|in? the|my {o} and <i>? take the|a {v} to|into work|the_office",
        "commute",
        "change",
    ),
    // Another value, and not of what.
    (
        "no|wait|oops|nope|argh|correction|oh ,|:|- wait|no|sorry|actually|correction|i_mean|i_meant|make_that|rather|it_is|that_is ,|:? {v}",
        "correction",
        "sure",
    ),
    (
        "no|wait|sorry|oops|nope|argh|ah|rather|well|oh|actually ,|:|-? {v}",
        "correction",
        "change",
    ),
    (
        "wait|no|sorry|oops|actually|ah|hmm|argh|oh ,|:|-? no|wait|sorry|actually|i_mean|i_meant|make_that|rather|it_is|that_is ,|:? {v}",
        "correction",
        "sure",
    ),
    (
        "correction|* :|,|-? it_is|make_that? {v}",
        "correction",
        "sure",
    ),
    (
        "sorry|oops|no|wait|ah|oh ,|-|:? i mean|meant to_say|to_write|to_type|of_course? ,|:? {v}",
        "correction",
        "sure",
    ),
    (
        "i mean|meant to_say|to_write|to_type|of_course? ,|:? {v}",
        "correction",
        "sure",
    ),
    ("make that|it {v}", "correction", "change"),
    ("it|that <be> {v}", "correction", "fix"),
    (
        "it|that <be> {o} ,|but|; but? it|that? <be> {v}",
        "correction",
        "change",
    ),
    ("it|that <be> {o} but {v}", "correction", "change"),
    (
        "not {o} ,|but|;|- but|it_is|that_is|i_meant|i_mean|rather? {v}",
        "correction",
        "change",
    ),
    ("{v} , not {o}", "correction", "change"),
    (
        "that|it should be|have_been|have_said|say|read {v}",
        "correction",
        "sure",
    ),
    ("should be|have_been|have_said {v}", "correction", "sure"),
    ("{v} , i mean|meant", "correction", "sure"),
    (
        "{v} , correction|rather|my_bad|my_mistake",
        "correction",
        "sure",
    ),
    // In which language to answer.
    (
        "always? use|speak|write|choose {v} whenever|when|if you answer|reply|respond|write|talk to? me|us?",
        "instruction:language",
        "",
    ),
    (
        "use|speak|write {v} with|for me|us|your_answers|your_replies|all_answers|all_replies",
        "instruction:language",
        "",
    ),
    (
        "every|each|all|your|any of_your? reply|answer|response|message|replies|answers|responses|messages should|must|has_to|have_to|shall be in|written_in {v}",
        "instruction:language",
        "",
    ),
    (
        "starting now|today|from_now ,? always? please? answer|reply|respond|write|speak in? {v}",
        "instruction:language",
        "change",
    ),
    (
        "now always answer|reply|respond|write|speak in {v}",
        "instruction:language",
        "change",
    ),
    (
        "from_now_on|in_future|in_the_future|from_today ,? please? always? answer|reply|respond|write|speak to_me? in {v}",
        "instruction:language",
        "change",
    ),
    (
        "please? always answer|reply|respond|write|speak to_me? in {v}",
        "instruction:language",
        "part",
    ),
    (
        "please? answer|reply|respond|write|speak to_me? in {v} ,? always|from_now_on",
        "instruction:language",
        "part",
    ),
    (
        "switch|change to|into {v} , always answer|reply|respond|write in it|{o}",
        "instruction:language",
        "change",
    ),
    (
        "please? switch|change to|into {v} from_now_on? , always answer|reply|respond|write in it|{o}",
        "instruction:language",
        "change",
    ),
    (
        "please? switch|change to|into {v} for|in|with your|all|the answers|replies|responses",
        "instruction:language",
        "change",
    ),
    (
        "please? go|switch|come to {v} when|whenever|for|in|with you_answer|you_reply|you_write|your_answers|your_replies me?",
        "instruction:language",
        "again",
    ),
    (
        "it <be> {v} again for|in your|the answers|replies",
        "instruction:language",
        "again",
    ),
    (
        "there <be> no need to always answer|reply|respond|write in {v} any_more|anymore|any_longer",
        "instruction:language",
        "end",
    ),
    (
        "no need to always answer|reply|respond|write in {v} any_more|anymore|any_longer?",
        "instruction:language",
        "end",
    ),
    (
        "please? stop|quit using|speaking|answering|replying|responding|writing in? {v} when|whenever|in|with|for you_answer|you_reply|your_answers|your_replies|answers|replies me?",
        "instruction:language",
        "end",
    ),
    (
        "please? stop|quit answering|replying|responding|writing in? {v}",
        "instruction:language",
        "end",
    ),
    (
        "you can|may|should stop|quit answering|replying|responding|writing|speaking in? {v}",
        "instruction:language",
        "end",
    ),
    (
        "<i> would|'d rather|prefer|like|love to? have|get|see your|all|the answers|replies in {v}",
        "instruction:language",
        "",
    ),
    (
        "talk|speak to me in {v} from_now_on|always",
        "instruction:language",
        "change",
    ),
    (
        "<i> <aux> want|like|prefer|need|expect you to|always to? answer|reply|respond|write|speak in? {v}",
        "instruction:language",
        "",
    ),
    (
        "<i> <aux> would|'d want|like|prefer|love you to|always to? answer|reply|respond|write|speak in? {v}",
        "instruction:language",
        "",
    ),
    (
        "<i> <aux> want|like|prefer|need|expect your|all answers|replies|responses in {v}",
        "instruction:language",
        "",
    ),
    (
        "your|all answers|replies|responses <be> in {v} please?",
        "instruction:language",
        "",
    ),
    (
        "the language for|of your|all answers|replies <be> {v}",
        "instruction:language",
        "",
    ),
];

/// Ways to say that a value is back, whatever it is of.
pub(super) const RETURNS: &[&str] = &[
    "<i> <be> back at|with|in|on|to|under|using|for {v}",
    "<i> <aux> went|gone|came|returned|moved|switched|changed back? to {v}",
    "<i> <aux> went|gone|came|returned|moved|switched|changed my|our|the? {l} back? to {v}",
    "back at|with|in|on|to|under|using {v}",
    "back at|with|in|on|to|under|using {v} again",
    "{v} <be> back",
    "{v} again",
    "it <be> {v} again",
];

/// Ways to say that one value took another's place, whatever it is of.
pub(super) const EXCHANGES: &[&str] = &[
    "<i> <aux> switched|changed|moved|went|gone|shifted|swapped|converted|migrated|transferred|upgraded|turned it|things|over|house? from a? {o} to|into a? {v}",
    "<i> <aux> swapped|traded|exchanged|replaced|ditched|dumped|left|dropped|sold|binned|abandoned my|our|the|in? {o} for|with|by a? {v}",
    "{v} <aux> replaced|replaces|succeeded|succeeds|took_over_from|takes_over_from {o}",
    "<i> <aux> moved|switched|changed|shifted my|our|the account|number|plan|contract|subscription|things|everything? from {o} to {v} with|for|as? my? phone|mobile|account|plan|bank? plan|contract|account?",
    "<my>? {l} <aux> changed|moved|switched|went|shifted from {o} to {v}",
    "it used to be {o} ,|but|;|and now|but_now|but|and_now? it? <be> {v}",
    "it was {o} ,|but|;|and now|but_now|and_now it? <be> {v}",
];
