//! Characters that are made visible: the window's page has the same ones.

use std::ops::RangeInclusive;

use proofdesk_core::visible;

const PAGE: &str = include_str!("../../../../ui/src/lib/visible.ts");

/// The code points of the page's regular expression.
fn of_page() -> Vec<RangeInclusive<u32>> {
    let class = PAGE.split_once("/[\\p{Cc}").unwrap().1.split_once("]/u").unwrap().0;
    let mut ranges = vec![0..=0x1F, 0x7F..=0x9F];
    let point = |text: &str| u32::from_str_radix(text.trim_matches(['{', '}']), 16).unwrap();
    for part in class.replace("-\\u", "-").split("\\u").skip(1) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        ranges.push(point(first)..=point(last));
    }
    ranges
}

#[test]
fn the_page_shows_the_same_characters_as_marks() {
    let page = of_page();
    assert!(page.len() > 30);
    for c in '\0'..=char::MAX {
        let text = c.to_string();
        let in_page = page.iter().any(|range| range.contains(&u32::from(c)));
        assert_eq!(*visible(&text) != *text, in_page, "U+{:04X}", u32::from(c));
    }
}
