//! The numbers that files have as exhibits.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::MAIN_SEPARATOR;

use proofdesk_core::verdict::Member;

use super::engagement::Engagement;
use crate::input::FileRead;
use crate::run::Roots;

/// Which file has which number as an exhibit.
#[derive(Debug, Clone)]
pub struct Exhibits<'e> {
    engagement: &'e Engagement,
    roots: Roots,
}

impl<'e> Exhibits<'e> {
    /// Those of a run that was given these inputs, by their names in its report.
    #[must_use]
    pub fn new(engagement: &'e Engagement, inputs: Vec<String>) -> Self {
        Self { engagement, roots: Roots::named(inputs) }
    }

    /// The number of a file, or of a member of a container.
    #[must_use]
    pub fn of(&self, path: &str, members: &[Member]) -> Option<&'e str> {
        let exhibits = &self.engagement.exhibits;
        if exhibits.is_empty() {
            return None;
        }
        self.names(path, members).iter().find_map(|name| exhibits.get(name)).map(String::as_str)
    }

    /// What each file is called by its path below its input; by its whole path where another of `files` is
    /// called the same.
    #[must_use]
    pub fn names_of(&self, files: &[FileRead]) -> Vec<String> {
        let names: Vec<_> =
            files.iter().map(|file| self.names(&file.path, &file.members)).collect();
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for [below, _] in &names {
            *seen.entry(below).or_default() += 1;
        }
        let name = |[below, whole]: &[String; 2]| match seen.get(below.as_str()) {
            Some(1) => below.clone(),
            _ => whole.clone(),
        };
        names.iter().map(name).collect()
    }

    /// The names of files with a number that none of `files` has.
    #[must_use]
    pub fn unused(&self, files: &[FileRead]) -> Vec<&'e str> {
        let mut unused: BTreeSet<&str> =
            self.engagement.exhibits.keys().map(String::as_str).collect();
        for file in files.iter().take_while(|_| !self.engagement.exhibits.is_empty()) {
            for name in self.names(&file.path, &file.members) {
                unused.remove(name.as_str());
            }
        }
        unused.into_iter().collect()
    }

    /// Files that have two numbers, of which only the first is used: how both are named.
    #[must_use]
    pub fn doubled(&self, files: &[FileRead]) -> BTreeSet<[String; 2]> {
        let exhibits = &self.engagement.exhibits;
        let named = files.iter().take_while(|_| !exhibits.is_empty());
        let named = named.map(|file| self.names(&file.path, &file.members));
        named
            .filter(|[one, other]| match (exhibits.get(one), exhibits.get(other)) {
                (Some(number), Some(another)) => number != another,
                _ => false,
            })
            .collect()
    }

    /// Numbers that several files have, each with how these are named. A number is to name one exhibit.
    #[must_use]
    pub fn shared(&self) -> Vec<(&'e str, Vec<&'e str>)> {
        let mut by_number: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (file, number) in &self.engagement.exhibits {
            by_number.entry(number).or_default().push(file);
        }
        by_number.into_iter().filter(|(_, files)| files.len() > 1).collect()
    }

    /// How a file can be called: by its path below its input, or by that which the report has.
    fn names(&self, path: &str, members: &[Member]) -> [String; 2] {
        let below = self.roots.below_or_name(path);
        let with_members = |path: &str| {
            let members = members.iter().map(|member| format!("/{}", member.name));
            path.replace(MAIN_SEPARATOR, "/") + &members.collect::<String>()
        };
        [with_members(&below), with_members(path)]
    }
}
