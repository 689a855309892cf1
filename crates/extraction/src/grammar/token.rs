//! Words with their places. Contractions come apart ("I'm" is `i` + `am`), so that the grammar knows
//! one form of each; every token keeps the bytes that it was written with.

/// A word, number or mark.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// First byte.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// Lower case, contractions written out; "A" where it is no article.
    pub low: String,
    /// A letter or digit is in it.
    pub word: bool,
    /// Written with a capital first letter.
    pub capital: bool,
    /// Inside quotation marks: somebody else's words, or words as words.
    pub quoted: bool,
    /// A line break stands before it.
    pub new_line: bool,
    /// An empty line, or the start of a list item, stands before it.
    pub new_block: bool,
}

impl Token {
    /// Whether its lower-case form is one of these.
    pub fn is_in(&self, words: &[&str]) -> bool {
        words.contains(&self.low.as_str())
    }

    /// Whether its lower-case form is one of these words.
    pub fn is_one_of(&self, words: &str) -> bool {
        super::words::one_of(&self.low, words)
    }

    /// Starts with a digit or a currency sign.
    pub fn is_number(&self) -> bool {
        let mut chars = self.low.chars();
        match chars.next() {
            Some('$' | '€' | '£' | '+' | '-' | '~') => {
                chars.next().is_some_and(|c| c.is_ascii_digit())
            }
            Some(c) => c.is_ascii_digit(),
            None => false,
        }
    }
}

/// Contractions without their apostrophe, as people type them, with what they stand for and where
/// the written word is cut.
const BARE: &[(&str, &str, &str, usize)] = &[
    ("im", "i", "am", 1),
    ("ive", "i", "have", 1),
    ("dont", "do", "not", 2),
    ("doesnt", "does", "not", 4),
    ("didnt", "did", "not", 3),
    ("isnt", "is", "not", 2),
    ("arent", "are", "not", 3),
    ("wasnt", "was", "not", 3),
    ("werent", "were", "not", 4),
    ("havent", "have", "not", 4),
    ("hasnt", "has", "not", 3),
    ("cant", "can", "not", 2),
    ("cannot", "can", "not", 3),
    ("couldnt", "could", "not", 5),
    ("wouldnt", "would", "not", 5),
    ("shouldnt", "should", "not", 6),
    ("youre", "you", "are", 3),
    ("theyre", "they", "are", 4),
    ("thats", "that", "is", 4),
    ("gonna", "going", "to", 3),
    ("wanna", "want", "to", 3),
    ("gotta", "got", "to", 3),
];

const PRONOUNS: &[&str] = &[
    "he", "she", "it", "that", "this", "there", "here", "what", "who", "where", "how", "when",
];

/// The tokens of a text, in order.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::with_capacity(text.len() / 4);
    let mut chars = text.char_indices().peekable();
    let (mut new_line, mut new_block) = (true, true);
    let mut opened = opening_in_line(text, 0);
    while let Some(&(start, first)) = chars.peek() {
        if first.is_whitespace() {
            chars.next();
            if first == '\n' {
                new_block |= new_line;
                new_line = true;
                opened = opening_in_line(text, start + 1);
            }
            continue;
        }
        let end = if begins_word(text, start, first) {
            word_end(text, start, opened.is_some_and(|at| at < start))
        } else {
            mark_end(text, start, first)
        };
        while chars.peek().is_some_and(|&(at, _)| at < end) {
            chars.next();
        }
        push(&mut found, text, start, end, new_line, new_block);
        (new_line, new_block) = (false, false);
    }
    mark_quotes(&mut found, text);
    found
}

fn begins_word(text: &str, start: usize, first: char) -> bool {
    if first.is_alphanumeric() {
        return true;
    }
    let next = text[start + first.len_utf8()..].chars().next();
    match first {
        '$' | '€' | '£' => next.is_some_and(|c| c.is_ascii_digit()),
        '+' | '~' | '/' | '@' | '#' => next.is_some_and(char::is_alphanumeric),
        '.' => {
            next.is_some_and(|next| next.is_alphanumeric() || next == '/')
                && !text[..start].ends_with(char::is_alphanumeric)
        }
        _ => false,
    }
}

/// Where the word that starts at `start` ends: letters and digits, and what joins them. `is_quoted`: single
/// quotes were opened before it in its line.
fn word_end(text: &str, start: usize, is_quoted: bool) -> usize {
    let mut end = start;
    let mut previous = ' ';
    let mut rest = text[start..].chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied().unwrap_or(' ');
        let goes_on = match c {
            _ if end == start => true,
            _ if c.is_alphanumeric() || c == '_' => true,
            '\'' | '’' => previous.is_alphanumeric() && next.is_alphabetic(),
            '-' | '@' | '/' | '=' | '&' | '~' => next.is_alphanumeric() || next == '/',
            '.' => next.is_alphanumeric() && !(next.is_uppercase() && previous.is_lowercase()),
            ':' => next == '/' || (previous.is_ascii_digit() && next.is_ascii_digit()),
            ',' => previous.is_ascii_digit() && next.is_ascii_digit(),
            '+' | '#' => previous.is_alphanumeric() && !next.is_alphanumeric() || previous == '+',
            '%' => previous.is_ascii_digit(),
            // "tl;dr"
            ';' => next.is_alphabetic() && text[start..end].eq_ignore_ascii_case("tl"),
            // Marks that combine with the letter before them.
            _ => !c.is_ascii() && !c.is_whitespace() && is_combining(c),
        };
        if !goes_on {
            break;
        }
        end += c.len_utf8();
        previous = c;
    }
    if previous == 's' && !is_quoted && is_possessive(text, end) {
        return end + text[end..].chars().next().map_or(0, char::len_utf8);
    }
    let title = ["Dr", "Mr", "Mrs", "Ms", "Prof", "St"].contains(&&text[start..end]);
    if title && text[end..].starts_with(". ") {
        end + 1
    } else {
        end
    }
}

/// Whether a mark after a plural makes it a possessive, "my friends' vet", where it ends no quotation.
fn is_possessive(text: &str, end: usize) -> bool {
    let mut after = text[end..].chars();
    after.next().is_some_and(|c| matches!(c, '\'' | '’'))
        && after.next() == Some(' ')
        && after.next().is_some_and(char::is_alphabetic)
}

/// Where single quotes are opened first in the line that begins at `from`.
fn opening_in_line(text: &str, from: usize) -> Option<usize> {
    let mut before = ' ';
    for (at, c) in text[from..].char_indices().take_while(|(_, c)| *c != '\n') {
        if matches!(c, '\'' | '’' | '‘') && !before.is_alphanumeric() {
            return Some(from + at);
        }
        before = c;
    }
    None
}

fn is_combining(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f | 0x200d | 0xfe00..=0xfe0f)
}

/// Marks are single, but for runs of the same one ("...", "--", "```") and faces.
fn mark_end(text: &str, start: usize, first: char) -> usize {
    // A face announces nothing, as a colon does.
    let faces = [":)", ":-)", ":(", ":-(", ";)", ";-)"];
    if let Some(face) = faces.iter().find(|face| text[start..].starts_with(**face)) {
        return start + face.len();
    }
    let run = text[start..].chars().take_while(|&c| c == first).count();
    if matches!(first, '.' | '-' | '`' | '!' | '?' | '*' | '=') {
        start + run * first.len_utf8()
    } else {
        start + first.len_utf8()
    }
}

fn push(found: &mut Vec<Token>, text: &str, start: usize, end: usize, line: bool, block: bool) {
    let written = &text[start..end];
    let mut low = written.to_lowercase().replace('’', "'");
    if low.ends_with('.') && low.len() > 2 && low.starts_with(char::is_alphabetic) {
        low.pop();
    }
    if written == "A" && !line && names_something(found.last(), &text[end..]) {
        written.clone_into(&mut low);
    }
    let word = written.chars().any(char::is_alphanumeric);
    let token = Token {
        start,
        end,
        word,
        capital: written.chars().next().is_some_and(char::is_uppercase),
        quoted: false,
        new_line: line,
        new_block: block,
        low,
    };
    if let Some((first, second, at)) = apart(&token.low, found.last(), written) {
        let cut = start + at;
        found.push(Token {
            end: cut,
            low: first,
            ..token.clone()
        });
        let rest = Token {
            start: cut,
            low: second,
            new_line: false,
            new_block: false,
            ..token
        };
        found.push(Token {
            capital: false,
            ..rest
        });
    } else {
        found.push(token);
    }
}

/// "Blood type A positive", "plan A works": a capital within a sentence, and no article.
fn names_something(before: Option<&Token>, after: &str) -> bool {
    let next = after.trim_start_matches([' ', '-']).chars().next();
    before.is_some_and(|before| before.word)
        && next.is_none_or(|next| next.is_lowercase() || !next.is_alphabetic())
}

/// What a contraction stands for, and the byte of the written word at which it is cut.
fn apart(low: &str, before: Option<&Token>, written: &str) -> Option<(String, String, usize)> {
    if let Some((_, first, second, at)) = BARE.iter().find(|row| row.0 == low) {
        // "im" in another language, "cant" the noun: too rare to matter against "im tired".
        let _ = before;
        return Some(((*first).to_owned(), (*second).to_owned(), *at));
    }
    let mark = low.rfind('\'')?;
    let (head, tail) = (&low[..mark], &low[mark + 1..]);
    let cut = written.rfind(['\'', '’'])?;
    if head.is_empty() || !written.is_char_boundary(cut) {
        return None;
    }
    let pair =
        |first: &str, second: &str, at: usize| Some((first.to_owned(), second.to_owned(), at));
    match tail {
        "t" if low == "can't" => pair("can", "not", cut),
        "t" if low == "won't" => pair("will", "not", cut),
        "t" if low == "shan't" => pair("shall", "not", cut),
        "t" if low == "ain't" => pair("is", "not", cut),
        "t" if head.ends_with('n') && written.is_char_boundary(cut - 1) => {
            pair(&head[..head.len() - 1], "not", cut - 1)
        }
        "m" => pair(head, "am", cut),
        "re" => pair(head, "are", cut),
        "ve" => pair(head, "have", cut),
        "ll" => pair(head, "will", cut),
        "d" => pair(head, "'d", cut),
        "s" if head == "let" => pair("let", "us", cut),
        "s" if PRONOUNS.contains(&head) => pair(head, "is", cut),
        "s" => pair(head, "'s", cut),
        _ => None,
    }
}

/// Marks what stands between quotation marks. A quotation ends at the end of its line at the latest,
/// so that a stray mark hides no more than that.
fn mark_quotes(found: &mut [Token], text: &str) {
    let mut at = 0;
    while at < found.len() {
        let Some(close) = closing(found, text, at) else {
            at += 1;
            continue;
        };
        for token in &mut found[at..=close] {
            token.quoted = true;
        }
        at = close + 1;
    }
}

/// How many tokens a quotation may have; beyond it the mark is taken for something else.
const QUOTE_LIMIT_TOKENS: usize = 120;

fn closing(found: &[Token], text: &str, open: usize) -> Option<usize> {
    let ends: &[&str] = match found[open].low.as_str() {
        "\"" | "“" | "„" => &["\"", "”", "“"],
        "«" => &["»"],
        "‘" => &["’"],
        // A single mark opens only before a word and after a space: elsewhere it is an apostrophe.
        "'" if text[..found[open].start]
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric())
            && text[found[open].end..]
                .chars()
                .next()
                .is_some_and(char::is_alphanumeric) =>
        {
            &["'", "’"]
        }
        "`" => &["`"],
        "```" => &["```"],
        _ => return None,
    };
    let block = found[open].low == "```";
    let limit = if block {
        found.len()
    } else {
        (open + QUOTE_LIMIT_TOKENS).min(found.len())
    };
    for (at, token) in found.iter().enumerate().take(limit).skip(open + 1) {
        if !block && token.new_block {
            return None;
        }
        if ends.contains(&token.low.as_str()) {
            return Some(at);
        }
    }
    block.then_some(found.len() - 1)
}
