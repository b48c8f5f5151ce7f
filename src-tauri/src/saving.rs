//! Saving a report or the keys: never over evidence or a key ring, and in a folder of the evidence only
//! when the user said that it is meant.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use proofdesk_engine::keys::KeyRing;
use proofdesk_engine::platform::display_path;
use proofdesk_engine::report::{Head, Header, Replaced};
use proofdesk_report::{Browsed, Extra, Form};

use crate::checking::Finished;
use crate::fault::{Fault, FaultCode, Result};
use crate::files;
use crate::messages::{ReportFormat, Saved};
use crate::session::Session;

/// What is to be saved.
#[derive(Clone)]
pub(crate) enum What {
    /// The report on a run.
    Report(Arc<Finished>, ReportFormat),
    /// The pinned keys.
    Keys,
}

/// What waits for the user's word.
#[derive(Default)]
pub(crate) struct Waiting(Mutex<Option<(PathBuf, What)>>);

/// Saves it, unless the place lies in a folder of the evidence: then it waits.
pub(crate) fn save(
    session: &Session,
    waiting: &Waiting,
    place: PathBuf,
    what: What,
) -> Result<Saved> {
    let path = display_path(&place);
    match session.require_apart(&place)? {
        Replaced::NothingInEvidence | Replaced::EarlierReport => {
            let mut waiting = waiting.0.lock().unwrap_or_else(PoisonError::into_inner);
            *waiting = Some((place, what));
            Ok(Saved::InEvidence { path })
        }
        _ => {
            write(session, &place, &what)?;
            Ok(Saved::Done { path })
        }
    }
}

/// Saves what waits: the user said so. What would be replaced is looked at once more.
pub(crate) fn save_all_the_same(session: &Session, waiting: &Waiting) -> Result<Saved> {
    let waits = waiting.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some((place, what)) = waits else {
        return Err(Fault::new(FaultCode::Nothing, "Nothing waits to be saved."));
    };
    session.require_apart(&place)?;
    write(session, &place, &what)?;
    Ok(Saved::Done { path: display_path(&place) })
}

fn write(session: &Session, place: &Path, what: &What) -> Result<()> {
    match what {
        What::Keys => {
            let text = session.ring().map(|ring: KeyRing| ring.to_json())?;
            files::write(place, |out| out.write_all(text.as_bytes()))
        }
        What::Report(finished, format) => {
            let Finished { job, started, summary, .. } = &**finished;
            let header = Header::new(job, *started, summary, Some(place));
            files::write(place, |out| {
                let results = &mut finished.browse().results;
                let form = match format {
                    ReportFormat::Json => return results.write_json(&header, out),
                    ReportFormat::Ndjson => return results.write_ndjson(&header, out),
                    ReportFormat::Pdf => Form::Pdf,
                    ReportFormat::Html => Form::Html,
                    ReportFormat::Csv => Form::Csv,
                    ReportFormat::Junit => Form::Junit,
                };
                let mut results = Browsed { results, header: &header };
                proofdesk_report::write(
                    form,
                    &Head::of(&header)?,
                    &Extra::default(),
                    &mut results,
                    out,
                )
            })?;
            session.saved(place);
            Ok(())
        }
    }
}
