//! Which keys a run trusts.

use std::path::{Path, PathBuf};

use proofdesk_engine::core::trust::{Pin, Trust};
use proofdesk_engine::keys::{self, KeyRing, TrustError};
use proofdesk_engine::platform::display_path;

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

    #[command(flatten)]
    pub(crate) ring: RingArgs,

    /// Use no key ring, only --pin
    #[arg(long)]
    no_keyring: bool,
}

impl PinArgs {
    /// The files that single keys are read from.
    pub(crate) fn files(&self) -> impl Iterator<Item = PathBuf> {
        self.pin.iter().filter_map(|text| text.split_once("=@")).map(|(_, file)| file.into())
    }

    /// How many keys standard input is to be.
    pub(crate) fn on_stdin(&self) -> usize {
        self.files().filter(|file| file.as_path() == Path::new("-")).count()
    }

    /// The keys; with `signer`, every signature must be of the pin with this label.
    pub(crate) fn trust(&self, signer: Option<&str>) -> Result<Trust, Failure> {
        let pins = self.given()?;
        let ring = self.ring()?;
        keys::trust(pins, ring.as_ref(), signer).map_err(|error| match error {
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

    fn given(&self) -> Result<Vec<Pin>, Failure> {
        let mut pins = Vec::new();
        for text in &self.pin {
            let (label, key) = text
                .split_once('=')
                .map(|(label, key)| (label.trim(), key))
                .filter(|(label, _)| !label.is_empty())
                .ok_or_else(|| Failure::new(format!("--pin {text}: write it as LABEL=KEY")))?;
            let parsed = read_key(key).map_err(|e| Failure::new(format!("--pin {label}: {e}")))?;
            if let Some(words) = keys::other_domain(label, &parsed) {
                return Err(Failure::new(format!("--pin {label}: {words}")));
            }
            pins.push(keys::run_pin(label, parsed));
        }
        Ok(pins)
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
            Some(path) if !path.exists() => {
                let named = match given {
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
        }
    }
}
