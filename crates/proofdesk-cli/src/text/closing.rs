//! What ends the report: counts, what was skipped, options and limits.

use std::io;

use proofdesk_engine::core::verdict::Verdict;
use proofdesk_engine::core::{capital, counted, visible_name};
use proofdesk_engine::input::TEXT_DIGEST;
use proofdesk_engine::report::{VerdictOptions, report_digest};
use proofdesk_engine::run::{Job, Summary};

use crate::page::{Ink, Page, bytes};

pub(super) fn closing(
    page: &mut Page<'_>,
    job: &Job,
    summary: &Summary,
    list: bool,
) -> io::Result<()> {
    if !page.is_quiet() {
        what_was_read(page, summary)?;
    }
    if let Some(cache) = &summary.cache {
        page.text(0, cache.sentence())?;
    }
    let counts = [
        (Verdict::Mismatch, summary.mismatch),
        (Verdict::Uncheckable, summary.uncheckable),
        (Verdict::NotFound, summary.not_found),
        (Verdict::Unconfirmed, summary.unconfirmed),
        (Verdict::Verified, summary.verified),
        (Verdict::Info, summary.info),
    ];
    let parts = counts.iter().filter(|(_, n)| *n > 0).map(|(verdict, n)| {
        let told = verdict.told(summary.cancelled);
        let words = format!("{} {}: {n}", told.sign(), capital(told.word()));
        (Ink::Of(told), words.into())
    });
    let parts: Vec<_> = parts.collect();
    match parts.is_empty() {
        true => page.text(0, "No results")?,
        false => page.parts(&parts)?,
    }
    what_is_no_result(page, summary, list)?;
    match page.is_quiet() {
        false => limits(page, job, summary),
        true => options(page, &VerdictOptions::of(job)),
    }?;
    digest(page, job, summary)
}

/// What two people compare to know that they saw the same.
fn digest(page: &mut Page<'_>, job: &Job, summary: &Summary) -> io::Result<()> {
    match report_digest(job, summary) {
        Some(digest) => {
            page.inked(0, Ink::Faint, TEXT_DIGEST)?;
            page.fingerprint(0, "", &digest)
        }
        None => Ok(()),
    }
}

/// Files come before results: a log of 300 lines is one file.
fn what_was_read(page: &mut Page<'_>, summary: &Summary) -> io::Result<()> {
    let skipped = match summary.skipped_files.len() {
        0 => String::new(),
        n => format!(", {n} skipped"),
    };
    let (files, results) = (counted(summary.files, "file"), counted(summary.total, "result"));
    let size = bytes(summary.bytes_hashed);
    // The last sentence counts the files that were given, not those in them.
    let inside = summary.files_read.iter().filter(|file| !file.members.is_empty()).count();
    let inside = match inside {
        0 => String::new(),
        n => format!(", {n} of them inside others"),
    };
    page.text(0, format!("{files} read and hashed ({size}){inside}{skipped}; {results}"))
}

/// Files that were skipped, and what stands beside results: counted, and named if that is asked for.
fn what_is_no_result(page: &mut Page<'_>, summary: &Summary, list: bool) -> io::Result<()> {
    let left_over: u64 = summary.left_over.iter().map(|file| file.count).sum();
    if left_over > 0 {
        let files = counted(summary.left_over.len() as u64, "file");
        let values = counted(left_over, "value");
        page.text(0, format!("{values} in {files} not part of any result"))?;
    }
    if !list {
        // What was skipped is counted with the files that were read, which are not told of where little is.
        if left_over > 0 || !page.is_quiet() && !summary.skipped_files.is_empty() {
            page.inked(2, Ink::Faint, "--list-skipped names them")?;
        }
        return Ok(());
    }
    for file in summary.skipped_files.iter() {
        page.bullet(2, format!("skipped: {} ({})", visible_name(&file.path), file.why.words()))?;
    }
    for file in summary.left_over.iter() {
        let named = file.pointers.iter().map(|p| if p.is_empty() { "the whole value" } else { p });
        let first = named.collect::<Vec<_>>().join(", ");
        let which = match (first.is_empty(), file.count > file.pointers.len() as u64) {
            (true, _) => String::new(),
            (false, true) => format!(": {first} and more"),
            (false, false) => format!(": {first}"),
        };
        let name = visible_name(&file.path);
        page.bullet(2, format!("not part of any result: {name}{which}"))?;
    }
    Ok(())
}

/// The options that change verdicts, or which results there are.
fn options(page: &mut Page<'_>, options: &VerdictOptions) -> io::Result<()> {
    let all = options.arguments();
    match all.is_empty() {
        true => Ok(()),
        false => page.text(0, format!("Options that change the results: {}", all.join(", "))),
    }
}

/// What every reader of these results has to know of them.
fn limits(page: &mut Page<'_>, job: &Job, summary: &Summary) -> io::Result<()> {
    if job.trust.pins().is_empty() {
        page.text(
            0,
            "No key is pinned, so nothing can be verified. Get the issuer's public key from the \
             issuer, compare its fingerprint, and give it with --pin or `proofdesk keys add`.",
        )?;
    }
    options(page, &VerdictOptions::of(job))?;
    let mut limits = summary.limits_in_words().peekable();
    if limits.peek().is_some() {
        page.inked(0, Ink::Faint, "Limits of these results:")?;
    }
    limits.try_for_each(|limit| page.bullet(2, limit))
}
