//! The headline, the possible causes and the next step that follow from checks.

use std::borrow::Cow;
use std::collections::HashSet;

use super::check::{Check, CheckName, Outcome};
use super::kind::{Kind, Verdict};
use crate::text::{capital, counted, quoted};
use crate::verdict::Reason;
use crate::vocabulary::Told;

/// What is said of a finding as a whole.
#[derive(Default)]
pub(super) struct Words {
    pub headline: String,
    pub possible_causes: Option<Cow<'static, str>>,
    pub next_step: Option<Cow<'static, str>>,
}

/// What the words of a verdict follow from.
pub(super) struct Grounds<'c> {
    pub verdict: Verdict,
    /// The label of the pin that signed.
    pub label: Option<&'c str>,
    /// A file or a request body, which is no better than the records that name it.
    pub is_content: bool,
    /// A finding's own checks.
    pub own: &'c [Check],
    /// Those of its items that did not pass.
    pub items: &'c [Check],
    /// How many items have such a verdict.
    pub concerned: u64,
    /// How many items there are.
    pub all_items: u64,
}

impl<'c> Grounds<'c> {
    /// The outcome that the verdict is about.
    fn outcome(&self) -> Outcome {
        match self.verdict {
            Verdict::Mismatch => Outcome::Fail,
            _ => Outcome::Unknown,
        }
    }

    /// Its own checks that have it.
    fn relevant(&self) -> impl Iterator<Item = &'c Check> + Clone + use<'c> {
        let outcome = self.outcome();
        self.own.iter().filter(move |check| check.outcome == outcome)
    }

    /// Those of its items that have it.
    fn of_items(&self) -> impl Iterator<Item = &'c Check> + Clone + use<'c> {
        let outcome = self.outcome();
        self.items.iter().filter(move |check| check.outcome == outcome)
    }

    /// The first check of each reason: its own, or, where it has none, those of its items.
    fn foremost(&self) -> Vec<&'c Check> {
        let own = foremost(self.relevant());
        if own.is_empty() { foremost(self.of_items()) } else { own }
    }

    /// How many of its items have such a verdict: "1 of 2 items does not match".
    fn items_told(&self) -> Option<String> {
        let (n, of) = (self.concerned, counted(self.all_items, "item"));
        let verb = match (self.verdict, n) {
            (_, 0) => return None,
            (Verdict::Mismatch, 1) => "does not match",
            (Verdict::Mismatch, _) => "do not match",
            (_, 1) => "is not confirmed",
            _ => "are not confirmed",
        };
        Some(format!("{n} of {of} {verb}"))
    }

    fn look_up(&self) -> Option<&'c Check> {
        self.relevant().find(|check| check.check == CheckName::Lookup)
    }

    fn of_its_records(&self) -> Option<&'c Check> {
        self.look_up().filter(|_| self.is_content)
    }

    /// How the headline begins where not with the word of the verdict.
    fn opening(&self) -> Option<&'static str> {
        let other_version =
            || self.foremost().first().and_then(|check| check.reason) == Some(Reason::OtherVersion);
        match self.verdict {
            Verdict::Mismatch if other_version() => Some("Not the anchored version"),
            Verdict::Unconfirmed if self.of_its_records().is_some() => Some("No reliable proof"),
            _ => None,
        }
    }

    /// The clauses that say why.
    fn clauses(&self) -> String {
        let of_one = |check| clause(check).unwrap_or_default().to_owned();
        match (self.verdict, self.of_its_records()) {
            (Verdict::Verified, _) => {
                let signer = self.own.iter().find(|check| check.check == CheckName::Signer);
                signer
                    .and_then(own_clause)
                    .map_or_else(|| signed_with(&[self.label]), str::to_owned)
            }
            (Verdict::Unconfirmed, Some(records)) => of_one(records),
            (Verdict::NotFound, _) => self.look_up().map(of_one).unwrap_or_default(),
            _ => {
                let own = foremost(self.relevant());
                match self.items_told() {
                    // It is the items that have these reasons, not what they are the items of.
                    Some(items) if own.is_empty() => {
                        let why = clauses(&foremost(self.of_items()), None, self.of_items());
                        match self.concerned {
                            0 | 1 => format!("{items}: {why}"),
                            _ => format!("{items}; of one or more of them: {why}"),
                        }
                    }
                    None if own.is_empty() => {
                        clauses(&foremost(self.of_items()), None, self.of_items())
                    }
                    items => clauses(&own, items, self.relevant()),
                }
            }
        }
    }

    /// What stands behind the clauses in parentheses.
    fn detail(&self) -> Option<&'c str> {
        match self.foremost().as_slice() {
            [one] => one.words.as_ref().and_then(|words| words.detail.as_deref()),
            _ => None,
        }
    }

    /// The headline without the details, and without the word of the verdict where it begins with that.
    /// `None` where there are no details.
    pub(super) fn gist(&self) -> Option<String> {
        self.detail()?;
        let clauses = self.clauses();
        Some(match self.opening() {
            Some(opening) => format!("{opening}: {clauses}"),
            None => capital(&clauses),
        })
    }

    fn detailed_clauses(&self) -> String {
        let detail = self.detail().map(|detail| format!(" ({detail})")).unwrap_or_default();
        self.clauses() + &detail
    }

    /// The clauses as a sentence, to stand beside the word of the verdict; `None` where the headline
    /// begins in another way, so that it is needed whole.
    pub(super) fn why(&self) -> Option<String> {
        self.opening().is_none().then(|| capital(&self.detailed_clauses()))
    }

    /// What is said of a finding as a whole.
    pub(super) fn words(&self) -> Words {
        let headline = match self.verdict {
            Verdict::NotFound | Verdict::Info => {
                let own = self.look_up().and_then(own_clause);
                let near = own.map(|near| format!(": {near}")).unwrap_or_default();
                format!("No record found in this evidence{near}")
            }
            verdict => {
                let opening = self.opening().map_or_else(|| capital(verdict.word()), str::to_owned);
                format!("{opening}: {}", self.detailed_clauses())
            }
        };
        let first = self.of_its_records().or(self.foremost().first().copied());
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
}

/// So many signers are named.
const SIGNERS: usize = 3;

/// With which keys something was signed, by the labels of their pins: a clause that continues "Verified:"
/// and "are".
pub fn signed_with(labels: &[Option<&str>]) -> String {
    let named: Option<Vec<&str>> = labels.iter().copied().collect();
    match (named.as_deref(), labels.len()) {
        (Some([one]), _) => format!("signed with the key you pinned as {one}"),
        (Some([others @ .., last]), 2..=SIGNERS) => {
            format!("signed with the keys you pinned as {} and {last}", others.join(", "))
        }
        (Some(_), several @ 2..) => format!("signed with {several} keys that you pinned"),
        (None, 2..) => "signed with keys you pinned".to_owned(),
        _ => "signed with a key you pinned".to_owned(),
    }
}

/// The headline of a result of a run that was cancelled or still goes on, where that of its verdict says
/// "verified". `label` is that of the pin that signed, `reason` the [foremost](foremost_reason) of what did not pass.
pub fn provisional_headline(
    verdict: Verdict,
    kind: Kind,
    label: Option<&str>,
    reason: Option<Reason>,
) -> Option<String> {
    match (verdict, kind) {
        (Verdict::Verified, _) => Some(provisionally(&signed_with(&[label]))),
        // The clause of a log ends with how many of its events are verified.
        (Verdict::Unconfirmed | Verdict::Mismatch, Kind::AuditLog) => {
            let clause = reason.map_or(UNSAID, Reason::clause);
            Some(format!("{}: {clause}", capital(verdict.word())))
        }
        _ => None,
    }
}

/// The headline of what is verified as far as a run came, from the clause that says under what.
pub fn provisionally(clause: &str) -> String {
    format!("{}: {clause}; the run is incomplete", capital(Told::Provisional.word()))
}

/// The clause where no reason has one.
const UNSAID: &str = "something that is needed could not be checked";

/// The reason that a mismatch or a doubt is most about, of checks by their outcomes.
pub fn foremost_reason(checks: impl Iterator<Item = (Outcome, Reason)> + Clone) -> Option<Reason> {
    let foremost = |wanted| {
        let such = checks.clone().filter(|(outcome, _)| *outcome == wanted);
        such.map(|(_, reason)| reason).min_by_key(|reason| rank(*reason))
    };
    foremost(Outcome::Fail).or_else(|| foremost(Outcome::Unknown))
}

/// The first check of each reason, what a mismatch or a doubt is most about first.
fn foremost<'c>(checks: impl Iterator<Item = &'c Check>) -> Vec<&'c Check> {
    let mut found: Vec<&Check> = Vec::new();
    for check in checks {
        if check.reason.is_some() && !found.iter().any(|other| other.reason == check.reason) {
            found.push(check);
        }
    }
    found.sort_by_key(|check| check.reason.map(rank));
    found
}

/// How far a reason stands behind those that explain others. The codes are declared in no order of weight.
fn rank(reason: Reason) -> usize {
    const FOREMOST: [Reason; 4] = [
        Reason::PinnedKeyMismatch,
        Reason::UnexpectedSigner,
        Reason::SignatureInvalid,
        // Where the signed bytes are about something else, no field of theirs is to be relied on.
        Reason::SignedPayloadDoesNotBind,
    ];
    FOREMOST.iter().position(|foremost| reason == *foremost).unwrap_or(FOREMOST.len())
}

/// What continues the headline for one check.
fn clause(check: &Check) -> Option<&str> {
    own_clause(check).or_else(|| check.reason.map(Reason::clause))
}

/// What a check says instead of what its reason says.
fn own_clause(check: &Check) -> Option<&str> {
    check.words.as_ref().and_then(|words| words.clause.as_deref())
}

/// The clauses of these checks, and behind them another one.
fn clauses<'c>(
    foremost: &[&Check],
    other: Option<String>,
    of_outcome: impl Iterator<Item = &'c Check>,
) -> String {
    let clause = |check: &Check| clause(check).unwrap_or_default().to_owned();
    match (foremost, other) {
        ([], None) => UNSAID.to_owned(),
        ([], Some(other)) => other,
        ([one], None) => match one.words.as_ref().is_some_and(|words| words.clause.is_some()) {
            true => clause(one),
            false => format!("{}{}", clause(one), fields(one.reason, of_outcome)),
        },
        ([one], Some(other)) => format!("{}, and {other}", clause(one)),
        ([one, two], None) => format!("{}, and {}", clause(one), clause(two)),
        ([one, rest @ ..], other) => {
            let more = rest.len() + usize::from(other.is_some());
            format!("{}, and {more} more reasons", clause(one))
        }
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
        [name] => format!(": {}", quoted(name)),
        [name, others @ ..] => format!(": {}, and {} more", quoted(name), others.len()),
    }
}
