//! What `verify` and `pack` are given: the evidence, the keys to trust, and what changes verdicts.

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use proofdesk_engine::core::marks::hidden;
use proofdesk_engine::core::shortened;
use proofdesk_engine::lookup::{Meant, Query};
use proofdesk_engine::platform::{Needs, display_path};
use proofdesk_engine::report::{self, Made, OwnFiles, PlaceError, Replaced};
use proofdesk_engine::run::{Job, Options};
use proofdesk_engine::{Exclude, Input};

use crate::args::{JobsArgs, UnpackArgs};
use crate::failure::Failure;
use crate::input::is_dash;
use crate::pins::PinArgs;
use crate::terminal::say;

/// Refuses what can be no path: an option that is not applied would not be missed, and the report would show
/// a key.
fn require_path(path: &Path) -> Result<(), Failure> {
    if path.exists() {
        return Ok(());
    }
    let shown = display_path(path);
    if hidden(&shown) != shown {
        return Err(Failure::new(
            "PATH: this is a private key, and not the name of a file; the report would show it. If others \
             can have seen it, its owner must replace it",
        ));
    }
    match Meant::by(path) {
        Some(meant @ (Meant::Option(_) | Meant::Json)) => Err(Failure::new(format!(
            "{}: there is no file of this name. {} {}",
            shortened(&shown),
            meant.cause(),
            meant.next_step()
        ))),
        _ => Ok(()),
    }
}

/// What a later run makes of something that this one writes into the evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Later {
    /// It is recognised as a report.
    Report,
    /// So is the signature of one.
    Signature,
    /// It is a file like others.
    File,
    /// So is a part of a run.
    Part,
    /// It is evidence once more.
    Bag,
}

impl Later {
    /// Sees that it takes the place of nothing but an earlier one. Of a bag see `pack`.
    pub(crate) fn require_replaceable(self, place: &Path) -> Result<(), PlaceError> {
        let made = match self {
            Self::Report | Self::File => Made::Report,
            Self::Signature => Made::Signature,
            Self::Part => Made::Part,
            Self::Bag => return Ok(()),
        };
        report::require_replaceable(place, made)
    }

    /// What the user may not expect, as a sentence without its end.
    fn unexpected(self) -> Option<&'static str> {
        match self {
            Self::Report | Self::Signature => {
                Some("a later run will count it as a report, for information")
            }
            Self::File => Some(
                "a later run will count this report as a file without a record, since a report in this form \
                 cannot be recognised",
            ),
            Self::Part => Some("a later run will count this part as a file without a record"),
            Self::Bag => Some("a later run will check it, and the evidence in it, too"),
        }
    }
}

/// The evidence, and how it is verified.
#[derive(Debug, Args)]
pub(crate) struct EvidenceArgs {
    /// Files and folders; - is standard input
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    pins: PinArgs,

    /// Require every valid signature to be made with the key pinned under this label
    #[arg(long, value_name = "LABEL")]
    signer: Option<String>,

    /// Treat a gap in the numbers of an audit log as a mismatch
    #[arg(long)]
    contiguous: bool,

    /// Skip files and folders that match
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,

    #[command(flatten)]
    jobs: JobsArgs,

    #[command(flatten)]
    unpack: UnpackArgs,
}

impl EvidenceArgs {
    /// What a run takes.
    pub(crate) fn needs(&self, needs: &mut Needs) {
        let Self { paths, pins, signer: _, contiguous: _, exclude: _, jobs: _, unpack: _ } = self;
        paths.iter().for_each(|path| needs.read(path));
        pins.needs(needs);
        needs.spool();
    }

    /// What is verified.
    pub(crate) fn inputs(&self) -> Vec<Input> {
        let inputs = self.paths.iter().map(|path| match is_dash(path) {
            true => Input::Stdin,
            false => Input::Path(path.clone()),
        });
        inputs.collect()
    }

    /// Sees that what is written to `place` takes the place of nothing of the evidence, of no key ring, and of
    /// no file that the user named, `files` among them.
    pub(crate) fn require_apart(
        &self,
        place: &Path,
        files: &[PathBuf],
    ) -> Result<Replaced, PlaceError> {
        let given: Vec<PathBuf> = self.pins.files().chain(files.iter().cloned()).collect();
        let own = OwnFiles { rings: &self.pins.ring.all(), given: &given };
        report::require_apart(&self.inputs(), own, place)
    }

    /// What the run is given. No output may take the place of anything of it, of a key ring, or of a file
    /// that the user named, `files` among them. Standard input is wanted `on_stdin` times for other things.
    pub(crate) fn job(
        &self,
        find: &[Query],
        outputs: &[(&Path, Later)],
        files: &[PathBuf],
        on_stdin: usize,
    ) -> Result<Job, Failure> {
        let inputs = self.inputs();
        self.paths.iter().try_for_each(|path| require_path(path))?;
        let as_evidence = usize::from(inputs.contains(&Input::Stdin));
        if self.pins.on_stdin() + as_evidence + on_stdin > 1 {
            return Err(Failure::new(
                "standard input can be only one thing: PATH -, the KEY @- once, --engagement - or --passphrase-file -",
            ));
        }
        for (output, later) in outputs {
            let shown = display_path(output);
            let replaced = self.require_apart(output, files)?;
            later.require_replaceable(output)?;
            match (replaced, later.unexpected()) {
                (Replaced::EarlierReport, _) => say(format!(
                    "{shown} lies in the evidence and is a report of Proofdesk: it is skipped and replaced"
                )),
                (Replaced::NothingInEvidence, Some(unexpected)) => say(format!(
                    "{shown} lies in a folder of the evidence: {unexpected}. Choose a place outside the \
                     evidence to avoid that"
                )),
                _ => {}
            }
        }
        Ok(Job {
            inputs,
            trust: self.pins.trust(self.signer.as_deref())?,
            options: Options {
                threads: self.jobs.jobs,
                exclude: Exclude::new(&self.exclude)
                    .map_err(|e| Failure::new(format!("--exclude: {e}")))?,
                // Known once its file is open.
                report: None,
                saved: Vec::new(),
                contiguous: self.contiguous,
                unpack: self.unpack.limits(),
                find: Query::distinct(find.to_vec()),
            },
        })
    }
}
