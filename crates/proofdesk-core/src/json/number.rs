/// A JSON number: its spelling, and its value in `serde_json`'s own model.
///
/// That model: a number without fraction and exponent that fits `u64` (or, negative, `i64`) is
/// that integer; any other is an IEEE double, `-0` included. The double is the one nearest to
/// the spelling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number<'a> {
    /// The number as it is spelled in the text.
    pub spelling: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Model {
    Unsigned(u64),
    Negative(i64),
    Double(f64),
}

impl<'a> Number<'a> {
    /// Reads a spelling whose grammar has been checked. `None` when it overflows a double.
    pub(super) fn from_spelling(spelling: &'a str) -> Option<Self> {
        let is_finite = |model: &Model| !matches!(model, Model::Double(d) if !d.is_finite());
        let number = Self { spelling };
        Some(number).filter(|number| is_finite(&number.model()))
    }

    /// Its value, read anew each time: to keep it would double the size of every value of a text.
    fn model(&self) -> Model {
        let spelling = self.spelling;
        let integer = match is_integral(spelling) {
            true if spelling == "-0" => None,
            true if spelling.starts_with('-') => spelling.parse().ok().map(Model::Negative),
            true => spelling.parse().ok().map(Model::Unsigned),
            false => None,
        };
        // What is a number by its grammar can be parsed, and is infinite if it is too large.
        integer.unwrap_or_else(|| Model::Double(spelling.parse().unwrap_or(f64::INFINITY)))
    }

    /// The number as a signed 64-bit integer, if it is one.
    pub fn as_i64(&self) -> Option<i64> {
        match self.model() {
            Model::Unsigned(n) => i64::try_from(n).ok(),
            Model::Negative(n) => Some(n),
            Model::Double(_) => None,
        }
    }

    /// The number as a double where the model holds it as one.
    pub fn as_double(&self) -> Option<f64> {
        match self.model() {
            Model::Double(d) => Some(d),
            _ => None,
        }
    }

    /// The nearest double of any number, for forms of languages that know no other kind.
    pub fn to_f64(&self) -> f64 {
        match self.model() {
            Model::Unsigned(n) => n as f64,
            Model::Negative(n) => n as f64,
            Model::Double(d) => d,
        }
    }

    /// Whether it is spelled as an integer, without fraction and exponent.
    pub fn is_integral(&self) -> bool {
        is_integral(self.spelling)
    }

    /// Whether it is an integer that may be another one rounded to a double. 2^53 is among them: it
    /// is what 2^53 + 1 becomes.
    pub fn may_be_rounded(&self) -> bool {
        const LIMIT: u64 = 1 << 53;
        match self.model() {
            Model::Unsigned(n) => n >= LIMIT,
            Model::Negative(n) => n.unsigned_abs() >= LIMIT,
            Model::Double(_) => self.spelling != "-0" && is_integral(self.spelling),
        }
    }

    /// Whether both spell the same number exactly, such as `100`, `100.0` and `1e2`, or `0` and `-0`.
    /// No floats: two decimals that one double stands for are still two numbers.
    pub(crate) fn same_decimal(&self, other: &Number<'_>) -> bool {
        Decimal::of(self.spelling) == Decimal::of(other.spelling)
    }

    /// Whether it is `exact` as a program that knows doubles only saves it: with as many digits as tell
    /// the double from others, with 17, or with all of them.
    pub(crate) fn is_rounded(&self, exact: &Number<'_>) -> bool {
        let d = exact.to_f64();
        let saved = [format!("{d:e}"), format!("{d:.16e}"), format!("{d:.0}")];
        saved.iter().any(|saved| Decimal::of(saved) == Decimal::of(self.spelling))
    }

    /// Whether the canonical form has the number that is spelled, and not one that a double rounded
    /// it to: `serde_json` writes `0.10000000000000000001` as `0.1`.
    pub(crate) fn is_exact(&self) -> bool {
        let Model::Double(_) = self.model() else { return true };
        let mut written = Vec::new();
        self.write(&mut written);
        std::str::from_utf8(&written)
            .is_ok_and(|written| Decimal::of(written) == Decimal::of(self.spelling))
    }

    /// The integer of 64 bits that it is, however it is spelled: `5.0` and `5e0` are 5.
    pub(crate) fn to_integer(self) -> Option<String> {
        let Decimal { negative, digits, power: Power::Known(power) } = Decimal::of(self.spelling)
        else {
            return None;
        };
        // No integer of 64 bits has more digits.
        let zeros = usize::try_from(power).ok().filter(|zeros| *zeros < 20)?;
        let digits = if digits.is_empty() { "0".to_owned() } else { digits + &"0".repeat(zeros) };
        let text = if negative { format!("-{digits}") } else { digits };
        (text.parse::<u64>().is_ok() || text.parse::<i64>().is_ok()).then_some(text)
    }

    /// Writes the number as `serde_json` writes it.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        match self.model() {
            // Without leading zeros and with a bare minus, an integer's spelling is its form.
            Model::Unsigned(_) | Model::Negative(_) => {
                out.extend_from_slice(self.spelling.as_bytes());
            }
            // `serialize_f64` is untouched by serde_json's features; writing to a Vec of a
            // finite number cannot fail.
            Model::Double(d) => drop(serde_json::to_writer(out, &d)),
        }
    }
}

/// A number as its digits and a power of ten. One number has one such form, and the work is bounded
/// by the length of the spelling, whatever number it spells.
#[derive(Debug, PartialEq, Eq)]
struct Decimal<'s> {
    /// Zero is never negative.
    negative: bool,
    /// Without zeros at either end; none of them for zero.
    digits: String,
    /// The power of ten of the last digit.
    power: Power<'s>,
}

#[derive(Debug, PartialEq, Eq)]
enum Power<'s> {
    Known(i128),
    /// Beyond 38 digits. Such a number is next to zero, and equal only to its own spelling.
    Beyond(&'s str),
}

impl<'s> Decimal<'s> {
    fn of(spelling: &'s str) -> Self {
        let (mantissa, exponent) = spelling.split_once(['e', 'E']).unwrap_or((spelling, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = [whole.trim_start_matches('-'), fraction].concat();
        let significant = all.trim_end_matches('0');
        let zeros = all.len() - significant.len();
        let digits = significant.trim_start_matches('0').to_owned();
        if digits.is_empty() {
            return Self { negative: false, digits, power: Power::Known(0) };
        }
        // Lengths of a text are far below 128 bits.
        let shift = zeros as i128 - fraction.len() as i128;
        let power = exponent.parse::<i128>().ok().and_then(|e| e.checked_add(shift));
        Self {
            negative: spelling.starts_with('-'),
            digits,
            power: power.map_or(Power::Beyond(spelling), Power::Known),
        }
    }
}

fn is_integral(spelling: &str) -> bool {
    !spelling.bytes().any(|b| matches!(b, b'.' | b'e' | b'E'))
}
