//! A reader of Rust sources that is exact enough for tidy: it knows comments, strings and braces,
//! and nothing else. A full parser would cost a dependency and tell no more.

/// A string literal and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    /// Line of its opening quote, from 1.
    pub line: usize,
    /// Byte offset of its opening quote (or `r`, `b`) in the source.
    pub offset: usize,
    /// What is between the quotes, escapes as written.
    pub text: String,
}

/// A function with a body.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Line of `fn`, from 1.
    pub line: usize,
    /// Lines from `fn` to the closing brace, both included.
    pub lines: usize,
    /// It stands in code that is compiled for tests only.
    pub is_test: bool,
}

/// One Rust file, read.
pub struct Source {
    /// The text with comments and the insides of literals blanked; same length, same lines.
    pub code: String,
    /// The string literals, in order.
    pub literals: Vec<Literal>,
    test_ranges: Vec<(usize, usize)>,
}

impl Source {
    /// Reads `text`.
    pub fn read(text: &str) -> Source {
        let (code, literals) = Masker::new(text).run();
        let test_ranges = test_ranges(&code);
        Source {
            code,
            literals,
            test_ranges,
        }
    }

    /// Whether the byte at `offset` belongs to an item under `#[cfg(test)]`.
    pub fn is_test(&self, offset: usize) -> bool {
        self.test_ranges
            .iter()
            .any(|&(start, end)| (start..end).contains(&offset))
    }

    /// Line of a byte offset, from 1.
    pub fn line_of(&self, offset: usize) -> usize {
        self.code[..offset].matches('\n').count() + 1
    }

    /// Offsets outside tests at which `needle` stands as code.
    pub fn product_matches(&self, needle: &str) -> Vec<usize> {
        self.code
            .match_indices(needle)
            .map(|(offset, _)| offset)
            .filter(|&offset| !self.is_test(offset) && starts_word(&self.code, offset, needle))
            .collect()
    }

    /// Every function that has a body.
    pub fn functions(&self) -> Vec<Function> {
        let mut found = Vec::new();
        for (offset, _) in self.code.match_indices("fn ") {
            if !starts_word(&self.code, offset, "fn ") {
                continue;
            }
            let rest = &self.code[offset + 3..];
            let name: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if name.is_empty() {
                // A type such as `impl Fn (..)` or `fn (u8)`.
                continue;
            }
            if let Some(end) = body_end(&self.code, offset) {
                let line = self.line_of(offset);
                let lines = self.line_of(end) - line + 1;
                found.push(Function {
                    name,
                    line,
                    lines,
                    is_test: self.is_test(offset),
                });
            }
        }
        found
    }
}

/// Whether a needle that begins with a letter is not the tail of a longer word.
fn starts_word(code: &str, offset: usize, needle: &str) -> bool {
    let begins_a_word = needle.starts_with(|c: char| c.is_alphabetic());
    !begins_a_word || !code[..offset].ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// End of the item that starts at `offset`: its closing brace, or `None` if it ends with `;`.
fn body_end(code: &str, offset: usize) -> Option<usize> {
    let mut nesting = 0_usize;
    for (at, byte) in code.as_bytes().iter().enumerate().skip(offset) {
        match byte {
            b'(' | b'[' => nesting += 1,
            b')' | b']' => nesting = nesting.saturating_sub(1),
            b';' if nesting == 0 => return None,
            b'{' if nesting == 0 => return closing_brace(code, at),
            _ => {}
        }
    }
    None
}

fn closing_brace(code: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in code.as_bytes().iter().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Byte ranges of items under an attribute that compiles them for tests only.
fn test_ranges(code: &str) -> Vec<(usize, usize)> {
    const MARKS: [&str; 3] = ["#[cfg(test)]", "#[cfg(any(test", "#[test]"];
    let mut ranges = Vec::new();
    for mark in MARKS {
        for (start, _) in code.match_indices(mark) {
            // The attribute itself holds brackets only, so the search may begin behind it.
            let behind = code[start..]
                .find(']')
                .map_or(code.len(), |n| start + n + 1);
            let end = body_end(code, behind).map_or_else(
                || code[behind..].find(';').map_or(code.len(), |n| behind + n),
                |end| end + 1,
            );
            ranges.push((start, end));
        }
    }
    ranges
}

/// Walks over a source once and blanks what is not code.
struct Masker<'a> {
    bytes: &'a [u8],
    text: &'a str,
    at: usize,
    line: usize,
    code: Vec<u8>,
    literals: Vec<Literal>,
}

impl<'a> Masker<'a> {
    fn new(text: &'a str) -> Self {
        let code = text.as_bytes().to_vec();
        Masker {
            bytes: text.as_bytes(),
            text,
            at: 0,
            line: 1,
            code,
            literals: Vec::new(),
        }
    }

    fn run(mut self) -> (String, Vec<Literal>) {
        while self.at < self.bytes.len() {
            match self.bytes[self.at] {
                b'/' if self.next_is(b'/') => self.line_comment(),
                b'/' if self.next_is(b'*') => self.block_comment(),
                b'"' => self.string(self.at, 0, false),
                b'r' | b'b' | b'c' if !self.inside_word() => self.prefixed(),
                b'\'' => self.char_or_lifetime(),
                b'\n' => self.step(),
                _ => self.at += 1,
            }
        }
        let code = String::from_utf8(self.code).expect("only ASCII blanks were written");
        (code, self.literals)
    }

    fn next_is(&self, byte: u8) -> bool {
        self.bytes.get(self.at + 1) == Some(&byte)
    }

    fn inside_word(&self) -> bool {
        self.at > 0
            && (self.bytes[self.at - 1].is_ascii_alphanumeric() || self.bytes[self.at - 1] == b'_')
    }

    /// One byte on, counting lines.
    fn step(&mut self) {
        if self.bytes[self.at] == b'\n' {
            self.line += 1;
        }
        self.at += 1;
    }

    /// Blanks the byte at the cursor, unless it ends a line, and goes on.
    fn blank(&mut self) {
        if self.bytes[self.at] != b'\n' {
            self.code[self.at] = b' ';
        }
        self.step();
    }

    fn line_comment(&mut self) {
        while self.at < self.bytes.len() && self.bytes[self.at] != b'\n' {
            self.blank();
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while self.at < self.bytes.len() {
            let pair = &self.bytes[self.at..self.bytes.len().min(self.at + 2)];
            match pair {
                b"/*" => depth += 1,
                b"*/" => depth -= 1,
                _ => {
                    self.blank();
                    continue;
                }
            }
            self.blank();
            self.blank();
            if depth == 0 {
                return;
            }
        }
    }

    /// `r"`, `r#"`, `b"`, `br#"`, `c"`, `b'`: or just a word.
    fn prefixed(&mut self) {
        let start = self.at;
        let mut at = start;
        while at < self.bytes.len()
            && matches!(self.bytes[at], b'r' | b'b' | b'c')
            && at < start + 2
        {
            at += 1;
        }
        let is_raw = self.bytes[start..at].contains(&b'r');
        let hashes = self.bytes[at..].iter().take_while(|b| **b == b'#').count();
        let quote = at + hashes;
        match self.bytes.get(quote) {
            Some(b'"') if is_raw || hashes == 0 => {
                self.at = quote;
                self.string(start, hashes, is_raw);
            }
            Some(b'\'') if hashes == 0 && !is_raw => {
                self.at = quote;
                self.char_or_lifetime();
            }
            _ => self.at += 1,
        }
    }

    /// Cursor on the opening quote.
    fn string(&mut self, offset: usize, hashes: usize, is_raw: bool) {
        let line = self.line;
        self.at += 1;
        let start = self.at;
        while self.at < self.bytes.len() {
            let byte = self.bytes[self.at];
            if byte == b'\\' && !is_raw {
                self.blank();
                if self.at < self.bytes.len() {
                    self.blank();
                }
                continue;
            }
            let closes = byte == b'"'
                && self.bytes[self.at + 1..]
                    .iter()
                    .take(hashes)
                    .filter(|b| **b == b'#')
                    .count()
                    == hashes;
            if closes {
                break;
            }
            self.blank();
        }
        let text = self.text[start..self.at.min(self.text.len())].to_owned();
        self.literals.push(Literal { line, offset, text });
        self.at = (self.at + 1 + hashes).min(self.bytes.len());
    }

    /// `'x'`, `'\n'`, or the lifetime `'a`.
    fn char_or_lifetime(&mut self) {
        let rest = &self.text[self.at + 1..];
        let is_escape = rest.starts_with('\\');
        let mut chars = rest.char_indices();
        let first = chars.next();
        let closes_after_one = matches!(chars.next(), Some((_, '\'')));
        self.at += 1;
        if first.is_none() || !(is_escape || closes_after_one) {
            return;
        }
        if is_escape {
            self.blank();
        }
        // The (escaped) character itself, then everything up to the quote.
        self.blank();
        while self.at < self.bytes.len() && self.bytes[self.at] != b'\'' {
            self.blank();
        }
        self.at = (self.at + 1).min(self.bytes.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_what_is_not_code_and_keeps_every_line() {
        fn check(text: &str, code: &str, literals: &[&str]) {
            let source = Source::read(text);
            assert_eq!(source.code, code);
            let got: Vec<&str> = source.literals.iter().map(|l| l.text.as_str()).collect();
            assert_eq!(got, literals, "{text}");
            assert_eq!(source.code.len(), text.len());
        }
        check("a // b\nc", "a     \nc", &[]);
        check("a /* b /* c */\n */ d", "a             \n    d", &[]);
        check(r#"f("x\"y", 1)"#, r#"f("    ", 1)"#, &[r#"x\"y"#]);
        check(r##"f(r#"a"b"#)"##, r##"f(r#"   "#)"##, &[r#"a"b"#]);
        check("f('\"', '\\'', b'{')", "f(' ', '  ', b' ')", &[]);
        check("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}", &[]);
        check("car\"x\"", "car\" \"", &["x"]);
        check("\"a\nb\" c", "\" \n \" c", &["a\nb"]);
        check("'é' \"é\"", "'  ' \"  \"", &["é"]);
    }

    #[test]
    fn measures_functions() {
        let text = "trait T {\n  fn a();\n  fn b() {\n    // }\n    \"}\";\n  }\n}\n\
                    fn c(x: [u8; 3]) -> impl Fn(u8) {\n}\ntype F = fn (u8);\n";
        let got: Vec<(String, usize, usize)> = Source::read(text)
            .functions()
            .into_iter()
            .map(|f| (f.name, f.line, f.lines))
            .collect();
        assert_eq!(got, [("b".to_owned(), 3, 4), ("c".to_owned(), 8, 2)]);
    }

    #[test]
    fn tells_tests_from_product() {
        let text = "fn a() { x.unwrap() }\n#[cfg(test)]\nmod t {\n fn b() { y.unwrap() }\n}\n\
                    #[cfg(test)]\nmod later;\nfn c() { z.unwrap() }";
        let source = Source::read(text);
        let lines: Vec<usize> = source
            .product_matches(".unwrap()")
            .into_iter()
            .map(|at| source.line_of(at))
            .collect();
        assert_eq!(lines, [1, 8]);
    }
}
