//! Commands that show results.

use std::path::Path;

use proofdesk_engine::core::verdict::Source;
use proofdesk_engine::inspect::{self, Origin};
use proofdesk_engine::lookup::Query;
use proofdesk_engine::results::{Filter, Run, Sort};
use tauri::ipc::Response;
use tauri::{AppHandle, WebviewWindow};

use super::DeskState;
use crate::desk::{Desk, Over};
use crate::dialogs;
use crate::fault::{Answer, Fault, FaultCode, blocking};
use crate::messages::{Found, Located, Page, ReportFormat, SignedForm};
use crate::segments::segments;

/// Most rows that one call gives.
const PAGE: usize = 1000;

/// A part of the table.
#[tauri::command]
pub(crate) async fn rows(
    generation: u64,
    filter: Filter,
    sort: Sort,
    offset: usize,
    limit: usize,
    desk: DeskState<'_>,
) -> Answer<Page> {
    let over = desk.over(generation)?;
    blocking(move || {
        let mut browsing = over.browse();
        let selected = browsing.select(&filter, sort).map_err(lost)?;
        let total = selected.len();
        let from = offset.min(total);
        let part = selected[from..from.saturating_add(limit.min(PAGE)).min(total)].to_vec();
        let rows = part.into_iter().map(|i| browsing.results.row(i));
        let rows = rows.collect::<Result<_, _>>().map_err(lost)?;
        Ok(Page { generation, total, rows })
    })
    .await
}

/// The row of a source, and its place in the table.
#[tauri::command]
pub(crate) async fn locate(
    generation: u64,
    filter: Filter,
    sort: Sort,
    source: Source,
    desk: DeskState<'_>,
) -> Answer<Option<Located>> {
    let over = desk.over(generation)?;
    blocking(move || {
        let mut browsing = over.browse();
        let Some(index) = browsing.results.locate(&source).map_err(lost)? else {
            return Ok(None);
        };
        let selected = browsing.select(&filter, sort).map_err(lost)?;
        let position = selected.iter().position(|i| *i == index);
        let row = browsing.results.row(index).map_err(lost)?;
        Ok(Some(Located { row, position }))
    })
    .await
}

/// One result, as the report has it.
#[tauri::command]
pub(crate) async fn detail(generation: u64, index: u32, desk: DeskState<'_>) -> Answer<Response> {
    let over = desk.over(generation)?;
    blocking(move || {
        let mut browsing = over.browse();
        if index as usize >= browsing.results.len() {
            return Err(Fault::stale());
        }
        browsing.results.finding_json(index).map(Response::new).map_err(lost)
    })
    .await
}

/// The bytes that signatures and hashes of one record are over, read again.
#[tauri::command]
pub(crate) async fn signed_forms(
    generation: u64,
    index: u32,
    offset: Option<usize>,
    desk: DeskState<'_>,
) -> Answer<Vec<SignedForm>> {
    let over = desk.over(generation)?;
    blocking(move || {
        let (origin, source) = origin(&over, index)?;
        let forms = inspect::inspect(&origin, &source, &over.job.trust).map_err(|e| {
            Fault::new(FaultCode::File, format!("The signed bytes cannot be shown: {e}."))
                .remedy("Check the evidence again.")
        })?;
        if let Origin::File(place) = &origin
            && place.facts().map_err(|e| Fault::file(&place.path(), e))?.changed_since(over.started)
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
        });
        Ok(shown.collect())
    })
    .await
}

/// The numbers of an audit log.
#[tauri::command]
pub(crate) async fn sequence(generation: u64, index: u32, desk: DeskState<'_>) -> Answer<Vec<Run>> {
    let over = desk.over(generation)?;
    blocking(move || {
        let runs = over.browse().results.sequence(index).map_err(lost)?;
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
pub(crate) async fn find(text: String, desk: DeskState<'_>) -> Answer<Found> {
    let desk = desk.inner().clone();
    blocking(move || look_up(&desk, &text)).await
}

pub(crate) fn look_up(desk: &Desk, text: &str) -> Answer<Found> {
    let text = text.trim();
    let query = &Query::parse(text)
        .map_err(|e| Fault::new(FaultCode::Nothing, crate::fault::sentence(&e.to_string())))?;
    let mut rows = Vec::new();
    let searched = desk.searchable()?;
    let mut said = Some(query.not_found());
    if let Some(over) = &searched {
        let mut browsing = over.browse();
        let (found, beside) = browsing.results.find(query).map_err(lost)?;
        said = beside;
        for index in found.into_iter().take(PAGE) {
            rows.push(browsing.results.row(index).map_err(lost)?);
        }
    }
    if rows.is_empty() && searched.is_some_and(|over| over.summary.cancelled) {
        return Err(Fault::new(
            FaultCode::Nothing,
            "It is not in the part of the evidence that was read before the check was cancelled.",
        )
        .remedy("Check all of the evidence, then look it up again."));
    }
    Ok(Found { text: text.to_owned(), rows, said })
}

/// Shows a file in the system's file manager.
#[tauri::command]
pub(crate) async fn reveal(generation: u64, index: u32, desk: DeskState<'_>) -> Answer<()> {
    let over = desk.over(generation)?;
    blocking(move || {
        let (Origin::File(place), _) = origin(&over, index)? else {
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
pub(crate) fn origin(over: &Over, index: u32) -> Answer<(Origin, Source)> {
    let source = over.browse().results.row(index).map_err(lost)?.source;
    match inspect::locate(&over.job.inputs, &source.path) {
        Some(origin) => Ok((origin, source)),
        None => {
            Err(Fault::new(FaultCode::File, format!("{}: it is no longer there.", source.path))
                .remedy("Put it back, or check the evidence again."))
        }
    }
}

/// Asks where, and writes the report.
#[tauri::command]
pub(crate) async fn export_report(
    format: ReportFormat,
    app: AppHandle,
    desk: DeskState<'_>,
) -> Answer<Option<String>> {
    let Some(over) = desk.last() else {
        return Err(Fault::new(FaultCode::Nothing, "There are no results to report yet."));
    };
    let name = match format {
        ReportFormat::Json => "proofdesk-report.json",
        ReportFormat::Ndjson => "proofdesk-report.ndjson",
    };
    let Some(path) = dialogs::save(&app, name).await? else { return Ok(None) };
    blocking(move || {
        write_report(&over, format, &path)?;
        Ok(Some(proofdesk_engine::platform::display_path(&path)))
    })
    .await
}

fn write_report(over: &Over, format: ReportFormat, path: &Path) -> Answer<()> {
    crate::places::write(path, |out| {
        let mut browsing = over.browse();
        let (job, started, summary) = (&over.job, over.started, &over.summary);
        match format {
            ReportFormat::Json => browsing.results.write_json(job, started, summary, out),
            ReportFormat::Ndjson => browsing.results.write_ndjson(job, started, summary, out),
        }
    })
}

/// Opens the system's dialog for printing the page.
#[tauri::command]
pub(crate) async fn print(window: WebviewWindow) -> Answer<()> {
    window.print().map_err(|e| Fault::internal(format!("the page cannot be printed: {e}")))
}

/// The temporary file with the results could not be read.
fn lost(e: std::io::Error) -> Fault {
    Fault::new(FaultCode::File, format!("The results could not be read back: {e}."))
        .remedy("Check the evidence again.")
}
