//! What the user files reports under: filled in on the page, held to the engine's rules.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use proofdesk_engine::platform::{display_path, in_words};
use proofdesk_engine::report::{Engagement, EngagementForm, Exhibits, FieldError, MAX_ENGAGEMENT};
use serde::{Deserialize, Serialize};

use crate::checking::Finished;
use crate::fault::{Fault, FaultCode, Result, sentence};

/// So many files are offered for a number.
const OFFERED: usize = 50;

/// What reports are filed under, and the pages that they have to be signed.
#[derive(Debug, Clone, Default, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub(crate) struct Filed {
    /// What was filled in.
    pub form: EngagementForm,
    /// PDF and HTML have a page with lines to be signed.
    pub sign_off: bool,
    /// PDF and HTML have a template for a certification.
    pub certification: bool,
}

impl Filed {
    /// The engagement data of reports; `None` if nothing was filled in.
    pub(crate) fn engagement(&self) -> Result<Option<Engagement>> {
        self.form.read().map_err(|errors| {
            let what = errors.first().map_or("it cannot be used", |error| &*error.what);
            Fault::new(FaultCode::Field, format!("What reports are filed under: {what}."))
                .remedy("Correct it on Reports, under Filed under.")
        })
    }
}

/// What is to be said of what was filled in.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub(crate) struct FiledCheck {
    /// What is wrong, each as a sentence.
    pub errors: Vec<FieldError>,
    /// Files with a number that are not among those of the last check.
    pub not_read: Vec<String>,
    /// Files of the last check that have two numbers, by both of their names: that of the first is used.
    pub doubled: Vec<[String; 2]>,
}

/// Looks at what was filled in, and whether the files that it names are there.
pub(crate) fn check(form: &EngagementForm, last: Option<&Finished>) -> FiledCheck {
    let mut check = FiledCheck { errors: Vec::new(), not_read: Vec::new(), doubled: Vec::new() };
    match (form.read(), last) {
        (Err(errors), _) => {
            check.errors = errors;
            check.errors.iter_mut().for_each(|error| error.what = sentence(&error.what));
        }
        (Ok(Some(engagement)), Some(finished)) => {
            let exhibits = Exhibits::new(&engagement, inputs(finished));
            let files = &finished.summary.files_read;
            check.not_read = exhibits.unused(files).into_iter().map(str::to_owned).collect();
            check.doubled = exhibits.doubled(files).into_iter().collect();
        }
        _ => {}
    }
    check
}

/// The first files of a check whose names have this text, by the names under which they can have a number.
pub(crate) fn files(finished: &Finished, text: &str) -> Vec<String> {
    let none = Engagement::default();
    let names = Exhibits::new(&none, inputs(finished)).names_of(&finished.summary.files_read);
    let text = text.to_lowercase();
    names.into_iter().filter(|name| name.to_lowercase().contains(&text)).take(OFFERED).collect()
}

fn inputs(finished: &Finished) -> Vec<String> {
    finished.job.inputs.iter().map(|input| input.shown()).collect()
}

/// Reads the file that the command line takes with `--engagement`.
pub(crate) fn load(path: &Path) -> Result<EngagementForm> {
    let mut bytes = Vec::new();
    let file = File::open(path).and_then(|file| {
        // One byte more, so that too much is noticed.
        file.take(MAX_ENGAGEMENT as u64 + 1).read_to_end(&mut bytes)
    });
    file.map_err(|e| Fault::file(path, in_words(&e)))?;
    let read = Engagement::read(&bytes).map_err(|error| {
        let message = format!("{}.", error.in_file(&display_path(path)));
        Fault::new(FaultCode::Field, message).remedy("Nothing was taken from the file.")
    })?;
    Ok(read.into())
}
