//! Whether a sentence that ends something only denies it ("I don't live in Porto any more"), or tells of
//! something that happened, or of more than that.

use crate::grammar::words::one_of;

/// Words that deny. What else tells of an end ("sold", "died") tells of an event.
const NEGATIONS: &str = "not no never none longer anymore dont doesnt isnt arent wasnt werent aint";

/// Words that part what is said from what else is said.
const PARTING: &str = "and but because since so as though although which who";

/// Words that say nothing of their own beside a denial.
const EMPTY: &str = "ok okay so yeah yep no nope thanks thank you sorry please well hmm oh hey hi actually btw fyi by \
the way just anymore any more longer now really lol haha then cheers mate and but also it is that all update note \
correction";

/// Whether it denies something, and does nothing else.
pub(crate) fn only_denies(text: &str) -> bool {
    let is_negation = |word: &String| word.ends_with("n't") || one_of(word, NEGATIONS);
    let denies = |part: &Vec<String>| says_something(part) && part.iter().any(is_negation);
    parts(text).iter().any(denies) && !goes_on(text)
}

/// Whether a denial names any of a kind, and `old`, which is taken for its value, only words beside it: "I no
/// longer have a parking space in the building".
pub(super) fn denies_any(text: &str, attribute: &str, old: &str) -> bool {
    const NOUN_MAX: usize = 4;
    let low = text.to_lowercase().replace('’', "'");
    let words = low.split(|c: char| !(c.is_alphanumeric() || c == '\''));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let is_negation = |word: &&str| word.ends_with("n't") || one_of(word, NEGATIONS);
    let Some(denied) = words.iter().position(is_negation) else {
        return false;
    };
    let of_kind = |word: &str| {
        let mut names = attribute.split([' ', ':', '_']);
        names.any(|name| {
            name == word
                || name.len() > 4
                    && word.len() > 4
                    && (name.starts_with(word) || word.starts_with(name))
        })
    };
    let is_any = |at: &usize| one_of(words[*at], "a an any no");
    let any = (denied..words.len()).find(is_any);
    let noun = any.map_or(&[][..], |any| &words[any + 1..]);
    let is_value = old.chars().any(|c| c.is_uppercase() || c.is_ascii_digit());
    !is_value && noun.iter().take(NOUN_MAX).any(|word| of_kind(word))
}

/// Whether it says something in more than one clause.
pub(super) fn goes_on(text: &str) -> bool {
    let parts = parts(text);
    parts
        .iter()
        .filter(|part| says_something(part.as_slice()))
        .count()
        > 1
}

fn says_something(part: &[String]) -> bool {
    part.iter().any(|word| !one_of(word, EMPTY))
}

/// The words between marks, and between words that part.
fn parts(text: &str) -> Vec<Vec<String>> {
    let low = text.to_lowercase().replace('’', "'");
    let mut parts = vec![Vec::new()];
    for chunk in low.split_inclusive(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | ':' | '!' | '—' | '–')
    }) {
        let word = chunk.trim_matches(|c: char| !c.is_alphanumeric());
        match word {
            "" => {}
            _ if one_of(word, PARTING) => parts.push(Vec::new()),
            _ => parts
                .last_mut()
                .expect("begins with one")
                .push(word.to_owned()),
        }
        let is_mark = chunk
            .trim_end()
            .ends_with([',', ';', ':', '!', '—', '–', '.'])
            || chunk.trim() == "-";
        if is_mark {
            parts.push(Vec::new());
        }
    }
    parts
}
