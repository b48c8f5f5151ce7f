//! The headline, the cause and the next step of a finding.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::reason::Reason;
use crate::verdict::{Check, Finding, Outcome, Verdict};

/// Writes the words of a finding whose verdict is decided: all of them, so that none is left of an
/// earlier verdict.
pub(crate) fn explain(finding: &mut Finding) {
    let outcome = match finding.verdict {
        Verdict::Mismatch => Outcome::Fail,
        _ => Outcome::Unknown,
    };
    let why = || clauses(finding, outcome);
    let headline = match finding.verdict {
        Verdict::Verified => match finding.signer.label.as_deref() {
            Some(label) => format!("Verified: signed with the key you pinned as {label}"),
            None => "Verified: signed with a key you pinned".to_owned(),
        },
        Verdict::Mismatch => format!("Does not match: {}", why()),
        Verdict::Unconfirmed => format!("Not confirmed: {}", why()),
        Verdict::Uncheckable => format!("Cannot be checked: {}", why()),
        Verdict::NotFound => "No record found in this evidence".to_owned(),
        // Its words come with it.
        Verdict::Info => return,
    };
    let first = reasons(finding, outcome).first().copied();
    finding.headline = headline;
    finding.cause = first.map(|reason| Cow::Borrowed(reason.cause()));
    finding.next_step = first.map(|reason| Cow::Borrowed(reason.next_step()));
}

/// The reasons of one outcome: this finding's own first, then those of its children.
fn reasons(finding: &Finding, outcome: Outcome) -> Vec<Reason> {
    let children = finding.children.iter().flat_map(|c| &c.checks);
    let mut found: Vec<Reason> = Vec::new();
    for check in finding.checks.iter().chain(children) {
        if let (true, Some(reason)) = (check.outcome == outcome, check.reason)
            && !found.contains(&reason)
        {
            found.push(reason);
        }
    }
    // What a mismatch or a doubt is most about comes first: the codes are declared in no order of
    // weight, so the few that explain others are named here.
    const FOREMOST: [Reason; 4] = [
        Reason::PinnedKeyMismatch,
        Reason::UnexpectedSigner,
        Reason::SignatureInvalid,
        // Where the signed bytes are about something else, no field of theirs is to be relied on.
        Reason::SignedPayloadDoesNotBind,
    ];
    found.sort_by_key(|r| FOREMOST.iter().position(|f| f == r).unwrap_or(FOREMOST.len()));
    found
}

fn clauses(finding: &Finding, outcome: Outcome) -> String {
    let found = reasons(finding, outcome);
    let mut text = match found.as_slice() {
        [] => "something that is needed was not established".to_owned(),
        [one] => one.clause().to_owned(),
        [one, two] => format!("{}, and {}", one.clause(), two.clause()),
        [one, rest @ ..] => format!("{}, and {} more reasons", one.clause(), rest.len()),
    };
    // Which field, where that is what a reader asks next.
    let mut names: Vec<&str> = Vec::new();
    if let [Reason::MissingField | Reason::InvalidField | Reason::SignedFieldsDiffer] =
        found.as_slice()
    {
        let mut seen = HashSet::new();
        let of_outcome = finding.checks.iter().filter(|c| c.outcome == outcome);
        names.extend(of_outcome.filter_map(field_name).filter(|name| seen.insert(*name)));
    }
    if let [name, others @ ..] = names.as_slice() {
        text.push_str(": ");
        text.push_str(name);
        if !others.is_empty() {
            text.push_str(&format!(", and {} more", others.len()));
        }
    }
    text
}

/// The field that a check is about. Where its values are what the field holds, the note begins with
/// the name.
fn field_name(check: &Check) -> Option<&str> {
    match check.reason? {
        Reason::MissingField | Reason::InvalidField => check.expected.as_deref(),
        Reason::SignedFieldsDiffer => Some(check.note.as_deref()?.split_once(": ")?.0),
        _ => None,
    }
}
