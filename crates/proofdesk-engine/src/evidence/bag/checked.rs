//! One bag against its manifests.

use std::collections::HashSet;

use proofdesk_core::verdict::{Check, CheckName, Finding, Kind, Reason};
use proofdesk_core::{counted, counted_in_groups};

use super::declaration::{Declaration, payload_oxum, to_fetch};
use super::files::{Files, Found, Listing, is_litter, split};
use super::manifest::{Line, lines};
use super::problems::Problems;
use super::taken::{Bags, Checked, FileSet};
use crate::dsse::{Envelope, TAG_MANIFEST_TYPE};
use crate::input::{Algorithm, TagFile, labels, opened, packed};
use crate::order::{FileNumber, Order};

/// A bag while it is checked.
struct Bag<'b> {
    bags: &'b Bags,
    set: &'b FileSet<'b>,
    files: Files<'b>,
    declaration: Declaration,
    to_fetch: HashSet<String>,
    /// A file that is listed was skipped, or is elsewhere.
    has_unseen: bool,
    problems: Problems,
    passed: Vec<Check>,
    /// The files that a manifest of the payload lists, and those that a tag manifest lists.
    payload: HashSet<FileNumber>,
    tags: HashSet<FileNumber>,
    /// Those of the latter that have their hash.
    fitting_tags: HashSet<FileNumber>,
}

/// A manifest of the bag.
struct Manifest<'n> {
    name: &'n str,
    file: FileNumber,
    algorithm: Algorithm,
    is_tag: bool,
}

/// What comes of comparing one file.
enum Compared {
    Fits,
    /// It is another one, or could not be compared.
    Open(Box<Check>),
    /// Hashes of this kind are not checked.
    NotChecked,
}

/// Checks the bag that a file declares.
pub(super) fn check(
    file: FileNumber,
    bags: &Bags,
    set: &FileSet<'_>,
    listing: &Listing<'_>,
) -> Checked {
    let order = Order { file, ..Order::default() };
    let mut finding = Finding::new(set.places.source(file), Kind::Bag);
    let text = bags.text(file);
    let declaration = match Declaration::read(text.unwrap_or_default()) {
        Ok(declaration) => declaration,
        Err(words) => {
            finding.add(unreadable().note(words));
            finding.conclude();
            return Checked { order, finding, own: vec![file] };
        }
    };
    let mut bag = Bag {
        bags,
        set,
        files: Files::of(file, set, listing),
        declaration,
        to_fetch: HashSet::new(),
        has_unseen: false,
        problems: Problems::default(),
        passed: Vec::new(),
        payload: HashSet::new(),
        tags: HashSet::new(),
        fitting_tags: HashSet::new(),
    };
    bag.note_what_is_there_twice();
    bag.note_what_is_to_fetch();
    bag.compare_all();
    bag.find_unlisted();
    bag.compare_size();
    let signers = bag.signers();
    let own = bag.own_files();
    let files = bag.payload.len() as u64;
    let is_open = bag.problems.are_open();
    finding.checks = bag.passed;
    finding.checks.extend(bag.problems.into_checks());
    match is_open {
        true => finding.conclude(),
        false => finding.inform(format!(
            "Bag: {} with the hashes that its manifests list; {}",
            counted(files, "file"),
            match signers {
                Some(labels) => {
                    format!("the list is signed with the key you pinned as the reviewer {labels}")
                }
                None => "who signed the list, if anybody did, was not determined".to_owned(),
            }
        )),
    }
    Checked { order, finding, own }
}

/// What is said of a list that a reviewer signed, as a bag has it, where there is no bag; nothing of one whose
/// signature is not known to hold.
pub(super) fn without_bag(file: FileNumber, bags: &Bags, set: &FileSet<'_>) -> Option<Checked> {
    let envelope = Envelope::read(bags.text(file)?)?;
    opened(&envelope, set.trust).filter(|_| envelope.payload_type() == TAG_MANIFEST_TYPE)?;
    let mut finding = Finding::new(set.places.source(file), Kind::Bag);
    finding.add(
        Check::unknown(CheckName::Manifest, Reason::BagManifestInvalid)
            .clause("there is no bag that the signed list could be compared with: bagit.txt is missing beside it")
            .possible_causes(
                "Only a part of the bag was copied or unpacked, or bagit.txt was removed or renamed.",
            )
            .next_step("Ask whoever made the bag for it again, as one file."),
    );
    finding.conclude();
    // Behind what is said of the list itself.
    let order = Order { file, part: 1, ..Order::default() };
    Some(Checked { order, finding, own: Vec::new() })
}

fn unreadable() -> Check {
    Check::unknown(CheckName::Manifest, Reason::BagManifestInvalid)
}

impl Bag<'_> {
    fn text(&self, file: FileNumber) -> Option<Vec<u8>> {
        Some(self.declaration.text(self.bags.text(file)?))
    }

    /// Of what makes it a bag, a program that unpacks it can take the one or the other.
    fn note_what_is_there_twice(&mut self) {
        let twice: Vec<&str> = self.files.twice().collect();
        for path in twice {
            let note = format!(
                "The bag has several files of the name {path}, and programs differ in which of them they take."
            );
            self.problems.add(unreadable().field(path.to_owned()).note(note));
        }
    }

    fn note_what_is_to_fetch(&mut self) {
        let fetch = self.files.get("fetch.txt").and_then(|file| self.text(file));
        let percent = self.declaration.encodes_percent();
        self.to_fetch.extend(to_fetch(&fetch.unwrap_or_default(), percent));
    }

    fn compare_all(&mut self) {
        let named: Vec<(&str, FileNumber)> = self.files.iter(false).collect();
        let manifests = named.into_iter().filter_map(|(name, file)| {
            let (algorithm, is_tag) = match TagFile::named(name)? {
                TagFile::Manifest(algorithm) => (algorithm, false),
                TagFile::TagManifest(algorithm) => (algorithm, true),
                _ => return None,
            };
            Some(Manifest { name, file, algorithm, is_tag })
        });
        let (mut of_payload, mut of_tags) = (0, 0);
        let mut others = Vec::new();
        for manifest in manifests {
            match (&manifest.algorithm, manifest.is_tag) {
                (Algorithm::Other(_), _) => others.push(manifest.name.to_owned()),
                (_, true) => of_tags += 1,
                (_, false) => of_payload += 1,
            }
            self.compare(&manifest);
        }
        let others = match others.as_slice() {
            [] => None,
            names => Some(format!(
                "{}: SHA-256 and SHA-512 are checked, and no others.",
                names.join(", ")
            )),
        };
        let missing = Check::unknown(CheckName::Manifest, Reason::BagManifestMissing);
        let noted = Check::noted(CheckName::Manifest, Reason::BagManifestMissing);
        match (of_payload, others) {
            (0, Some(others)) => self.problems.add(missing.note(others)),
            (0, None) => self.problems.add(missing.clause("it has no manifest of its files")),
            (_, Some(others)) => self.problems.add(noted.note(others)),
            (_, None) => {}
        }
        // One that lists nothing is as none.
        if of_tags == 0 || self.tags.is_empty() {
            let note = "It has no tag manifest that can be checked: whoever changes a file can change \
                        its manifest too.";
            let check = Check::noted(CheckName::Manifest, Reason::BagTagManifestMissing);
            self.problems.add(check.note(note));
        }
    }

    /// Compares the files that a manifest lists. What one lists whose hashes are not checked is listed, too.
    fn compare(&mut self, manifest: &Manifest<'_>) {
        let Some(text) = self.text(manifest.file) else {
            let note = format!("{} could not be read, or is larger than 64 MiB.", manifest.name);
            return self.problems.add(unreadable().note(note));
        };
        let digits = match &manifest.algorithm {
            Algorithm::Sha256 => Some(64),
            Algorithm::Sha512 => Some(128),
            Algorithm::Other(name) => digits_of(name),
        };
        let Some(digits) = digits else { return };
        let (mut fitting, mut all) = (0_u64, 0_u64);
        for line in lines(&text, digits, self.declaration.encodes_percent()) {
            all += 1;
            match line {
                Line::Lists { hash, paths } => {
                    fitting += u64::from(self.compare_path(manifest, &hash, &paths));
                }
                Line::Outside(path) => {
                    let check = Check::fail(CheckName::Manifest, Reason::BagPathOutside);
                    self.problems.add(check.field(path).form(manifest.name.to_owned()));
                }
                Line::Unread(number) => {
                    let note =
                        format!("Line {number} of {} is no hash with a path.", manifest.name);
                    self.problems.add(unreadable().note(note));
                }
            }
        }
        let is_checked = !matches!(manifest.algorithm, Algorithm::Other(_));
        if is_checked && (fitting > 0 || all == 0 && !manifest.is_tag) {
            let verb = if fitting == 1 { "has" } else { "have" };
            let note =
                format!("{fitting} of {} {verb} the hash that it lists.", counted(all, "file"));
            let check = Check::pass(CheckName::Manifest).form(manifest.name.to_owned());
            self.passed.push(check.note(note));
        }
    }

    /// Compares what is at a path. Says whether it has the hash.
    fn compare_path(&mut self, manifest: &Manifest<'_>, stated: &str, paths: &[String]) -> bool {
        let path = &paths[0];
        let found = paths.iter().map(|path| self.files.find(path));
        let found = found.reduce(|a, b| if matches!(a, Found::Nothing) { b } else { a });
        let of = |check: Check| check.field(path.clone()).form(manifest.name.to_owned());
        let unknown = Check::unknown(CheckName::Manifest, Reason::BagFileNotChecked);
        let check = match found {
            Some(Found::Files(files)) => {
                // Of two members of one name, both.
                let files = files.to_vec();
                let mut fits = true;
                for file in files {
                    match self.compare_file(manifest, stated, file) {
                        Compared::Fits => continue,
                        Compared::NotChecked => {}
                        Compared::Open(check) => self.problems.add(of(*check)),
                    }
                    fits = false;
                }
                return fits;
            }
            Some(Found::Skipped) => {
                self.has_unseen = true;
                unknown.note("The file was skipped.")
            }
            _ if self.to_fetch.contains(path) => {
                self.has_unseen = true;
                unknown.note("It is to be fetched from elsewhere (fetch.txt).")
            }
            _ => Check::fail(CheckName::Manifest, Reason::BagFileMissing).stated_in_bag(stated),
        };
        self.problems.add(of(check));
        false
    }

    /// Compares one file.
    fn compare_file(
        &mut self,
        manifest: &Manifest<'_>,
        stated: &str,
        file: FileNumber,
    ) -> Compared {
        let listed = if manifest.is_tag { &mut self.tags } else { &mut self.payload };
        listed.insert(file);
        let open = |note: &'static str| {
            let unknown = Check::unknown(CheckName::Manifest, Reason::BagFileNotChecked);
            Compared::Open(Box::new(unknown.note(note)))
        };
        let digest = self.set.digest(file);
        let calculated = match (&manifest.algorithm, digest) {
            (Algorithm::Other(_), _) => return Compared::NotChecked,
            (_, None) => return open("The file could not be read."),
            (Algorithm::Sha256, Some(digest)) => Some(hex::encode(digest.sha256)),
            (Algorithm::Sha512, _) => self.bags.sha512(file),
        };
        let Some(calculated) = calculated else {
            return open(
                "Its SHA-512 was not calculated: the manifest comes behind it in the archive.",
            );
        };
        if calculated != stated {
            let changed = Check::fail(CheckName::Manifest, Reason::BagFileChanged);
            return Compared::Open(Box::new(changed.stated_in_bag(stated).calculated(calculated)));
        }
        if manifest.is_tag {
            self.fitting_tags.insert(file);
        }
        Compared::Fits
    }

    /// Tells of files that no manifest lists. Of the payload, each must be; of the tag files, each may be.
    fn find_unlisted(&mut self) {
        let unlisted: Vec<&str> = self
            .files
            .iter(true)
            .filter(|(_, file)| !self.payload.contains(file) && !is_litter(*file, self.set))
            .map(|(path, _)| path)
            .collect();
        for path in unlisted {
            let check = Check::unknown(CheckName::Manifest, Reason::BagFileUnlisted);
            self.problems.add(check.field(path.to_owned()));
        }
        if self.tags.is_empty() {
            return;
        }
        let is_tag_manifest = |path: &str| {
            matches!(TagFile::named(path), Some(TagFile::TagManifest(_) | TagFile::Envelope))
        };
        let unlisted: Vec<&str> = self
            .files
            .iter(false)
            .filter(|(path, file)| {
                !self.tags.contains(file) && !is_tag_manifest(path) && !is_litter(*file, self.set)
            })
            .map(|(path, _)| path)
            .collect();
        for path in unlisted {
            let check = Check::noted(CheckName::Manifest, Reason::BagFileUnlisted);
            let note =
                format!("No tag manifest lists {path}: it is not shown to belong to the bag.");
            self.problems.add(check.field(path.to_owned()).note(note));
        }
    }

    /// Compares the size of the payload with what `bag-info.txt` states.
    fn compare_size(&mut self) {
        if self.has_unseen {
            return;
        }
        let info = self.files.get("bag-info.txt").or_else(|| self.files.get("package-info.txt"));
        let stated =
            match info.and_then(|file| self.text(file)).and_then(|text| payload_oxum(&text)) {
                Some(Ok(stated)) => stated,
                Some(Err(text)) => {
                    let note =
                        "Its Payload-Oxum is not a number of bytes, a dot and a number of files.";
                    return self.problems.add(unreadable().stated_in_bag(text).note(note));
                }
                None => return,
            };
        let is_payload =
            |file: &FileNumber| self.payload.contains(file) || !is_litter(*file, self.set);
        let payload = self.files.iter(true).map(|(_, file)| file).filter(is_payload);
        let sizes: Option<Vec<u64>> =
            payload.map(|file| Some(self.set.digest(file)?.len)).collect();
        // What could not be read is told of already.
        let Some(sizes) = sizes else { return };
        let calculated = (sizes.iter().sum::<u64>(), sizes.len() as u64);
        let check = match stated == calculated {
            true => Check::pass(CheckName::Manifest).form("Payload-Oxum"),
            false => Check::fail(CheckName::Manifest, Reason::BagSizeMismatch),
        };
        let written = |(bytes, files): (u64, u64)| {
            format!("{} in {}", counted_in_groups(bytes, "byte"), counted_in_groups(files, "file"))
        };
        let check = check.stated_in_bag(written(stated)).calculated(written(calculated));
        match stated == calculated {
            true => self.passed.push(check),
            false => self.problems.add(check),
        }
    }

    /// The reviewers who signed the tag manifest. That what they signed is another one is a mismatch; that
    /// nobody is known to have signed it is said of the envelope itself.
    fn signers(&mut self) -> Option<String> {
        const SIGNED: &str = "tagmanifest-sha256.txt";
        let raw = |name: &str| self.bags.text(self.files.get(name)?);
        let envelope = Envelope::read(raw(&format!("{SIGNED}.dsse.json"))?)?;
        let (payload, signers) = opened(&envelope, self.set.trust)?;
        let labels = labels(&signers);
        let reason = match raw(SIGNED) {
            Some(list) if envelope.payload_type() == TAG_MANIFEST_TYPE && list == payload => None,
            Some(_) => Some(Reason::BagFileChanged),
            None => Some(Reason::BagFileMissing),
        };
        if let Some(reason) = reason {
            let check = Check::fail(CheckName::Manifest, reason).field(SIGNED);
            let note = match reason {
                Reason::BagFileMissing => format!(
                    "A list is signed with the key you pinned as the reviewer {labels}, and the bag has \
                     no manifest of its name."
                ),
                _ => format!(
                    "It is not the list that is signed with the key you pinned as the reviewer {labels}."
                ),
            };
            self.problems.add(check.note(note));
            return None;
        }
        let note = format!("Signed with the key you pinned as the reviewer {labels}.");
        self.passed.push(Check::pass(CheckName::Manifest).form(SIGNED).note(note));
        Some(labels)
    }

    /// What makes it a bag: the files of these names in its own folder; and what `proofdesk pack` writes beside
    /// them, if a tag manifest lists it. Any other file is evidence, whoever lists it.
    fn own_files(&self) -> Vec<FileNumber> {
        let is_own = |(path, file): &(&str, FileNumber)| {
            split(path).0.is_empty() && TagFile::named(path).is_some()
                || packed::ALL.contains(path) && self.fitting_tags.contains(file)
        };
        self.files.iter(false).filter(is_own).map(|(_, file)| file).collect()
    }
}

/// How many hexadecimal digits a hash has that is not checked.
fn digits_of(algorithm: &str) -> Option<usize> {
    match algorithm.to_ascii_lowercase().as_str() {
        "md5" => Some(32),
        "sha1" | "sha-1" => Some(40),
        "sha224" | "sha-224" => Some(56),
        "sha384" | "sha-384" => Some(96),
        _ => None,
    }
}
