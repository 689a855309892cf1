//! What single words of a sentence tell: of an end, of a mistake, of something that is named.

use crate::grammar::words::one_of;

/// Words by which people tell of an end.
const ENDING: &str = "no not never none nothing without longer anymore dont doesnt isnt arent wont cant didnt wasnt \
stop stopped stopping quit quitting left leave leaving gave given give giving up cancel cancelled canceled cancelling \
sold sell end ended ends ending over gone done drop dropped dropping close closed closing lost lose finished finish \
ex remove removed delete deleted forget scrap scrapped expired retired died dead passed broke broken split past used \
former formerly previous off out ran fired laid resigned returned handed parted ditched binned threw thrown tossed \
rid goodbye bye farewell away cut scratch strike disregard ignore outdated obsolete false wrong wasn't unsubscribed last \
lapsed stepped stepping stands standing retires renounced relinquished surrendered vacated ceased ceases \
departed rehomed unemployed redundant sacked separated divorced widowed single totalled crashed stolen donated traded \
swapped decommissioned phased deprecated voided void nixed bailed dumped hung behind through undecided \
uninstalled deactivated shut folded bankrupt moved discontinued terminated revoked withdrew withdrawn skip skipped \
abandoned axed shelved dissolved free history kicked swore sworn cold";

/// Words by which people correct themselves.
const CORRECTING: &str = "bad mixed confused error slip false incorrect wrote typing mistyped mistaken no nope nah not wait mean meant sorry oops whoops actually typo typed correction correct \
corrected scratch make rather should should've instead ah hmm edit wrong mistake misspoke fix change strike apologies pardon erm er undo untrue \
autocorrect autocorrected autocomplete spellcheck hang hold silly muddled garbled jumbled thoughts um uh duh wherever";

/// Whether it has a word by which people tell of an end.
pub(super) fn tells_end(text: &str) -> bool {
    let low = text.to_lowercase().replace('’', "'");
    let mut words = low.split(|c: char| !(c.is_alphanumeric() || c == '\''));
    words.any(|word| word.ends_with("n't") || one_of(word, ENDING))
}

/// Whether it has a word by which people correct themselves.
pub(super) fn tells_of_mistake(text: &str) -> bool {
    let low = text.to_lowercase();
    let mut words = low.split(|c: char| !(c.is_alphanumeric() || c == '\''));
    words.any(|word| one_of(word, CORRECTING))
}

/// Whether it tells what it is about, by other words than those for what was just said: "forget about
/// the weather".
pub(super) fn tells_about_what(text: &str) -> bool {
    let low = text.to_lowercase();
    let after = low.split_once(" about ").map(|(_, after)| after);
    let first = after.and_then(|after| after.split(|c: char| !c.is_alphanumeric()).next());
    first.is_some_and(|word| !one_of(word, "that it this what those these them all"))
}
