//! Parts are put together.

use std::io;

use super::belief::Belief;
use super::error::PartError;
use super::open::Parts;
use super::read::Frames;
use super::replay::Replay;
use crate::input::{Intake, Origins};
use crate::progress::Control;
use crate::run::{Evidence, Job, Prepare, Summary, reduce};

/// Carries out `job`, which [`Parts::job`] made, on its parts: gives what
/// [`carry_out`](crate::run::carry_out) gives on the evidence itself.
///
/// # Errors
/// What is wrong with a part, what `accept` returns, and failures of the temporary file.
pub fn merge<T: Send>(
    parts: &Parts,
    job: &Job,
    control: &Control,
    prepare: Prepare<'_, T>,
    accept: &mut (dyn FnMut(T) -> io::Result<()> + Send),
) -> Result<Summary, PartError> {
    let union = &parts.union;
    for path in &parts.paths {
        let len = path.metadata().map(|metadata| metadata.len()).unwrap_or_default();
        control.expect(0, len);
    }
    control.expect(union.entries.len() as u64, 0);
    let belief = Belief::default();
    let go_on = |bytes, begun| {
        control.add_bytes(bytes);
        control.expect(begun, 0);
        !control.is_cancelled()
    };
    let replay = |i: usize, intake: &mut dyn Intake| -> Result<(), PartError> {
        let (frames, _) = Frames::open(&parts.paths[i])?;
        Replay::new(frames, &union.locals[i], intake).all(union.hashes[i], &go_on)
    };
    let summary = reduce(
        Evidence {
            job,
            entries: &union.entries,
            skipped: union.skipped.clone(),
            count: parts.paths.len(),
        },
        control,
        &|i, intake| replay(i, intake).unwrap_or_else(|error| belief.fail(error, control)),
        &|block, whole, verifier| belief.judge(block, whole, verifier),
        prepare,
        accept,
    );
    let (failed, deceived) = belief.end();
    if let Some(error) = failed {
        return Err(error);
    }
    let mut summary = summary?;
    if deceived {
        return Err(PartError::Deceived);
    }
    summary.unused_excludes = union.unused_excludes.clone().unwrap_or_default().into();
    summary.origins = Origins::of(union.entries.clone());
    Ok(summary)
}
