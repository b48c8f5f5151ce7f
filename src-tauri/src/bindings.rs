//! The page's copy of the types, made from the Rust ones.
//!
//! `make bindings` writes it; without `BINDINGS=write` the test fails when the two differ.

use proofdesk_engine::core::{api_error as e, request, verdict as v};
use proofdesk_engine::{browse, keys, report, run};
use ts_rs::{Config, TS};

use crate::{fault, messages as m};

const PLACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/lib/bindings/types.ts");

fn types() -> String {
    let mut text = String::from("// Made from the Rust types by `make bindings`. Do not edit.\n");
    let config = Config::default();
    macro_rules! declare {
        ($title:literal: $($type:ty),+ $(,)?) => {
            text.push_str(concat!("\n// ", $title, "\n"));
            $(text.push_str(&format!("export {}\n", <$type>::decl(&config)));)+
        };
    }
    declare!("What the engine says.":
        v::Verdict, v::Kind, v::Outcome, v::Axes, v::CheckName, v::ValueSource, v::Value, v::Check,
        v::Source, v::KeySource,
        v::Signer, v::FieldStatus, v::Field, v::Stretch, v::Finding, run::Summary, browse::Row,
        browse::Filter, browse::SortBy, browse::Sort, browse::NumberRange, keys::RingPin,
        report::PinnedKey, report::VerdictOptions,
    );
    declare!("The API's errors and rules.":
        e::Party, e::Retry, e::Provenance, e::ValueKind, e::Category, e::Entry, e::Status,
        e::StatusClass, e::ExtraField, e::RateLimitHeader, e::Catalogue, e::Given, e::Basis,
        e::Shown, e::Fault, e::RetryPlan, e::Explanation, request::RuleOutcome,
        request::RuleSource, request::Rule, request::RequestReport,
    );
    text.push_str("export type RequestKind = RequestReport[\"kind\"];\n");
    declare!("What the shell says.":
        fault::FaultCode, fault::Fault, m::InputKind, m::EvidenceInput, m::EvidenceState,
        m::Evidence, m::Progress, m::AppEvent, m::Theme, m::Settings, m::About, m::Startup,
        m::Page, m::Located, m::Segment, m::SignedForm, m::KeyCandidate, m::Found, m::Pasted,
        m::RingKey, m::Ring, m::ImportPreview, m::ReportFormat, m::Licences,
        m::Licence,
    );
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn the_page_knows_the_same_types() {
    let types = types();
    if std::env::var_os("BINDINGS").is_some_and(|v| v == "write") {
        std::fs::write(PLACE, &types).unwrap();
    }
    let written = std::fs::read_to_string(PLACE).unwrap();
    assert!(written == types, "{PLACE} is not up to date: run `make bindings`");
}
