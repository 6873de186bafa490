//! Rust source as text, as far as the rules of `tidy` need it: code apart from comments and strings, paths, functions.
//! Not a parser: it relies on what rustfmt and the compiler have accepted.

/// A path that code names, with what its first word was imported as, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    /// Its words.
    pub words: Vec<String>,
    /// The line, from 1.
    pub line: usize,
    /// Whether it ends in `!`.
    pub is_macro: bool,
    /// Whether its first word stands for an import, which is a path of its own.
    pub is_short: bool,
}

/// One file.
pub struct RustText {
    /// The code: comments and the insides of literals are blanks.
    pub code: String,
    /// The comments: all else is blanks.
    pub comments: String,
    /// For each line whether it belongs to something under `#[cfg(test)]`.
    pub in_test: Vec<bool>,
}

impl RustText {
    /// Takes the text apart.
    pub fn new(text: &str) -> Self {
        let (code, comments) = split(text);
        let in_test = test_lines(&code);
        Self { code, comments, in_test }
    }

    /// The line of a byte, from 1.
    pub fn line(&self, at: usize) -> usize {
        self.code[..at].matches('\n').count() + 1
    }

    /// Every path in the code: imports one by one, then all others with the first word replaced by its import.
    pub fn paths(&self) -> Vec<Named> {
        let mut imports: Vec<(String, Named)> = Vec::new();
        let mut others = self.code.clone();
        for (at, statement) in self.imports() {
            let line = self.line(at);
            expand(&[], statement.trim(), &mut |alias, words| {
                imports.push((alias, Named { words, line, is_macro: false, is_short: false }));
            });
            others.replace_range(at..at + statement.len(), &blank(statement));
        }
        let mut paths: Vec<Named> = Vec::new();
        for (at, path) in words_of(&others, true).filter(|(at, _)| !others[..*at].ends_with("pub(in ")) {
            let mut words: Vec<String> = path.split("::").map(str::to_owned).collect();
            let import = imports.iter().find(|(alias, _)| *alias == words[0]);
            if let Some((_, import)) = import {
                words.splice(..1, import.words.iter().cloned());
            }
            let is_macro = others[at + path.len()..].starts_with('!') && !others[at + path.len()..].starts_with("!=");
            paths.push(Named { words, line: self.line(at), is_macro, is_short: import.is_some() });
        }
        paths.extend(imports.into_iter().map(|(_, import)| import));
        paths
    }

    /// What stands between `use` and `;`, and where.
    pub fn imports(&self) -> Vec<(usize, &str)> {
        let starts = words_of(&self.code, false).filter(|(_, word)| *word == "use").map(|(at, _)| at + 3);
        let statement = |at: usize| self.code[at..].find(';').map(|len| (at, &self.code[at..at + len]));
        starts.filter_map(statement).filter(|(_, text)| !text.trim_start().starts_with('<')).collect()
    }

    /// The functions with a body: first line, from 1, and number of lines.
    pub fn functions(&self) -> Vec<(usize, usize)> {
        let mut functions = Vec::new();
        for (at, _) in words_of(&self.code, false).filter(|(_, word)| *word == "fn") {
            let rest = &self.code[at + 2..];
            if !rest.trim_start().starts_with(|c: char| c.is_alphabetic() || c == '_') {
                continue;
            }
            if let Some(open) = body(rest) {
                let end = at + 2 + open + block(&rest[open..]);
                functions.push((self.line(at), self.line(end) - self.line(at) + 1));
            }
        }
        functions
    }
}

/// Where the body of an item begins; none where `;` comes first.
fn body(item: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, c) in item.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '{' if depth == 0 => return Some(at),
            ';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// The last byte of the block that begins `text`.
fn block(text: &str) -> usize {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return at,
            '}' => depth -= 1,
            _ => {}
        }
    }
    text.len() - 1
}

fn test_lines(code: &str) -> Vec<bool> {
    let mut lines = vec![false; code.matches('\n').count() + 1];
    for (at, mark) in code.match_indices("#[cfg(test)]") {
        let after = at + mark.len();
        let rest = &code[after..];
        let end = body(rest).map_or_else(|| rest.find(';').unwrap_or(0), |open| open + block(&rest[open..]));
        let line = |at: usize| code[..at].matches('\n').count();
        lines[line(at)..=line(after + end)].fill(true);
    }
    lines
}

/// The words of the code, or with `paths` the words joined by `::`, each with its place.
fn words_of(code: &str, paths: bool) -> impl Iterator<Item = (usize, &str)> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let bytes = code.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() && !is_word(bytes[at]) {
            at += 1;
        }
        let start = at;
        while at < bytes.len() && is_word(bytes[at]) {
            at += 1;
            if paths && bytes[at..].starts_with(b"::") && bytes.get(at + 2).is_some_and(|byte| is_word(*byte)) {
                at += 2;
            }
        }
        (start < at).then(|| (start, &code[start..at]))
    })
}

/// The single imports of a tree like `a::{b, c::{self, d as e}}`: the name it has from then on, and its words.
fn expand(prefix: &[String], tree: &str, found: &mut dyn FnMut(String, Vec<String>)) {
    let mut words = prefix.to_vec();
    let (head, group) =
        tree.split_once('{').map_or((tree, None), |(head, rest)| (head, rest.rfind('}').map(|end| &rest[..end])));
    let (head, alias) = head.split_once(" as ").map_or((head, None), |(head, alias)| (head, Some(alias.trim())));
    words.extend(head.split("::").map(str::trim).filter(|word| !word.is_empty() && *word != "self").map(str::to_owned));
    let Some(group) = group else {
        let last = words.last().cloned().unwrap_or_default();
        return found(alias.map_or(last, str::to_owned), words);
    };
    let (mut depth, mut start) = (0, 0);
    for (at, c) in group.char_indices().chain([(group.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !group[start..at].trim().is_empty() {
                    expand(&words, group[start..at].trim(), found);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
}

fn blank(text: &str) -> String {
    text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect()
}

/// Code and comments, each of the length of `text` in bytes.
fn split(text: &str) -> (String, String) {
    let (mut code, mut comments) = (String::new(), String::new());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let word_before = code.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let (len, is_comment) = if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), true)
        } else if rest.starts_with("/*") {
            (block_comment(rest), true)
        } else if let Some(len) = (!word_before).then(|| literal(rest)).flatten() {
            (len, false)
        } else {
            // A multi-byte letter of an identifier is as many blanks.
            code.push_str(if first.is_ascii() { &rest[..1] } else { &"    "[..first.len_utf8()] });
            comments.push_str(&blank(&rest[..first.len_utf8()]));
            rest = &rest[first.len_utf8()..];
            continue;
        };
        let (taken, left) = rest.split_at(len);
        code.push_str(&blank(taken));
        comments.push_str(&if is_comment { taken.to_owned() } else { blank(taken) });
        rest = left;
    }
    (code, comments)
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        match text.as_bytes()[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] if depth == 1 => return at + 2,
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    text.len()
}

/// The length of the string or character literal that begins `text`; none where it is something else, as a lifetime.
fn literal(text: &str) -> Option<usize> {
    let mark = text.bytes().take(3).position(|byte| matches!(byte, b'"' | b'\'' | b'#'))?;
    matches!(&text[..mark], "" | "b" | "c" | "r" | "br" | "cr").then_some(())?;
    let (prefix, rest) = text.split_at(mark);
    if prefix.ends_with('r') {
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        let inside = rest[hashes..].strip_prefix('"')?;
        let close = format!("\"{}", "#".repeat(hashes));
        return Some(mark + hashes + 1 + inside.find(&close).map_or(inside.len(), |at| at + close.len()));
    }
    let quote = rest.chars().next().filter(|quote| *quote != '#')?;
    let mut chars = rest.char_indices().skip(1);
    if quote == '\'' && !rest[1..].starts_with('\\') && rest[1..].chars().nth(1) != Some('\'') {
        return None;
    }
    while let Some((at, c)) = chars.next() {
        if c == '\\' {
            chars.next();
        } else if c == quote {
            return Some(mark + at + 1);
        }
    }
    Some(text.len())
}

#[test]
fn literals_and_comments_are_not_code() {
    let text = r##"a "{" b'{' /* { /* */ { */ '\'' r#"{"{"# 'x: &'static str, br"\" '"' // {
        c'"##;
    let found = RustText::new(text);
    let words: Vec<&str> = found.code.split_whitespace().collect();
    assert_eq!(words, ["a", "'x:", "&'static", "str,", "c'"]);
    assert_eq!(found.comments.split_whitespace().collect::<String>(), "/*{/**/{*///{");
}

#[test]
fn paths_are_resolved() {
    let text = RustText::new(
        "use std::{fs::{self, File as F}, io};\npub(in crate::x) fn a() { io::stdout(); F::open(); x.b::<T>(); p!() }",
    );
    let paths: Vec<String> = text.paths().iter().map(|path| path.words.join("::")).collect();
    for expected in ["std::io::stdout", "std::fs::File::open", "std::fs", "std::fs::File", "std::io", "p"] {
        assert!(paths.iter().any(|path| path == expected), "{expected} in {paths:?}");
    }
    assert!(!paths.contains(&"crate::x".to_owned()), "a visibility uses nothing");
    assert!(text.paths().iter().any(|path| path.is_macro && path.line == 2));
}

#[test]
fn functions_are_measured() {
    let text = RustText::new(
        "fn a(x: [u8; 2]) {\n  let s = \"}\";\n}\nfn b();\nlet f: fn(u8) = a;\nfn c() where X: Y,\n{\n}\n",
    );
    assert_eq!(text.functions(), [(1, 3), (6, 3)]);
}

#[test]
fn tests_are_told_apart() {
    let text = RustText::new("a\n#[cfg(test)]\nmod tests {\n  b\n}\nc\n#[cfg(test)]\nuse d;\ne");
    assert_eq!(text.in_test, [false, true, true, true, true, false, true, true, false]);
}
