//! Commands for reports: what they are filed under, where they are saved, what they are compared with, and what
//! is handed on.

use std::sync::Arc;

use proofdesk_engine::report::EngagementForm;
use proofdesk_report::Extra;
use tauri::{AppHandle, State, WebviewWindow};

use super::SessionState;
use crate::checking::Finished;
use crate::comparing::Comparison;
use crate::dialogs;
use crate::earlier::{Compared, Earlier};
use crate::fault::{Fault, FaultCode, Result, blocking};
use crate::filed::{self, Filed, FiledCheck};
use crate::messages::{ReportFormat, Saved};
use crate::packing::{Bagging, Packed, Table};
use crate::saving::{self, Beside, Waiting, What};
use crate::session::Session;

/// Most characters of a name that is looked for.
const NAME: usize = 1000;

/// Says what is wrong with what reports are to be filed under.
#[tauri::command]
pub(crate) async fn check_filed(
    form: EngagementForm,
    session: SessionState<'_>,
) -> Result<FiledCheck> {
    let session = session.inner().clone();
    blocking(move || Ok(filed::check(&form, session.last().as_deref()))).await
}

/// The first files of the last check whose names have this text.
#[tauri::command]
pub(crate) async fn exhibit_files(text: String, session: SessionState<'_>) -> Result<Vec<String>> {
    let session = session.inner().clone();
    blocking(move || {
        let text: String = text.chars().take(NAME).collect();
        Ok(session.last().map(|finished| filed::files(&finished, &text)).unwrap_or_default())
    })
    .await
}

/// Asks for a file with engagement data, and reads it.
#[tauri::command]
pub(crate) async fn load_engagement(
    app: AppHandle,
    session: SessionState<'_>,
) -> Result<Option<EngagementForm>> {
    let from = session.folders().reports;
    let Some(path) = dialogs::pick_file(&app, "Choose engagement data", from).await? else {
        return Ok(None);
    };
    let session = session.inner().clone();
    blocking(move || {
        let form = filed::load(&path)?;
        remember_folder(&session, &path);
        session.engagement_from(path);
        Ok(Some(form))
    })
    .await
}

/// Asks where, and writes the report.
#[tauri::command]
pub(crate) async fn export_report(
    format: ReportFormat,
    filed: Filed,
    app: AppHandle,
    session: SessionState<'_>,
    waiting: State<'_, Arc<Waiting>>,
) -> Result<Saved> {
    let finished = last(&session)?;
    // Before a place is asked for in vain.
    filed.engagement()?;
    let from = session.folders().reports;
    let Some(path) = dialogs::save(&app, format.file_name(), from).await? else {
        return Ok(Saved::Nowhere);
    };
    let (session, waiting) = (session.inner().clone(), waiting.inner().clone());
    blocking(move || {
        remember_folder(&session, &path);
        let beside = Arc::new(beside(&session, &finished, &filed)?);
        saving::save(&session, &waiting, path, What::Report(finished, format, beside))
    })
    .await
}

/// Saves in a folder of the evidence what waits for the user's word.
#[tauri::command]
pub(crate) async fn save_all_the_same(
    session: SessionState<'_>,
    waiting: State<'_, Arc<Waiting>>,
) -> Result<Saved> {
    let (session, waiting) = (session.inner().clone(), waiting.inner().clone());
    blocking(move || saving::save_all_the_same(&session, &waiting)).await
}

/// Opens the system's dialog for printing the page.
#[tauri::command]
pub(crate) async fn print(window: WebviewWindow) -> Result<()> {
    window.print().map_err(|e| Fault::internal(format!("the page cannot be printed: {e}")))
}

/// Packs evidence, reports and keys into one file, or asks what is to be known before.
#[tauri::command]
pub(crate) async fn pack(
    filed: Filed,
    app: AppHandle,
    session: SessionState<'_>,
    table: State<'_, Arc<Table>>,
) -> Result<Packed> {
    let finished = last(&session)?;
    let begin = session.inner().clone();
    let bagging = blocking(move || {
        let beside = beside(&begin, &finished, &filed)?;
        Bagging::begin(finished, beside)
    });
    carry_on(bagging.await?, &app, session, table).await
}

/// Goes on with what was asked about: the answer was yes.
#[tauri::command]
pub(crate) async fn pack_on(
    app: AppHandle,
    session: SessionState<'_>,
    table: State<'_, Arc<Table>>,
) -> Result<Packed> {
    carry_on(table.agreed()?, &app, session, table).await
}

async fn carry_on(
    bagging: Bagging,
    app: &AppHandle,
    session: SessionState<'_>,
    table: State<'_, Arc<Table>>,
) -> Result<Packed> {
    let mut bagging = match bagging.question(&table) {
        Ok(bagging) => bagging,
        Err(question) => return Ok(question),
    };
    let (session, table) = (session.inner().clone(), table.inner().clone());
    if !bagging.has_place() {
        let from = session.folders().reports;
        let Some(path) = dialogs::save(app, "proofdesk-evidence.zip", from).await? else {
            return Ok(Packed::Nowhere);
        };
        remember_folder(&session, &path);
        bagging = bagging.at(path);
    }
    blocking(move || bagging.pack(&session, &table)).await
}

/// Stops what is being packed.
#[tauri::command]
pub(crate) async fn cancel_pack(table: State<'_, Arc<Table>>) -> Result<()> {
    table.cancel();
    Ok(())
}

/// Asks for an earlier report, and compares checks with it from now on. False if none was chosen.
#[tauri::command]
pub(crate) async fn compare(app: AppHandle, session: SessionState<'_>) -> Result<bool> {
    let from = session.folders().reports;
    let Some(path) = dialogs::pick_file(&app, "Choose an earlier report", from).await? else {
        return Ok(false);
    };
    let session = session.inner().clone();
    blocking(move || {
        let earlier = Earlier::open(&path)?;
        remember_folder(&session, &path);
        session.compare_with(Some(earlier));
        Ok(true)
    })
    .await
}

/// Compares with no earlier report any more.
#[tauri::command]
pub(crate) async fn compare_no_more(session: SessionState<'_>) -> Result<()> {
    let session = session.inner().clone();
    blocking(move || {
        session.compare_with(None);
        Ok(())
    })
    .await
}

/// The last check beside the earlier report; `None` where none was chosen.
#[tauri::command]
pub(crate) async fn comparison(
    generation: u64,
    session: SessionState<'_>,
) -> Result<Option<Comparison>> {
    let finished = session.finished(generation)?;
    let session = session.inner().clone();
    blocking(move || {
        let compared = compared(&session, &finished)?;
        Ok(compared.map(|compared| Comparison::of(&compared)))
    })
    .await
}

fn last(session: &Session) -> Result<Arc<Finished>> {
    let none = || Fault::new(FaultCode::Nothing, "There are no results to report yet.");
    session.last().ok_or_else(none)
}

fn remember_folder(session: &Session, path: &std::path::Path) {
    let folder = dialogs::folder_around(path);
    session.remember_folder(|folders| folders.reports = folder);
}

fn compared(session: &Session, finished: &Finished) -> Result<Option<Arc<Compared>>> {
    let earlier = session.earlier();
    let compared = earlier.map(|earlier| finished.compared_with(&earlier));
    compared.transpose().map_err(super::results::lost)
}

/// What reports on a check say besides. Who prepared them is remembered.
fn beside(session: &Session, finished: &Finished, filed: &Filed) -> Result<Beside> {
    let engagement = filed.engagement()?;
    if let Some(who) = engagement.as_ref().and_then(|read| read.prepared_by.as_deref()) {
        session.remember_who(who);
    }
    let Filed { sign_off, certification, .. } = *filed;
    let extra = Extra { sign_off, certification, ..Extra::default() };
    let compared = compared(session, finished)?;
    let second_keys = finished.history().second_keys.clone();
    Ok(Beside { engagement, compared, second_keys, extra })
}
