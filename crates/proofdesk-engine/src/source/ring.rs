//! A long file: one thread reads, another hashes.

use std::io;
use std::sync::mpsc;
use std::thread;

use super::{Input, ReadError, Reading, read_some};

/// The reading thread fills this many buffers of this size in turn. They are large because each
/// hand-over may wake a sleeping thread, which costs as much as hashing some ten KiB.
pub(super) const RING: usize = 4;
pub(super) const RING_BUFFER: usize = 1 << 20;

impl Reading<'_> {
    /// Reads in a thread of its own while this one hashes: what is in memory is read in a tenth of
    /// the time that hashing takes, what is on a disk in more, and this way it costs none.
    pub(super) fn hash_overlapped(&mut self) -> Result<(), ReadError> {
        let Self { input, hashed, ended, .. } = self;
        let (give_full, full) = mpsc::sync_channel::<io::Result<(Vec<u8>, usize)>>(RING);
        let (give_empty, empty) = mpsc::sync_channel::<Vec<u8>>(RING);
        // Each side owns its ends of the channels. When one stops, they are gone, and the other's
        // next hand-over fails and makes it stop too.
        thread::scope(move |scope| {
            let reader = move || {
                for mut buffer in empty {
                    let came = fill_from(input, &mut buffer);
                    let last = !matches!(came, Ok(1..));
                    if give_full.send(came.map(|came| (buffer, came))).is_err() || last {
                        break;
                    }
                }
            };
            if thread::Builder::new().name("read".into()).spawn_scoped(scope, reader).is_err() {
                return Ok(());
            }
            for _ in 0..RING {
                let _ = give_empty.send(vec![0; RING_BUFFER]);
            }
            for came in full {
                let (buffer, came) = came?;
                hashed.take(&buffer[..came])?;
                let _ = give_empty.send(buffer);
            }
            *ended = true;
            Ok(())
        })
    }
}

/// Reads until the buffer is full or the input ends.
fn fill_from(input: &mut Input<'_>, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match read_some(input, &mut buffer[filled..])? {
            0 => break,
            came => filled += came,
        }
    }
    Ok(filled)
}
