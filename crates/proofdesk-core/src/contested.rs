//! Constructs on which JSON implementations disagree, and the forms that they give them.
//!
//! The hash of a compliance event's payload was made by the issuer's service from what the
//! issuer's program sent. Where the payload holds one of these constructs, a difference from our
//! form does not show a change. Naming the implementation whose form does match helps a person
//! to find out what happened; it is never a pass.

use std::borrow::Cow;
use std::collections::HashMap;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::json::canonical::{self, Nulls};
use crate::json::{Node, Number, Value};
use crate::text::encoding::Digest;

/// A construct on which implementations disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Construct {
    Double,
    LargeInteger,
    KeyBeyondBmp,
    UnpairedSurrogate,
    NotNfc,
}

impl Construct {
    fn name(self) -> &'static str {
        match self {
            Self::Double => "a number with a fraction, an exponent or a negative zero",
            Self::LargeInteger => "an integer of 2^53 or more",
            Self::KeyBeyondBmp => "a key with a character beyond U+FFFF",
            Self::UnpairedSurrogate => "an unpaired surrogate escape",
            Self::NotNfc => "text that Unicode normalisation changes",
        }
    }
}

/// The contested constructs in a value, each once.
pub(crate) fn find(node: &Node<'_>) -> Vec<Construct> {
    let mut found = Vec::new();
    visit(node, &mut |construct| {
        if !found.contains(&construct) {
            found.push(construct);
        }
    });
    found.sort();
    found
}

fn visit(node: &Node<'_>, see: &mut impl FnMut(Construct)) {
    let mut text = |t: &crate::json::Text<'_>, is_key: bool| {
        if t.unpaired_surrogate {
            see(Construct::UnpairedSurrogate);
        }
        if is_key && t.text.chars().any(|c| c > '\u{FFFF}') {
            see(Construct::KeyBeyondBmp);
        }
        if !is_nfc(&t.text) {
            see(Construct::NotNfc);
        }
    };
    match &node.value {
        Value::String(t) => text(t, false),
        Value::Number(n) if n.may_be_rounded() => see(Construct::LargeInteger),
        Value::Number(n) if n.as_double().is_some() => see(Construct::Double),
        Value::Array(items) => items.iter().for_each(|item| visit(item, see)),
        Value::Object(object) => {
            object.members().iter().for_each(|(key, _)| text(key, true));
            object.members().iter().for_each(|(_, value)| visit(value, see));
        }
        _ => {}
    }
}

/// Which constructs, and which forms have the hash.
pub(crate) fn explain(payload: &Node<'_>, constructs: &[Construct], wanted: Digest) -> String {
    let names: Vec<&str> = constructs.iter().map(|c| c.name()).collect();
    let mut matching: Vec<&str> = DIALECTS
        .iter()
        .filter(|d| d.replaces_surrogates || !constructs.contains(&Construct::UnpairedSurrogate))
        .filter(|dialect| {
            let mut out = Vec::new();
            dialect.write(payload, &mut out);
            Digest::of(&out) == wanted
        })
        .map(|dialect| dialect.name)
        .collect();
    // The issuer's service is known to use serde_json. If that explains the hash, the others that
    // write the same say nothing more.
    if matching.first() == Some(&SERDE_JSON.name) {
        matching.truncate(1);
    }
    let whose = match matching.as_slice() {
        [] => "No known implementation's form has the stated hash.".to_owned(),
        forms => format!("It has the stated hash when written {}.", forms.join(", or ")),
    };
    format!("The payload holds {}. {whose}", names.join(", "))
}

/// What came of looking for a form of a payload in which integers are doubles.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Search {
    /// The bytes of the one that holds.
    Found(Vec<u8>),
    /// None holds.
    Nothing,
    /// There are more forms than are tried.
    CutShort,
}

/// How many forms are tried, and how many bytes they may have altogether, beside
/// [`SEARCHED_TIMES`] those of the payload itself: the work depends on nothing but the payload.
const SEARCHED: usize = 64;
const SEARCHED_TIMES: usize = 20;
const SEARCHED_BYTES: usize = 64 << 10;

/// Looks for the sorted compact form that `holds`, with some integers as the doubles that they may
/// have been: JavaScript and Go save 100.0 as 100, and 1e17 with all its digits. `len` is the
/// length of the form in which they are as they are written.
pub(crate) fn with_doubles(
    payload: &Node<'_>,
    len: usize,
    mut holds: impl FnMut(&[u8]) -> bool,
) -> Search {
    let integers = Integers::of(payload);
    let by_name = integers.by_name();
    let mut left = len.saturating_mul(SEARCHED_TIMES).saturating_add(SEARCHED_BYTES);
    let mut tried = 0;
    let mut search = |units: &Units, set: Set, zero: f64| {
        // From 10^16 on serde_json writes an exponent, since 2026 with a plus sign.
        let large = units.any(set, |unit| unit.large);
        for plus in if large { &[false, true][..] } else { &[true] } {
            let write = |number: &Number<'_>, _: &str, out: &mut Vec<u8>| {
                let chosen = units.of.get(&place(number)).is_some_and(|i| set.has(*i));
                match chosen {
                    true if number.to_f64() == 0.0 => write_double(zero, *plus, out),
                    true => write_double(number.to_f64(), *plus, out),
                    false => number.write(out),
                }
            };
            let mut out = Vec::with_capacity(len + 64);
            if canonical::write_numbers(payload, Nulls::Keep, "", &write, &mut out).is_err() {
                return Some(Search::Nothing);
            }
            let Some(rest) = left.checked_sub(out.len()).filter(|_| tried < SEARCHED) else {
                return Some(Search::CutShort);
            };
            (left, tried) = (rest, tried + 1);
            if holds(&out) {
                return Some(Search::Found(out));
            }
        }
        None
    };
    let sets = |units: &Units| Set::listed(units.len()).chain(Set::others(units.len()));
    if let Some(ended) = sets(&by_name).find_map(|set| search(&by_name, set, 0.0)) {
        return ended;
    }
    if by_name.len() > ALL_SUBSETS {
        return Search::CutShort;
    }
    let each = integers.each();
    if by_name.len() < each.len()
        && each.len() <= ALL_SUBSETS
        && let Some(ended) = sets(&each).find_map(|set| search(&each, set, 0.0))
    {
        return ended;
    }
    // JavaScript saves -0.0 as 0, too. Hardly any payload has one, so this is tried as far as there is
    // room: first all zeros, and nothing else.
    let zeros: u64 = (0..).zip(&by_name.units).map(|(i, unit)| u64::from(unit.zero) << i).sum();
    let with_zeros = sets(&by_name).filter(|set| by_name.any(*set, |unit| unit.zero));
    let first = (zeros != 0).then_some(Set::Of(zeros));
    match first.into_iter().chain(with_zeros).find_map(|set| search(&by_name, set, -0.0)) {
        Some(Search::Found(form)) => Search::Found(form),
        _ => Search::Nothing,
    }
}

/// The integers of a payload in order, each with the name of the member that it stands in.
struct Integers<'n>(Vec<(&'n str, &'n Number<'n>)>);

/// Integers by what is tried as doubles together.
struct Units {
    units: Vec<Unit>,
    /// The unit of each integer, by the place of its spelling.
    of: HashMap<usize, usize>,
}

/// Integers that are tried together.
#[derive(Clone, Copy, Default)]
struct Unit {
    /// One of them is of 10^16 or more.
    large: bool,
    /// One of them is 0.
    zero: bool,
}

impl<'n> Integers<'n> {
    fn of(payload: &'n Node<'n>) -> Self {
        let mut found = Vec::new();
        integers("", payload, &mut found);
        Self(found)
    }

    /// Those of one name together: a field has one type.
    fn by_name(&self) -> Units {
        let mut names: HashMap<&str, usize> = HashMap::new();
        self.units(|name| {
            let new = names.len();
            *names.entry(name).or_insert(new)
        })
    }

    /// Each by itself.
    fn each(&self) -> Units {
        let mut all = 0..;
        self.units(|_| all.next().unwrap_or_default())
    }

    fn units(&self, mut unit_of: impl FnMut(&'n str) -> usize) -> Units {
        let (mut units, mut of) = (Vec::new(), HashMap::new());
        for (name, number) in &self.0 {
            let unit = unit_of(name);
            units.resize(units.len().max(unit + 1), Unit::default());
            units[unit].large |= number.to_f64().abs() >= 1e16;
            units[unit].zero |= number.to_f64() == 0.0;
            of.insert(place(number), unit);
        }
        Units { units, of }
    }
}

impl Units {
    fn len(&self) -> usize {
        self.units.len()
    }

    /// Whether one of a set is so.
    fn any(&self, set: Set, is: fn(&Unit) -> bool) -> bool {
        self.units.iter().enumerate().any(|(i, unit)| is(unit) && set.has(i))
    }
}

fn integers<'n>(name: &'n str, node: &'n Node<'_>, found: &mut Vec<(&'n str, &'n Number<'n>)>) {
    match &node.value {
        Value::Number(number) if is_integer(number) => found.push((name, number)),
        Value::Array(items) => items.iter().for_each(|item| integers(name, item, found)),
        Value::Object(object) => {
            object.members().iter().for_each(|(name, value)| integers(&name.text, value, found));
        }
        _ => {}
    }
}

/// Where a number is spelled: each has a place of its own in the text.
fn place(number: &Number<'_>) -> usize {
    number.spelling.as_ptr().addr()
}

/// `-0` is a double as it is.
fn is_integer(number: &Number<'_>) -> bool {
    number.is_integral() && number.spelling != "-0"
}

fn write_double(d: f64, plus: bool, out: &mut Vec<u8>) {
    let start = out.len();
    // Writing a finite number to a Vec cannot fail.
    drop(serde_json::to_writer(&mut *out, &d));
    if let (false, Some(at)) = (plus, out[start..].iter().position(|b| *b == b'+')) {
        out.remove(start + at);
    }
}

/// Of so many units, all sets are tried: they are fewer than [`SEARCHED`].
const ALL_SUBSETS: usize = 6;

/// Which units are written as doubles.
#[derive(Clone, Copy)]
enum Set {
    All,
    One(usize),
    AllBut(usize),
    Pair(usize, usize),
    /// One bit a unit, of at most [`ALL_SUBSETS`].
    Of(u64),
}

impl Set {
    /// The sets that are tried first, each once: of few units, some are the same.
    fn listed(names: usize) -> impl Iterator<Item = Self> {
        let of = move |least: usize| 0..if names >= least { names } else { 0 };
        let pairs = of(4).flat_map(move |a| (a + 1..names).map(move |b| Self::Pair(a, b)));
        let all = (names > 0).then_some(Self::All).into_iter();
        all.chain(of(2).map(Self::One)).chain(of(3).map(Self::AllBut)).chain(pairs)
    }

    /// All others, if these are few.
    fn others(names: usize) -> impl Iterator<Item = Self> {
        let end = if names <= ALL_SUBSETS { 1_u64 << names } else { 0 };
        // Those of one, two, all but one and all are listed.
        let listed = move |count: usize| count <= 2 || count + 1 >= names;
        (0..end).filter(move |set| !listed(set.count_ones() as usize)).map(Self::Of)
    }

    fn has(self, name: usize) -> bool {
        match self {
            Self::All => true,
            Self::One(one) => name == one,
            Self::AllBut(one) => name != one,
            Self::Pair(a, b) => name == a || name == b,
            Self::Of(set) => set >> name & 1 == 1,
        }
    }
}

/// How one implementation writes sorted compact JSON.
struct Dialect {
    /// Continues "when written".
    name: &'static str,
    number: fn(&Number<'_>) -> String,
    order: Order,
    nfc: bool,
    escape: fn(char) -> bool,
    /// It reads an unpaired surrogate escape as U+FFFD, as [`json`](crate::json) does. The others
    /// refuse it, or write an escape again.
    replaces_surrogates: bool,
}

#[derive(PartialEq)]
enum Order {
    CodePoint,
    Utf16,
}

const SERDE_JSON: Dialect = Dialect {
    name: "by serde_json with its default, less exact reading of decimals",
    number: serde_default,
    order: Order::CodePoint,
    nfc: false,
    escape: |_| false,
    replaces_surrogates: false,
};

const DIALECTS: [Dialect; 7] = [
    SERDE_JSON,
    Dialect {
        // It changed from ryu to zmij: https://github.com/serde-rs/json/pull/1304
        name: "by serde_json of before 2026 (exponents without a plus sign)",
        number: |n| serde_default(n).replace("e+", "e"),
        ..SERDE_JSON
    },
    Dialect {
        name: "with its numbers as they are spelled",
        number: |n| n.spelling.to_owned(),
        ..SERDE_JSON
    },
    Dialect {
        name: "by JavaScript (every number a double, keys sorted by UTF-16)",
        number: |n| javascript(n.to_f64()),
        order: Order::Utf16,
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
    Dialect { name: "in Unicode normalisation form C", nfc: true, ..SERDE_JSON },
];

impl Dialect {
    fn write(&self, node: &Node<'_>, out: &mut Vec<u8>) {
        match &node.value {
            Value::String(text) => self.write_text(&self.normal(&text.text), out),
            Value::Number(n) => out.extend_from_slice((self.number)(n).as_bytes()),
            Value::Array(items) => {
                out.push(b'[');
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        out.push(b',');
                    }
                    self.write(item, out);
                }
                out.push(b']');
            }
            Value::Object(object) => {
                let members = object.members().iter();
                let mut members: Vec<_> = members.map(|(k, v)| (self.normal(&k.text), v)).collect();
                members.sort_by(|(a, _), (b, _)| match self.order {
                    Order::CodePoint => a.cmp(b),
                    Order::Utf16 => a.encode_utf16().cmp(b.encode_utf16()),
                });
                out.push(b'{');
                for (i, (key, value)) in members.into_iter().enumerate() {
                    if i > 0 {
                        out.push(b',');
                    }
                    self.write_text(&key, out);
                    out.push(b':');
                    self.write(value, out);
                }
                out.push(b'}');
            }
            Value::Null | Value::Bool(_) => canonical::write_compact(node, out),
        }
    }

    fn normal<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.nfc { Cow::Owned(text.nfc().collect()) } else { Cow::Borrowed(text) }
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
    let Some(d) = n.as_double() else { return n.spelling.to_owned() };
    if n.spelling == "-0" {
        return "0".to_owned();
    }
    if !n.spelling.contains(['.', 'e', 'E']) {
        return n.spelling.to_owned();
    }
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
