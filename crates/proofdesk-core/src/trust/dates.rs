//! The dates of pins against the time of signing that a record claims.

use super::claim::Claim;
use super::issuer::IssuerNames;
use super::pin::{Pin, same_domain};
use crate::time::Timestamp;
use crate::verdict::Reason;
use crate::verdict::{Check, CheckName};

/// So much of a time that cannot be read is shown. In characters.
const LONGEST_TIME: usize = 64;

/// The dates of `pins`, which hold one key and of which the first is named, and of its compromise
/// against the time of signing that the record claims.
pub(super) fn pinned_check(
    pins: &[&Pin],
    compromised: Option<Timestamp>,
    claim: &Claim<'_>,
) -> Check {
    let signer = CheckName::Signer;
    let other_domain = other_domain(pins, &claim.issuer);
    let dated = pins.iter().any(|pin| pin.valid_from.is_some() || pin.valid_until.is_some());
    if !dated && compromised.is_none() {
        return match other_domain {
            Some(note) => Check::pass(signer).remark(note),
            None => Check::pass(signer),
        };
    }
    let open = || Check::unknown(signer, Reason::OutsideKeyValidity);
    let Some((time_from, stated)) = claim.time else {
        return open()
            .possible_causes(
                "An export may have left the time of signing out, or records of this kind may not state it.",
            )
            .note("The key is pinned with dates, but the record states no time of signing.");
    };
    let Ok(time) = Timestamp::parse_saved(stated) else {
        let shown: String = stated.chars().take(LONGEST_TIME).collect();
        return open()
            .value(time_from, shown)
            .clause("its time of signing cannot be read, so that the dates of your pin cannot be applied")
            .possible_causes(
                "A program may have written the time in a form of its own, or it may have been changed.",
            )
            .note(
                "The key is pinned with dates, but the time of signing in the record is no RFC 3339 \
                 timestamp.",
            );
    };
    let compared = |check: Check, bound: Timestamp| {
        check.pinned(bound.to_exact()).value(time_from, time.to_exact())
    };
    if let Some(since) = compromised.filter(|since| time >= *since) {
        return compared(Check::fail(signer, Reason::KeyCompromised), since);
    }
    let allows = |pin: &Pin| excludes(pin, time).is_none();
    // Of two pins for one issuer, each is good for its own time. Pins that name none are not that.
    let of_one_issuer = |a: &Pin, b: &Pin| {
        a.names_an_issuer() && a.domain == b.domain && a.tenant_id == b.tenant_id
    };
    let excluding = pins.iter().filter_map(|pin| {
        let bound = excludes(pin, time)?;
        let another = pins.iter().any(|other| allows(other) && of_one_issuer(pin, other));
        (!another).then_some((pin, bound))
    });
    // The first of them whatever the order of the pins.
    let excluding = excluding.min_by_key(|(_, bound)| *bound);
    let allowing = pins.iter().find(|pin| allows(pin));
    match (excluding, allowing) {
        (None, _) => {
            let claimed = "The time of signing is a claim: whoever holds the key can write an \
                           earlier one, and where the time is not signed, anybody can.";
            let notes = [Some(claimed.to_owned()), other_domain];
            Check::pass(signer).remark(notes.into_iter().flatten().collect::<Vec<_>>().join(" "))
        }
        (Some((pin, (bound, which))), None) => {
            compared(Check::fail(signer, Reason::OutsideKeyValidity), bound)
                .note(format!("The time of signing is {which} of your pin {}.", pin.label))
        }
        // Whoever changes an unsigned name, or leaves it out, must not choose between dates.
        (Some((excluding, (bound, _))), Some(allowing)) => {
            compared(Check::unknown(signer, Reason::OutsideKeyValidity), bound).note(format!(
                "The dates of your pin {} exclude this time, those of {} do not, and nothing that \
                 is signed chooses between these pins of one key.",
                excluding.label, allowing.label
            ))
        }
    }
}

/// What is to be said of a domain that the record names and `pins`, which hold its key, are not for.
fn other_domain(pins: &[&Pin], issuer: &IssuerNames<'_>) -> Option<String> {
    let pinned = pins.first()?.domain.as_deref()?;
    let is_pinned = |named: &str| {
        pins.iter().any(|p| p.domain.as_deref().is_some_and(|d| same_domain(d, named)))
    };
    let named = issuer.domains.into_iter().flatten().find(|named| !is_pinned(named))?;
    let is_signed = issuer.signed_domains.into_iter().flatten().any(|d| same_domain(d, named));
    Some(match is_signed {
        true => {
            format!("The signed part names the domain {named}; you pinned the key for {pinned}.")
        }
        false => format!(
            "The record names the domain {named}, which is not signed; you pinned the key for {pinned}."
        ),
    })
}

/// The bound of the pin that leaves `time` outside its validity, and what it is called.
fn excludes(pin: &Pin, time: Timestamp) -> Option<(Timestamp, &'static str)> {
    match (pin.valid_from, pin.valid_until) {
        (Some(from), _) if time < from => Some((from, "before the first date")),
        (_, Some(until)) if time > until => Some((until, "after the last date")),
        _ => None,
    }
}
