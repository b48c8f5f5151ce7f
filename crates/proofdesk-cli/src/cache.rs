//! The run cache of `proofdesk verify`.

use std::path::PathBuf;

use clap::ValueHint;
use proofdesk_engine::Input;
use proofdesk_engine::parts::cache::{Cache, CacheError};
use proofdesk_engine::platform::Needs;

use crate::failure::Failure;

/// Whether there is a run cache, and where.
#[derive(Debug, clap::Args)]
pub(crate) struct CacheArgs {
    /// Keep what is read in this folder, which is made for you alone, and read no file again that was not
    /// changed since: on ext4, xfs, btrfs, f2fs, zfs and bcachefs. The report says what was taken from there;
    /// no verdict depends on it
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, conflicts_with = "partial")]
    cache: Option<PathBuf>,

    /// Read every file, whatever --cache says
    #[arg(long)]
    no_cache: bool,
}

impl CacheArgs {
    /// The run cache, if there is to be one.
    pub(crate) fn chosen(&self) -> Option<Cache> {
        let Self { cache, no_cache } = self;
        cache.as_ref().filter(|_| !no_cache).map(Cache::at)
    }

    /// Its folder and no other, which is made before all others are closed.
    pub(crate) fn needs(&self, inputs: &[Input], needs: &mut Needs) {
        let Some(cache) = self.chosen().filter(|cache| cache.require_apart(inputs).is_ok()) else {
            return;
        };
        // What is wrong is said when the run begins.
        if cache.prepare().is_ok() {
            needs.keep(cache.folder().join("cache"));
        }
    }

    /// The same, seen to be private and apart from the evidence.
    pub(crate) fn begin(&self, inputs: &[Input]) -> Result<Option<Cache>, Failure> {
        let Some(cache) = self.chosen() else { return Ok(None) };
        cache.require_apart(inputs).and_then(|()| cache.prepare())?;
        Ok(Some(cache))
    }
}

impl From<CacheError> for Failure {
    fn from(error: CacheError) -> Self {
        Self::new(format!("--cache {error}"))
    }
}
