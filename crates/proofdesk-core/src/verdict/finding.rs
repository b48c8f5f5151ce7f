use std::borrow::Cow;
use std::collections::HashSet;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::alike::{self, Alike};
use super::axes::Axes;
use super::check::{Check, CheckName, Outcome};
use super::kind::{Kind, Verdict};
use super::role::Role;
use super::source::{Field, Signer, Source};
use super::wording::{Grounds, Words, foremost_reason, provisional_headline};
use crate::key::ParsedKey;
use crate::packed::{PackedList, packed_struct};
use crate::verdict::Reason;

/// Everything that is said about one file or record.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Finding {
    /// Where it comes from.
    pub source: Source,
    /// What it is.
    pub kind: Kind,
    /// Its id, as it states it.
    pub id: Option<String>,
    /// The one word.
    verdict: Verdict,
    /// The one sentence.
    headline: Cow<'static, str>,
    /// What may have caused it: possibilities, never a finding.
    possible_causes: Option<Cow<'static, str>>,
    /// What to do next.
    next_step: Option<Cow<'static, str>>,
    /// The five axes.
    axes: Axes,
    /// Everything that was checked.
    pub checks: Vec<Check>,
    /// Whose key.
    pub signer: Signer,
    /// The fields that the record shows.
    pub fields: Vec<Field>,
    /// Hashes by name, lowercase hex.
    #[serde(serialize_with = "as_map")]
    #[cfg_attr(feature = "ts", ts(type = "Record<string, string>"))]
    pub hashes: Vec<(&'static str, String)>,
    /// Of a file that a record names: what it is to the first of these records.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub role: Option<Role>,
    /// The files and records that it was matched with.
    pub matched_with: Vec<Source>,
    /// How many it stands for: of children that are alike in everything but their place, all.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub count: u64,
    /// Of several, where they are.
    #[serde(serialize_with = "alike::write")]
    #[cfg_attr(feature = "ts", ts(type = "Array<Stretch>"))]
    pub pointers: Option<Box<Alike>>,
    /// The items of a trace, those that are alike in everything but their place as one. There can be as many as
    /// there is room for in a file, so they are packed. They have neither children nor keys of their own.
    #[cfg_attr(feature = "ts", ts(type = "Array<Finding>"))]
    pub children: PackedList<Finding>,
    /// Of a public key, the key, to be offered for pinning. The report has its fingerprint.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    pub key: Option<Box<ParsedKey>>,
    /// What a person should know of a file before anything else, such as that it is empty.
    #[serde(skip)]
    #[cfg_attr(feature = "ts", ts(skip))]
    remark: Option<&'static str>,
}

fn as_map<S: Serializer>(
    pairs: &[(&'static str, String)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(pairs.len()))?;
    for (name, value) in pairs {
        map.serialize_entry(name, value)?;
    }
    map.end()
}

impl Finding {
    /// A finding about which nothing has been checked yet.
    pub fn new(source: Source, kind: Kind) -> Self {
        Self {
            source,
            kind,
            id: None,
            verdict: Verdict::Uncheckable,
            headline: Cow::Borrowed(""),
            possible_causes: None,
            next_step: None,
            axes: Axes::NONE,
            checks: Vec::new(),
            signer: Signer::NONE,
            fields: Vec::new(),
            hashes: Vec::new(),
            role: None,
            matched_with: Vec::new(),
            count: 1,
            pointers: None,
            children: PackedList::new(),
            key: None,
            remark: None,
        }
    }

    /// A finding of one check.
    pub fn of(source: Source, kind: Kind, check: Check) -> Self {
        let mut finding = Self::new(source, kind);
        finding.add(check);
        finding
    }

    /// The one word.
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// The one sentence.
    pub fn headline(&self) -> &str {
        &self.headline
    }

    /// The one sentence, as a run that is incomplete says it if `provisional`.
    pub fn headline_told(&self, provisional: bool) -> Cow<'_, str> {
        let told = provisional.then(|| {
            let (label, reason) = (self.signer.label.as_deref(), self.foremost_reason());
            provisional_headline(self.verdict, self.kind, label, reason)
        });
        told.flatten().map_or(Cow::Borrowed(&self.headline), Cow::Owned)
    }

    /// What the headline says beside the word of the verdict, as a sentence of its own. `None` where
    /// nothing was to be verified, and where the headline begins otherwise: then it is needed whole.
    pub fn why(&self) -> Option<String> {
        let why = self.grounds(self.verdict, &self.of_children()).why();
        Some(self.with_remark(why.filter(|_| self.verdict != Verdict::Info)?))
    }

    /// As [`why`](Self::why), or the headline where that is needed whole, without the details that stand in
    /// parentheses. `None` where there are none.
    pub fn gist(&self) -> Option<String> {
        self.grounds(self.verdict, &self.of_children()).gist()
    }

    fn with_remark(&self, mut sentence: String) -> String {
        if let Some(remark) = self.remark {
            sentence.push_str(&format!(" ({remark})"));
        }
        sentence
    }

    /// What may have caused it; `None` where nothing is wrong.
    pub fn possible_causes(&self) -> Option<&str> {
        self.possible_causes.as_deref()
    }

    /// What to do next; `None` where nothing is to be done.
    pub fn next_step(&self) -> Option<&str> {
        self.next_step.as_deref()
    }

    /// The five axes, those of the children included.
    pub fn axes(&self) -> Axes {
        self.axes
    }

    /// Has the headline end with what a person should know of a file before anything else. To be said
    /// before the verdict is decided.
    pub fn remark(&mut self, remark: &'static str) {
        self.remark = Some(remark);
    }

    /// Decides that there is nothing to verify.
    pub fn inform(&mut self, headline: impl Into<String>) {
        let headline = headline.into();
        self.say(Verdict::Info, Words { headline, ..Words::default() });
    }

    /// Decides that there is nothing to verify, and says what happened and what to do.
    pub fn inform_and_advise(
        &mut self,
        headline: impl Into<String>,
        possible_causes: impl Into<Cow<'static, str>>,
        next_step: impl Into<Cow<'static, str>>,
    ) {
        let words = Words {
            headline: headline.into(),
            possible_causes: Some(possible_causes.into()),
            next_step: Some(next_step.into()),
        };
        self.say(Verdict::Info, words);
    }

    /// Decides that no record is there, as this look-up found.
    pub fn not_found(&mut self, check: Check) {
        self.add(check);
        self.decide(Verdict::NotFound);
    }

    /// Decides that it is open whether what this look-up found is what was asked for.
    pub fn found_unconfirmed(&mut self, check: Check) {
        self.add(check);
        self.decide(Verdict::Unconfirmed);
    }

    /// The one place in which a verdict that follows from checks gets its words.
    fn decide(&mut self, verdict: Verdict) {
        self.decide_with(verdict, &self.of_children());
    }

    fn decide_with(&mut self, verdict: Verdict, of_children: &OfChildren) {
        let words = self.grounds(verdict, of_children).words();
        self.say(verdict, words);
    }

    fn grounds<'c>(&'c self, verdict: Verdict, of_children: &'c OfChildren) -> Grounds<'c> {
        let concerned = match verdict {
            // Its children are the elements that are odd: what it says of them counts them.
            _ if self.kind == Kind::List => 0,
            Verdict::Mismatch => of_children.failed,
            _ => of_children.open,
        };
        Grounds {
            verdict,
            label: self.signer.label.as_deref(),
            is_content: matches!(self.kind, Kind::Content | Kind::Request),
            own: &self.checks,
            items: &of_children.checks,
            concerned,
            all_items: of_children.all,
        }
    }

    /// The reason that its headline and causes are most about; `None` if all of its own checks passed.
    pub fn foremost_reason(&self) -> Option<Reason> {
        foremost_reason(self.checks.iter().filter_map(|check| Some((check.outcome, check.reason?))))
    }

    fn of_children(&self) -> OfChildren {
        let mut all = OfChildren::default();
        self.children.iter().for_each(|child| all.note(&child));
        all
    }

    /// Sets the verdict and all words, so that none is left of an earlier verdict.
    fn say(&mut self, verdict: Verdict, words: Words) {
        let Words { headline, possible_causes, next_step } = words;
        self.verdict = verdict;
        self.headline = self.with_remark(headline).into();
        self.possible_causes = possible_causes;
        self.next_step = next_step;
    }

    /// Hands every text that people read, those of the children too, to `change`.
    pub(crate) fn each_text(&mut self, change: &mut dyn FnMut(&mut Cow<'static, str>)) {
        let mut owned = |text: &mut String| {
            let mut changed = Cow::Owned(std::mem::take(text));
            change(&mut changed);
            *text = changed.into_owned();
        };
        self.id.iter_mut().chain(&mut self.source.pointer).for_each(&mut owned);
        self.pointers.iter_mut().for_each(|alike| owned(&mut alike.list));
        for field in &mut self.fields {
            owned(&mut field.value);
            field.signed_value.iter_mut().for_each(&mut owned);
        }
        change(&mut self.headline);
        self.fields.iter_mut().for_each(|field| change(&mut field.name));
        self.checks.iter_mut().for_each(|check| check.each_text(change));
        let advice = [&mut self.possible_causes, &mut self.next_step];
        advice.into_iter().filter_map(Option::as_mut).for_each(&mut *change);
        self.children.change_each(|child| child.each_text(change));
    }

    /// Gives back the room for more checks, fields and hashes than there are.
    pub(crate) fn shrink_to_fit(&mut self) {
        fit(&mut self.checks);
        fit(&mut self.fields);
        fit(&mut self.hashes);
    }

    /// Counts one more of the children that are like this one, at a place of the same list.
    pub(crate) fn add_like(&mut self, place: u32) {
        let pointer = self.source.pointer.as_deref().unwrap_or_default();
        let first = self.pointers.take().or_else(|| Alike::new(pointer).map(Box::new));
        self.pointers = first.map(|mut alike| {
            alike.add(place);
            alike
        });
        self.count += 1;
    }

    /// Adds a check.
    pub fn add(&mut self, check: Check) {
        self.checks.push(check);
    }

    /// Adds a hash under its name.
    pub fn add_hash(&mut self, name: &'static str, value: impl Into<String>) {
        self.hashes.push((name, value.into()));
    }

    /// The outcome of the axes so far, this record's own checks only.
    pub fn own_axes(&self) -> Axes {
        let mut axes = Axes::NONE;
        for check in &self.checks {
            axes.feed(check.check, check.outcome);
        }
        axes
    }

    /// Whether a check of this name found what it compared, in any form.
    pub(crate) fn holds(&self, name: CheckName) -> bool {
        self.checks.iter().any(|check| {
            let holds =
                check.outcome == Outcome::Pass || check.reason == Some(Reason::WeakerFormMatched);
            check.check == name && holds
        })
    }

    /// Whether a check with this reason is there.
    pub fn has_reason(&self, reason: Reason) -> bool {
        self.checks.iter().any(|c| c.reason == Some(reason))
    }

    /// A list in which everything is a result by itself: what is said of it is how much there is.
    fn is_list_of_records(&self) -> bool {
        self.kind == Kind::List && self.children.is_empty()
    }

    /// Whether something of it was compared, signature or not.
    fn was_compared(&self) -> bool {
        let is_compared = |check: &Check| match check.check {
            CheckName::Manifest => check.outcome == Outcome::Pass && check.reason.is_none(),
            _ => matches!(check.reason, Some(Reason::WeakerFormMatched | Reason::OtherVersion)),
        };
        self.axes.content == Outcome::Pass || self.checks.iter().any(is_compared)
    }

    /// Reads axes, verdict and words off the checks and children. Children must be concluded.
    ///
    /// * Any check that failed gives `mismatch`.
    /// * A record with neither a signature that holds nor content that was compared is
    ///   `uncheckable`. Content that has the hash in a weaker form was compared.
    /// * Any check that could not be established gives `unconfirmed`.
    /// * What is left is `verified`, but only if content, signature, signer and binding each passed,
    ///   and completeness for what has parts.
    pub fn conclude(&mut self) {
        self.conclude_after(&self.of_children());
    }

    /// The same of one whose children are not concluded yet. Each is shown to `finish` before it is.
    pub(crate) fn conclude_with_children(&mut self, mut finish: impl FnMut(&mut Self)) {
        let mut of_children = OfChildren::default();
        self.children.change_each(|child| {
            finish(child);
            child.conclude();
            of_children.note(child);
        });
        self.conclude_after(&of_children);
    }

    fn conclude_after(&mut self, of_children: &OfChildren) {
        let axes = self.own_axes().worse(of_children.axes);
        self.axes = axes;
        let any = |outcome| self.checks.iter().any(|c| c.outcome == outcome);
        let pass = Outcome::Pass;
        let verdict = if any(Outcome::Fail) || of_children.failed > 0 {
            Verdict::Mismatch
        } else if axes.signature != pass && !self.was_compared() && !self.is_list_of_records() {
            Verdict::Uncheckable
        } else if any(Outcome::Unknown)
            || of_children.open > 0
            || [axes.content, axes.signature, axes.signer, axes.binding].iter().any(|a| *a != pass)
            || matches!(self.kind, Kind::Trace | Kind::AuditLog) && axes.completeness != pass
        {
            Verdict::Unconfirmed
        } else {
            Verdict::Verified
        };
        self.decide_with(verdict, of_children);
    }
}

packed_struct!(Finding {
    source, kind, id, verdict, headline, possible_causes, next_step, axes, checks, signer, fields, hashes, role,
    matched_with, count, pointers, remark,
} apart { children, key });

/// What is said by a check: its name, outcome, reason and field.
type SaidBy = (CheckName, Outcome, Option<Reason>, Option<Cow<'static, str>>);

/// What a finding takes of its children.
#[derive(Default)]
struct OfChildren {
    axes: Axes,
    /// How many there are, those that are alike one by one.
    all: u64,
    /// How many are mismatches.
    failed: u64,
    /// How many are open.
    open: u64,
    /// The first check of each kind that did not pass: more do not change what is said.
    checks: Vec<Check>,
    seen: HashSet<SaidBy>,
}

impl OfChildren {
    fn note(&mut self, child: &Finding) {
        self.axes = self.axes.worse(child.axes);
        self.all += child.count;
        match child.verdict {
            Verdict::Mismatch => self.failed += child.count,
            Verdict::Unconfirmed | Verdict::Uncheckable => self.open += child.count,
            _ => {}
        }
        for check in child.checks.iter().filter(|check| check.outcome != Outcome::Pass) {
            let said = (check.check, check.outcome, check.reason, check.field.clone());
            if self.seen.insert(said) {
                self.checks.push(check.clone());
            }
        }
    }
}

/// Moves the elements to where nothing else has room. Shrinking in place would leave holes that are
/// too small for the next of its kind.
pub(crate) fn fit<T>(elements: &mut Vec<T>) {
    if elements.len() < elements.capacity() {
        let mut exact = Vec::with_capacity(elements.len());
        exact.append(elements);
        *elements = exact;
    }
}
