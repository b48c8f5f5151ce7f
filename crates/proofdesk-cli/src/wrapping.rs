//! Where lines are broken: words between spaces, values anywhere.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Breaks text at spaces, but not between a number and what is counted; a word that is longer than the
/// room stands alone, uncut. Several spaces stay several: they may be part of a name.
pub(crate) fn wrap(text: &str, room: usize) -> Vec<String> {
    let words: Vec<&str> = text.split(' ').filter(|_| !text.is_empty()).collect();
    let mut lines: Vec<String> = Vec::new();
    let mut used = 0;
    let mut rest = &words[..];
    while let [first, ..] = rest {
        let mut len = 1;
        let mut needed = first.width();
        while let [.., last] = &rest[..len]
            && let Some(next) = rest.get(len).filter(|next| belongs_to(last, next))
            && needed + 1 + next.width() <= room
        {
            needed += 1 + next.width();
            len += 1;
        }
        let piece = rest[..len].join(" ");
        rest = &rest[len..];
        match lines.last_mut().filter(|_| used + 1 + needed <= room) {
            Some(line) => {
                line.push(' ');
                line.push_str(&piece);
                used += 1 + needed;
            }
            None => {
                lines.push(piece);
                used = needed;
            }
        }
    }
    lines
}

/// Whether two words are one thing to a reader: "24 events", "no. 24".
fn belongs_to(word: &str, next: &str) -> bool {
    let begins = |word: &str, is: fn(&char) -> bool| word.chars().next().is_some_and(|c| is(&c));
    let number = word.trim_start_matches('(');
    let is_number = begins(number, char::is_ascii_digit)
        && number.ends_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.'));
    is_number && begins(next, |c| c.is_alphabetic())
        || word.trim_start_matches('(') == "no." && begins(next, char::is_ascii_digit)
}

/// Breaks text into lines that fill the room, keeping every character. Hashes are broken in
/// halves or quarters, so that a place in one is found in the other.
pub(crate) fn cut(text: &str, room: usize) -> Vec<String> {
    let is_hash = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let room = match is_hash {
        true => [64, 32, 16].into_iter().find(|n| *n <= room).unwrap_or(room),
        false => room,
    };
    let mut lines = vec![String::new()];
    let mut used = 0;
    for c in text.chars() {
        let needed = c.width().unwrap_or(0);
        if used > 0 && used + needed > room {
            let begun = lines.last_mut().map(|line| take_begun_number(line, c)).unwrap_or_default();
            used = begun.len();
            lines.push(begun);
        }
        if let Some(line) = lines.last_mut() {
            line.push(c);
        }
        used += needed;
    }
    lines
}

/// Takes from the end of a line the digits of a number that goes on with `next`, if there is a place before
/// it to break at. The digits of a hash are no number.
fn take_begun_number(line: &mut String, next: char) -> String {
    let digits = line.len() - line.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let at = line.len() - digits;
    let is_break = line[..at].ends_with([' ', ',', ':', '[', '(']);
    match digits > 0 && next.is_ascii_digit() && is_break {
        true => line.split_off(at),
        false => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_and_long_ones_stay_whole() {
        assert_eq!(wrap("one two three", 9), ["one two", "three"]);
        assert_eq!(wrap("two  spaces.txt", 40), ["two  spaces.txt"]);
        assert_eq!(wrap("a /a/path/that/is/long b", 8), ["a", "/a/path/that/is/long", "b"]);
        assert_eq!(wrap("", 8), Vec::<String>::new());
        assert_eq!(wrap("会員 デスク", 8), ["会員", "デスク"]);
    }

    #[test]
    fn a_number_stays_whole_and_with_its_unit() {
        assert_eq!(wrap("of these 24 events are", 12), ["of these", "24 events", "are"]);
        assert_eq!(wrap("is event no. 24 missing", 13), ["is event", "no. 24", "missing"]);
        // A number that ends a clause belongs to nothing behind it.
        assert_eq!(wrap("there are 24, and no", 13), ["there are 24,", "and no"]);
        assert_eq!(wrap("12 unpronounceable", 6), ["12", "unpronounceable"]);
        assert_eq!(cut("missing: 1040, 106 to 212", 12), ["missing: ", "1040, 106 to", " 212"]);
        assert_eq!(cut("123456789", 4), ["1234", "5678", "9"]);
    }

    #[test]
    fn values_keep_every_character() {
        assert_eq!(cut("a  b c", 4), ["a  b", " c"]);
        assert_eq!(cut("", 4), [""]);
        assert_eq!(cut("会員デスク", 5), ["会員", "デス", "ク"]);
        let hash = "0123456789abcdef".repeat(4);
        assert_eq!(cut(&hash, 64), [hash.as_str()]);
        assert_eq!(cut(&hash, 50), [&hash[..32], &hash[32..]]);
        assert_eq!(cut(&hash, 31).len(), 4);
    }
}
