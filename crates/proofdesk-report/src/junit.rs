//! JUnit XML: a result is a test case of the file that it stands in.
//!
//! A mismatch is a failure, what cannot be checked an error. What is not confirmed or has no record is
//! skipped, with its reason: no build server has a word for it, and it must not be counted as passed. No
//! more must what a cancelled run has verified.
//! What is for information is no test.

use std::io::{self, Write};

use proofdesk_engine::core::verdict::Verdict;
use proofdesk_engine::core::vocabulary::Told;
use proofdesk_engine::report::{Head, Reported};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use crate::apart::{Apart, Names};
use crate::results::Results;
use crate::words::{file, named, place, reasons};

/// The counts of a file or of everything.
#[derive(Debug, Clone, Copy, Default)]
struct Cases {
    tests: u64,
    failures: u64,
    errors: u64,
    skipped: u64,
}

const FAILURE: &str = "failure";
const ERROR: &str = "error";
const SKIPPED: &str = "skipped";

/// The element of what did not pass.
fn outcome(told: Told) -> Option<&'static str> {
    match told {
        Told::Final(Verdict::Mismatch) => Some(FAILURE),
        Told::Final(Verdict::Uncheckable) => Some(ERROR),
        Told::Final(Verdict::Unconfirmed | Verdict::NotFound) | Told::Provisional => Some(SKIPPED),
        Told::Final(_) => None,
    }
}

impl Cases {
    fn count(&mut self, told: Told) {
        self.tests += 1;
        match outcome(told) {
            Some(FAILURE) => self.failures += 1,
            Some(ERROR) => self.errors += 1,
            Some(_) => self.skipped += 1,
            None => {}
        }
    }

    fn name_in(&self, element: &mut BytesStart<'_>) {
        element.push_attribute(("tests", &*self.tests.to_string()));
        element.push_attribute(("failures", &*self.failures.to_string()));
        element.push_attribute(("errors", &*self.errors.to_string()));
    }
}

pub(crate) fn write(head: &Head, results: &mut dyn Results, out: &mut dyn Write) -> io::Result<()> {
    // A suite says how many cases it has before it has them.
    let mut suites: Vec<Cases> = Vec::new();
    let mut all = Cases::default();
    let mut names = Names::of(head);
    let told = |result: &Reported| result.verdict.told(head.summary.cancelled);
    each_in_its_file(results, &mut |result, is_new| {
        if is_new {
            suites.push(Cases::default());
        }
        names.take(result);
        all.count(told(result));
        suites.last_mut().into_iter().for_each(|suite| suite.count(told(result)));
        Ok(())
    })?;
    let apart = names.apart();
    let mut xml = Writer::new_with_indent(out, b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let digest = head.report_digest.as_deref().unwrap_or("none, because the run was cancelled");
    let mut root = BytesStart::new("testsuites");
    root.push_attribute(("name", &*format!("Proofdesk, report digest {digest}")));
    all.name_in(&mut root);
    xml.write_event(Event::Start(root))?;
    let end = || Event::End(BytesEnd::new("testsuite"));
    let mut suites = suites.into_iter();
    let mut open = false;
    each_in_its_file(results, &mut |result, is_new| {
        let name = file(&result.source);
        let name = apart.shown(&name);
        if is_new {
            if std::mem::replace(&mut open, true) {
                xml.write_event(end())?;
            }
            let cases = suites.next().unwrap_or_default();
            let mut suite = BytesStart::new("testsuite");
            suite.push_attribute(("name", &*name));
            cases.name_in(&mut suite);
            suite.push_attribute(("skipped", &*cases.skipped.to_string()));
            xml.write_event(Event::Start(suite))?;
        }
        case(&mut xml, &name, result, outcome(told(result)), &apart)
    })?;
    if open {
        xml.write_event(end())?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuites")))?;
    xml.get_mut().write_all(b"\n")
}

/// Shows each result that is a test, and whether it is the first of its file: they stand together.
fn each_in_its_file(
    results: &mut dyn Results,
    visit: &mut dyn FnMut(&Reported, bool) -> io::Result<()>,
) -> io::Result<()> {
    let mut last = None;
    results.each(&mut |result| {
        if result.verdict == Verdict::Info {
            return Ok(());
        }
        let place = (result.source.path.clone(), result.source.members.clone());
        let is_new = last.as_ref() != Some(&place);
        last = Some(place);
        visit(&result, is_new)
    })
}

fn case(
    xml: &mut Writer<&mut dyn Write>,
    file: &str,
    case: &Reported,
    outcome: Option<&'static str>,
    apart: &Apart,
) -> io::Result<()> {
    let what = match case.role {
        Some(role) => role.with_record(&case.matched_with),
        None => named(case),
    };
    let name = format!("{}: {what}", place(&case.source));
    let name = apart.shown(&name);
    let element = xml
        .create_element("testcase")
        .with_attribute(("name", &*name))
        .with_attribute(("classname", file));
    let Some(outcome) = outcome else { return element.write_empty().map(|_| ()) };
    let headline = apart.shown(&case.headline);
    element.write_inner_content(|xml| {
        let element = xml.create_element(outcome).with_attribute(("message", &*headline));
        // The common schema gives no type and no text to what was skipped.
        if outcome == SKIPPED {
            return element.write_empty().map(|_| ());
        }
        let parts =
            [(case.verdict.causes_title(), &case.possible_causes), ("Next step", &case.next_step)];
        let labelled = |(label, text): (&str, &Option<String>)| {
            Some(format!("{label}: {}", apart.shown(text.as_ref()?)))
        };
        let text: Vec<_> = parts.into_iter().filter_map(labelled).collect();
        element
            .with_attribute(("type", &*reasons(case).join(" ")))
            .write_text_content(BytesText::new(&text.join("\n")))
            .map(|_| ())
    })?;
    Ok(())
}
