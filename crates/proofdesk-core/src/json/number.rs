/// A JSON number: its spelling, and its value in `serde_json`'s own model.
///
/// That model: a number without fraction and exponent that fits `u64` (or, negative, `i64`) is
/// that integer; any other is an IEEE double, `-0` included. The double is the one nearest to
/// the spelling.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number<'a> {
    /// The number as it is spelled in the text.
    pub spelling: &'a str,
    value: Model,
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
        let integer = match is_integral(spelling) {
            true if spelling == "-0" => None,
            true if spelling.starts_with('-') => spelling.parse().ok().map(Model::Negative),
            true => spelling.parse().ok().map(Model::Unsigned),
            false => None,
        };
        let value = match integer {
            Some(integer) => integer,
            None => Model::Double(spelling.parse().ok().filter(|d: &f64| d.is_finite())?),
        };
        Some(Self { spelling, value })
    }

    /// The number as a signed 64-bit integer, if it is one.
    pub fn as_i64(&self) -> Option<i64> {
        match self.value {
            Model::Unsigned(n) => i64::try_from(n).ok(),
            Model::Negative(n) => Some(n),
            Model::Double(_) => None,
        }
    }

    /// The number as a double where the model holds it as one.
    pub fn as_double(&self) -> Option<f64> {
        match self.value {
            Model::Double(d) => Some(d),
            _ => None,
        }
    }

    /// The nearest double of any number, for forms of languages that know no other kind.
    pub fn to_f64(&self) -> f64 {
        match self.value {
            Model::Unsigned(n) => n as f64,
            Model::Negative(n) => n as f64,
            Model::Double(d) => d,
        }
    }

    /// Whether it is an integer that a double cannot hold exactly (beyond ±2^53).
    pub fn beyond_double(&self) -> bool {
        const LIMIT: u64 = 1 << 53;
        match self.value {
            Model::Unsigned(n) => n > LIMIT,
            Model::Negative(n) => n.unsigned_abs() > LIMIT,
            Model::Double(_) => self.spelling != "-0" && is_integral(self.spelling),
        }
    }

    /// Whether both spell the same number exactly, such as `100`, `100.0` and `1e2`, or `0` and `-0`.
    /// No floats: two decimals that one double stands for are still two numbers.
    pub(crate) fn same_decimal(&self, other: &Number<'_>) -> bool {
        let decimal = decimal(self.spelling);
        decimal.is_some() && decimal == self::decimal(other.spelling)
    }

    /// Writes the number as `serde_json` writes it.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        match self.value {
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

/// Whether a number is negative, its digits without zeros at either end, and the power of ten of
/// the last of them. Zero is never negative. `None` if the power is beyond 64 bits: the work is
/// bounded by the length of the spelling, whatever number it spells.
fn decimal(spelling: &str) -> Option<(bool, String, i64)> {
    let (mantissa, exponent) = spelling.split_once(['e', 'E']).unwrap_or((spelling, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole.trim_start_matches('-'), fraction].concat();
    let significant = digits.trim_end_matches('0');
    let zeros = i64::try_from(digits.len() - significant.len()).ok()?;
    let significant = significant.trim_start_matches('0');
    if significant.is_empty() {
        return Some((false, String::new(), 0));
    }
    let fraction = i64::try_from(fraction.len()).ok()?;
    let exponent: i64 = exponent.parse().ok()?;
    let power = exponent.checked_add(zeros)?.checked_sub(fraction)?;
    Some((spelling.starts_with('-'), significant.to_owned(), power))
}

fn is_integral(spelling: &str) -> bool {
    !spelling.bytes().any(|b| matches!(b, b'.' | b'e' | b'E'))
}
