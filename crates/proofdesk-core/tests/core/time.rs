//! Timestamps: the calendar, offsets, fractions; and against another implementation.

use proofdesk_core::time::{Timestamp, TimestampError::*};
use proptest::prelude::*;

fn canonical(text: &str) -> String {
    match Timestamp::parse(text) {
        Ok(time) => time.to_canonical_millis(),
        Err(e) => panic!("{text}: {e}"),
    }
}

#[test]
fn days_of_the_calendar() {
    let months = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let leap = [("1900", 0), ("2000", 1), ("2024", 1), ("2026", 0), ("2100", 0), ("0000", 1)];
    for (year, leap_day) in leap {
        for (month, days) in (1..).zip(months) {
            let days = if month == 2 { days + leap_day } else { days };
            for day in 0..=32 {
                let text = format!("{year}-{month:02}-{day:02}T12:00:00Z");
                match (1..=days).contains(&day) {
                    true => assert_eq!(canonical(&text), text.replace('Z', ".000Z")),
                    false => assert_eq!(Timestamp::parse(&text), Err(Date), "{text}"),
                }
            }
        }
        for month in ["00", "13", "99"] {
            let text = format!("{year}-{month}-01T00:00:00Z");
            assert_eq!(Timestamp::parse(&text), Err(Date), "{text}");
        }
    }
}

/// What is shown beside another instant shows every digit in which they can differ.
#[test]
fn all_digits() {
    for (text, shown) in [
        ("2026-06-10T22:47:52+03:00", "2026-06-10T19:47:52Z"),
        ("2026-06-10T19:47:52.000Z", "2026-06-10T19:47:52Z"),
        ("2026-06-10T19:47:52.3360Z", "2026-06-10T19:47:52.336Z"),
        ("2026-06-10T19:47:52.000000001Z", "2026-06-10T19:47:52.000000001Z"),
        ("2026-06-10T19:47:52.999999999Z", "2026-06-10T19:47:52.999999999Z"),
    ] {
        assert_eq!(Timestamp::parse(text).unwrap().to_exact(), shown);
    }
}

#[test]
fn offsets_carry_over_midnight_months_and_years() {
    let cases = [
        ("2026-06-10T22:47:52+03:00", "2026-06-10T19:47:52.000Z"),
        ("2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00.000Z"),
        ("2025-12-31T23:30:00-01:00", "2026-01-01T00:30:00.000Z"),
        ("2024-03-01T00:00:00+00:01", "2024-02-29T23:59:00.000Z"),
        ("2023-02-28T23:59:59-00:01", "2023-03-01T00:00:59.000Z"),
        ("2000-02-28T12:00:00-23:59", "2000-02-29T11:59:00.000Z"),
        ("1970-01-01T00:00:00+23:59", "1969-12-31T00:01:00.000Z"),
        ("2026-06-10T12:00:00-00:00", "2026-06-10T12:00:00.000Z"),
        ("2026-06-10T12:00:00+05:45", "2026-06-10T06:15:00.000Z"),
    ];
    for (text, expected) in cases {
        assert_eq!(canonical(text), expected, "{text}");
        assert_eq!(Timestamp::parse(text), Timestamp::parse(expected), "one instant");
    }
}

#[test]
fn fractions_are_truncated() {
    let digits = "987654321";
    for count in 1..=9 {
        let text = format!("2026-06-10T19:47:52.{}Z", &digits[..count]);
        let millis = format!("{:0<3.3}", &digits[..count]);
        assert_eq!(canonical(&text), format!("2026-06-10T19:47:52.{millis}Z"));
    }
    // Never rounded, not even before the epoch.
    assert_eq!(canonical("1969-12-31T23:59:59.999999999Z"), "1969-12-31T23:59:59.999Z");
    assert_eq!(canonical("9999-12-31T23:59:59.999999999Z"), "9999-12-31T23:59:59.999Z");
    assert_eq!(canonical("0001-01-01T00:00:00.0009Z"), "0001-01-01T00:00:00.000Z");
    // Instants are compared to the nanosecond.
    let time = |fraction: &str| Timestamp::parse(&format!("2026-01-01T00:00:00{fraction}Z"));
    assert_eq!(time(".1"), time(".100000000"));
    assert!(time(".1").unwrap() < time(".100000001").unwrap());
    assert_eq!(time(""), time(".0"));
    for fraction in [".", ".1234567890", ".1a", ",5", ".-1", ".1.1"] {
        assert_eq!(time(fraction), Err(Form), "{fraction}");
    }
}

#[test]
fn the_edges_of_four_digit_years() {
    for text in ["0000-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"] {
        assert_eq!(canonical(text), text);
    }
    assert_eq!(canonical("0000-01-01T00:01:00+00:01"), "0000-01-01T00:00:00.000Z");
    assert_eq!(canonical("9999-12-31T23:58:59-00:01"), "9999-12-31T23:59:59.000Z");
    for text in ["0000-01-01T00:00:59+00:01", "9999-12-31T23:59:00-00:01"] {
        assert_eq!(Timestamp::parse(text), Err(Date), "{text}");
    }
}

#[test]
fn what_is_no_timestamp() {
    let form = [
        "",
        "Z",
        "2026",
        "2026-06-10",
        "2026-06-10T19:47Z",
        "2026-06-10T19:47:52",
        "2026-06-10 19:47:52Z",
        "2026-6-10T19:47:52Z",
        "26-06-10T19:47:52Z",
        "+2026-06-10T19:47:52Z",
        "-026-06-10T19:47:52Z",
        "20260610T194752Z",
        "2026-06-10T19:47:52Z ",
        " 2026-06-10T19:47:52Z",
        "2026-06-10T19:47:52Z\n",
        "2026-06-10T19:47:52+0300",
        "2026-06-10T19:47:52+03",
        "2026-06-10T19:47:52+03:0",
        "2026-06-10T19:47:52+03:000",
        "2026-06-10T19:47:52*03:00",
        "2026-06-10T19:47:52UTC",
        "2026-06-10T19:47:52\u{2212}03:00",
        "2026-06-10T19:47:52ZZ",
        "2026-06-10T+9:47:52Z",
        "2026-06-10T19:47:52+-3:00",
        "2026/06/10T19:47:52Z",
        "2026-06-10T19.47.52Z",
        "\u{ff12}026-06-10T19:47:52Z",
        "2026-06-1\u{661}T19:47:52Z",
        "20260-06-10T19:47:52Z",
        "2026-06-10T19:47:52.Z",
        "2026-W24-3T19:47:52Z",
        "1781120872",
    ];
    for text in form {
        assert_eq!(Timestamp::parse(text), Err(Form), "{text:?}");
    }
    // Leap seconds among them: there is no canonical form of them.
    let time = [
        "2026-06-10T24:00:00Z",
        "2026-06-10T23:60:00Z",
        "2016-12-31T23:59:60Z",
        "2026-06-10T99:00:00Z",
        "2026-06-10T00:00:00+24:00",
        "2026-06-10T00:00:00-00:60",
    ];
    for text in time {
        assert_eq!(Timestamp::parse(text), Err(Time), "{text:?}");
    }
}

#[test]
fn letters_may_be_lowercase() {
    for text in ["2026-06-10t19:47:52z", "2026-06-10T19:47:52z", "2026-06-10t19:47:52.000Z"] {
        assert_eq!(canonical(text), "2026-06-10T19:47:52.000Z");
    }
}

/// A timestamp out of its fields, most of the time a sound one.
fn spelled() -> impl Strategy<Value = String> {
    let clock = (0..24_u32, 0..60_u32, 0..60_u32);
    let offset = prop_oneof![
        Just("Z".to_owned()),
        Just("z".to_owned()),
        (prop::bool::ANY, 0..24_u32, 0..60_u32)
            .prop_map(|(plus, h, m)| format!("{}{h:02}:{m:02}", if plus { '+' } else { '-' })),
    ];
    let fraction = prop_oneof![Just(String::new()), "\\.[0-9]{1,9}"];
    ((0..10_000_u32, 1..13_u32, 1..32_u32), clock, fraction, offset).prop_map(
        |((y, mo, d), (h, mi, s), fraction, offset)| {
            format!("{y:04}-{mo:02}-{d:02}T{h:02}:{mi:02}:{s:02}{fraction}{offset}")
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5000))]

    #[test]
    fn jiff_reads_the_same_instant(text in spelled()) {
        let ours = Timestamp::parse(&text);
        let theirs: Result<jiff::Timestamp, _> = text.parse();
        match (ours, theirs) {
            (Ok(ours), Ok(theirs)) => {
                let nanos = theirs.subsec_nanosecond();
                // Before 1970 their fraction counts backwards.
                let back = i64::from(nanos < 0);
                let nanos = u32::try_from(nanos + if nanos < 0 { 1_000_000_000 } else { 0 });
                let seconds = theirs.as_second() - back;
                prop_assert_eq!(ours, Timestamp::from_unix(seconds, nanos.unwrap()));
                let civil = jiff::tz::TimeZone::UTC.to_datetime(theirs);
                let expected = format!(
                    "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
                    civil.year(), civil.month(), civil.day(),
                    civil.hour(), civil.minute(), civil.second(), civil.millisecond(),
                );
                prop_assert_eq!(ours.to_canonical_millis(), expected);
            }
            (Err(_), Err(_)) => {}
            // Theirs ends a day before the year 10000, and begins before the year 0.
            (Ok(_), Err(_)) => prop_assert!(text.starts_with("9999-12-3"), "{}", text),
            (Err(e), Ok(theirs)) => {
                let year = jiff::tz::TimeZone::UTC.to_datetime(theirs).year();
                prop_assert!(e == Date && year < 0, "{}: {} {}", text, e, year);
            }
        }
    }

    #[test]
    fn no_text_panics(text in any::<String>(), at in 0..25_usize, c in any::<char>()) {
        let _ = Timestamp::parse(&text);
        let mut near: Vec<char> = "2026-06-10T19:47:52.3+03:00".chars().collect();
        near[at] = c;
        if let Ok(time) = Timestamp::parse(&near.into_iter().collect::<String>()) {
            prop_assert_eq!(canonical(&time.to_canonical_millis()), time.to_canonical_millis());
        }
    }
}
