//! Empty arrays that were empty objects, before a program saved them again: PHP has one type for both, and
//! writes `{}` as `[]`.

use super::doubles::{Budget, Set};

/// Looks for the form that `holds`, with some empty arrays of a compact form as the empty objects that they may
/// have been.
pub(crate) fn with_empty_objects(
    compact: &[u8],
    mut holds: impl FnMut(&[u8]) -> bool,
) -> Option<Vec<u8>> {
    let places = empty_arrays(compact);
    let mut budget = Budget::of(compact.len());
    for set in Set::all_of(places.len()) {
        if !budget.take(compact.len()) {
            return None;
        }
        let form = as_objects(compact, places.iter().enumerate().filter(|(i, _)| set.has(*i)));
        if holds(&form) {
            return Some(form);
        }
    }
    None
}

/// A compact form with every empty array as an empty object; `None` if it has no empty array.
pub(crate) fn all_empty_objects(compact: &[u8]) -> Option<Vec<u8>> {
    let places = empty_arrays(compact);
    (!places.is_empty()).then(|| as_objects(compact, places.iter().enumerate()))
}

fn as_objects<'p>(compact: &[u8], places: impl Iterator<Item = (usize, &'p usize)>) -> Vec<u8> {
    let mut form = compact.to_vec();
    places.for_each(|(_, at)| form[*at..*at + 2].copy_from_slice(b"{}"));
    form
}

/// Where a compact form has empty arrays.
fn empty_arrays(compact: &[u8]) -> Vec<usize> {
    let (mut places, mut in_text, mut escaped) = (Vec::new(), false, false);
    for (at, pair) in compact.windows(2).enumerate() {
        match pair[0] {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_text,
            b'"' => in_text = !in_text,
            b'[' if !in_text && pair[1] == b']' => places.push(at),
            _ => {}
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_empty_array_may_have_been_an_object_and_texts_are_none() {
        let compact = br#"{"a":[],"b":"[] \\\"[]","c":[[],[1]]}"#;
        let wanted = [
            &br#"{"a":[],"b":"[] \\\"[]","c":[{},[1]]}"#[..],
            br#"{"a":{},"b":"[] \\\"[]","c":[[],[1]]}"#,
        ];
        for wanted in wanted {
            assert_eq!(with_empty_objects(compact, |form| form == wanted).as_deref(), Some(wanted));
        }
        assert_eq!(with_empty_objects(br#"{"a":"[]"}"#, |_| true), None);
        let all = all_empty_objects(compact);
        assert_eq!(all.as_deref(), Some(&br#"{"a":{},"b":"[] \\\"[]","c":[{},[1]]}"#[..]));
    }

    #[test]
    fn the_work_depends_on_the_payload_only() {
        let compact = format!("[{}[]]", "[],".repeat(10_000));
        let mut tried = 0;
        assert_eq!(
            with_empty_objects(compact.as_bytes(), |_| {
                tried += 1;
                false
            }),
            None
        );
        assert!(tried <= 64, "{tried}");
    }
}
