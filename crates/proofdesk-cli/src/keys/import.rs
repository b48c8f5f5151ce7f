//! `proofdesk keys import`: keys of another ring, of which the user compared the fingerprints.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use proofdesk_engine::LookAlikes;
use proofdesk_engine::core::counted;
use proofdesk_engine::core::encoding::Digest;
use proofdesk_engine::core::file_kind::FileKind;
use proofdesk_engine::keys::{KeyRing, KeyRingError, RingPin};
use proofdesk_engine::platform::display_path;

use super::compared::{MATCHED, WITH_WHOM, agrees, fingerprint, said};
use super::show::show;
use crate::failure::Failure;
use crate::input::is_dash;
use crate::kept::of_keys;
use crate::page::Page;
use crate::terminal;

/// Add keys of another key ring
///
/// A key is added only after you compared its whole fingerprint with one that you got by another way
/// than the file. On a terminal, each new key is shown and you are asked about it. Elsewhere, or if you
/// prefer, name the fingerprints with --fingerprint.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// A file that `keys export` wrote; - is standard input
    #[arg(value_hint = ValueHint::FilePath)]
    file: PathBuf,

    /// A fingerprint that you got by another way; only keys that have one of these are added
    #[arg(long, value_name = "HEX")]
    fingerprint: Vec<String>,

    /// How you compared the fingerprints, in your own words; reports quote it as your note
    #[arg(long, value_name = "TEXT")]
    confirmed: Option<String>,
}

impl ImportArgs {
    /// The file that it names.
    pub(super) fn file(&self) -> &Path {
        &self.file
    }
}

/// Adds keys that the user compared. Whoever can hand over a changed record can hand over a ring with
/// it, so no key is added on the word of the file.
pub(super) fn import(
    args: ImportArgs,
    ring: &KeyRing,
    path: &Path,
    page: &mut Page<'_>,
) -> Result<(), Failure> {
    // Not the user's ring, so that there is no other to name instead.
    let (file, other) = match is_dash(&args.file) {
        true => {
            let name = Path::new("standard input");
            terminal::say_if_waiting();
            (name, KeyRing::read(name, io::stdin()).map_err(Failure::new)?)
        }
        false if !args.file.try_exists().unwrap_or(true) => {
            return Err(Failure::new(format!(
                "{}: there is no file or folder of this name",
                display_path(&args.file)
            )));
        }
        false => (
            &*args.file,
            KeyRing::load(&args.file).map_err(|error| match error {
                KeyRingError::File(error) => {
                    let again = "; ask for the file again as it was exported";
                    of_keys(&error, "a key ring", &FileKind::KeyRing, again)
                }
                error => error.into(),
            })?,
        ),
    };
    let total = other.pins().len();
    let named: Vec<Digest> =
        args.fingerprint.iter().map(|text| fingerprint(text)).collect::<Result<_, _>>()?;
    let has = |pin: &RingPin, digest: &Digest| pin.fingerprint == digest.to_string();
    if let Some(digest) = named.iter().find(|d| !other.pins().iter().any(|pin| has(pin, d))) {
        return Err(Failure::new(format!(
            "{}: no key in it has the fingerprint {}, so none is added; ask the issuer which \
             fingerprint is right",
            display_path(file),
            digest.to_groups()
        )));
    }
    // One of the file can look like another, or like one that is pinned.
    let alike = LookAlikes::among_labels(ring.labels().chain(other.labels()));
    page.tell_apart(alike.clone());
    let mut offer = other.offer_to(ring);
    if !named.is_empty() {
        let wanted = |pin: &RingPin| named.iter().any(|digest| has(pin, digest));
        offer.new.retain(wanted);
        offer.conflicts.retain(wanted);
        // One key under two labels speaks for two issuers, and the fingerprint does not say which.
        for digest in &named {
            let labels: Vec<String> = offer
                .new
                .iter()
                .filter(|pin| has(pin, digest))
                .map(|pin| pin.label.clone())
                .collect();
            if labels.len() > 1 {
                return Err(Failure::new(format!(
                    "{}: the key {} is in it under several labels ({}), so none is added; import it \
                     on a terminal, where you are asked about each, or add it with `proofdesk keys add`",
                    display_path(file),
                    digest.to_groups(),
                    labels.join(", ")
                )));
            }
        }
    }
    // A label that is taken by another key stops the import: nothing is half done.
    if let Some(pin) = offer.conflicts.first() {
        return Err(Failure::new(format!(
            "{}: your key ring has another key of the label {}, so none is added; add the key by \
             itself with `proofdesk keys add` under another label, or remove yours first",
            display_path(file),
            pin.label
        )));
    }
    let asked = named.is_empty();
    let chosen = if asked { ask(offer.new, file, &alike)? } else { offer.new };
    let (added, already) = (chosen.len(), offer.already.len());
    if added > 0 {
        let matched = args.confirmed.is_none() && !asked;
        let words = match args.confirmed {
            Some(words) => words,
            None if asked => terminal::ask(WITH_WHOM)?,
            None => MATCHED.to_owned(),
        };
        let words = said(&words)?;
        let adopt = |pin: RingPin| pin.adopt(words, matched, file);
        let pins: Vec<RingPin> = chosen.into_iter().map(adopt).collect::<Result<_, _>>()?;
        if !asked {
            // Label, domain and dates are the file's word: they are to be seen, at least.
            pins.iter().try_for_each(|pin| show(pin, page))?;
        }
        KeyRing::change(path, |ring| pins.into_iter().try_for_each(|pin| ring.add(pin)))?;
    }
    let left = match total - added - already {
        0 => String::new(),
        left => format!(", {left} skipped"),
    };
    let added = counted(added, "key");
    let words = format!("{added} added, {already} already in the key ring{left}.");
    page.text(0, words)?;
    Ok(())
}

/// The keys of which the user says that they are to be added.
fn ask(pins: Vec<RingPin>, file: &Path, alike: &LookAlikes) -> Result<Vec<RingPin>, Failure> {
    let page = &mut terminal::aside();
    page.tell_apart(alike.clone());
    if !terminal::can_ask() && !pins.is_empty() {
        for pin in &pins {
            show(pin, page)?;
        }
        return Err(Failure::new(format!(
            "{}: there is no terminal to ask you about these keys, so none is added; compare each \
             fingerprint with one that you got by another way than the file, and name those that \
             agree with --fingerprint",
            display_path(file)
        )));
    }
    let mut chosen = Vec::new();
    for pin in pins {
        show(&pin, page)?;
        if agrees()? {
            chosen.push(pin);
        }
    }
    Ok(chosen)
}
