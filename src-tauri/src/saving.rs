//! Saving a report or the keys: never over evidence or a key ring, and in a folder of the evidence only
//! when the user said that it is meant.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use proofdesk_engine::keys::{KeyRing, SecondKey};
use proofdesk_engine::platform::display_path;
use proofdesk_engine::report::{self, Engagement, Head, Header, Made, Replaced};
use proofdesk_report::{Extra, Form, OfRun};

use crate::checking::{Finished, Shared};
use crate::earlier::Compared;
use crate::fault::{Fault, FaultCode, Result};
use crate::files;
use crate::messages::{ReportFormat, Saved};
use crate::session::Session;

/// What is to be saved.
#[derive(Clone)]
pub(crate) enum What {
    /// The report on a run, with what it says besides.
    Report(Arc<Finished>, ReportFormat, Arc<Beside>),
    /// The pinned keys.
    Keys,
}

impl What {
    /// What it may take the place of.
    fn made(&self) -> Made {
        match self {
            Self::Report(..) => Made::Report,
            Self::Keys => Made::Keys,
        }
    }
}

/// What reports say besides what came of a run.
#[derive(Default)]
pub(crate) struct Beside {
    pub(crate) engagement: Option<Engagement>,
    pub(crate) compared: Option<Arc<Compared>>,
    pub(crate) second_keys: Vec<SecondKey>,
    pub(crate) extra: Extra,
}

impl Beside {
    /// As forms take it.
    pub(crate) fn borrowed(&self) -> proofdesk_report::Beside<'_> {
        proofdesk_report::Beside {
            engagement: self.engagement.as_ref(),
            against: self.compared.as_ref().and_then(|compared| compared.against.as_ref()),
            second_keys: &self.second_keys,
            extra: &self.extra,
        }
    }
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
    let replaced = session.require_apart(&place)?;
    report::require_replaceable(&place, what.made())?;
    match replaced {
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
    report::require_replaceable(&place, what.made())?;
    write(session, &place, &what)?;
    Ok(Saved::Done { path: display_path(&place) })
}

fn write(session: &Session, place: &Path, what: &What) -> Result<()> {
    match what {
        What::Keys => {
            let text = session.ring().map(|ring: KeyRing| ring.to_json())?;
            files::write(place, |out| out.write_all(text.as_bytes()))
        }
        What::Report(finished, format, beside) => {
            let Finished { job, started, summary, .. } = &**finished;
            let beside = beside.borrowed();
            let header = Header::new(job, *started, summary, Some(place))
                .filed(beside.engagement)
                .compared(beside.against)
                .with_second_keys(beside.second_keys);
            files::write(place, |out| {
                let form = match format {
                    ReportFormat::Json => {
                        return finished.browse().results.write_json(&header, out);
                    }
                    ReportFormat::Ndjson => {
                        return finished.browse().results.write_ndjson(&header, out);
                    }
                    ReportFormat::Pdf => Form::Pdf,
                    ReportFormat::Html => Form::Html,
                    ReportFormat::Csv => Form::Csv,
                    ReportFormat::Junit => Form::Junit,
                };
                let mut results = OfRun { report: &mut Shared(finished), header: &header };
                let head = Head::of(&header)?;
                proofdesk_report::write(form, &head, beside.extra, &mut results, out)
            })?;
            session.saved(place);
            Ok(())
        }
    }
}
