//! `proofdesk keys add`: one key, of which the user compared the fingerprint.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use clap::Args;
use proofdesk_engine::core::encoding::Digest;
use proofdesk_engine::core::time::Timestamp;
use proofdesk_engine::core::visible;
use proofdesk_engine::keys::{self, KeyRing, RingPin};
use proofdesk_engine::platform::display_path;
use proofdesk_engine::report;
use proofdesk_engine::{LookAlikes, labels_look_alike};

use super::compared::{MATCHED, WITH_WHOM, agrees, fingerprint, fingerprint_in, said};
use super::show::show;
use crate::failure::Failure;
use crate::input::read_key;
use crate::page::Page;
use crate::terminal::{self, say};

/// Pin a key
///
/// A key is pinned only after you compared its whole fingerprint with one that you got by another way
/// than the key. On a terminal, it is shown and you are asked. Elsewhere, or if you prefer, give that
/// fingerprint with --fingerprint, or say with --confirmed how you compared it.
#[derive(Debug, Args)]
pub(super) struct AddArgs {
    /// Your name for the key; a name that looks like a domain is also its domain
    label: String,

    /// The key in hex, base64, PEM, DER, JWK, OpenSSH or key-discovery form, or @FILE (@- is
    /// standard input)
    #[arg(allow_hyphen_values = true)]
    key: String,

    /// The fingerprint that you got by another way, or @FILE with it; the key is refused if it has
    /// another one. A file that lies beside the key is not independent
    #[arg(long, value_name = "HEX")]
    fingerprint: Option<String>,

    /// How you compared the fingerprint, in your own words; reports quote it as your note
    #[arg(long, value_name = "TEXT")]
    confirmed: Option<String>,

    /// It is the key of somebody who signs reports, and no issuer's: it verifies no evidence
    #[arg(long, conflicts_with_all = ["domain", "tenant_id", "valid_from", "valid_until", "compromised_since"])]
    reviewer: bool,

    /// The issuer's domain
    #[arg(long)]
    domain: Option<String>,

    /// The issuer's tenant id
    #[arg(long)]
    tenant_id: Option<String>,

    /// The issuer's name for the key
    #[arg(long)]
    key_id: Option<String>,

    /// Accept no record that shows an earlier time of signing (RFC 3339)
    #[arg(long, value_name = "TIME")]
    valid_from: Option<String>,

    /// Accept no record that shows a later time of signing (RFC 3339)
    #[arg(long, value_name = "TIME")]
    valid_until: Option<String>,

    /// Accept no record that shows this time of signing or a later one (RFC 3339); whoever holds the key can write an earlier one
    #[arg(long, value_name = "TIME")]
    compromised_since: Option<String>,

    /// A note of your own
    #[arg(long)]
    note: Option<String>,
}

impl AddArgs {
    /// The files that it names.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        // A label that begins so was meant as the key.
        let texts = [Some(&self.label), Some(&self.key), self.fingerprint.as_ref()];
        texts.into_iter().flatten().filter_map(|text| text.strip_prefix('@'))
    }
}

/// Pins a key in the ring at this place.
pub(super) fn add(
    args: AddArgs,
    ring: &KeyRing,
    path: &Path,
    page: &mut Page<'_>,
) -> Result<(), Failure> {
    let pin = pin(args, ring)?;
    say_what_is_alike(&pin, ring);
    // What cannot be added is not asked about.
    ring.clone().add(pin.clone())?;
    let labels = ring.labels().chain([&*pin.label]);
    let alike = LookAlikes::among_labels(labels);
    page.tell_apart(alike.clone());
    let pin = compared(pin, alike)?;
    KeyRing::change(path, |ring| ring.add(pin.clone()))?;
    show(&pin, page)?;
    page.text(0, format!("Pinned in {}.", display_path(path)))?;
    Ok(())
}

/// What the ring has that can be taken for the pin. A second label for a key can be meant; a label that
/// looks like another's is seldom.
fn say_what_is_alike(pin: &RingPin, ring: &KeyRing) {
    for other in ring.pins().iter().filter(|other| other.label != pin.label) {
        if other.fingerprint == pin.fingerprint {
            let alike = LookAlikes::among_labels(ring.labels().chain([&*pin.label]));
            let label = alike.tell_apart(visible(&other.label));
            let new = alike.tell_apart(visible(&pin.label));
            say(format!("this key is already pinned as {label}; {new} is a second label for it"));
        }
        if labels_look_alike(&pin.label, &other.label) {
            let labels = [&*pin.label, &other.label];
            let [new, old] = labels.map(|label| {
                LookAlikes::among_labels(labels.into_iter()).tell_apart(visible(label)).into_owned()
            });
            say(format!(
                "warning: the label {new} looks like {old}, which you pinned already; choose one \
                 that nobody can confuse with it"
            ));
        }
    }
}

/// The time of an option, as people write it.
fn time(option: &str, text: Option<String>) -> Result<Option<String>, Failure> {
    let Some(error) = text.as_deref().and_then(|text| Timestamp::parse(text).err()) else {
        return Ok(text);
    };
    let text = text.unwrap_or_default();
    // A key that is valid until a day is valid on that day.
    let (hour, which) = match option {
        "--valid-until" => ("23:59:59", "the end of that day"),
        _ => ("00:00:00", "the beginning of that day"),
    };
    let whole = format!("{}T{hour}Z", text.trim());
    Err(Failure::new(match Timestamp::parse(&whole) {
        Ok(_) => format!("{option} {text}: write it as {whole} ({which} in UTC)"),
        Err(_) => format!("{option} {text}: {error}; write a time as 2026-01-01T{hour}Z"),
    }))
}

/// The label stands before the key.
fn require_order(add: &AddArgs) -> Result<(), Failure> {
    let (label, key) = (&add.label, &add.key);
    let file = label.strip_prefix('@').unwrap_or(label);
    let is_file = label.starts_with('@') && read_key(label).is_ok()
        || Path::new(file).is_file() && !key.starts_with('@') && read_key(key).is_err();
    match is_file {
        true => Err(Failure::new(format!(
            "the label stands before the key: write `proofdesk keys add {key} @{file}`"
        ))),
        false => Ok(()),
    }
}

fn pin(add: AddArgs, ring: &KeyRing) -> Result<RingPin, Failure> {
    let label = add.label.trim();
    let file = add.fingerprint.as_deref().and_then(|text| text.strip_prefix('@')).map(Path::new);
    let expected = match file {
        Some(file) => Some(fingerprint_in(file)?),
        None => add.fingerprint.as_deref().map(fingerprint).transpose()?,
    };
    let refuse_fingerprint = |bytes: &[u8; 32]| match ring.with_fingerprint(bytes) {
        Some(pin) => Err(Failure::new(format!(
            "the key: this is the fingerprint of {}, which you pinned, not a key; give the key itself",
            pin.label
        ))),
        None => Ok(()),
    };
    require_order(&add)?;
    // A fingerprint can be a key by its form, or not; and can be written in groups, as no key is.
    let written = Digest::parse_written(&add.key).ok();
    written.as_ref().map_or(Ok(()), |digest| refuse_fingerprint(&digest.0))?;
    let key = written.map_or_else(|| add.key.clone(), |digest| digest.to_string());
    let parsed = read_key(&key).map_err(|e| {
        let is_fingerprint = Digest::parse(add.key.trim()).ok().map(|d| d.digest) == expected;
        Failure::new(match expected.is_some() && is_fingerprint {
            true => {
                "the KEY is the fingerprint itself, not the key: give the key, or a file with it \
                     as @FILE"
                    .to_owned()
            }
            false => format!("the key: {e}"),
        })
    })?;
    refuse_fingerprint(parsed.key.as_bytes())?;
    if expected.is_some_and(|expected| expected.0 == *parsed.key.as_bytes()) {
        return Err(Failure::new(
            "--fingerprint: you gave the key itself as its fingerprint, or the fingerprint as the key; \
             give the fingerprint that you got by another way, and the key",
        ));
    }
    let actual = parsed.key.fingerprint();
    let mut pin = RingPin::new(label, &parsed);
    if let Some(expected) = expected {
        if expected != actual {
            return Err(Failure::new(format!(
                "the key has another fingerprint, so it is not pinned: you gave {}, calculated from \
                 the key is {}; ask the issuer which one is right",
                expected.to_groups(),
                actual.to_groups()
            )));
        }
        pin.confirmed = Some(match file {
            Some(file) => format!("compared with the fingerprint in {}", display_path(file)),
            None => MATCHED.to_owned(),
        });
        let beside =
            file.filter(|file| add.key.strip_prefix('@').is_some_and(|key| is_beside(file, key)));
        pin.compared_with = beside.map(display_path);
    }
    pin.reviewer = add.reviewer;
    pin.domain = match &add.domain {
        _ if add.reviewer => None,
        Some(text) => Some(keys::domain_in(text).ok_or_else(|| {
            Failure::new(format!("--domain {text}: this is not a domain such as issuer.example"))
        })?),
        None => {
            if let Some(words) = keys::other_domain(label, &parsed) {
                return Err(Failure::new(format!("{words}, or give --domain")));
            }
            keys::domain_in(label).or(pin.domain)
        }
    };
    pin.matched = pin.confirmed.is_some() && add.confirmed.is_none();
    pin.confirmed = add.confirmed.or(pin.confirmed);
    pin.tenant_id = add.tenant_id;
    pin.key_id = add.key_id.or(pin.key_id);
    pin.valid_from = time("--valid-from", add.valid_from)?;
    pin.valid_until = time("--valid-until", add.valid_until)?;
    pin.compromised_since = time("--compromised-since", add.compromised_since)?;
    pin.note = add.note;
    pin.added_at = Some(report::time_of(SystemTime::now()));
    Ok(pin)
}

/// The pin with the user's word for how they compared its fingerprint: given with the command, or
/// asked for.
fn compared(pin: RingPin, alike: LookAlikes) -> Result<RingPin, Failure> {
    let words = match &pin.confirmed {
        Some(words) => words.clone(),
        None => {
            let mut aside = terminal::aside();
            aside.tell_apart(alike);
            show(&RingPin { added_at: None, ..pin.clone() }, &mut aside)?;
            if !terminal::can_ask() {
                return Err(Failure::new(
                    "there is no terminal to ask you about this key, so it is not pinned; compare \
                     its fingerprint with one that you got by another way than the key, and give \
                     that with --fingerprint, or say with --confirmed how you compared",
                ));
            }
            if !agrees()? {
                return Err(Failure::new(
                    "the key is not pinned; ask the issuer for its fingerprint",
                ));
            }
            terminal::ask(WITH_WHOM)?
        }
    };
    Ok(RingPin { confirmed: Some(said(&words)?.to_owned()), ..pin })
}

/// Whether two files lie in one folder.
fn is_beside(file: &Path, key: &str) -> bool {
    let folder = |path: &Path| fs::canonicalize(path).ok()?.parent().map(Path::to_owned);
    folder(file).is_some_and(|own| folder(Path::new(key)) == Some(own))
}
