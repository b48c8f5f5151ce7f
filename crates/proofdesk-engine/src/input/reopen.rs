//! A member of a container, found once more by its way from the file on.

use std::sync::Arc;

use proofdesk_core::verdict::Member as Step;

use super::container::{Is, Packing, each_member};
use super::limits::CHUNK;
use super::source::{Budget, ReadError, Reading};
use crate::progress::Control;

/// Hands the file, or the member at this place in it, to `then`. `false` if nothing is there.
///
/// # Errors
/// Those of reading the file, and of `then`.
pub(crate) fn reopen(
    mut reading: Reading<'_>,
    way: &[Step],
    control: &Control,
    then: &mut dyn FnMut(&mut Reading<'_>) -> Result<(), ReadError>,
) -> Result<bool, ReadError> {
    let [step, rest @ ..] = way else {
        then(&mut reading)?;
        return Ok(true);
    };
    let mut beginning = Vec::new();
    reading.next_chunk(&mut beginning, CHUNK)?;
    let Some(packing) = Packing::of(&beginning) else { return Ok(false) };
    let (mut found, mut index) = (false, 0);
    each_member(packing, beginning, &mut reading, &mut |member| {
        let is_it = index == step.index;
        index += 1;
        if let (true, Is::File(data)) = (is_it, member.is) {
            let budget = Arc::new(Budget::default());
            let name = step.name.clone();
            let member =
                Reading::member(name, data.stream, data.section, data.len, budget, control);
            found = reopen(member, rest, control, then)?;
        }
        Ok(())
    })?;
    Ok(found)
}
