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

fn is_integral(spelling: &str) -> bool {
    !spelling.bytes().any(|b| matches!(b, b'.' | b'e' | b'E'))
}
