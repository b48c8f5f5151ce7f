//! What `verify` and `pack` are given: the evidence, the keys to trust, and what changes verdicts.

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use proofdesk_engine::core::trust::{Pin, Trust};
use proofdesk_engine::keys::{self, Given, KeyRing, TrustError};
use proofdesk_engine::lookup::Query;
use proofdesk_engine::platform::display_path;
use proofdesk_engine::report::{self, KeyFiles, Replaced};
use proofdesk_engine::run::{Job, Options};
use proofdesk_engine::{Exclude, Input};

use crate::args::{JobsArgs, RingArgs, UnpackArgs};
use crate::failure::Failure;
use crate::input::{is_dash, read_key};
use crate::keys::load_ring;
use crate::terminal::say;

/// The evidence, and how it is verified.
#[derive(Debug, Args)]
pub(crate) struct EvidenceArgs {
    /// Files and folders; - is standard input
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,

    /// Pin this key for this run; KEY in hex, base64, PEM, DER, JWK, OpenSSH or key-discovery form, or
    /// @FILE (@- is standard input). A LABEL that looks like a domain is also the key's domain
    #[arg(long, value_name = "LABEL=KEY", allow_hyphen_values = true)]
    pin: Vec<String>,

    /// Pin the key of somebody who signs reports, for this run. It verifies no evidence
    #[arg(long, value_name = "LABEL=KEY", allow_hyphen_values = true)]
    reviewer: Vec<String>,

    #[command(flatten)]
    ring: RingArgs,

    /// Use no key ring, only --pin
    #[arg(long)]
    no_keyring: bool,

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
    /// What the run is given. No output may take the place of anything of it, of a key ring, or of a file
    /// with a key, `keys` among them.
    pub(crate) fn job(
        &self,
        find: &[Query],
        outputs: &[&Path],
        keys: &[PathBuf],
    ) -> Result<Job, Failure> {
        let inputs = self.paths.iter().map(|path| match is_dash(path) {
            true => Input::Stdin,
            false => Input::Path(path.clone()),
        });
        let inputs: Vec<Input> = inputs.collect();
        let given = || self.pin.iter().chain(&self.reviewer);
        let dashes = given().filter(|text| text.ends_with("=@-")).count();
        if dashes + usize::from(inputs.contains(&Input::Stdin)) > 1 {
            return Err(Failure::new(
                "standard input can be only one thing: PATH -, or the KEY @- once",
            ));
        }
        let key_files = given().filter_map(|text| Some(PathBuf::from(text.split_once("=@")?.1)));
        let key_files: Vec<PathBuf> = key_files.chain(keys.iter().cloned()).collect();
        let key_files = KeyFiles { rings: &self.ring.all(), keys: &key_files };
        for output in outputs {
            if report::require_apart(&inputs, key_files, output)? == Replaced::EarlierReport {
                say(format!(
                    "{} lies in the evidence and is a report of Proofdesk: it is skipped and replaced",
                    display_path(output)
                ));
            }
        }
        Ok(Job {
            inputs,
            trust: self.trust()?,
            options: Options {
                threads: self.jobs.jobs,
                exclude: Exclude::new(&self.exclude)
                    .map_err(|e| Failure::new(format!("--exclude: {e}")))?,
                // Known once its file is open.
                report: None,
                saved: Vec::new(),
                contiguous: self.contiguous,
                unpack: self.unpack.limits(),
                find: find.to_vec(),
            },
        })
    }

    fn trust(&self) -> Result<Trust, Failure> {
        let pins = self.pin.iter().map(|text| {
            let (label, parsed) = labelled("--pin", text)?;
            if let Some(words) = keys::other_domain(label, &parsed) {
                return Err(Failure::new(format!("--pin {label}: {words}")));
            }
            Ok(keys::run_pin(label, parsed))
        });
        let reviewers = self.reviewer.iter().map(|text| {
            let (label, parsed) = labelled("--reviewer", text)?;
            Ok(keys::run_reviewer(label, parsed))
        });
        let given = Given {
            pins: pins.collect::<Result<Vec<Pin>, Failure>>()?,
            reviewers: reviewers.collect::<Result<Vec<Pin>, Failure>>()?,
        };
        let ring = self.own_ring()?;
        let trust = keys::trust(given, ring.as_ref(), self.signer.as_deref());
        trust.map_err(|error| match error {
            TrustError::Ring(error) => error.into(),
            TrustError::GivenTwice { .. } => Failure::new(format!("--pin: {error}")),
            TrustError::OtherKey { ref label } => Failure::new(format!(
                "--pin {label}: {error}; choose another label, or add --no-keyring"
            )),
            TrustError::NoSigner { label } => Failure::new(format!(
                "--signer {label}: no pinned key has this label; `proofdesk keys list` shows yours"
            )),
            error => Failure::new(error),
        })
    }

    fn own_ring(&self) -> Result<Option<KeyRing>, Failure> {
        match () {
            // One that only the environment names is no contradiction.
            () if self.no_keyring && self.ring.given().is_some() => {
                Err(Failure::new("--keyring and --no-keyring contradict each other; leave one out"))
            }
            () if self.no_keyring => Ok(None),
            () => match self.ring.named() {
                Some(path) if !path.exists() => {
                    let named = match self.ring.given() {
                        Some(_) => "with this --keyring makes it",
                        None => "makes the one that PROOFDESK_KEYRING names",
                    };
                    Err(Failure::new(format!(
                        "{}: there is no key ring of this name; `proofdesk keys add` {named}",
                        display_path(&path)
                    )))
                }
                Some(path) => Ok(Some(load_ring(&path)?)),
                // Without a home there is no ring of one's own, which is no fault here.
                None => Ok(keys::default_path().ok().map(|path| load_ring(&path)).transpose()?),
            },
        }
    }
}

/// A label and a key that are given together.
fn labelled<'t>(
    option: &str,
    text: &'t str,
) -> Result<(&'t str, proofdesk_engine::core::key::ParsedKey), Failure> {
    let (label, key) = text
        .split_once('=')
        .map(|(label, key)| (label.trim(), key))
        .filter(|(label, _)| !label.is_empty())
        .ok_or_else(|| {
            Failure::new(format!(
                "{option} {text}: there is no label; write it as LABEL=KEY or LABEL=@FILE, where LABEL is your \
                 name for the key, such as the issuer's domain"
            ))
        })?;
    let parsed = read_key(key).map_err(|e| Failure::new(format!("{option} {label}: {e}")))?;
    Ok((label, parsed))
}
