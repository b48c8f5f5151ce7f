//! Commands that show results.

use proofdesk_engine::browse::{self, Choices, FileDetail, NumberRange};
use proofdesk_engine::core::verdict::Source;
use proofdesk_engine::input::Origin;
use proofdesk_engine::lookup::Query;
use tauri::ipc::Response;

use super::SessionState;
use crate::checking::Finished;
use crate::fault::{Fault, FaultCode, Result, blocking};
use crate::messages::{Found, List, Located, Page, SignedForm};
use crate::segments::segments;
use crate::session::Session;

/// Most rows that one call gives.
const PAGE: usize = 1000;

/// A part of the table.
#[tauri::command]
pub(crate) async fn rows(
    generation: u64,
    list: List,
    offset: usize,
    limit: usize,
    session: SessionState<'_>,
) -> Result<Page> {
    let finished = session.finished(generation)?;
    blocking(move || {
        let mut browsing = finished.browse();
        let (results, selection) = browsing.select(&list).map_err(lost)?;
        let total = selection.rows();
        let from = offset.min(total);
        let part = from..from.saturating_add(limit.min(PAGE)).min(total);
        let rows = part.map(|row| results.listed(selection, row));
        Ok(Page {
            generation,
            total,
            files: selection.files(),
            results: selection.results().len(),
            foremost: selection.foremost(),
            rows: rows.collect::<Result<_, _>>().map_err(lost)?,
        })
    })
    .await
}

/// The row of a source, and its place in the table: of the result that stands there, or of its file.
#[tauri::command]
pub(crate) async fn locate(
    generation: u64,
    list: List,
    source: Source,
    whole: bool,
    session: SessionState<'_>,
) -> Result<Option<Located>> {
    let finished = session.finished(generation)?;
    blocking(move || {
        let mut browsing = finished.browse();
        let (results, selection) = browsing.select(&list).map_err(lost)?;
        let index = match whole {
            true => results.first_of(&source.path),
            false => results.locate(&source).map_err(lost)?,
        };
        let Some(index) = index else { return Ok(None) };
        let position = selection.position(index, whole);
        let closed = selection.closed_around(index).filter(|_| !whole);
        let row = match position.filter(|_| whole) {
            Some(position) => results.listed(selection, position),
            None => results.row(index),
        };
        Ok(Some(Located { row: row.map_err(lost)?, position, closed }))
    })
    .await
}

/// Files and records that a result was matched with, of which the rows come with its detail.
const COUNTERPARTS: usize = 5;

/// One result, as the report has it, with the rows of what it was matched with.
#[tauri::command]
pub(crate) async fn detail(
    generation: u64,
    index: u32,
    session: SessionState<'_>,
) -> Result<Response> {
    let finished = session.finished(generation)?;
    blocking(move || {
        let mut browsing = finished.browse();
        if index as usize >= browsing.results.len() {
            return Err(Fault::stale());
        }
        let results = &mut browsing.results;
        let finding = results.finding_json(index).map_err(lost)?;
        let matched: Matched = serde_json::from_str(&finding).map_err(Fault::internal)?;
        let mut counterparts = Vec::new();
        for source in matched.matched_with.iter().take(COUNTERPARTS) {
            if let Some(index) = results.locate(source).map_err(lost)? {
                counterparts.push(results.row(index).map_err(lost)?);
            }
        }
        let counterparts = serde_json::to_string(&counterparts).map_err(Fault::internal)?;
        let provisional = results.provisional_headlines(index).map_err(lost)?;
        let provisional = serde_json::to_string(&provisional).map_err(Fault::internal)?;
        let detail = format!(
            "{{\"finding\":{finding},\"provisional\":{provisional},\"counterparts\":{counterparts}}}"
        );
        Ok(Response::new(detail))
    })
    .await
}

/// What the detail needs to know of a finding's text.
#[derive(serde::Deserialize)]
struct Matched {
    matched_with: Vec<Source>,
}

/// A file with several results, as a whole.
#[tauri::command]
pub(crate) async fn file_detail(
    generation: u64,
    index: u32,
    session: SessionState<'_>,
) -> Result<FileDetail> {
    let finished = session.finished(generation)?;
    blocking(move || finished.browse().results.file(index).map_err(lost)).await
}

/// What a filter can choose from.
#[tauri::command]
pub(crate) async fn choices(generation: u64, session: SessionState<'_>) -> Result<Choices> {
    let finished = session.finished(generation)?;
    blocking(move || finished.browse().results.choices().map_err(lost)).await
}

/// The bytes that signatures and hashes of one record are over, read again.
#[tauri::command]
pub(crate) async fn signed_forms(
    generation: u64,
    index: u32,
    offset: Option<usize>,
    session: SessionState<'_>,
) -> Result<Vec<SignedForm>> {
    let finished = session.finished(generation)?;
    blocking(move || {
        let (origin, source) = origin(&finished, index)?;
        let forms = browse::inspect(&origin, &source, &finished.job.trust).map_err(|e| {
            Fault::new(FaultCode::File, format!("The signed bytes cannot be shown: {e}."))
                .remedy("Check the evidence again.")
        })?;
        if let Origin::File(place) = &origin
            && place
                .facts()
                .map_err(|e| Fault::file(&place.path(), e))?
                .changed_since(finished.begun)
        {
            return Err(Fault::new(
                FaultCode::File,
                "The file has changed since it was checked, so its bytes are not shown.",
            )
            .remedy("Check the evidence again."));
        }
        // The offset is of the statement that was signed: of the form that held, and no other.
        let mut offset = offset;
        let shown = forms.into_iter().map(|form| SignedForm {
            length: form.len,
            sha256: form.sha256,
            cut: form.len > form.bytes.len() as u64,
            segments: segments(&form.bytes, offset.take_if(|_| form.held)),
            pointer: form.pointer,
            name: form.name,
            held: form.held,
            said: form.said,
        });
        Ok(shown.collect())
    })
    .await
}

/// The numbers of an audit log.
#[tauri::command]
pub(crate) async fn sequence(
    generation: u64,
    index: u32,
    session: SessionState<'_>,
) -> Result<Vec<NumberRange>> {
    let finished = session.finished(generation)?;
    blocking(move || {
        let runs = finished.browse().results.sequence(index).map_err(lost)?;
        // The page counts in doubles, and a number that it rounds would be a wrong one.
        const EXACT: u64 = 1 << 53;
        match runs.iter().any(|run| run.from.unsigned_abs().max(run.to.unsigned_abs()) > EXACT) {
            false => Ok(runs),
            true => Err(Fault::new(
                FaultCode::Nothing,
                "The numbers of this log are too large to be drawn.",
            )
            .remedy("The checks name every gap and conflict.")),
        }
    })
    .await
}

/// Looks for an id, a proof link or a hash.
#[tauri::command]
pub(crate) async fn find(text: String, session: SessionState<'_>) -> Result<Found> {
    let session = session.inner().clone();
    blocking(move || look_up(&session, &text)).await
}

pub(crate) fn look_up(session: &Session, text: &str) -> Result<Found> {
    let text = text.trim();
    let query = &Query::parse(text)
        .map_err(|e| Fault::new(FaultCode::Nothing, crate::fault::sentence(&e.to_string())))?;
    let mut rows = Vec::new();
    let searched = session.searchable()?;
    let mut said = None;
    if let Some(finished) = &searched {
        let mut browsing = finished.browse();
        let (found, beside) = browsing.results.find(query).map_err(lost)?;
        said = beside;
        for index in found.into_iter().take(PAGE) {
            rows.push(browsing.results.row(index).map_err(lost)?);
        }
    }
    // A hash is never sent. Where there is nothing to look in, only a link is certainly meant as one.
    let fetchable = query.digest().is_none();
    if searched.is_none() && query.as_link_or_hash() != Some("a proof link") {
        return Err(Fault::new(
            FaultCode::Nothing,
            "There is no evidence yet, so there is nothing to look in.",
        )
        .remedy("Add the files and records in which it should be, then look it up again."));
    }
    if rows.is_empty() && searched.is_some_and(|finished| finished.summary.cancelled) {
        return Err(Fault::new(
            FaultCode::Nothing,
            "It is not in the part of the evidence that was read before the run was cancelled.",
        )
        .remedy("Check all of the evidence, then look it up again."));
    }
    let names_kind = query.kind().is_some();
    Ok(Found { text: text.to_owned(), rows, said, fetchable, names_kind })
}

/// Shows a file in the system's file manager.
#[tauri::command]
pub(crate) async fn reveal(generation: u64, index: u32, session: SessionState<'_>) -> Result<()> {
    let finished = session.finished(generation)?;
    blocking(move || {
        let (Origin::File(place), _) = origin(&finished, index)? else {
            return Err(Fault::new(FaultCode::Nothing, "This was pasted; it is in no folder."));
        };
        let path = place.path();
        tauri_plugin_opener::reveal_item_in_dir(&path).map_err(|e| {
            Fault::file(&path, format!("the file manager could not be opened: {e}"))
                .remedy("Copy the path, and open its folder by hand.")
        })
    })
    .await
}

/// Where a result comes from, and how to read that again.
pub(crate) fn origin(finished: &Finished, index: u32) -> Result<(Origin, Source)> {
    let source = finished.browse().results.row(index).map_err(lost)?.source;
    match finished.summary.origins.get(&source.path) {
        Some(origin) => Ok((origin.clone(), source)),
        None => Err(Fault::new(
            FaultCode::Nothing,
            format!("{}: this was looked for, and is in no file.", source.path),
        )),
    }
}

/// The temporary file with the results could not be read.
pub(crate) fn lost(e: std::io::Error) -> Fault {
    Fault::new(FaultCode::File, format!("The results could not be read back: {e}."))
        .remedy("Check the evidence again.")
}
