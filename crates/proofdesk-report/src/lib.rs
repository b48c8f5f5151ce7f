//! A report in the forms that people file and other programs read.
//!
//! Every form is made from the same thing, the JSON report, result by result, so that a report of any
//! length costs little memory, and a form made during a run and one made later from the JSON report are
//! the same bytes. Nothing in a form comes from the clock or the machine that writes it.
//!
//! HTML is made from a `document`, which has the words and their order; CSV and JUnit XML are rows.

mod csv;
mod document;
mod html;
mod junit;
mod results;
mod words;

use std::io::{self, BufWriter, Write};

use proofdesk_engine::report::Head;

pub use results::{ReportFile, Results};

/// A form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Form {
    /// One HTML page, without scripts and without anything from elsewhere.
    Html,
    /// Comma-separated values, a row a result.
    Csv,
    /// JUnit XML, as build servers read it.
    Junit,
}

/// Writes a report in a form.
///
/// # Errors
/// Those of `out` and of the results.
pub fn write(
    form: Form,
    head: &Head,
    results: &mut dyn Results,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    match form {
        Form::Html => document::compose(head, results, &mut html::Html::new(&mut out))?,
        Form::Csv => csv::write(head, results, &mut out)?,
        Form::Junit => junit::write(head, results, &mut out)?,
    }
    out.flush()
}
