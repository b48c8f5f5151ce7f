//! What a report is filed under, and the pages that people sign.

use std::path::PathBuf;

use clap::ValueHint;
use proofdesk_engine::Input;
use proofdesk_engine::core::file_kind::FileKind;
use proofdesk_engine::platform::Needs;
use proofdesk_engine::report::{Engagement, Exhibits, MAX_ENGAGEMENT};
use proofdesk_engine::run::{Job, Summary};
use proofdesk_report::{Extra, Form};

use crate::failure::Failure;
use crate::input::{self, is_dash};
use crate::kept::may_be_damaged;
use crate::terminal::say;

/// A font is not larger. In bytes.
const MAX_FONT: usize = 64 << 20;

/// What a report says beside what was verified.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "For reports that are filed")]
pub(crate) struct FiledArgs {
    /// Add what is filled in in this file: engagement, working paper, who prepared and reviewed, how the
    /// evidence was received, exhibit numbers. `proofdesk engagement-template` prints one to fill in
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    engagement: Option<PathBuf>,

    /// Add a page to be signed by who prepared and who reviewed the report (html and pdf)
    #[arg(long)]
    sign_off: bool,

    /// Add a template, with blanks, for a certification under Federal Rules of Evidence 902(13) and (14)
    /// (html and pdf). It is no legal advice
    #[arg(long)]
    certification: bool,

    /// Draw characters that the fonts of the PDF lack with this one, TrueType or OpenType (pdf). Letters that
    /// join or run from right to left stay marks
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    font: Option<PathBuf>,
}

impl FiledArgs {
    /// What reading its files takes.
    pub(crate) fn needs(&self, needs: &mut Needs) {
        let Self { engagement: _, sign_off: _, certification: _, font: _ } = self;
        self.files().for_each(|file| needs.read(file));
    }

    /// The files that it names.
    pub(crate) fn files(&self) -> impl Iterator<Item = PathBuf> {
        self.engagement.iter().filter(|path| !is_dash(path)).chain(&self.font).cloned()
    }

    /// How often standard input is wanted: for the engagement data.
    pub(crate) fn on_stdin(&self) -> usize {
        usize::from(self.engagement.as_deref().is_some_and(is_dash))
    }

    /// The engagement data, if there are to be some.
    pub(crate) fn engagement(&self) -> Result<Option<Engagement>, Failure> {
        let Some(path) = &self.engagement else { return Ok(None) };
        let name = input::name(path);
        let bytes = input::read(path, MAX_ENGAGEMENT)
            .map_err(|error| Failure::new(format!("--engagement {name}: {error}")))?;
        let read = Engagement::read(&bytes).map_err(|error| {
            // A private key may stand in one of the fields, which is said with its line.
            let is_other = |kind: &FileKind| {
                !may_be_damaged(kind) && !matches!(kind, FileKind::PrivateKey | FileKind::Markdown)
            };
            if let Some(kind) = FileKind::of(&bytes).filter(is_other) {
                let instead = kind.instead_of("a file of engagement data");
                return Failure::new(format!("--engagement {name}: {instead}"));
            }
            Failure::new(format!(
                "--engagement {}. `proofdesk engagement-template` prints a file \
                 that says what each field is for",
                error.in_file(&name)
            ))
        })?;
        Ok(Some(read))
    }

    /// The pages that a form has besides what the report says.
    pub(crate) fn extra(&self, form: Option<Form>) -> Result<Extra, Failure> {
        let Self { sign_off, certification, .. } = *self;
        let asked = [(sign_off, "--sign-off"), (certification, "--certification")];
        let has_pages = matches!(form, Some(Form::Html | Form::Pdf));
        match asked.iter().find(|(asked, _)| *asked && !has_pages) {
            Some((_, option)) => Err(Failure::new(format!(
                "{option} is for reports with pages: add --format html or --format pdf"
            ))),
            None => self.with_font(form, Extra { sign_off, certification, ..Extra::default() }),
        }
    }

    fn with_font(&self, form: Option<Form>, extra: Extra) -> Result<Extra, Failure> {
        let Some(path) = &self.font else { return Ok(extra) };
        if form != Some(Form::Pdf) {
            return Err(Failure::new("--font is for PDF: add --format pdf"));
        }
        let named = |words: &str| Failure::new(format!("--font {}: {words}", input::name(path)));
        if is_dash(path) {
            return Err(named("a font is read from a file"));
        }
        let bytes = input::read(path, MAX_FONT).map_err(|error| named(&error.to_string()))?;
        if bytes.len() > MAX_FONT {
            return Err(named("it is larger than 64 MiB"));
        }
        extra.with_font(bytes).ok_or_else(|| named("this is no TrueType or OpenType font"))
    }
}

/// What is wrong with the numbers that the user gave: two for a file, one for several, or of a file that this
/// run did not read.
pub(crate) fn say_which_exhibits_are_missing(
    engagement: &Engagement,
    job: &Job,
    summary: &Summary,
) {
    let inputs = job.inputs.iter().map(Input::shown).collect();
    let exhibits = Exhibits::new(engagement, inputs);
    for (number, files) in exhibits.shared() {
        say(format!(
            "--engagement: [exhibits] gives the number {number} to several files: {}",
            files.join(", ")
        ));
    }
    for [used, other] in exhibits.doubled(&summary.files_read) {
        say(format!(
            "--engagement: [exhibits] names one file twice, as {used} and as {other}, with two numbers: \
             the first is used"
        ));
    }
    for file in exhibits.unused(&summary.files_read) {
        say(format!(
            "--engagement: [exhibits] names {file}, and no file that was read has this path below the \
             given folder"
        ));
    }
}
