//! Characters as HTML writes them by their names or numbers.

use std::borrow::Cow;

/// Those of the names that programs use in place of ASCII.
const NAMED: [(&str, char); 23] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("lowbar", '_'),
    ("UnderBar", '_'),
    ("colon", ':'),
    ("equals", '='),
    ("comma", ','),
    ("semi", ';'),
    ("lbrace", '{'),
    ("lcub", '{'),
    ("rbrace", '}'),
    ("rcub", '}'),
    ("lbrack", '['),
    ("rbrack", ']'),
    ("Tab", '\t'),
];

/// No entity is longer, zeros before its number included. In bytes.
const LONGEST: usize = 64;

/// The character of which the rest of its entity stands behind a `&`, and how long that rest is.
pub(crate) fn entity(rest: &str) -> Option<(char, usize)> {
    let end = rest.bytes().take(LONGEST).position(|b| b == b';')?;
    let name = &rest[..end];
    let number = name.strip_prefix('#').map(|digits| match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    });
    let named = || NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c);
    let c = match number {
        Some(code) => char::from_u32(code.ok()?),
        None => named(),
    };
    Some((c?, end + 1))
}

/// The text with the characters that its entities stand for.
pub(crate) fn without_entities(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, behind) = (&rest[..at], &rest[at + 1..]);
        let (c, len) = entity(behind).unwrap_or(('&', 0));
        out.push_str(before);
        out.push(c);
        rest = &behind[len..];
    }
    match rest.len() == text.len() {
        true => Cow::Borrowed(text),
        false => Cow::Owned(out + rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_undone_once() {
        for (text, said) in [
            ("O&#39;Neil, R&amp;D", "O'Neil, R&D"),
            ("&lt;b&gt; &quot;&#x00e9;&#233;&apos;", "<b> \"éé'"),
            ("&amp;amp;", "&amp;"),
            ("R&D & more; a&b;", "R&D & more; a&b;"),
            ("&#xD800;&#;&#x;&é;&", "&#xD800;&#;&#x;&é;&"),
        ] {
            assert_eq!(without_entities(text), said);
        }
    }
}
