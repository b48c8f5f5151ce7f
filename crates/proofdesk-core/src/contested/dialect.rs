//! How known implementations write JSON.

use std::borrow::Cow;
use std::convert::Infallible;

use unicode_normalization::UnicodeNormalization;

use super::texts::Changed;
use crate::json::canonical;
use crate::json::{Node, Number, Value};

/// How one implementation writes sorted compact JSON.
pub(super) struct Dialect {
    /// Continues "when written".
    pub(super) name: &'static str,
    number: fn(&Number<'_>) -> String,
    /// It sorts keys by UTF-16, not by code point.
    by_utf16: bool,
    normal: Normal,
    escape: fn(char) -> bool,
    /// It reads an unpaired surrogate escape as U+FFFD, as [`json`](crate::json) does. The others
    /// refuse it, or write an escape again.
    pub(super) replaces_surrogates: bool,
}

/// In what form its texts are, such as that of Unicode normalisation.
enum Normal {
    AsWritten,
    C,
    D,
    /// They were changed, which is undone.
    Changed(Changed),
}

/// As macOS has names of files, and programs that took texts from there.
pub(super) const DECOMPOSED: Dialect =
    Dialect { name: "in Unicode normalisation form D", normal: Normal::D, ..SERDE_JSON };

pub(super) const SERDE_JSON: Dialect = Dialect {
    name: "by serde_json with its default, less exact reading of decimals",
    number: serde_default,
    by_utf16: false,
    normal: Normal::AsWritten,
    escape: |_| false,
    replaces_surrogates: false,
};

pub(super) const DIALECTS: [Dialect; 8] = [
    SERDE_JSON,
    Dialect {
        // It changed from ryu to zmij: https://github.com/serde-rs/json/pull/1304
        name: "by serde_json of before 2026 (exponents without a plus sign)",
        number: |n| serde_default(n).replace("e+", "e"),
        ..SERDE_JSON
    },
    Dialect {
        name: "with its numbers as they are written",
        number: |n| n.spelling.to_owned(),
        ..SERDE_JSON
    },
    Dialect {
        name: "by JavaScript (every number a double, keys sorted by UTF-16)",
        number: |n| javascript(n.to_f64()),
        by_utf16: true,
        ..SERDE_JSON
    },
    Dialect { name: "by Python's json module", number: python, ..SERDE_JSON },
    Dialect {
        name: "by Go's encoding/json",
        number: go,
        escape: |c| matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}'),
        replaces_surrogates: true,
        ..SERDE_JSON
    },
    Dialect { name: "in Unicode normalisation form C", normal: Normal::C, ..SERDE_JSON },
    DECOMPOSED,
];

impl Changed {
    /// The sorted compact form of a value with its texts as they were before a program changed them; `None` if none
    /// is another.
    pub(crate) fn undone_in(self, node: &Node<'_>) -> Option<Vec<u8>> {
        if !self.is_in(node) {
            return None;
        }
        let number = |n: &Number<'_>| {
            let mut out = Vec::new();
            n.write(&mut out);
            String::from_utf8_lossy(&out).into_owned()
        };
        let mut out = Vec::with_capacity(node.end() - node.start());
        Dialect { normal: Normal::Changed(self), number, ..SERDE_JSON }.write(node, &mut out);
        Some(out)
    }
}

impl Dialect {
    pub(super) fn write(&self, node: &Node<'_>, out: &mut Vec<u8>) {
        match &node.value {
            Value::String(text) => self.write_text(&self.normal(&text.text), out),
            Value::Number(n) => out.extend_from_slice((self.number)(n).as_bytes()),
            Value::Array(items) => {
                let Ok(()) = canonical::write_each(b"[]", items, out, |item, out| {
                    self.write(item, out);
                    Ok::<_, Infallible>(())
                });
            }
            Value::Object(object) => {
                let members = object.members().iter();
                let mut members: Vec<_> = members.map(|(k, v)| (self.normal(&k.text), v)).collect();
                members.sort_by(|(a, _), (b, _)| match self.by_utf16 {
                    true => a.encode_utf16().cmp(b.encode_utf16()),
                    false => a.cmp(b),
                });
                let Ok(()) = canonical::write_each(b"{}", members, out, |(key, value), out| {
                    self.write_text(&key, out);
                    out.push(b':');
                    self.write(value, out);
                    Ok::<_, Infallible>(())
                });
            }
            Value::Null | Value::Bool(_) => canonical::write_compact(node, out),
        }
    }

    fn normal<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.normal {
            Normal::AsWritten => Cow::Borrowed(text),
            Normal::C => Cow::Owned(text.nfc().collect()),
            Normal::D => Cow::Owned(text.nfd().collect()),
            Normal::Changed(changed) => changed.undone(text),
        }
    }

    fn write_text(&self, text: &str, out: &mut Vec<u8>) {
        let mut quoted = Vec::new();
        canonical::write_string(text, &mut quoted);
        for c in String::from_utf8_lossy(&quoted).chars() {
            match (self.escape)(c) {
                true => out.extend_from_slice(format!("\\u{:04x}", u32::from(c)).as_bytes()),
                false => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
        }
    }
}

/// The shortest digits that give the double back, and the place of the point behind the first.
fn shortest(d: f64) -> (String, i32) {
    let text = format!("{:e}", d.abs());
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (digits.replace('.', ""), exponent.parse().unwrap_or(0))
}

/// `Number::toString` of ECMAScript.
fn javascript(d: f64) -> String {
    if d == 0.0 {
        return "0".to_owned();
    }
    let (digits, exponent) = shortest(d);
    let sign = if d < 0.0 { "-" } else { "" };
    format!("{sign}{}", positional(&digits, exponent, -7, 21, |e| format!("{e:+}")))
}

/// Go writes as JavaScript does, but for the sign of zero.
fn go(n: &Number<'_>) -> String {
    let d = n.to_f64();
    if d == 0.0 && d.is_sign_negative() { "-0".to_owned() } else { javascript(d) }
}

/// Python's `repr`: a float keeps its point, and an exponent has two digits.
fn python(n: &Number<'_>) -> String {
    if n.spelling == "-0" {
        return "0".to_owned();
    }
    let is_float = n.spelling.contains(['.', 'e', 'E']);
    let Some(d) = n.as_double().filter(|_| is_float) else { return n.spelling.to_owned() };
    let (digits, exponent) = shortest(d);
    let sign = if d.is_sign_negative() { "-" } else { "" };
    let text = positional(&digits, exponent, -5, 16, |e| {
        format!("{}{:02}", if e < 0 { '-' } else { '+' }, e.abs())
    });
    let point = if text.contains(['.', 'e']) { "" } else { ".0" };
    format!("{sign}{text}{point}")
}

/// Digits with the point placed, or with an exponent at and beyond the bounds.
fn positional(
    digits: &str,
    exponent: i32,
    low: i32,
    high: i32,
    write_exponent: fn(i32) -> String,
) -> String {
    if exponent <= low || exponent >= high {
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        return format!("{first}{point}{rest}e{}", write_exponent(exponent));
    }
    if exponent < 0 {
        return format!("0.{}{digits}", "0".repeat((-exponent - 1) as usize));
    }
    let whole = exponent as usize + 1;
    match digits.len() <= whole {
        true => format!("{digits}{}", "0".repeat(whole - digits.len())),
        false => format!("{}.{}", &digits[..whole], &digits[whole..]),
    }
}

/// `serde_json` without its feature `float_roundtrip`: it gathers digits in a `u64` as long as they
/// fit and scales by powers of ten, each step rounding, so that the last digit can differ.
fn serde_default(n: &Number<'_>) -> String {
    let mut out = Vec::new();
    match n.as_double().and_then(|_| scaled(n.spelling)) {
        Some(d) => drop(serde_json::to_writer(&mut out, &d)),
        None => n.write(&mut out),
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn scaled(spelling: &str) -> Option<f64> {
    let (mantissa, exponent) = spelling.split_once(['e', 'E']).unwrap_or((spelling, "0"));
    let mut exponent: i64 = exponent.parse().ok()?;
    let (negative, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, mantissa),
    };
    let (mut significand, mut fraction, mut full) = (0_u64, false, false);
    for c in mantissa.bytes() {
        if c == b'.' {
            // It tries again here: a smaller digit may fit where a larger one did not.
            (fraction, full) = (true, false);
            continue;
        }
        let next = significand.checked_mul(10).and_then(|s| s.checked_add(u64::from(c - b'0')));
        match next.filter(|_| !full) {
            Some(next) => {
                significand = next;
                exponent = exponent.saturating_sub(i64::from(fraction));
            }
            None => {
                full = true;
                exponent = exponent.saturating_add(i64::from(!fraction));
            }
        }
    }
    let mut d = significand as f64;
    while exponent < -308 && d != 0.0 {
        d /= 1e308;
        exponent += 308;
    }
    let power: f64 = format!("1e{}", exponent.unsigned_abs().min(308)).parse().ok()?;
    d = if exponent < 0 { d / power } else { d * power };
    Some(if negative { -d } else { d }).filter(|d| d.is_finite())
}
