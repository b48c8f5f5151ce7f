//! Comma-separated values: a row a result, after RFC 4180, in UTF-8 with a mark for spreadsheets.

use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};
use proofdesk_engine::core::verdict::{FieldStatus, Role};
use proofdesk_engine::report::{Exhibits, Head, Reported};

use crate::apart::{Apart, Names};
use crate::extra::Extra;
use crate::results::Results;
use crate::words::{file, place, reasons, signers, what};

/// The names of the columns.
const COLUMNS: [&str; 21] = [
    "file",
    "line",
    "pointer",
    "kind",
    "id",
    "verdict",
    "headline",
    "reasons",
    "possible_causes",
    "next_step",
    "signer_label",
    "signer_fingerprint",
    "signer_source",
    "unsigned_fields",
    "sha256",
    "matched_with",
    "role",
    "count",
    "report_digest",
    "exhibit",
    "working_paper",
];

/// A cell that begins with one of these is a formula to a spreadsheet, which could then send what stands
/// beside it elsewhere. A cell that begins with the sign that prevents it gets that sign too, so that it
/// can be taken off again.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\''];

pub(crate) fn write(
    head: &Head,
    extra: &Extra,
    results: &mut dyn Results,
    out: &mut dyn Write,
) -> io::Result<()> {
    // Spreadsheets take a file without it for one in the encoding of the system.
    out.write_all("\u{feff}".as_bytes())?;
    let mut rows = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    rows.write_record(COLUMNS)?;
    let digest = head.report_digest.as_deref().unwrap_or_default();
    let engagement = extra.filed(head).map(|(engagement, _)| engagement);
    let exhibits = engagement.map(|e| Exhibits::new(e, head.run.inputs.clone()));
    let working_paper = engagement.and_then(|e| e.working_paper.as_deref()).unwrap_or_default();
    let mut names = Names::of(head);
    results.each(&mut |result| {
        names.take(&result);
        Ok(())
    })?;
    let apart = names.apart();
    results.each(&mut |result| {
        let exhibit =
            exhibits.as_ref().and_then(|all| all.of(&result.source.path, &result.source.members));
        let filed = [digest, exhibit.unwrap_or_default(), working_paper];
        let verdict = result.verdict.told(head.summary.cancelled).code();
        let cells = row(head, &result, verdict, filed).map(|cell| safe(&cell, &apart));
        Ok(rows.write_record(cells)?)
    })?;
    rows.flush()
}

fn row(
    head: &Head,
    result: &Reported,
    verdict: &str,
    [digest, exhibit, working_paper]: [&str; 3],
) -> [String; COLUMNS.len()] {
    let source = &result.source;
    let (labels, keys) = signers(head, result);
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let unsigned = result.fields.iter().filter(|field| field.status == FieldStatus::Unsigned);
    let unsigned: Vec<&str> = unsigned.map(|field| &*field.name).collect();
    let matched: Vec<String> = result.matched_with.iter().map(place).collect();
    [
        file(source),
        source.line.map(|line| line.to_string()).unwrap_or_default(),
        text(source.pointer.as_deref()),
        what(result).to_owned(),
        text(result.id.as_deref()),
        verdict.to_owned(),
        result.headline.clone(),
        reasons(result).join(" "),
        text(result.possible_causes.as_deref()),
        text(result.next_step.as_deref()),
        labels.join("; "),
        keys.join("; "),
        result.signer.source.word().to_owned(),
        unsigned.join("; "),
        text(result.hashes.get("sha256").map(String::as_str)),
        matched.join("; "),
        text(result.role.map(Role::word)),
        result.count.to_string(),
        digest.to_owned(),
        exhibit.to_owned(),
        working_paper.to_owned(),
    ]
}

/// A cell that no spreadsheet calculates, in which no character can hide.
fn safe(cell: &str, apart: &Apart) -> String {
    let cell = apart.shown(cell);
    match cell.starts_with(FORMULA) {
        true => format!("'{cell}"),
        false => cell.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let safe = |cell| safe(cell, &Apart::default());
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "'=1"] {
            assert_eq!(safe(cell), format!("'{cell}"));
        }
        // Controls are marks before they are looked at.
        assert_eq!(safe("\t=1"), "<U+0009>=1");
        assert_eq!(safe("\n=1"), "<U+000A>=1");
        assert_eq!(safe("a=1"), "a=1");
    }
}
