//! Which keys a run trusts.

use std::path::{Path, PathBuf};

use proofdesk_engine::core::key::ParsedKey;
use proofdesk_engine::core::trust::Trust;
use proofdesk_engine::keys::{self, Given, KeyRing, TrustError};
use proofdesk_engine::platform::{Needs, display_path};

use crate::args::RingArgs;
use crate::failure::Failure;
use crate::input::read_key;
use crate::keys::load_ring;

/// The keys to trust.
#[derive(Debug, clap::Args)]
pub(crate) struct PinArgs {
    /// Pin this key for this run; KEY in hex, base64, PEM, DER, JWK, OpenSSH or key-discovery form, or
    /// @FILE (@- is standard input). A LABEL that looks like a domain is also the key's domain
    #[arg(long, value_name = "LABEL=KEY", allow_hyphen_values = true)]
    pin: Vec<String>,

    /// Pin the key of somebody who signs reports, for this run. It verifies no evidence
    #[arg(long, value_name = "LABEL=KEY", allow_hyphen_values = true)]
    reviewer: Vec<String>,

    #[command(flatten)]
    pub(crate) ring: RingArgs,

    /// Use no key ring, only --pin
    #[arg(long)]
    no_keyring: bool,
}

impl PinArgs {
    /// The files that single keys are read from.
    pub(crate) fn files(&self) -> impl Iterator<Item = PathBuf> {
        let given = self.pin.iter().chain(&self.reviewer);
        given.filter_map(|text| text.split_once("=@")).map(|(_, file)| file.into())
    }

    /// What reading the keys takes.
    pub(crate) fn needs(&self, needs: &mut Needs) {
        let Self { pin: _, reviewer: _, ring, no_keyring } = self;
        self.files().for_each(|file| needs.read(file));
        if !no_keyring {
            ring.needs(needs);
        }
    }

    /// How many keys standard input is to be.
    pub(crate) fn on_stdin(&self) -> usize {
        self.files().filter(|file| file.as_path() == Path::new("-")).count()
    }

    /// The keys; with `signer`, every signature must be of the pin with this label.
    pub(crate) fn trust(&self, signer: Option<&str>) -> Result<Trust, Failure> {
        let given = self.given()?;
        let ring = self.ring()?;
        keys::trust(given, ring.as_ref(), signer).map_err(|error| match error {
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

    fn given(&self) -> Result<Given, Failure> {
        let pins = self.pin.iter().map(|text| {
            let (label, parsed) = labelled("--pin", text)?;
            match keys::other_domain(label, &parsed) {
                Some(words) => Err(Failure::new(format!("--pin {label}: {words}"))),
                None => Ok(keys::run_pin(label, parsed)),
            }
        });
        let reviewers = self.reviewer.iter().map(|text| {
            let (label, parsed) = labelled("--reviewer", text)?;
            Ok(keys::run_reviewer(label, parsed))
        });
        Ok(Given {
            pins: pins.collect::<Result<_, Failure>>()?,
            reviewers: reviewers.collect::<Result<_, Failure>>()?,
        })
    }

    fn ring(&self) -> Result<Option<KeyRing>, Failure> {
        let given = self.ring.given();
        if self.no_keyring {
            return match given {
                // One that only the environment names is no contradiction.
                Some(_) => Err(Failure::new(
                    "--keyring and --no-keyring contradict each other; leave one out",
                )),
                None => Ok(None),
            };
        }
        match self.ring.named() {
            Some(path) if !path.try_exists().unwrap_or(true) => {
                let named = match given {
                    Some(_) => "with this --keyring makes it",
                    None => "makes the one that PROOFDESK_KEYRING names",
                };
                Err(Failure::new(format!(
                    "{}: there is no key ring of this name; `proofdesk keys add` {named}",
                    display_path(&path)
                )))
            }
            Some(path) => load_ring(&path).map(Some),
            // Without a home there is no ring of one's own, which is no fault here.
            None => keys::default_path().ok().map(|path| load_ring(&path)).transpose(),
        }
    }
}

/// A label and a key that are given together.
fn labelled<'t>(option: &str, text: &'t str) -> Result<(&'t str, ParsedKey), Failure> {
    let split = text.split_once('=').map(|(label, key)| (label.trim(), key));
    let Some((label, key)) = split.filter(|(label, _)| !label.is_empty()) else {
        let missing = match split.is_none() && !text.starts_with('@') && read_key(text).is_err() {
            true => "there is no key",
            false => "there is no label",
        };
        return Err(Failure::new(format!(
            "{option} {text}: {missing}; write it as LABEL=KEY or LABEL=@FILE, where LABEL is your name for \
             the key, such as the issuer's domain"
        )));
    };
    let parsed = read_key(key).map_err(|e| {
        let file = label.strip_prefix('@').unwrap_or(label);
        Failure::new(match Path::new(file).is_file() && !key.starts_with('@') {
            true => {
                format!("{option} {text}: the label stands before the key: write {key}=@{file}")
            }
            false => format!("{option} {label}: {e}"),
        })
    })?;
    Ok((label, parsed))
}
