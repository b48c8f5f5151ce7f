//! The page's copy of the types and of the words, made from the Rust ones.
//!
//! `make bindings` writes them; without `BINDINGS=write` the tests fail when the two differ.

use std::collections::BTreeMap;

use proofdesk_engine::core::key::KEY_FORMS;
use proofdesk_engine::core::verdict::Reason;
use proofdesk_engine::core::{api_error as e, capital, glossary, request, verdict as v};
use proofdesk_engine::{KnownAnswer, SelfCheck, UnpackLimits, browse, keys, report, run};
use serde::Serialize;
use ts_rs::{Config, TS};

use crate::{commands, comparing, fault, filed, lookups, messages as m, packing};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/lib/bindings");
const MADE: &str = "// Made from the Rust types by `make bindings`. Do not edit.\n";

fn types() -> String {
    let mut text = MADE.to_owned();
    let config = Config::default();
    macro_rules! declare {
        ($title:literal: $($type:ty),+ $(,)?) => {
            text.push_str(concat!("\n// ", $title, "\n"));
            $(text.push_str(&format!("export {}\n", <$type>::decl(&config)));)+
        };
    }
    declare!("What the engine says.":
        v::Verdict, v::Kind, v::Outcome, v::Axis, v::Axes, v::CheckName, v::ValueSource, v::Value, v::Check,
        v::Source, v::Member, v::KeySource,
        v::Signer, v::FieldStatus, v::Field, v::Stretch, v::Role, v::Finding, run::Summary, run::FileCounts, run::Sentence,
        browse::FilePart, browse::Provisional, browse::Row, browse::Group, browse::FileDetail, browse::Change,
        browse::Changes, browse::Choices, browse::Filter, browse::SortBy, browse::Sort, browse::NumberRange, keys::RingPin,
        keys::How, keys::SeenKey, keys::DatedKey, keys::SecondKey,
        report::PinnedKey, report::ReviewerKey, report::VerdictOptions, report::EngagementForm,
        report::Exhibit, report::FieldError, UnpackLimits,
        glossary::Term, SelfCheck, KnownAnswer,
    );
    declare!("The API's errors and rules.":
        e::Party, e::Retry, e::Provenance, e::ValueKind, e::Category, e::Entry, e::Status,
        e::StatusClass, e::ExtraField, e::RateLimitHeader, e::Catalogue, e::Given, e::Basis,
        e::Shown, e::Fault, e::RetryPlan, e::Explanation, request::RuleOutcome,
        request::RuleSource, request::Rule, request::RequestReport,
    );
    text.push_str("export type RequestKind = RequestReport[\"kind\"];\n");
    declare!("What the shell says.":
        fault::KeptFile, fault::FaultCode, fault::Fault, m::InputKind, m::EvidenceInput, m::EvidenceState,
        m::Evidence, m::Progress, m::Packing, m::SoFar, m::RecentEvidence, lookups::ProofKind, lookups::ToFetch,
        lookups::FetchPlan, lookups::FetchStep, commands::fetch::Fetched, m::AppEvent, m::Theme, m::ColumnName, m::ListColumn,
        m::Settings, m::About, m::Startup,
        m::List, m::Page, m::Located, m::Segment, m::SignedForm, m::PinnedInstead, m::KeyCandidate, m::SeenKeys, m::RunCache, m::Found, m::Pasted,
        m::RingKey, m::Ring, m::ImportPreview, m::ReportFormat, m::Saved, filed::Filed, filed::FiledCheck,
        packing::Packed, comparing::Comparison, comparing::Difference, comparing::SettingChange,
        comparing::ChangeGroup, comparing::ChangeShown, m::Licences,
        m::Licence,
    );
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// What people read for each value: as a label, with a capital letter.
fn words() -> String {
    let mut text = MADE.to_owned();
    text.push_str(
        "import type { Axis, CheckName, FieldStatus, KeySource, Kind, Outcome, Party, Provenance, Retry, \
         RuleOutcome, RuleSource, Term, ValueSource, Verdict } from \"./types\";\n",
    );
    let mut declare = |doc: &str, name: &str, of: &str, value: String| {
        text.push_str(&format!("\n/** {doc} */\nexport const {name}: {of} = {value};\n"));
    };
    macro_rules! word {
        ($doc:literal, $name:literal, $type:ident) => {
            let of = concat!("Readonly<Record<", stringify!($type), ", string>>");
            let words = v::$type::ALL.iter().map(|value| (code(value), capital(value.word())));
            declare($doc, $name, of, json(&words.collect::<BTreeMap<_, _>>()));
        };
    }
    word!("Verdicts.", "verdictWord", Verdict);
    let told = v::Verdict::ALL.map(|verdict| (code(&verdict), capital(verdict.told(true).word())));
    declare(
        "Verdicts of a run that goes on or was cancelled.",
        "provisionalWord",
        "Readonly<Record<Verdict, string>>",
        json(&BTreeMap::from(told)),
    );
    declare(
        "What each verdict means, in sentences.",
        "verdictMeaning",
        "Readonly<Record<Verdict, string>>",
        json(&BTreeMap::from(v::Verdict::ALL.map(|verdict| (code(&verdict), verdict.meaning())))),
    );
    declare(
        "Verdicts, worst first.",
        "verdictsByWeight",
        "readonly Verdict[]",
        json(&v::Verdict::ALL),
    );
    declare(
        "Verdicts as they are read: what does not match first, what is verified last.",
        "readingOrder",
        "readonly Verdict[]",
        json(&browse::READING_ORDER),
    );
    word!("How checks and axes came out.", "outcomeWord", Outcome);
    word!("The five questions.", "axisWord", Axis);
    declare("The five questions in order.", "axes", "readonly Axis[]", json(&v::Axis::ALL));
    let claims = |axis: &v::Axis| {
        let claims = v::Outcome::ALL.iter().map(|outcome| (code(outcome), axis.claim(*outcome)));
        (code(axis), claims.collect::<BTreeMap<_, _>>())
    };
    declare(
        "What came out on each axis: a sentence; of what does not apply, none.",
        "axisClaim",
        "Readonly<Record<Axis, Readonly<Record<Outcome, string>>>>",
        json(&v::Axis::ALL.iter().map(claims).collect::<BTreeMap<_, _>>()),
    );
    word!("Checks.", "checkWord", CheckName);
    word!("Kinds.", "kindWord", Kind);
    let records = v::Kind::ALL.iter().filter(|kind| kind.is_record()).map(code);
    declare(
        "Kinds of record: of these there are bytes that were signed.",
        "recordKinds",
        "readonly Kind[]",
        json(&records.collect::<Vec<_>>()),
    );
    let kinds = |kind: &v::Kind| (code(kind), [kind.word().to_owned(), kind.plural()]);
    declare(
        "One of a kind and several, within a sentence.",
        "kindWords",
        "Readonly<Record<Kind, readonly [one: string, many: string]>>",
        json(&v::Kind::ALL.iter().map(kinds).collect::<BTreeMap<_, _>>()),
    );
    word!("What the signature says of a field.", "statusWord", FieldStatus);
    word!("Where a key comes from.", "keyWord", KeySource);
    word!("Where a value that a check compared comes from.", "sourceWord", ValueSource);
    let provenances = [e::Provenance::ErrorsPage, e::Provenance::SdkChangeLog];
    declare(
        "Where an error code is documented, within a sentence.",
        "provenanceWord",
        "Readonly<Record<Provenance, string>>",
        json(&provenances.map(|p| (code(&p), p.noun())).into_iter().collect::<BTreeMap<_, _>>()),
    );
    use request::RuleSource::{ErrorsPage, Inferred, SdkDocumentation};
    let sources = [ErrorsPage, SdkDocumentation, Inferred];
    declare(
        "Where a rule is documented, within a sentence.",
        "ruleSourceWord",
        "Readonly<Record<RuleSource, string>>",
        json(&sources.map(|s| (code(&s), s.noun())).into_iter().collect::<BTreeMap<_, _>>()),
    );
    let titles = v::Verdict::ALL.map(|verdict| (code(&verdict), verdict.causes_title()));
    declare(
        "What stands before what may have caused a verdict.",
        "causesTitle",
        "Readonly<Record<Verdict, string>>",
        json(&BTreeMap::from(titles)),
    );
    let parties = [e::Party::You, e::Party::Issuer, e::Party::Invoance];
    declare(
        "Who must act.",
        "partyWord",
        "Readonly<Record<Party, string>>",
        json(&BTreeMap::from(parties.map(|party| (code(&party), party.word())))),
    );
    let retries = [e::Retry::Never, e::Retry::AfterRetryAfter, e::Retry::ExponentialBackoff];
    declare(
        "Whether a request may be sent again, in a sentence.",
        "retryWord",
        "Readonly<Record<Retry, string>>",
        json(&BTreeMap::from(retries.map(|retry| (code(&retry), retry.words())))),
    );
    use request::RuleOutcome::{Fail, NotPublished, Pass};
    declare(
        "What stands above the rules that came out so.",
        "ruleOutcomeTitle",
        "Readonly<Record<RuleOutcome, string>>",
        json(&BTreeMap::from([Fail, NotPublished, Pass].map(|o| (code(&o), o.title())))),
    );
    let sentences = [
        (
            "Of a run that was cancelled.",
            "cancelledWords",
            &*format!("Cancelled. {}", run::INCOMPLETE),
        ),
        (
            "A required signer, before the label of the pin.",
            "requiredSigner",
            report::REQUIRED_SIGNER,
        ),
        ("That no signer is required.", "noSigner", report::NO_SIGNER),
        ("What to make of a second key.", "secondKeyMeans", keys::SECOND_KEY_MEANS),
        ("What is taken as a key.", "keyForms", KEY_FORMS),
    ];
    for (doc, name, words) in sentences {
        declare(doc, name, "string", json(&words));
    }
    let clauses = Reason::ALL.iter().map(|reason| (reason.code(), reason.clause()));
    declare(
        "Reasons by their code: a clause that continues the word of a verdict.",
        "reasonClause",
        "Readonly<Record<string, string>>",
        json(&clauses.collect::<BTreeMap<_, _>>()),
    );
    declare(
        "The words that are used in one sense only.",
        "glossary",
        "readonly Term[]",
        json(&glossary::GLOSSARY),
    );
    text
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap()
}

/// A value as reports and messages write it.
fn code(value: &impl Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

fn require_same(file: &str, text: &str) {
    let place = format!("{FOLDER}/{file}");
    if std::env::var_os("BINDINGS").is_some_and(|v| v == "write") {
        std::fs::write(&place, text).unwrap();
    }
    let written = std::fs::read_to_string(&place).unwrap_or_default();
    assert!(written == text, "{place} is not up to date: run `make bindings`");
}

#[test]
fn the_page_knows_the_same_types() {
    require_same("types.ts", &types());
}

#[test]
fn the_page_has_the_same_words() {
    require_same("words.ts", &words());
}
