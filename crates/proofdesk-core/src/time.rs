//! RFC 3339 timestamps: real calendar dates, compared as instants.

use std::fmt;

/// An instant, to the nanosecond, between the years 0000 and 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
    seconds: i64,
    nanoseconds: u32,
}

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

const DAY: i64 = 86_400;
const DAYS_BEFORE_MONTH: [i64; 13] = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

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
            let unit = 10_u32.pow(9 - digits as u32);
            let rest = signed.nanoseconds % unit;
            let cut = Self { nanoseconds: signed.nanoseconds - rest, ..signed };
            let up = match cut.nanoseconds + unit {
                1_000_000_000 => Self { seconds: cut.seconds + 1, nanoseconds: 0 },
                nanoseconds => Self { nanoseconds, ..cut },
            };
            self == cut || digits >= 3 && rest > 0 && rest >= unit / 2 && self == up
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
            nanoseconds = (fraction * 10_i64.pow(9 - digits as u32)) as u32;
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
        if !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day) {
            return Err(Date);
        }
        let days = days_since_year_0(year, month, day) - days_since_year_0(1970, 1, 1);
        let seconds = days * DAY + hour * 3600 + minute * 60 + second - offset_minutes * 60;
        let instant = Self { seconds, nanoseconds };
        // An offset can carry the instant out of the years that have four digits.
        if (0..=9999).contains(&instant.civil().0) { Ok((instant, documented)) } else { Err(Date) }
    }

    /// From seconds since the Unix epoch, for callers that have a clock.
    pub fn from_unix(seconds: i64, nanoseconds: u32) -> Self {
        Self { seconds, nanoseconds }
    }

    /// Whole seconds since the Unix epoch.
    pub fn unix_seconds(self) -> i64 {
        self.seconds
    }

    /// So many seconds later, unless that is beyond the year 9999.
    pub fn after(self, seconds: u64) -> Option<Self> {
        let later = self.seconds.checked_add(i64::try_from(seconds).ok()?)?;
        // 9999-12-31T23:59:59Z.
        (later <= 253_402_300_799).then_some(Self { seconds: later, ..self })
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
        if self.nanoseconds == 0 {
            return self.to_rfc3339();
        }
        let mut text = self.to_rfc3339();
        text.truncate("2026-06-10T19:47:52".len());
        let digits = format!("{:09}", self.nanoseconds);
        format!("{text}.{}Z", digits.trim_end_matches('0'))
    }

    /// The form that audit events are signed in: UTC, exactly three fractional digits
    /// (truncated), `Z`.
    pub fn to_canonical_millis(self) -> String {
        let (year, month, day) = self.civil();
        let t = self.seconds.rem_euclid(DAY);
        let millis = i64::from(self.nanoseconds / 1_000_000);
        // By hand, because every audit event needs two of them, and `format!` takes longer than
        // all the rest of it.
        let mut text = *b"0000-00-00T00:00:00.000Z";
        for (start, end, mut number) in [
            (0, 4, year),
            (5, 7, month),
            (8, 10, day),
            (11, 13, t / 3600),
            (14, 16, t / 60 % 60),
            (17, 19, t % 60),
            (20, 23, millis),
        ] {
            for digit in text[start..end].iter_mut().rev() {
                *digit += (number % 10) as u8;
                number /= 10;
            }
        }
        text.map(char::from).iter().collect()
    }

    /// Year, month and day in UTC, by counting down from a year that is a few too high (365 days a
    /// year leave out the leap days).
    fn civil(self) -> (i64, i64, i64) {
        let days = self.seconds.div_euclid(DAY) + days_since_year_0(1970, 1, 1);
        let mut year = days.div_euclid(365);
        while days_since_year_0(year, 1, 1) > days {
            year -= 1;
        }
        let mut rest = days - days_since_year_0(year, 1, 1);
        let mut month = 1;
        while rest >= days_in_month(year, month) {
            rest -= days_in_month(year, month);
            month += 1;
        }
        (year, month, rest + 1)
    }
}

/// How many digits a timestamp has behind the second.
pub(crate) fn fraction_digits(text: &str) -> usize {
    let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction);
    fraction.bytes().take_while(u8::is_ascii_digit).count()
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from 0000-01-01 in the proleptic Gregorian calendar.
fn days_since_year_0(year: i64, month: i64, day: i64) -> i64 {
    let y = year - 1;
    let leap_days = y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + 1;
    let this_year = DAYS_BEFORE_MONTH[month as usize] + i64::from(month > 2 && is_leap(year));
    year * 365 + leap_days + this_year + day - 1
}
