//! `proofdesk keys`: the key ring.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clap::{Args, Subcommand, ValueHint};
use proofdesk_engine::core::encoding::Digest;
use proofdesk_engine::core::visible;
use proofdesk_engine::keyring::{self, KeyRing, KeyRingError, RingPin};
use proofdesk_engine::report;

use crate::args::RingArgs;
use crate::page::groups_of_four;
use crate::verify::read_key;
use crate::{Failure, Status};

/// Manage the keys that you trust
///
/// A key ring is a file with public keys that you pinned. Records are verified against these keys
/// only. Before you pin a key, compare its whole fingerprint with one that you got from the issuer
/// by another way than the record or the key itself.
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
    /// Remove a key
    Remove {
        /// Its label or fingerprint
        #[arg(value_name = "LABEL|FINGERPRINT")]
        selector: String,
    },
    /// Add the keys of another key ring
    Import {
        /// A file that `keys export` wrote
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
    /// Print the key ring, or some of its keys, for `keys import`
    Export {
        /// Labels or fingerprints; all keys if not given
        #[arg(value_name = "LABEL|FINGERPRINT")]
        selectors: Vec<String>,
    },
}

/// Pin a key
#[derive(Debug, Args)]
struct AddArgs {
    /// Your name for the key; one that looks like a domain is also its domain
    label: String,

    /// The key in hex, base64, PEM, JWK, OpenSSH or key-discovery form, or @FILE
    key: String,

    /// The fingerprint that you got elsewhere; the key is refused unless it has exactly this one
    #[arg(long, value_name = "HEX")]
    fingerprint: Option<String>,

    /// How you compared the fingerprint, in your own words
    #[arg(long, value_name = "TEXT")]
    confirmed: Option<String>,

    /// The issuer's domain
    #[arg(long)]
    domain: Option<String>,

    /// The issuer's tenant id
    #[arg(long)]
    tenant_id: Option<String>,

    /// The issuer's name for the key
    #[arg(long)]
    key_id: Option<String>,

    /// Accept no signature before this time (RFC 3339)
    #[arg(long, value_name = "TIME")]
    valid_from: Option<String>,

    /// Accept no signature after this time (RFC 3339)
    #[arg(long, value_name = "TIME")]
    valid_until: Option<String>,

    /// Accept no signature from this time on (RFC 3339)
    #[arg(long, value_name = "TIME")]
    compromised_since: Option<String>,

    /// A note of your own
    #[arg(long)]
    note: Option<String>,
}

/// Runs the command.
pub(crate) fn run(args: KeysArgs) -> Status {
    let path = match args.ring.keyring {
        Some(path) => path,
        None => keyring::default_path().map_err(Failure::new)?,
    };
    let mut ring = KeyRing::load(&path).map_err(Failure::new)?;
    let mut out = io::stdout().lock();
    match args.command {
        KeysCommand::Add(add) => {
            let pin = pin(*add)?;
            let label = pin.label.clone();
            ring.add(pin).map_err(Failure::new)?;
            ring.save(&path).map_err(Failure::new)?;
            show(ring.find(&label).map_err(Failure::new)?, &mut out)?;
            writeln!(out, "Pinned in {}.", visible(&path.display().to_string()))?;
            let pin = ring.find(&label).map_err(Failure::new)?;
            if pin.confirmed.is_none() {
                writeln!(
                    out,
                    "You have not said how you compared the fingerprint. Compare it with one from \
                     the issuer, and give --fingerprint or --confirmed when you pin a key."
                )?;
            }
        }
        KeysCommand::List => list(&ring, &path, &mut out)?,
        KeysCommand::Show { selector } => {
            show(ring.find(&selector).map_err(Failure::new)?, &mut out)?;
        }
        KeysCommand::Remove { selector } => {
            let pin = ring.remove(&selector).map_err(Failure::new)?;
            ring.save(&path).map_err(Failure::new)?;
            writeln!(
                out,
                "Removed {}, fingerprint {}.",
                visible(&pin.label),
                groups_of_four(&pin.fingerprint)
            )?;
        }
        KeysCommand::Import { file } => import(&mut ring, &path, &file, &mut out)?,
        KeysCommand::Export { selectors } => {
            let mut part = KeyRing::default();
            for selector in &selectors {
                let pin = ring.find(selector).map_err(Failure::new)?.clone();
                part.add(pin).map_err(Failure::new)?;
            }
            let all = if selectors.is_empty() { &ring } else { &part };
            out.write_all(all.to_json().as_bytes())?;
        }
    }
    Ok(0)
}

fn pin(add: AddArgs) -> Result<RingPin, Failure> {
    let parsed = read_key(&add.key).map_err(|e| Failure::new(format!("the key: {e}")))?;
    let actual = parsed.key.fingerprint();
    let mut pin = RingPin::new(&add.label, &parsed);
    if let Some(text) = &add.fingerprint {
        let text = text.trim().strip_prefix("sha256:").unwrap_or(text);
        let compact: String = text.chars().filter(|c| !c.is_whitespace() && *c != ':').collect();
        let expected = Digest::parse(&compact).map(|d| d.digest).map_err(|e| {
            Failure::new(format!("--fingerprint: {e}; it has 64 hexadecimal digits"))
        })?;
        if expected != actual {
            return Err(Failure::new(format!(
                "the key has another fingerprint, so it is not pinned\n  \
                 you expect  {}\n  the key has {}\nAsk the issuer which one is right.",
                expected.to_groups(),
                actual.to_groups()
            )));
        }
        pin.confirmed = Some("compared with a fingerprint given on the command line".to_owned());
    }
    let looks = keyring::looks_like_domain(&add.label).then(|| add.label.clone());
    pin.domain = add.domain.or(looks).or(pin.domain);
    pin.confirmed = add.confirmed.or(pin.confirmed);
    pin.tenant_id = add.tenant_id;
    pin.key_id = add.key_id.or(pin.key_id);
    pin.valid_from = add.valid_from;
    pin.valid_until = add.valid_until;
    pin.compromised_since = add.compromised_since;
    pin.note = add.note;
    pin.added_at = Some(report::time_of(SystemTime::now()));
    Ok(pin)
}

fn show(pin: &RingPin, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", visible(&pin.label))?;
    writeln!(out, "  fingerprint        {}", groups_of_four(&pin.fingerprint))?;
    writeln!(out, "  key                {}", pin.key)?;
    let optional = [
        ("domain", &pin.domain),
        ("tenant id", &pin.tenant_id),
        ("key id", &pin.key_id),
        ("valid from", &pin.valid_from),
        ("valid until", &pin.valid_until),
        ("compromised since", &pin.compromised_since),
        ("confirmed", &pin.confirmed),
        ("note", &pin.note),
        ("added", &pin.added_at),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            writeln!(out, "  {name:18} {}", visible(value))?;
        }
    }
    Ok(())
}

fn list(ring: &KeyRing, path: &Path, out: &mut dyn Write) -> io::Result<()> {
    if ring.pins().is_empty() {
        let path = path.display().to_string();
        return writeln!(out, "No keys are pinned in {}.", visible(&path));
    }
    for pin in ring.pins() {
        let domain = pin.domain.as_deref().filter(|d| *d != pin.label);
        let domain = domain.map(|d| format!(" ({})", visible(d))).unwrap_or_default();
        let mark = if pin.compromised_since.is_some() { ", compromised" } else { "" };
        writeln!(out, "{}{domain}{mark}", visible(&pin.label))?;
        writeln!(out, "  {}", groups_of_four(&pin.fingerprint))?;
    }
    Ok(())
}

fn import(
    ring: &mut KeyRing,
    path: &Path,
    file: &Path,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    if !file.exists() {
        return Err(Failure::new(format!("{}: there is no such file", file.display())));
    }
    let other = KeyRing::load(file).map_err(Failure::new)?;
    let outcome = ring.merge(other);
    // A label that is taken by another key stops the import: nothing is half done.
    if let Some(label) = outcome.conflicts.first() {
        return Err(Failure::new(KeyRingError::taken(label)));
    }
    ring.save(path).map_err(Failure::new)?;
    let (added, known) = (outcome.added.len(), outcome.already.len());
    writeln!(out, "{added} added, {known} already there.")?;
    Ok(())
}
