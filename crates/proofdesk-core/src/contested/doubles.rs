//! Integers that were doubles, before a program saved them again.

use std::collections::HashMap;

use crate::json::canonical::{self, Nulls};
use crate::json::{Node, Number, Value};

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

/// What is left of it.
pub(super) struct Budget {
    bytes: usize,
    tried: usize,
}

impl Budget {
    /// For a payload of so many bytes.
    pub(super) fn of(len: usize) -> Self {
        let bytes = len.saturating_mul(SEARCHED_TIMES).saturating_add(SEARCHED_BYTES);
        Self { bytes, tried: 0 }
    }

    /// Whether a form of so many bytes may be tried.
    pub(super) fn take(&mut self, len: usize) -> bool {
        let left = self.bytes.checked_sub(len).filter(|_| self.tried < SEARCHED);
        self.tried += 1;
        self.bytes = left.unwrap_or_default();
        left.is_some()
    }
}

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
    let mut budget = Budget::of(len);
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
            if !budget.take(out.len()) {
                return Some(Search::CutShort);
            }
            if holds(&out) {
                return Some(Search::Found(out));
            }
        }
        None
    };
    let sets = |units: &Units| Set::all_of(units.len());
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
        // Of one name some may have been doubles, and others not.
        _ if by_name.len() < each.len() && each.len() > ALL_SUBSETS => Search::CutShort,
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
pub(super) enum Set {
    All,
    One(usize),
    AllBut(usize),
    Pair(usize, usize),
    /// One bit a unit, of at most [`ALL_SUBSETS`].
    Of(u64),
}

impl Set {
    /// The sets of so many units that are tried, the likely ones first.
    pub(super) fn all_of(units: usize) -> impl Iterator<Item = Self> {
        Self::listed(units).chain(Self::others(units))
    }

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

    pub(super) fn has(self, name: usize) -> bool {
        match self {
            Self::All => true,
            Self::One(one) => name == one,
            Self::AllBut(one) => name != one,
            Self::Pair(a, b) => name == a || name == b,
            Self::Of(set) => set >> name & 1 == 1,
        }
    }
}
