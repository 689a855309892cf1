//! What sort of thing a name names.

use super::gazetteer::{Known, known};
use super::{Finder, Kind, bare, is_all_capitals, is_camel, words};

/// How many words before a name may say what it is.
const BACK: usize = 7;

impl Finder<'_> {
    /// What the tokens from `from` up to `to` name; `None` if nothing tells.
    pub(super) fn classify(&self, from: usize, to: usize) -> Option<Kind> {
        let first = bare(&self.tokens[from].lower);
        let last = bare(&self.tokens[to - 1].lower);
        let before = from.checked_sub(1).map_or("", |at| self.word(at));
        if words::is_title(first) || (before == "." && self.is_title_before(from)) {
            return Some(Kind::Person);
        }
        if words::is_relative(before) || words::is_title(before) {
            return Some(Kind::Person);
        }
        if words::is_pet(before) {
            return None;
        }
        let whole = self.joined(from, to).and_then(|name| known(&name));
        if let Some(kind) = whole.and_then(|known| self.of_known(known, from, to)) {
            return Some(kind);
        }
        if to - from > 1 {
            if words::is_company_word(last) || first == "university" || first == "bank" {
                return Some(Kind::Organisation);
            }
            if words::is_place_word(last) || words::begins_place(first) {
                return Some(Kind::Place);
            }
        }
        if matches!(before, "named" | "called" | ",") && self.is_behind(from, words::is_pet) {
            return None;
        }
        let has_first_name = known(first).is_some_and(|known| known.person);
        if has_first_name && to - from <= 4 {
            return Some(Kind::Person);
        }
        if let Some(kind) = self.by_context(from, to) {
            return Some(kind);
        }
        // An acronym may be anything.
        is_camel(self.tokens[from].text).then_some(Kind::Product)
    }

    fn is_title_before(&self, from: usize) -> bool {
        from >= 2 && words::is_title(self.word(from - 2))
    }

    /// Of the kinds a known name may have, the one that fits its surroundings.
    fn of_known(&self, known: Known, from: usize, to: usize) -> Option<Kind> {
        let kinds = [
            (known.place, Kind::Place),
            (known.person, Kind::Person),
            (known.organisation, Kind::Organisation),
            (known.product, Kind::Product),
        ];
        let mut possible = kinds.iter().filter(|(is, _)| *is).map(|(_, kind)| *kind);
        let first = possible.next()?;
        if possible.next().is_none() {
            return Some(first);
        }
        let told = self.by_context(from, to);
        let fits = told.filter(|told| kinds.iter().any(|(is, kind)| *is && kind == told));
        fits.or(if known.person {
            Some(Kind::Person)
        } else {
            Some(first)
        })
    }

    /// What the words around a name say that it is.
    fn by_context(&self, from: usize, to: usize) -> Option<Kind> {
        let before = from.checked_sub(1).map_or("", |at| self.word(at));
        let before_that = from.checked_sub(2).map_or("", |at| self.word(at));
        let before = match before {
            "the" => before_that,
            other => other,
        };
        match before {
            "in" if matches!(
                before_that,
                "written" | "write" | "wrote" | "coded" | "code"
            ) =>
            {
                return Some(Kind::Product);
            }
            "in" | "near" | "visit" | "visited" | "visiting" | "around" | "outside" => {
                return Some(Kind::Place);
            }
            "at" | "for" | "joined" | "joining" | "with" | "by" | "left" | "from"
                if self.is_behind(from, words::is_about_work)
                    || matches!(before, "joined" | "joining") =>
            {
                return Some(Kind::Organisation);
            }
            "to" | "from" if self.is_behind(from, words::is_about_moving) => {
                return Some(Kind::Place);
            }
            "of" if self.is_behind(from, |word| {
                matches!(word, "ceo" | "cto" | "founder" | "director")
            }) =>
            {
                return Some(Kind::Organisation);
            }
            "use" | "using" | "uses" | "used" | "installed" | "drive" | "drives" => {
                return Some(Kind::Product);
            }
            "with" | "met" | "meet" | "meeting" | "told" | "asked" | "saw" | "texted"
            | "emailed" | "married" | "dating" | "hi" | "hello" | "hey" | "dear" | "thanks"
            | "am" | "i'm" | "is" | "called" | "named" | "and"
                if self.could_be_person(from, to) =>
            {
                let is_sure = !matches!(before, "is" | "and" | "called" | "named")
                    || self.is_behind(from, |word| words::is_relative(word) || word == "name");
                if is_sure {
                    return Some(Kind::Person);
                }
            }
            _ => {}
        }
        let after = self.word(to);
        // Companies and products do some of it, too.
        let is_anybodys = matches!(
            after,
            "and" | "will" | "can" | "has" | "just" | "started" | "runs"
        );
        let acts =
            (words::is_deed(after) && !is_anybodys) || (after == "is" && self.word(to + 1) == "my");
        (acts && self.could_be_person(from, to)).then_some(Kind::Person)
    }

    fn could_be_person(&self, from: usize, to: usize) -> bool {
        to - from <= 3
            && self.tokens[from..to].iter().all(|token| {
                token.is_word()
                    && !is_all_capitals(token.text)
                    && !is_camel(token.text)
                    && !token.text.contains(|c: char| c.is_ascii_digit())
            })
    }

    /// Whether one of the words shortly before, in the same sentence, is of a sort.
    fn is_behind(&self, from: usize, is: impl Fn(&str) -> bool) -> bool {
        for at in (from.saturating_sub(BACK)..from).rev() {
            let word = self.word(at);
            if matches!(word, "." | "!" | "?" | ";") {
                return false;
            }
            if is(bare(word)) {
                return true;
            }
        }
        false
    }
}
