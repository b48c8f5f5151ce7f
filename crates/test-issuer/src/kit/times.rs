//! Times: when two of them are one, and how audit events sign them.

use serde_json::{Value, json};

use super::audit_events::{event, members, signed};
use super::case::{Case, case};
use super::statement::{LETTER, letter_with, with};
use crate::json::sorted;

const AT: &str = "2026-03-02T10:00:00.250Z";

/// The letter, whose signed time is this one, showing that one.
fn letter(signed: &str, shown: &str) -> Value {
    with(letter_with(AT, signed), "created_at", shown)
}

/// A name, what it shows, the time signed and the time shown.
type Row = (&'static str, &'static str, &'static str, &'static str);

const NORMALISED: [Row; 16] = [
    ("space_for_t", "RFC 3339 permits a space.", AT, "2026-03-02 10:00:00.250Z"),
    ("small_letters", "And small letters.", AT, "2026-03-02t10:00:00.250z"),
    ("offset_of_zero", "The same moment with an offset.", AT, "2026-03-02T10:00:00.250+00:00"),
    ("another_offset", "Whatever the offset.", AT, "2026-03-02T15:30:00.250+05:30"),
    ("offset_over_midnight", "Also over the end of a day.", AT, "2026-03-01T22:00:00.250-12:00"),
    (
        "offset_of_two_digits",
        "Databases write an offset of two digits.",
        AT,
        "2026-03-02 10:00:00.250+00",
    ),
    ("offset_without_colon", "Or without its colon.", AT, "2026-03-02T10:00:00.250+0000"),
    ("zeros_added", "Zeros behind the digits say nothing more.", AT, "2026-03-02T10:00:00.250000Z"),
    ("zeros_removed", "Nor less.", AT, "2026-03-02T10:00:00.25Z"),
    (
        "cut_to_seconds",
        "A time that was cut to seconds is the signed one, less exactly.",
        AT,
        "2026-03-02T10:00:00Z",
    ),
    ("cut_to_a_tenth", "Or to a digit.", AT, "2026-03-02T10:00:00.2Z"),
    (
        "cut_to_milliseconds",
        "Or to milliseconds.",
        "2026-03-02T10:00:00.250719Z",
        "2026-03-02T10:00:00.250Z",
    ),
    (
        "rounded_to_milliseconds",
        "Or rounded to them.",
        "2026-03-02T10:00:00.250719Z",
        "2026-03-02T10:00:00.251Z",
    ),
    (
        "rounded_to_microseconds",
        "Or finer.",
        "2026-03-02T10:00:00.250719500Z",
        "2026-03-02T10:00:00.250720Z",
    ),
    ("cut_in_another_offset", "Also in another offset.", AT, "2026-03-02T11:00:00+01:00"),
    (
        "leap_day",
        "The 29th of February of a leap year is a day.",
        "2028-02-29T10:00:00Z",
        "2028-02-29T11:00:00+01:00",
    ),
];

const DIFFERING: [Row; 9] = [
    ("another_day_fail", "Another day.", AT, "2026-03-03T10:00:00.250Z"),
    ("another_second_fail", "Another second.", AT, "2026-03-02T10:00:01.250Z"),
    ("another_millisecond_fail", "Another millisecond.", AT, "2026-03-02T10:00:00.251Z"),
    (
        "rounded_to_seconds_fail",
        "A time that was rounded up to seconds is another one.",
        "2026-03-02T10:00:00.750Z",
        "2026-03-02T10:00:01Z",
    ),
    ("rounded_to_a_tenth_fail", "Or to a tenth.", AT, "2026-03-02T10:00:00.3Z"),
    ("a_digit_more_fail", "A digit more is a moment later.", AT, "2026-03-02T10:00:00.2501Z"),
    (
        "same_digits_in_another_offset_fail",
        "The same digits with another offset are another moment.",
        AT,
        "2026-03-02T10:00:00.250+01:00",
    ),
    (
        "cut_to_minutes_and_filled_fail",
        "A time to the minute, filled with zeros.",
        "2026-03-02T10:00:30Z",
        "2026-03-02T10:00:00Z",
    ),
    (
        "day_and_month_swapped_fail",
        "Day and month swapped.",
        "2026-03-02T10:00:00Z",
        "2026-02-03T10:00:00Z",
    ),
];

const UNREADABLE: [(&str, &str, &str); 11] = [
    ("date_alone_fail", "A date has no time.", "2026-03-02"),
    ("date_that_does_not_exist_fail", "The 31st of February.", "2026-02-31T10:00:00Z"),
    (
        "february_29_of_no_leap_year_fail",
        "The 29th of February of a year that has none.",
        "2026-02-29T10:00:00Z",
    ),
    ("hour_24_fail", "An hour that no day has.", "2026-03-02T24:00:00Z"),
    ("second_60_fail", "A leap second.", "2016-12-31T23:59:60Z"),
    ("without_offset_fail", "A time of no place.", "2026-03-02T10:00:00.250"),
    ("ten_digits_fail", "More digits than a nanosecond has.", "2026-03-02T10:00:00.2500000000Z"),
    ("in_words_fail", "A time in words.", "2 March 2026, 10:00"),
    ("american_notation_fail", "A notation that is read in two ways.", "03/02/2026 10:00:00"),
    ("comma_for_point_fail", "A comma before the fraction.", "2026-03-02T10:00:00,250Z"),
    ("space_at_the_end_fail", "Something behind it.", "2026-03-02T10:00:00.250Z "),
];

/// As audit events show it, and as it is signed.
const AUDITED: [Row; 8] = [
    (
        "audit_whole_seconds",
        "Three digits are signed.",
        "2026-03-02T07:31:00Z",
        "2026-03-02T07:31:00.000Z",
    ),
    (
        "audit_microseconds_are_cut",
        "Digits are cut off, not rounded.",
        "2026-03-02T07:31:00.123999Z",
        "2026-03-02T07:31:00.123Z",
    ),
    (
        "audit_nanoseconds_are_cut",
        "However many.",
        "2026-03-02T07:31:00.999999999Z",
        "2026-03-02T07:31:00.999Z",
    ),
    ("audit_offset", "In UTC.", "2026-03-02T08:31:00.000+01:00", "2026-03-02T07:31:00.000Z"),
    (
        "audit_offset_of_half_an_hour",
        "Whatever the offset.",
        "2026-03-02T13:01:00.000+05:30",
        "2026-03-02T07:31:00.000Z",
    ),
    (
        "audit_offset_over_a_year",
        "Over the end of a year too.",
        "2025-12-31T23:30:00.000-01:00",
        "2026-01-01T00:30:00.000Z",
    ),
    (
        "audit_before_1970",
        "Times before 1970 are cut downwards.",
        "1969-12-31T23:59:59.9999Z",
        "1969-12-31T23:59:59.999Z",
    ),
    (
        "audit_leap_day",
        "The 29th of February of a leap year.",
        "2028-02-29T23:59:59.5Z",
        "2028-02-29T23:59:59.500Z",
    ),
];

const AUDIT_NONE: [(&str, &str, &str); 8] = [
    (
        "audit_date_that_does_not_exist_fail",
        "The SDK for Rust takes it for a time.",
        "2026-02-31T07:31:00Z",
    ),
    ("audit_april_31_fail", "Nor does the 31st of April exist.", "2026-04-31T07:31:00Z"),
    ("audit_leap_second_fail", "A leap second has no documented form.", "2016-12-31T23:59:60Z"),
    ("audit_without_offset_fail", "A time of no place.", "2026-03-02T07:31:00"),
    ("audit_date_alone_fail", "A date has no time.", "2026-03-02"),
    ("audit_hour_24_fail", "No day has this hour.", "2026-03-02T24:00:00Z"),
    ("audit_empty_fail", "An empty text is no time.", ""),
    ("audit_in_words_fail", "Nor are words.", "yesterday"),
];

pub(super) fn cases() -> Vec<Case> {
    let of = |name: &str, shows, signed: &str, shown: &str, expected: [&str; 4]| {
        let [file, verdict, reasons, status] = expected;
        case(name, shows)
            .file("letter.txt", LETTER)
            .record("r.json", &letter(signed, shown))
            .expect(format!(
                "letter.txt content {file}
             r.json document {verdict} {reasons} by quayside.example
               signed event_id tenant_id document_ref document_hash
               {status} created_at = {signed}
               unsigned has_original organization"
            ))
    };
    let mut cases = Vec::new();
    for (name, shows, signed, shown) in NORMALISED {
        let said = ["verified - by quayside.example", "verified", "-", "normalised"];
        cases.push(of(name, shows, signed, shown, said));
    }
    for (name, shows, signed, shown) in DIFFERING {
        let said =
            ["unconfirmed signed_fields_differ", "mismatch", "signed_fields_differ", "differing"];
        cases.push(of(name, shows, signed, shown, said));
    }
    for (name, shows, shown) in UNREADABLE {
        let said = ["unconfirmed invalid_field", "unconfirmed", "invalid_field", "differing"];
        cases.push(of(name, shows, AT, shown, said));
    }
    for (name, shows, shown, canonical) in AUDITED {
        let event = signed(with(members(1), "occurred_at", shown));
        cases.push(case(name, shows).file("e.json", sorted(&event)).expect(format!(
            "e.json audit_event verified - by quayside.example
               signed id org_id seq ingested_at action actor targets context metadata
               normalised occurred_at = {canonical}"
        )));
    }
    for (name, shows, shown) in AUDIT_NONE {
        let expected = "e.json audit_event uncheckable canonicalization_failed";
        cases.push(
            case(name, shows)
                .record("e.json", &with(event(1), "occurred_at", shown))
                .expect(expected),
        );
    }
    cases.push(
        case(
            "audit_milliseconds_cut_fail",
            "Milliseconds are signed: without them it is another event.",
        )
        .record("e.json", &with(event(1), "ingested_at", "2026-03-02T07:31:00Z"))
        .expect("e.json audit_event mismatch payload_hash_mismatch,signature_invalid"),
    );
    cases.push(
        case("audit_number_for_a_time_fail", "A number is no time.")
            .record("e.json", &with(event(1), "occurred_at", json!(1_772_436_660)))
            .expect("e.json audit_event uncheckable invalid_field"),
    );
    cases.extend(dates_of_pins());
    cases
}

/// The dates of a pin against a time with more digits, or another offset.
fn dates_of_pins() -> Vec<Case> {
    let of = |name: &str, shows, valid_until: &str, verified: bool| {
        let expected = match verified {
            true => {
                "letter.txt content verified - by quayside.example
                     r.json document verified - by quayside.example"
            }
            false => {
                "letter.txt content unconfirmed outside_key_validity
                      r.json document mismatch outside_key_validity by quayside.example"
            }
        };
        case(name, shows)
            .file("letter.txt", LETTER)
            .record("r.json", &letter(AT, AT))
            .pinned("valid_until", valid_until)
            .expect(expected)
    };
    vec![
        of("pin_valid_to_this_moment", "The last moment of a pin is within it.", AT, true),
        of(
            "pin_valid_to_a_moment_before_fail",
            "A nanosecond less is not enough.",
            "2026-03-02T10:00:00.249999999Z",
            false,
        ),
        of(
            "pin_valid_in_another_offset_fail",
            "The dates of a pin are moments too.",
            "2026-03-02T12:00:00+02:00",
            false,
        ),
    ]
}
