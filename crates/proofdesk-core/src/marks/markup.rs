//! Tags of HTML and XML around names and values.

/// What programs set apart from what stands before it. Cells follow each other on one line.
const CELLS: [&str; 3] = ["td", "th", "dd"];
const LINES: [&str; 7] = ["tr", "br", "p", "div", "li", "pre", "dt"];

/// The text without its tags: a cell is behind a tab, and a paragraph on a line of its own. All other tags leave
/// nothing, so that what they take apart is together again.
pub(super) fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, behind) = (&rest[..at], &rest[at + 1..]);
        out.push_str(before);
        let end = behind.find(['<', '>']).filter(|end| behind[*end..].starts_with('>'));
        rest = match end.filter(|_| behind.starts_with(is_begin)) {
            Some(end) => {
                out.push_str(set_apart(&behind[..end]));
                &behind[end + 1..]
            }
            None => {
                out.push('<');
                behind
            }
        };
    }
    out.push_str(rest);
    out
}

fn is_begin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')
}

/// What stands in place of a tag.
fn set_apart(tag: &str) -> &'static str {
    let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let is = |one: &&str| name.eq_ignore_ascii_case(one);
    match () {
        () if CELLS.iter().any(is) => "\t",
        () if LINES.iter().any(is) => "\n",
        () => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_taken_off() {
        for (text, said) in [
            ("<span class=\"p\">{</span>\"<b>org</b>_id\"", "{\"org_id\""),
            ("<table><tr><td><p>a</p></td><td>b</td></tr>", "\n\t\na\tb"),
            ("org<!-- x -->_<wbr/>id: 1", "org_id: 1"),
            ("1 < 2 > 1, <, <é>, a<", "1 < 2 > 1, <, <é>, a<"),
        ] {
            assert_eq!(without_tags(text), said);
        }
    }
}
