//! `proofdesk keys history`: which keys were seen, for which domains, and when.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use proofdesk_engine::keys::{KeyHistory, SECOND_KEY_MEANS, SeenKey, history_beside};
use proofdesk_engine::platform::display_path;

use crate::failure::Failure;
use crate::page::{Ink, Page};

/// Show which keys were seen for which domains, and when
///
/// `proofdesk verify --history FILE` keeps such a history, and so does the window if you want it to: each key
/// under which a signature was valid, and each key that was fetched. It warns of a second key for a domain.
/// It trusts none, and no verdict depends on it.
#[derive(Debug, Args)]
pub(super) struct HistoryArgs {
    /// Show the keys of this domain only
    domain: Option<String>,

    /// Show this history instead of the one beside your key ring, which the window keeps
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    history: Option<PathBuf>,

    /// Delete the history, all of it
    #[arg(long, conflicts_with = "domain")]
    delete: bool,
}

impl HistoryArgs {
    /// The history that is meant: the one beside the key ring `ring` if none is named.
    pub(super) fn path(&self, ring: &Path) -> PathBuf {
        self.history.clone().unwrap_or_else(|| history_beside(ring))
    }
}

/// Shows or deletes the history, which is beside the key ring `ring` if none is named.
pub(super) fn history(args: &HistoryArgs, ring: &Path, page: &mut Page<'_>) -> Result<(), Failure> {
    let path = args.path(ring);
    let shown = display_path(&path);
    if args.delete {
        let words = match KeyHistory::delete(&path)? {
            true => format!("Deleted the history of keys {shown}."),
            false => format!("There is no history of keys {shown}."),
        };
        return Ok(page.text(0, words)?);
    }
    if args.history.is_some() && !path.try_exists().unwrap_or(true) {
        return Err(Failure::new(format!(
            "{shown}: there is no history of keys of this name; check the name, or have `proofdesk verify \
             --history {shown}` keep one"
        )));
    }
    let history = KeyHistory::load(&path)?;
    let seen: Vec<&SeenKey> = match &args.domain {
        Some(domain) => history.of(domain).collect(),
        None => history.seen().iter().collect(),
    };
    if seen.is_empty() {
        let of = args.domain.as_ref().map(|domain| format!(" for {domain}")).unwrap_or_default();
        let words = match path.exists() {
            true => format!("No key was seen{of}, says the history {shown}."),
            false => format!(
                "There is no history of keys {shown}. `proofdesk verify --history FILE` keeps one, and so does \
                 the window if you switch it on."
            ),
        };
        return Ok(page.text(0, words)?);
    }
    Ok(list(seen, page)?)
}

/// The keys by their domains; those that have more than one come first.
fn list(mut seen: Vec<&SeenKey>, page: &mut Page<'_>) -> io::Result<()> {
    seen.sort_by(|a, b| (&a.domain, &a.first_seen).cmp(&(&b.domain, &b.first_seen)));
    let mut groups: Vec<&[&SeenKey]> = seen.chunk_by(|a, b| a.domain == b.domain).collect();
    let has_several = |group: &&[&SeenKey]| group.len() > 1 && group[0].domain.is_some();
    groups.sort_by_key(|group| !has_several(group));
    let warns = groups.first().is_some_and(has_several);
    for group in groups {
        let domain = group[0].domain.as_deref().unwrap_or("No domain was named");
        match has_several(&group) {
            true => {
                page.inked(0, Ink::Bold, format!("{domain}: {} different keys", group.len()))?
            }
            false => page.text(0, domain)?,
        }
        for key in group {
            page.rows(2, &key.fingerprint)?;
            page.known("first seen", &key.first_seen)?;
            page.known("last seen", &key.last_seen)?;
            page.known("how", key.how.words())?;
            page.known("in", &key.file)?;
            if let Some(url) = &key.url {
                page.known("from", url)?;
            }
        }
    }
    match warns {
        true => page.text(0, SECOND_KEY_MEANS),
        false => Ok(()),
    }
}
