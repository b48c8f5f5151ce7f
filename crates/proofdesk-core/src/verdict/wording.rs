//! The headline, the possible causes and the next step that follow from checks.

use std::borrow::Cow;
use std::collections::HashSet;

use super::check::{Check, CheckName, Outcome};
use super::kind::Verdict;
use crate::reason::Reason;

/// What is said of a finding as a whole.
#[derive(Default)]
pub(super) struct Words {
    pub headline: String,
    pub possible_causes: Option<Cow<'static, str>>,
    pub next_step: Option<Cow<'static, str>>,
}

/// The words of a verdict that follows from `checks`, a finding's own first, then those of its children.
/// `label` is that of the pin that signed.
pub(super) fn words<'c>(
    verdict: Verdict,
    label: Option<&str>,
    is_content: bool,
    checks: impl Iterator<Item = &'c Check> + Clone,
) -> Words {
    let outcome = match verdict {
        Verdict::Mismatch => Outcome::Fail,
        _ => Outcome::Unknown,
    };
    let of_outcome = checks.filter(|check| check.outcome == outcome);
    // A file is no better than the records that name it.
    let is_of_records = |check: &&Check| is_content && check.check == CheckName::Lookup;
    let of_its_records = of_outcome.clone().find(is_of_records);
    let foremost = foremost(of_outcome.clone());
    let why = || clauses(&foremost, of_outcome);
    let headline = match (verdict, of_its_records) {
        (Verdict::Verified, _) => match label {
            Some(label) => format!("Verified: signed with the key you pinned as {label}"),
            None => "Verified: signed with a key you pinned".to_owned(),
        },
        (Verdict::Mismatch, _) => match foremost.first().and_then(|check| check.reason) {
            Some(Reason::OtherVersion) => format!("Not the anchored version: {}", why()),
            _ => format!("Does not match: {}", why()),
        },
        (Verdict::Unconfirmed, Some(records)) => {
            format!("No reliable proof: {}", clause(records).unwrap_or_default())
        }
        (Verdict::Unconfirmed, None) => format!("Not confirmed: {}", why()),
        (Verdict::Uncheckable, _) => format!("Cannot be checked: {}", why()),
        (Verdict::NotFound | Verdict::Info, _) => "No record found in this evidence".to_owned(),
    };
    let first = of_its_records.or(foremost.first().copied());
    Words {
        headline,
        possible_causes: first.and_then(|check| {
            let own = check.words.as_ref().and_then(|words| words.possible_causes.clone());
            own.or_else(|| Some(check.reason?.cause().into()))
        }),
        next_step: first.and_then(|check| {
            let own = check.words.as_ref().and_then(|words| words.next_step.clone());
            own.or_else(|| Some(check.reason?.next_step().into()))
        }),
    }
}

/// The first check of each reason, what a mismatch or a doubt is most about first.
fn foremost<'c>(checks: impl Iterator<Item = &'c Check>) -> Vec<&'c Check> {
    let mut found: Vec<&Check> = Vec::new();
    for check in checks {
        if check.reason.is_some() && !found.iter().any(|other| other.reason == check.reason) {
            found.push(check);
        }
    }
    // The codes are declared in no order of weight, so the few that explain others are named here.
    const FOREMOST: [Reason; 4] = [
        Reason::PinnedKeyMismatch,
        Reason::UnexpectedSigner,
        Reason::SignatureInvalid,
        // Where the signed bytes are about something else, no field of theirs is to be relied on.
        Reason::SignedPayloadDoesNotBind,
    ];
    let place = |check: &&Check| FOREMOST.iter().position(|f| check.reason == Some(*f));
    found.sort_by_key(|check| place(check).unwrap_or(FOREMOST.len()));
    found
}

/// What continues the headline for one check.
fn clause(check: &Check) -> Option<&str> {
    let own = check.words.as_ref().and_then(|words| words.clause.as_deref());
    own.or_else(|| check.reason.map(Reason::clause))
}

fn clauses<'c>(foremost: &[&Check], of_outcome: impl Iterator<Item = &'c Check>) -> String {
    let clause = |check: &Check| clause(check).unwrap_or_default().to_owned();
    match foremost {
        [] => "something that is needed was not established".to_owned(),
        [one] => match one.words.as_ref().is_some_and(|words| words.clause.is_some()) {
            true => clause(one),
            false => format!("{}{}", clause(one), fields(one.reason, of_outcome)),
        },
        [one, two] => format!("{}, and {}", clause(one), clause(two)),
        [one, rest @ ..] => format!("{}, and {} more reasons", clause(one), rest.len()),
    }
}

/// Which field, where that is what a reader asks next.
fn fields<'c>(reason: Option<Reason>, checks: impl Iterator<Item = &'c Check>) -> String {
    use Reason::{InvalidField, MissingField, SignedFieldsDiffer};
    let is_asked = matches!(reason, Some(MissingField | InvalidField | SignedFieldsDiffer));
    let mut seen = HashSet::new();
    let names = checks.filter(|_| is_asked).filter_map(|check| check.field.as_deref());
    let names: Vec<&str> = names.filter(|name| seen.insert(*name)).collect();
    match names.as_slice() {
        [] => String::new(),
        [name] => format!(": {name}"),
        [name, others @ ..] => format!(": {name}, and {} more", others.len()),
    }
}
