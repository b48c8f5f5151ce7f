//! Evidence, reports and keys in one bag to hand on.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use proofdesk_engine::core::trust::{Confirmed, Pin};
use proofdesk_engine::core::visible;
use proofdesk_engine::dsse::{REPORT_TYPE, ReportSigner, TAG_MANIFEST_TYPE};
use proofdesk_engine::input::packed;
use proofdesk_engine::keys::{KeyRing, RingPin};
use proofdesk_engine::pack::{Bag, PackError};
use proofdesk_engine::progress::Control;
use proofdesk_engine::report::{Head, Header, Started};
use proofdesk_engine::run::{Job, Summary};

use crate::extra::Beside;
use crate::results::{Kept, OfRun, Results as _};
use crate::{Form, write};

/// The forms of the report in a bag, each with its name.
const FORMS: [(Form, &str); 3] =
    [(Form::Html, packed::HTML), (Form::Pdf, packed::PDF), (Form::Csv, packed::CSV)];

/// A run that is over, to be handed on.
pub struct Pack<'p> {
    /// What it was given.
    pub job: &'p Job,
    /// When it began.
    pub started: Started,
    /// What it came to.
    pub summary: &'p Summary,
    /// Its results.
    pub report: &'p mut dyn Kept,
    /// Files of the evidence that are left out.
    pub without: &'p [PathBuf],
    /// Who signs.
    pub signer: Option<&'p ReportSigner>,
    /// What the bag is called.
    pub name: &'p str,
}

impl Pack<'_> {
    /// Writes the bag. Its reports say this besides.
    ///
    /// # Errors
    /// [`PackError`]
    pub fn write(
        self,
        beside: Beside<'_>,
        control: &Control,
        out: &mut dyn Write,
    ) -> Result<(), PackError> {
        let Self { job, started, summary, report, without, signer, name } = self;
        // What is in the bag says nothing of where the bag was written to.
        let header = Header::new(job, started, summary, None)
            .filed(beside.engagement)
            .compared(beside.against)
            .with_second_keys(beside.second_keys);
        let head = Head::of(&header)?;
        let mut bag = Bag::begin(name, started, out)?;
        bag.add_evidence(summary, without, control)?;
        let mut results = OfRun { report, header: &header };
        bag.add(packed::JSON, &mut |out| results.json(out))?;
        for (form, path) in FORMS {
            bag.add(path, &mut |out| write(form, &head, beside.extra, &mut results, &mut { out }))?;
        }
        if let Some(signer) = signer {
            let mut json = Vec::new();
            results.json(&mut json)?;
            let envelope = signer.sign(REPORT_TYPE, &json);
            bag.add(packed::SIGNED_JSON, &mut |out| out.write_all(&envelope))?;
        }
        let keys = pinned(job.trust.pins())?;
        bag.add(packed::KEYS, &mut |out| out.write_all(keys.as_bytes()))?;
        let words = how_to_verify(name, &head, without, signer);
        bag.add(packed::HOW_TO_VERIFY, &mut |out| out.write_all(words.as_bytes()))?;
        let sign = |list: &[u8]| signer.map(|signer| signer.sign(TAG_MANIFEST_TYPE, list));
        bag.finish(&sign)?;
        Ok(())
    }
}

/// What a bag at this place is called: its folder, whose name people type, without what a shell reads
/// otherwise.
#[must_use]
pub fn bag_name(place: &Path) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
    let stem = place.file_stem().unwrap_or_default().to_string_lossy();
    let name: String = stem.chars().map(|c| if is_plain(c) { c } else { '-' }).collect();
    match name.trim_start_matches(['-', '.']) {
        "" => "evidence".to_owned(),
        name => name.to_owned(),
    }
}

/// The pinned keys as a key ring, for `keys import`.
fn pinned(pins: &[Pin]) -> io::Result<String> {
    let mut ring = KeyRing::default();
    for pin in pins {
        let time =
            |time: Option<proofdesk_engine::core::time::Timestamp>| time.map(|t| t.to_exact());
        let (confirmed, compared_with) = match &pin.confirmed {
            Confirmed::Said(words) | Confirmed::Matched(words) => (Some(words.clone()), None),
            Confirmed::Beside(file) => (None, Some(file.clone())),
            Confirmed::NotAsked | Confirmed::Never => (None, None),
        };
        let pin = RingPin {
            label: pin.label.to_string(),
            domain: pin.domain.clone(),
            key: pin.key.to_hex(),
            fingerprint: pin.key.fingerprint().to_string(),
            tenant_id: pin.tenant_id.clone(),
            key_id: None,
            valid_from: time(pin.valid_from),
            valid_until: time(pin.valid_until),
            compromised_since: time(pin.compromised_since),
            note: None,
            confirmed,
            matched: matches!(pin.confirmed, Confirmed::Matched(_)),
            compared_with,
            reviewer: false,
            added_at: time(pin.pinned_at),
        };
        ring.add(pin).map_err(io::Error::other)?;
    }
    Ok(ring.to_json())
}

/// How somebody checks the bag who has nothing but common tools, and then with Proofdesk.
fn how_to_verify(
    name: &str,
    head: &Head,
    without: &[PathBuf],
    signer: Option<&ReportSigner>,
) -> String {
    let tool = &head.run.tool;
    let mut words = format!(
        "How to verify this bag\n\
         ======================\n\
         \n\
         {} {} made it, from the report of the run begun at {}, as a bag by RFC 8493 (BagIt 1.0).\n\
         \n\
         \x20 data/                     the evidence, as it was received\n\
         \x20 report/                   the report as JSON, HTML, PDF and CSV\n\
         \x20 keys/pinned.json          the public keys that the report rests on\n\
         \x20 manifest-sha256.txt       the SHA-256 of each file of the evidence\n\
         \x20 tagmanifest-sha256.txt    the SHA-256 of each other file\n\
         \n\
         1. With common tools, whether the files are those that were packed (the archive may have another\n\
         name now):\n\
         \n\
         \x20   unzip {name}.zip\n\
         \x20   cd {name}\n\
         \x20   sha256sum -c manifest-sha256.txt\n\
         \x20   sha256sum -c tagmanifest-sha256.txt\n\
         \x20   cd ..\n\
         \n\
         Where a name had a control character, such as a line break, or a byte that is not UTF-8, the name\n\
         in this bag has %NN. The lists write the percent sign of a name as %25, as BagIt asks for, and\n\
         sha256sum looks for that name: it does not find such a file, and step 2 does.\n\
         Whoever can change a file can change these lists too: compare the SHA-256 of\n\
         tagmanifest-sha256.txt with one that you got from the sender by another way.\n\
         \n\
         2. With Proofdesk, the bag and the evidence in it:\n\
         \n\
         \x20   proofdesk verify {name}.zip\n\
         \n\
         Pin the issuer's key first (proofdesk keys add). The keys in keys/pinned.json came with the\n\
         evidence: compare their fingerprints with the issuer before you rely on them.\n",
        tool.name, tool.version, head.run.started_at
    );
    if let Some(digest) = &head.report_digest {
        // A label or a pattern can hold anything.
        let options = head.options.typed();
        let options = visible(&options);
        words += &format!(
            "\n\
             3. Whether you see what the sender saw: with the same keys pinned,\n\
             \n\
             \x20   proofdesk verify --format json{options} {name}/data/*\n\
             \n\
             gives this report digest, unless files were not packed or were renamed:\n\
             \n\
             \x20   {digest}\n"
        );
    }
    if let Some(signer) = signer {
        words += &format!(
            "\n\
             The report and tagmanifest-sha256.txt are signed (DSSE, *.dsse.json) with the Ed25519 key of\n\
             this fingerprint (SHA-256 of the 32 bytes of the key):\n\
             \n\
             \x20   {}\n\
             \n\
             Compare it with the signer, and pin the key: proofdesk keys add --reviewer LABEL KEY\n",
            signer.fingerprint()
        );
    }
    if !without.is_empty() {
        words += "\nNot packed on request, although the report refers to them:\n\n";
        for path in without {
            let shown = proofdesk_engine::platform::display_path(path);
            words += &format!("    {}\n", proofdesk_engine::core::visible_name(&shown));
        }
    }
    words
}
