//! RFC 3339 timestamps: real calendar dates, compared as instants.

use std::fmt;

use jiff::SignedDuration;
use jiff::civil::{DateTime, date};

use super::counted;

/// An instant, to the nanosecond, between the years 0000 and 9999. Leap seconds are not counted.
///
/// It is the date and the time in UTC: other types for instants end before the year 9999 does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(DateTime);

/// Why a text is not a timestamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimestampError {
    /// Not of the form `2026-06-10T19:47:52.336Z` (RFC 3339, up to nine fractional digits).
    Form,
    /// No such day, such as 31 February.
    Date,
    /// No such time of day or offset. Leap seconds are among them: no canonical form of them is
    /// documented.
    Time,
}

impl fmt::Display for TimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "not an RFC 3339 timestamp such as 2026-06-10T19:47:52.336Z",
            Self::Date => "no such date in the calendar",
            Self::Time => "no such time of day or offset",
        })
    }
}

impl std::error::Error for TimestampError {}

const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

impl Timestamp {
    /// Reads an RFC 3339 timestamp: `Z` or an offset, 0 to 9 fractional digits. As in RFC 3339,
    /// `t` and `z` may be lowercase.
    ///
    /// # Errors
    /// See [`TimestampError`].
    pub fn parse(text: &str) -> Result<Self, TimestampError> {
        match Self::read(text)? {
            (instant, true) => Ok(instant),
            _ => Err(TimestampError::Form),
        }
    }

    /// The same as programs save it again: also with a space instead of the `T`, which RFC 3339
    /// permits (section 5.6), and with an offset such as `+00` or `+0000`.
    ///
    /// # Errors
    /// See [`TimestampError`].
    pub fn parse_saved(text: &str) -> Result<Self, TimestampError> {
        Self::read(text).map(|(instant, _)| instant)
    }

    /// Whether `self`, which is written as `text`, is `signed` after a program dropped digits: cut to
    /// seconds or finer, or rounded to milliseconds or finer. Behind whole seconds, milliseconds or
    /// microseconds programs fill up with zeros.
    pub(crate) fn is_shortened(self, text: &str, signed: Self) -> bool {
        let written = fraction_digits(text).min(9);
        let kept = [0, 3, 6].into_iter().filter(|digits| *digits < written).chain([written]);
        kept.into_iter().any(|digits| {
            let unit = 10_i32.pow(9 - digits as u32);
            let rest = signed.0.subsec_nanosecond() % unit;
            let nanoseconds = |n: i32| SignedDuration::from_nanos(n.into());
            let cut = signed.0.saturating_sub(nanoseconds(rest));
            let up = || cut.saturating_add(nanoseconds(unit));
            self.0 == cut || digits >= 3 && rest > 0 && rest >= unit / 2 && self.0 == up()
        })
    }

    /// The instant, and whether it is written as it is documented.
    fn read(text: &str) -> Result<(Self, bool), TimestampError> {
        use TimestampError::{Date, Form, Time};
        let b = text.as_bytes();
        let number = |from: usize, to: usize| -> Result<i64, TimestampError> {
            let digits = b.get(from..to).ok_or(Form)?;
            digits.iter().try_fold(0, |n, d| match d {
                b'0'..=b'9' => Ok(n * 10 + i64::from(d - b'0')),
                _ => Err(Form),
            })
        };
        let mark = |at: usize, wanted: &[u8]| match b.get(at) {
            Some(c) if wanted.contains(c) => Ok(()),
            _ => Err(Form),
        };
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        for (at, wanted) in [(4, "-"), (7, "-"), (10, "Tt "), (13, ":"), (16, ":")] {
            mark(at, wanted.as_bytes())?;
        }
        let mut at = 19;
        let mut nanoseconds = 0;
        if b.get(at) == Some(&b'.') {
            let digits = b[at + 1..].iter().take_while(|d| d.is_ascii_digit()).count();
            if !(1..=9).contains(&digits) {
                return Err(Form);
            }
            let fraction = number(at + 1, at + 1 + digits)?;
            nanoseconds = (fraction * 10_i64.pow(9 - digits as u32)) as i32;
            at += 1 + digits;
        }
        let offset = b.get(at..).unwrap_or_default();
        let (hours, minutes) = match offset {
            b"Z" | b"z" => (0, 0),
            [b'+' | b'-', _, _] => (number(at + 1, at + 3)?, 0),
            [b'+' | b'-', _, _, _, _] => (number(at + 1, at + 3)?, number(at + 3, at + 5)?),
            [b'+' | b'-', _, _, b':', _, _] => (number(at + 1, at + 3)?, number(at + 4, at + 6)?),
            _ => return Err(Form),
        };
        if hours > 23 || minutes > 59 {
            return Err(Time);
        }
        let documented = b[10] != b' ' && matches!(offset.len(), 1 | 6);
        let offset_minutes = match offset {
            [b'-', ..] => -(hours * 60 + minutes),
            _ => hours * 60 + minutes,
        };
        if hour > 23 || minute > 59 || second > 59 {
            return Err(Time);
        }
        // No part has more than four digits.
        let [month, day, hour, minute, second] =
            [month, day, hour, minute, second].map(|n| n as i8);
        let local = DateTime::new(year as i16, month, day, hour, minute, second, nanoseconds);
        let offset = SignedDuration::from_secs(offset_minutes * 60);
        let instant = local.and_then(|local| local.checked_sub(offset)).map_err(|_| Date)?;
        // An offset can carry the instant out of the years that have four digits.
        if instant.year() >= 0 { Ok((Self(instant), documented)) } else { Err(Date) }
    }

    /// From seconds since the Unix epoch, for callers that have a clock.
    pub fn from_unix(seconds: i64, nanoseconds: u32) -> Self {
        let since = SignedDuration::from_secs(seconds);
        let nanoseconds = SignedDuration::from_nanos(nanoseconds.into());
        Self(EPOCH.saturating_add(since).saturating_add(nanoseconds))
    }

    /// Whole seconds since the Unix epoch, rounded down.
    pub fn unix_seconds(self) -> i64 {
        // Before the epoch, a fraction of a second is negative.
        let since = self.0.duration_since(EPOCH);
        since.as_secs() - i64::from(since.subsec_nanos() < 0)
    }

    /// So many seconds later, unless that is beyond the year 9999.
    pub fn after(self, seconds: u64) -> Option<Self> {
        let seconds = SignedDuration::from_secs(i64::try_from(seconds).ok()?);
        self.0.checked_add(seconds).ok().map(Self)
    }

    /// How far it is from another instant, in the two largest units, such as `18 days earlier`.
    pub(crate) fn relative_to(self, other: Self) -> String {
        let apart = self.0.duration_since(other.0);
        let order = if apart.is_negative() { "earlier" } else { "later" };
        let mut rest = apart.unsigned_abs().as_secs();
        let units = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
        let parts = units.map(|(seconds, unit)| {
            let count = rest / seconds;
            rest %= seconds;
            (count, unit)
        });
        let largest = parts.into_iter().skip_while(|(count, _)| *count == 0).take(2);
        let mut words = String::new();
        for (count, unit) in largest.filter(|(count, _)| *count > 0) {
            words.push_str(&counted(count, unit));
            words.push(' ');
        }
        if words.is_empty() {
            words.push_str("less than a second ");
        }
        words + order
    }

    /// RFC 3339 in UTC, to the second, such as `2026-06-10T19:47:52Z`.
    pub fn to_rfc3339(self) -> String {
        let mut text = self.to_canonical_millis();
        text.truncate("2026-06-10T19:47:52".len());
        text + "Z"
    }

    /// RFC 3339 in UTC with all digits that the instant has, up to nine behind the second, such as
    /// `2026-06-10T19:47:52.3361Z`: what is shown beside another instant must show how they differ.
    pub fn to_exact(self) -> String {
        let nanoseconds = self.0.subsec_nanosecond();
        if nanoseconds == 0 {
            return self.to_rfc3339();
        }
        let mut text = self.to_rfc3339();
        text.truncate("2026-06-10T19:47:52".len());
        let digits = format!("{nanoseconds:09}");
        format!("{text}.{}Z", digits.trim_end_matches('0'))
    }

    /// The form that audit events are signed in: UTC, exactly three fractional digits
    /// (truncated), `Z`.
    pub fn to_canonical_millis(self) -> String {
        // By hand, because every audit event needs two of them, and `format!` takes longer than
        // all the rest of it.
        let mut text = *b"0000-00-00T00:00:00.000Z";
        for (start, end, mut number) in [
            (0, 4, i32::from(self.0.year())),
            (5, 7, self.0.month().into()),
            (8, 10, self.0.day().into()),
            (11, 13, self.0.hour().into()),
            (14, 16, self.0.minute().into()),
            (17, 19, self.0.second().into()),
            (20, 23, self.0.subsec_nanosecond() / 1_000_000),
        ] {
            for digit in text[start..end].iter_mut().rev() {
                *digit += (number % 10) as u8;
                number /= 10;
            }
        }
        text.map(char::from).iter().collect()
    }
}

/// How many digits a timestamp has behind the second.
pub(crate) fn fraction_digits(text: &str) -> usize {
    let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction);
    fraction.bytes().take_while(u8::is_ascii_digit).count()
}
