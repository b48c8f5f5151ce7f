//! A container from its bytes to its members, each of which is read as a file is.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;

use proofdesk_core::verdict::{Member as Step, Source};
use proofdesk_core::{counted, format};

use super::bag::{self, Sha512Lists, unpacked};
use super::container::{self, Data, Is, Member, Name, Packing, Told, limited};
use super::entry::Standing;
use super::file::Reader;
use super::given::{Skipped, SkippedWhy};
use super::judged::{ContainerFacts, FileEnd};
use super::places::Placed;
use super::source::{ReadError, Reading};
use super::walk::is_litter;
use crate::order::FileNumber;
use crate::platform::display_name;

/// What is known of a container while its members are read.
struct Open<'o> {
    file: FileNumber,
    placed: &'o Placed,
    /// How many members it has, so far.
    index: u64,
    files: u64,
    unread: u64,
    /// One of them is the text of the mail itself.
    has_text: bool,
    /// How often each name was met, by the hashes of the names.
    names: HashMap<u64, u32>,
    /// The names of the members that were read as evidence and of the folders they are in, as hashes.
    read: HashSet<u64>,
    links: Vec<Link>,
    /// The manifests of SHA-512 that were met.
    sha512: Sha512Lists,
    /// What is to be said of names that hold a record.
    told: Told,
    /// More members were met than may be.
    stopped: bool,
}

/// A link, which is told of when all names are known.
struct Link {
    file: FileNumber,
    placed: Placed,
    name: u64,
    /// The name of what it leads to; `None` if that is not in the container.
    target: Option<u64>,
    words: String,
}

impl Reader<'_> {
    /// Reads what lies in a container, of which so much was read. `Err` if it is none after all, but a document:
    /// whether it may hold a record.
    pub(super) fn container(
        &mut self,
        packing: Packing,
        beginning: Vec<u8>,
        reading: &mut Reading<'_>,
        file: FileNumber,
        placed: &Placed,
    ) -> Result<Result<Box<ContainerFacts>, bool>, ReadError> {
        let depth = self.budget.limits.depth;
        // Of other files of that outer form, it is not known yet what they are.
        if placed.members.len() as u64 >= depth && packing != Packing::Outlook {
            let note = match placed.members.len() {
                0 => "No container is opened (max-depth 0).".to_owned(),
                1 => "It lies in 1 container, and none in that is opened (max-depth 1).".to_owned(),
                deep => format!(
                    "It lies in {deep} containers, one inside the other. More are not opened \
                     (max-depth)."
                ),
            };
            let (name, checks) = (packing.name(), vec![limited(note)]);
            let facts = ContainerFacts { name, files: 0, unread: 0, has_text: false, checks };
            return Ok(Ok(Box::new(facts)));
        }
        // What is left of an office file is one.
        let is_document = packing == Packing::Zip && format::packed(&beginning).is_none();
        let mut open = Open {
            file,
            placed,
            index: 0,
            files: 0,
            unread: 0,
            has_text: false,
            names: HashMap::new(),
            read: HashSet::new(),
            links: Vec::new(),
            sha512: Sha512Lists::in_passing(packing == Packing::Tar),
            told: Told::default(),
            stopped: false,
        };
        let told = container::each_member(packing, beginning, reading, &mut |member| {
            self.member(&mut open, member)
        })?;
        let Told { mut checks, is_content, may_hold_record, .. } = told;
        if is_content || is_document && !checks.is_empty() && open.index == 0 {
            // What is in an office file is packed, so that nobody can look for a record in it.
            return Ok(Err(may_hold_record || packing == Packing::Zip));
        }
        if open.stopped {
            let note = format!(
                "The limit of {} for files in containers is reached. The rest was not read (max-members).",
                counted(self.budget.limits.members, "file")
            );
            checks.push(limited(note));
        }
        checks.append(&mut open.told.checks);
        let (files, unread, has_text) = (open.files, open.unread, open.has_text);
        self.end_links(open);
        Ok(Ok(Box::new(ContainerFacts { name: packing.name(), files, unread, has_text, checks })))
    }

    /// Reads one member, or says why not.
    fn member(&mut self, open: &mut Open<'_>, member: Member<'_>) -> Result<(), ReadError> {
        let index = open.index;
        open.index += 1;
        let raw = match member.name {
            Name::Bytes(name) => name,
            Name::OfContainer => self.without_ending(open.placed).into_bytes(),
        };
        open.told.look_at(|| format!("The name of its entry {}", index + 1), &raw);
        open.sha512.note(&raw);
        if let Is::Folder = member.is {
            open.stopped |= self.next_number(open.file.given).is_none();
            return Ok(());
        }
        let shown = display_name(&raw);
        let of_name = open.which_of_name(&raw);
        let step = Step { name: shown.as_str().into(), index, of_name };
        let members: Arc<[Step]> = open.placed.members.iter().cloned().chain([step]).collect();
        let name = self.source(&members).name().into_owned();
        let container = self.source(&open.placed.members);
        if self.exclude.matches_member(Path::new(&*container.name()), &raw) {
            self.intake.skip(Skipped { path: name.into(), why: SkippedWhy::Excluded });
            return Ok(());
        }
        let Some(file) = self.next_number(open.file.given).filter(|_| !open.stopped) else {
            open.stopped = true;
            return Ok(());
        };
        let standing = match &member.is {
            Is::File(Data { own_text: true, .. }) => Standing::OwnText,
            _ if open.placed.standing == Standing::Litter || is_litter_in(&shown) => {
                Standing::Litter
            }
            _ => Standing::Evidence,
        };
        let placed = Placed { members, container: open.file, standing };
        match member.is {
            Is::File(data) => {
                open.has_text |= standing == Standing::OwnText;
                if standing == Standing::Evidence {
                    open.files += 1;
                    open.reads(&parts(&raw));
                }
                self.intake.begin(file, placed.clone());
                let sha512 = data.sha512 || open.sha512.may_be_listed(&raw);
                let wanted = bag::wanted(&unpacked(&shown), sha512);
                let Data { stream, section, len, lines_of_mail, .. } = data;
                let (budget, control) = (self.budget.clone(), self.control);
                let reading = Reading::member(name.into(), stream, section, len, budget, control);
                let mut facts = self.file(reading.wanting(wanted), file, &placed)?;
                facts.lines_of_mail = lines_of_mail;
                self.intake.end(file, FileEnd::Read(Box::new(facts)));
            }
            Is::Link { target, from_root } => {
                open.told.look_at(|| format!("The target of its entry {}", index + 1), &target);
                open.links.push(Link {
                    file,
                    placed,
                    name: hash(&parts(&raw)),
                    target: resolved(&raw, &target, from_root).map(|name| hash(&name)),
                    words: format!("a link to {}", display_name(&target)),
                });
            }
            Is::Special(what) => self.end(file, placed, FileEnd::NotRegular(what.to_owned())),
            Is::Unread(check) => {
                open.files += 1;
                open.unread += 1;
                self.end(file, placed, FileEnd::Unread(Box::new(check)));
            }
            Is::Folder => {}
        }
        Ok(())
    }

    fn source(&self, members: &[Step]) -> Source {
        Source { members: members.to_vec(), ..Source::file(self.entry.display.clone()) }
    }

    fn end(&mut self, file: FileNumber, placed: Placed, end: FileEnd) {
        self.control.expect(1, 0);
        self.intake.begin(file, placed);
        self.intake.end(file, end);
    }

    /// What a compressed file is called without the ending that says so.
    fn without_ending(&self, placed: &Placed) -> String {
        let source = self.source(&placed.members);
        let name = source.file_name();
        let lower = name.to_ascii_lowercase();
        for (ending, instead) in [("gz", ""), ("zst", ""), ("tgz", "tar"), ("tzst", "tar")] {
            let Some(stem) = lower.strip_suffix(ending).and_then(|stem| stem.strip_suffix('.'))
            else {
                continue;
            };
            if !stem.is_empty() {
                let dot = if instead.is_empty() { "" } else { "." };
                return format!("{}{dot}{instead}", &name[..stem.len()]);
            }
        }
        name.to_owned()
    }

    /// A link that ends at a file that was read, or at a folder with one, is skipped, as in folders. Any other is told of.
    fn end_links(&mut self, open: Open<'_>) {
        let ends = open.links_to_what_was_read();
        for Link { file, placed, name, words, .. } in open.links {
            if ends.contains(&name) {
                let path = self.source(&placed.members).name().into_owned().into();
                self.intake.skip(Skipped { path, why: SkippedWhy::LinkWithin });
            } else {
                self.end(file, placed, FileEnd::NotRegular(words));
            }
        }
    }
}

impl Open<'_> {
    /// Takes the name of what is read, and those of the folders that it is in.
    fn reads(&mut self, parts: &[&[u8]]) {
        let mut above = parts;
        while self.read.insert(hash(above)) {
            let Some((_, folder)) = above.split_last() else { break };
            above = folder;
        }
    }

    /// Which of the members of this name the next one is, unless it is the first. Those beyond the limit are
    /// not counted.
    fn which_of_name(&mut self, name: &[u8]) -> Option<u32> {
        if self.stopped {
            return None;
        }
        let met = self.names.entry(hash(&[name])).or_default();
        *met = met.saturating_add(1);
        Some(*met).filter(|met| *met > 1)
    }

    /// The names of the links that end at what is read, over other links or at once. Each link is gone
    /// over once.
    fn links_to_what_was_read(&self) -> HashSet<u64> {
        let mut from: HashMap<u64, Vec<u64>> = HashMap::new();
        // Of several entries of one name, no one can say which is meant.
        let mut seen = HashSet::new();
        let twice: HashSet<u64> =
            self.links.iter().map(|link| link.name).filter(|name| !seen.insert(*name)).collect();
        for Link { name, target, .. } in &self.links {
            if let Some(target) = target.filter(|_| !twice.contains(name)) {
                from.entry(target).or_default().push(*name);
            }
        }
        let mut next: Vec<u64> = self.read.iter().copied().collect();
        let mut ends = HashSet::new();
        while let Some(target) = next.pop() {
            for name in from.remove(&target).unwrap_or_default() {
                if ends.insert(name) {
                    next.push(name);
                }
            }
        }
        ends
    }
}

fn hash(name: &[&[u8]]) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

/// The parts of a name, without those that mean nothing.
fn parts(name: &[u8]) -> Vec<&[u8]> {
    let parts = name.split(|b| *b == b'/');
    parts.filter(|part| !part.is_empty() && *part != b".").collect()
}

/// What a link leads to, in parts; `None` if that is outside the container.
fn resolved<'n>(link: &'n [u8], target: &'n [u8], from_root: bool) -> Option<Vec<&'n [u8]>> {
    if target.starts_with(b"/") {
        return None;
    }
    let mut at = if from_root { Vec::new() } else { parts(link) };
    at.pop();
    for part in parts(target) {
        match part {
            b".." => {
                at.pop()?;
            }
            part => at.push(part),
        }
    }
    Some(at)
}

/// Whether a member or a folder that it is in is what programs leave behind.
fn is_litter_in(name: &str) -> bool {
    name.split(['/', '\\']).any(|part| is_litter(Path::new(part)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_inside_or_out() {
        let leads = |link: &str, target: &str, from_root| {
            let found = resolved(link.as_bytes(), target.as_bytes(), from_root)?;
            Some(String::from_utf8_lossy(&found.join(&b'/')).into_owned())
        };
        assert_eq!(leads("a/b", "c", false).as_deref(), Some("a/c"));
        assert_eq!(leads("a/b", "../c", false).as_deref(), Some("c"));
        assert_eq!(leads("a/b", "../../c", false), None);
        assert_eq!(leads("a/b", "/etc/passwd", false), None);
        assert_eq!(leads("a/b", "./d/../c", true).as_deref(), Some("c"));
    }
}
