//! What `verify` and `pack` are given: the evidence, the keys to trust, and what changes verdicts.

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use proofdesk_engine::lookup::Query;
use proofdesk_engine::platform::{Needs, display_path};
use proofdesk_engine::report::{self, OwnFiles, PlaceError, Replaced};
use proofdesk_engine::run::{Job, Options};
use proofdesk_engine::{Exclude, Input};

use crate::args::{JobsArgs, UnpackArgs};
use crate::failure::Failure;
use crate::input::is_dash;
use crate::pins::PinArgs;
use crate::terminal::say;

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

    fn inputs(&self) -> Vec<Input> {
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
    /// that the user named, `files` among them. `stdin_is_taken` for something else.
    pub(crate) fn job(
        &self,
        find: &[Query],
        outputs: &[&Path],
        files: &[PathBuf],
        stdin_is_taken: bool,
    ) -> Result<Job, Failure> {
        let inputs = self.inputs();
        let others = [inputs.contains(&Input::Stdin), stdin_is_taken];
        if self.pins.on_stdin() + others.into_iter().filter(|is| *is).count() > 1 {
            return Err(Failure::new(
                "standard input can be only one thing: PATH -, the KEY @- once, or --engagement -",
            ));
        }
        for output in outputs {
            if self.require_apart(output, files)? == Replaced::EarlierReport {
                say(format!(
                    "{} lies in the evidence and is a report of Proofdesk: it is skipped and replaced",
                    display_path(output)
                ));
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
