//! `proofdesk keys`: the key ring.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clap::{Args, Subcommand, ValueHint};
use proofdesk_engine::core::encoding::{DecodeError, Digest};
use proofdesk_engine::core::key::{MAX_KEY_INPUT, parse_key};
use proofdesk_engine::core::time::Timestamp;
use proofdesk_engine::core::{counted, visible};
use proofdesk_engine::keys::{self, KeyRing, KeyRingError, RingPin, SAMPLE_FINGERPRINT};
use proofdesk_engine::platform::display_path;
use proofdesk_engine::report;
use proofdesk_engine::{LookAlikes, labels_look_alike};

use crate::args::RingArgs;
use crate::failure::{Failure, Status};
use crate::input::{self, is_dash, read_key};
use crate::page::{Ink, Page, groups_of_four};
use crate::terminal::{self, say};

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

/// Pin a key
///
/// A key is pinned only after you compared its whole fingerprint with one that you got by another way
/// than the key. On a terminal, it is shown and you are asked. Elsewhere, or if you prefer, give that
/// fingerprint with --fingerprint, or say with --confirmed how you compared it.
#[derive(Debug, Args)]
struct AddArgs {
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

/// Add keys of another key ring
///
/// A key is added only after you compared its whole fingerprint with one that you got by another way
/// than the file. On a terminal, each new key is shown and you are asked about it. Elsewhere, or if you
/// prefer, name the fingerprints with --fingerprint.
#[derive(Debug, Args)]
struct ImportArgs {
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

/// How a fingerprint was compared of which nothing else is said.
const COMPARED_HERE: &str = "compared with a fingerprint given on the command line";

/// What is asked of a fingerprint that agrees.
const WITH_WHOM: &str = "What did you compare it with?";

/// Runs the command.
pub(crate) fn run(args: KeysArgs) -> Status {
    let path = match args.ring.named() {
        Some(path) => path,
        None => keys::default_path()?,
    };
    let ring = load_ring(&path)?;
    let page = &mut terminal::page(terminal::plain());
    page.tell_apart(LookAlikes::among_labels(ring.pins().iter().map(|pin| &*pin.label)));
    match args.command {
        KeysCommand::Add(add) => {
            let pin = pin(*add, &ring)?;
            say_what_is_alike(&pin, &ring);
            // What cannot be added is not asked about.
            ring.clone().add(pin.clone())?;
            let pin = compared(pin)?;
            KeyRing::change(&path, |ring| ring.add(pin.clone()))?;
            show(&pin, page)?;
            page.line(0, Ink::Plain, format!("Pinned in {}.", display_path(&path)))?;
        }
        KeysCommand::List => list(&ring, &path, page)?,
        KeysCommand::Show { selector } => show(ring.find(&selector)?, page)?,
        KeysCommand::Remove { selector } => {
            // Where it is not, nothing is written, not even a lock.
            ring.find(&selector)?;
            let pin = KeyRing::change(&path, |ring| ring.remove(&selector))?;
            let fingerprint = groups_of_four(&pin.fingerprint);
            let words = format!("Removed {}, fingerprint {fingerprint}.", pin.label);
            page.line(0, Ink::Plain, words)?;
        }
        KeysCommand::Import(args) => import(args, &ring, &path, page)?,
        KeysCommand::Export { selectors } => {
            let mut part = KeyRing::default();
            for selector in &selectors {
                part.add(ring.find(selector)?.clone())?;
            }
            let all = if selectors.is_empty() { &ring } else { &part };
            terminal::data().write_all(all.to_json().as_bytes())?;
        }
    }
    Ok(0)
}

/// The key ring in a file. That others can write to it is said, whatever then comes of it.
pub(crate) fn load_ring(path: &Path) -> Result<KeyRing, KeyRingError> {
    let ring = KeyRing::load(path)?;
    if ring.others_can_write() {
        say(format!(
            "warning: others can write to the key ring {}, and so decide what is verified; let only \
             yourself write to it",
            display_path(path)
        ));
    }
    Ok(ring)
}

/// What the ring has that can be taken for the pin. A second label for a key can be meant; a label that
/// looks like another's is seldom.
fn say_what_is_alike(pin: &RingPin, ring: &KeyRing) {
    for other in ring.pins().iter().filter(|other| other.label != pin.label) {
        if other.fingerprint == pin.fingerprint {
            say(format!("already pinned as {}, with this same key", other.label));
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
    // A fingerprint can be a key by its form, or not.
    Digest::parse_written(&add.key).map_or(Ok(()), |digest| refuse_fingerprint(&digest.0))?;
    let parsed = read_key(&add.key).map_err(|e| {
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
            None => COMPARED_HERE.to_owned(),
        });
        let beside =
            file.filter(|file| add.key.strip_prefix('@').is_some_and(|key| is_beside(file, key)));
        pin.compared_with = beside.map(display_path);
    }
    pin.domain = match &add.domain {
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
fn compared(pin: RingPin) -> Result<RingPin, Failure> {
    let words = match &pin.confirmed {
        Some(words) => words.clone(),
        None => {
            show(&RingPin { added_at: None, ..pin.clone() }, &mut terminal::aside())?;
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
    if words.trim().is_empty() {
        return Err(Failure::new(
            "you have not said how you compared the fingerprint, so the key is not pinned",
        ));
    }
    Ok(RingPin { confirmed: Some(words.trim().to_owned()), ..pin })
}

/// The value of `--fingerprint`, as people write it down.
fn fingerprint(text: &str) -> Result<Digest, Failure> {
    Digest::parse_written(text).map_err(|error| {
        let what = match error {
            DecodeError::OddHexLength { digits } => format!("this one has {digits}"),
            DecodeError::WrongLength { actual, .. } => format!("this one has {}", 2 * actual),
            _ => "this one has others too".to_owned(),
        };
        Failure::new(format!("--fingerprint: a fingerprint has 64 hexadecimal characters; {what}"))
    })
}

/// The one fingerprint in a file that people read: it stands on a line of its own.
fn fingerprint_in(file: &Path) -> Result<Digest, Failure> {
    let fault =
        |words: &str| Failure::new(format!("--fingerprint @{}: {words}", display_path(file)));
    let bytes = input::read(file, MAX_KEY_INPUT).map_err(|e| fault(&e.to_string()))?;
    let text = String::from_utf8_lossy(&bytes);
    let mut found: Vec<Digest> = text.lines().filter_map(|line| fingerprint(line).ok()).collect();
    found.dedup();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(fault("no line of this file is a fingerprint of 64 hexadecimal characters")),
        _ => Err(fault("there are several fingerprints in this file; give the one you mean")),
    }
}

/// Whether two files lie in one folder.
fn is_beside(file: &Path, key: &str) -> bool {
    let folder = |path: &Path| fs::canonicalize(path).ok()?.parent().map(Path::to_owned);
    folder(file).is_some_and(|own| folder(Path::new(key)) == Some(own))
}

/// A fingerprint in two rows of eight groups.
fn halves(fingerprint: &str) -> (String, String) {
    let (first, second) = fingerprint.split_at(fingerprint.len() / 2);
    (groups_of_four(first), groups_of_four(second))
}

fn show(pin: &RingPin, page: &mut Page<'_>) -> io::Result<()> {
    page.line(0, Ink::Plain, &pin.label)?;
    // Two rows, which no terminal breaks, to be compared group by group.
    let (first, second) = halves(&pin.fingerprint);
    page.line(2, Ink::Plain, format!("fingerprint        {first}"))?;
    page.line(2, Ink::Plain, format!("                   {second}"))?;
    page.line(2, Ink::Plain, format!("key                {}", pin.key))?;
    let beside = pin.compared_with.as_ref().map(|file| format!("{file} lies beside the key"));
    let optional = [
        ("domain", &pin.domain),
        ("tenant id", &pin.tenant_id),
        ("key id", &pin.key_id),
        ("valid from", &pin.valid_from),
        ("valid until", &pin.valid_until),
        ("compromised since", &pin.compromised_since),
        ("you noted", &pin.confirmed),
        ("not independent", &beside),
        ("note", &pin.note),
        ("added", &pin.added_at),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            page.line(2, Ink::Plain, format!("{name:18} {value}"))?;
        }
    }
    if pin.fingerprint == SAMPLE_FINGERPRINT {
        let words = "it is the key of the sample evidence, which anybody can sign with";
        page.line(2, Ink::Plain, format!("{:18} {words}", "sample"))?;
    }
    Ok(())
}

fn list(ring: &KeyRing, path: &Path, page: &mut Page<'_>) -> io::Result<()> {
    if ring.pins().is_empty() {
        let shown = display_path(path);
        let words = match path.exists() {
            true => format!("No keys are pinned in {shown}."),
            false => format!("There is no key ring {shown} yet; `proofdesk keys add` makes it."),
        };
        return page.line(0, Ink::Plain, words);
    }
    for pin in ring.pins() {
        let domain = pin.domain.as_deref().filter(|d| *d != pin.label);
        let domain = domain.map(|d| format!(" ({d})")).unwrap_or_default();
        let mark = if pin.compromised_since.is_some() { ", compromised" } else { "" };
        let sample = if pin.fingerprint == SAMPLE_FINGERPRINT { ", sample" } else { "" };
        page.line(0, Ink::Plain, format!("{}{domain}{mark}{sample}", pin.label))?;
        let (first, second) = halves(&pin.fingerprint);
        page.line(2, Ink::Plain, first)?;
        page.line(2, Ink::Plain, second)?;
    }
    Ok(())
}

/// Adds keys that the user compared. Whoever can hand over a changed record can hand over a ring with
/// it, so no key is added on the word of the file.
fn import(
    args: ImportArgs,
    ring: &KeyRing,
    path: &Path,
    page: &mut Page<'_>,
) -> Result<(), Failure> {
    // Not the user's ring, so that there is no other to name instead.
    let (file, other) = match is_dash(&args.file) {
        true => {
            let name = Path::new("standard input");
            (name, KeyRing::read(name, io::stdin()).map_err(Failure::new)?)
        }
        false if !args.file.exists() => {
            return Err(Failure::new(format!(
                "{}: there is no file or folder of this name",
                display_path(&args.file)
            )));
        }
        false => (&*args.file, KeyRing::load(&args.file).map_err(|e| no_ring(&args.file, e))?),
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
    let chosen = if asked { ask(offer.new, file)? } else { offer.new };
    let (added, already) = (chosen.len(), offer.already.len());
    if added > 0 {
        let words = match args.confirmed {
            Some(words) => words,
            None if asked => terminal::ask(WITH_WHOM)?,
            None => COMPARED_HERE.to_owned(),
        };
        if words.trim().is_empty() {
            return Err(Failure::new(
                "you have not said how you compared the fingerprints, so no key is added",
            ));
        }
        let adopt = |pin: RingPin| pin.adopt(words.trim(), file);
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
    page.line(0, Ink::Plain, words)?;
    Ok(())
}

/// Why a file is no key ring; people also give one key.
fn no_ring(file: &Path, error: KeyRingError) -> Failure {
    let is_key = matches!(error, KeyRingError::Form { .. })
        && input::read(file, MAX_KEY_INPUT).is_ok_and(|bytes| parse_key(&bytes).is_ok());
    match is_key {
        true => {
            let file = display_path(file);
            Failure::new(format!(
                "{file}: this is a key, not a key ring: use `proofdesk keys add LABEL @{file}`"
            ))
        }
        false => Failure::new(error),
    }
}

/// The keys of which the user says that they are to be added.
fn ask(pins: Vec<RingPin>, file: &Path) -> Result<Vec<RingPin>, Failure> {
    let page = &mut terminal::aside();
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

/// Whether the user says that the fingerprint they were shown is the right one.
fn agrees() -> io::Result<bool> {
    let said = terminal::ask(
        "Do all 64 characters agree with a fingerprint that you got by another way? [y/N]",
    )?;
    Ok(["y", "yes"].contains(&said.to_lowercase().as_str()))
}
