//! RFC 3339 text for fixed instants, with a chosen precision and offset.

/// Microseconds of one second.
pub(super) const SECOND: i64 = 1_000_000;

/// Microseconds since 1970 of a time in UTC.
pub(super) fn micros(date: [i64; 3], hour: i64, minute: i64) -> i64 {
    let [year, month, day] = date;
    // Days from civil, counting years from March so that the leap day comes last.
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let days = year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468;
    ((days * 24 + hour) * 60 + minute) * 60 * SECOND
}

/// The instant with `digits` fractional digits (at most six), at an offset in minutes; the offset
/// nought is written `Z`.
pub(super) fn rfc3339(micros: i64, digits: usize, offset: i64) -> String {
    let local = micros + offset * 60 * SECOND;
    let (seconds, fraction) = (local.div_euclid(SECOND), local.rem_euclid(SECOND));
    let (days, second_of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let [year, month, day] = civil(days);
    let (hour, minute, second) =
        (second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60);
    let fraction = match digits {
        0 => String::new(),
        _ => format!(".{}", &format!("{fraction:06}")[..digits]),
    };
    let zone = match offset {
        0 => "Z".to_owned(),
        _ => {
            let sign = if offset < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)
        }
    };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}{zone}")
}

fn civil(days: i64) -> [i64; 3] {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    [year_of_era + era * 400 + i64::from(month <= 2), month, day]
}

#[cfg(test)]
mod tests {
    use super::{micros, rfc3339};

    #[test]
    fn an_instant_is_written_at_any_precision_and_offset() {
        let leap = micros([2028, 2, 29], 23, 30) + 5_123_456;
        assert_eq!(rfc3339(leap, 6, 0), "2028-02-29T23:30:05.123456Z");
        assert_eq!(rfc3339(leap, 3, 60), "2028-03-01T00:30:05.123+01:00");
        assert_eq!(rfc3339(leap, 0, -210), "2028-02-29T20:00:05-03:30");
        assert_eq!(rfc3339(micros([1970, 1, 1], 0, 0), 0, 0), "1970-01-01T00:00:00Z");
    }
}
