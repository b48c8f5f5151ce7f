//! Where the values of a text begin and end.

use proofdesk_core::json::{self, JsonError, JsonErrorKind, Node, Value};
use proofdesk_core::marks::is_table;

use super::block::Span;

/// The values of a text, and the stretches that are none. `first` is the line that it begins on, if
/// even a single value is told by its line. Each value is shown to `see`.
pub(crate) fn spans(
    text: &[u8],
    first: u64,
    see: &mut dyn FnMut(&Node<'_>),
) -> Result<Vec<Span>, JsonError> {
    let mut spans: Vec<Span> = Vec::new();
    let (mut line, mut counted) = (first.max(1), 0);
    let mut line_at = |at: usize| {
        line += text[counted..at].iter().filter(|b| **b == b'\n').count() as u64;
        counted = at;
        line
    };
    // Validated once: behind each damaged value, reading begins anew.
    json::values(text)?;
    let all = std::str::from_utf8(text).unwrap_or_default();
    let mut from = 0;
    while from < text.len() {
        let line = line_at(from);
        let mut end = from;
        for value in json::values_of(&all[from..]) {
            let is_table = value.as_ref().is_ok_and(|node| is_cell(node, &all[from..]));
            let (range, problem) = match value {
                Ok(node) if is_table => {
                    let start = from + node.start();
                    let problem = JsonError {
                        kind: JsonErrorKind::Syntax("a table stands here"),
                        offset: start,
                        line: line + all[from..start].matches('\n').count() as u64,
                        column: 1,
                        found: None,
                    };
                    (start..next_value(text, start), Some(Box::new(problem)))
                }
                Ok(node) => {
                    see(&node);
                    (from + node.start()..from + node.end(), None)
                }
                Err(mut e) => {
                    (e.offset, e.line) = (from + e.offset, line + e.line - 1);
                    let between = text[end..].iter().take_while(|b| b" \t\r\n,".contains(b));
                    let start = (end + between.count()).min(e.offset);
                    // It may be the beginning of the next value that does not belong here.
                    let behind = e.offset.saturating_sub(1).max(start);
                    (start..next_value(text, behind), Some(Box::new(e)))
                }
            };
            end = range.end;
            let line = line_at(range.start);
            spans.push(Span { problem, ..Span::new(range, line) });
            if is_table {
                break;
            }
        }
        // Behind what is damaged, reading goes on.
        from =
            if spans.last().is_some_and(|last| last.problem.is_some()) { end } else { text.len() };
    }
    match spans.as_mut_slice() {
        [only] if first == 0 => only.line = 0,
        // Several values on one line are told apart like the elements of an array.
        all => all.chunk_by_mut(|a, b| a.line == b.line).filter(|same| same.len() > 1).for_each(
            |same| same.iter_mut().zip(1..).for_each(|(span, element)| span.element = element),
        ),
    }
    Ok(spans)
}

/// Whether a value is the first cell of a table.
fn is_cell(node: &Node<'_>, text: &str) -> bool {
    matches!(node.value, Value::String(_)) && is_table(&text[node.start()..])
}

/// Where the elements of an array begin and end that is all there is: as numbers of 32 bits, since there
/// can be millions.
pub(crate) fn elements(text: &[u8]) -> Option<Vec<(u32, u32)>> {
    let ends = |node: Node<'_>| (node.start() as u32, node.end() as u32);
    json::elements(text).ok()?.map(|node| node.map(ends).ok()).collect()
}

/// The first line of a text.
pub(crate) fn first_line(text: &[u8]) -> &[u8] {
    text.split(|b| *b == b'\n').next().unwrap_or_default()
}

/// The first line of a text, or the first lines if a value begins on it and goes on over them.
pub(crate) fn first_value(text: &[u8]) -> &[u8] {
    let line = first_line(text);
    let end = line.len();
    let opens =
        matches!(line.trim_ascii_end(), [b'{' | b'[', .., b'{' | b'[' | b',' | b':'] | b"{" | b"[");
    if !opens {
        return line;
    }
    let several = &text[..next_value(text, end)];
    let several = several.strip_suffix(b"\n").unwrap_or(several);
    let is_whole = json::values(several).is_ok_and(|mut values| values.all(|value| value.is_ok()));
    if is_whole { several } else { line }
}

/// The next place behind `at` where a line begins with a bracket.
fn next_value(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let found = rest.windows(2).position(|two| matches!(two, [b'\n', b'{' | b'[']));
    found.map_or(text.len(), |found| at + found + 1)
}
