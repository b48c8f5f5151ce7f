//! `proofdesk keys`: the key ring.

mod add;
mod compared;
mod history;
mod import;
mod loaded;
mod show;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use proofdesk_engine::LookAlikes;
use proofdesk_engine::keys::{self, KeyRing, KeyRingError};
use proofdesk_engine::platform::{Needs, display_path};

use self::add::{AddArgs, add};
use self::history::{HistoryArgs, history};
use self::import::{ImportArgs, import};
pub(crate) use self::loaded::load_ring;
use self::show::{list, show};
use crate::args::RingArgs;
use crate::failure::{Failure, Status};
use crate::terminal;

/// Manage the keys that you pinned
///
/// A key ring is a file with the public keys that you pinned. Records are verified with these keys only.
/// Before you pin a key, compare its whole fingerprint with one that the issuer gave you by another way
/// than the record or the key: by telephone, on paper, in person.
#[derive(Debug, Args)]
pub(crate) struct KeysArgs {
    #[command(flatten)]
    ring: RingArgs,

    #[command(subcommand)]
    command: KeysCommand,
}

#[derive(Debug, Subcommand)]
enum KeysCommand {
    Add(Box<AddArgs>),
    /// List the pinned keys
    List,
    /// Show everything about one key
    Show {
        /// Its label or fingerprint
        #[arg(value_name = "LABEL|FINGERPRINT")]
        selector: String,
    },
    History(HistoryArgs),
    /// Remove a key
    Remove {
        /// Its label or fingerprint
        #[arg(value_name = "LABEL|FINGERPRINT")]
        selector: String,
    },
    Import(ImportArgs),
    /// Print the key ring, or some of its keys, for `keys import`
    Export {
        /// Labels or fingerprints; all keys if not given
        #[arg(value_name = "LABEL|FINGERPRINT")]
        selectors: Vec<String>,
    },
}

impl KeysArgs {
    /// What the command takes.
    pub(crate) fn needs(&self, needs: &mut Needs) {
        let Self { ring: _, command } = self;
        // Without a home there is none, which the command will say.
        let Ok(ring) = self.path() else { return };
        match command {
            KeysCommand::Add(args) => args.files().for_each(|file| needs.read(file)),
            KeysCommand::Import(args) => needs.read(args.file()),
            KeysCommand::Remove { .. } => {}
            KeysCommand::History(args) => return needs.keep(args.path(&ring)),
            KeysCommand::List | KeysCommand::Show { .. } | KeysCommand::Export { .. } => {
                return self.ring.needs(needs);
            }
        }
        needs.keep(ring);
    }

    fn path(&self) -> Result<PathBuf, KeyRingError> {
        self.ring.named().map_or_else(keys::default_path, Ok)
    }
}

/// Runs the command.
pub(crate) fn run(args: KeysArgs) -> Status {
    let path = args.path()?;
    // The history needs no ring that can be read.
    if let KeysCommand::History(args) = &args.command {
        history(args, &path, &mut terminal::page(terminal::plain()))?;
        return Ok(0);
    }
    let needs_keys = match args.command {
        KeysCommand::Show { .. } | KeysCommand::Remove { .. } => true,
        // A list or an export of nothing would hide a mistyped name.
        KeysCommand::List | KeysCommand::Export { .. } => args.ring.named().is_some(),
        _ => false,
    };
    if needs_keys && !path.try_exists().unwrap_or(true) {
        return Err(Failure::new(format!(
            "{}: there is no key ring of this name; `proofdesk keys add` makes it",
            display_path(&path)
        )));
    }
    let ring = load_ring(&path)?;
    let alike = LookAlikes::among_labels(ring.labels());
    carry_out(args.command, &ring, &path, alike.clone()).map_err(|failure| match failure {
        Failure::Words(words) => Failure::new(&*alike.tell_apart(words.into())),
        failure => failure,
    })?;
    Ok(0)
}

fn carry_out(
    command: KeysCommand,
    ring: &KeyRing,
    path: &Path,
    alike: LookAlikes,
) -> Result<(), Failure> {
    let page = &mut terminal::page(terminal::plain());
    page.tell_apart(alike);
    match command {
        KeysCommand::Add(args) => add(*args, ring, path, page)?,
        KeysCommand::List => list(ring, path, page)?,
        KeysCommand::History(args) => history(&args, path, page)?,
        KeysCommand::Show { selector } => show(ring.find(&selector)?, page)?,
        KeysCommand::Remove { selector } => {
            // Where it is not, nothing is written, not even a lock.
            ring.find(&selector)?;
            let pin = KeyRing::change(path, |ring| ring.remove(&selector))?;
            page.text(0, format!("Removed {}, with this fingerprint:", pin.label))?;
            page.rows(2, &pin.fingerprint)?;
        }
        KeysCommand::Import(args) => import(args, ring, path, page)?,
        KeysCommand::Export { selectors } => {
            let mut part = KeyRing::default();
            let mut taken: Vec<&str> = Vec::new();
            for selector in &selectors {
                let pin = ring.find(selector)?;
                if !taken.contains(&&*pin.label) {
                    part.add(pin.clone())?;
                    taken.push(&pin.label);
                }
            }
            let all = if selectors.is_empty() { ring } else { &part };
            terminal::data().write_all(all.to_json().as_bytes())?;
        }
    }
    Ok(())
}
