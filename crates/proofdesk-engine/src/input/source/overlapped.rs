//! A long file: one thread reads, another hashes.

use std::io;
use std::sync::mpsc;
use std::thread;

use super::error::ReadError;

/// The reading thread fills this many buffers of this size in turn. They are large because each
/// hand-over may wake a sleeping thread, which costs as much as hashing some ten KiB.
pub(super) const BUFFERS: usize = 4;
pub(super) const BUFFER: usize = 1 << 20;

/// Calls `read` in a thread of its own, as long as it gives something, and `take` with what it gave
/// in this one: what is in memory is read in a tenth of the time that hashing takes, what is on a
/// disk in more, and this way it costs none. `false` if no thread could be started.
pub(super) fn each_buffer(
    mut read: impl FnMut(&mut [u8]) -> io::Result<usize> + Send,
    mut take: impl FnMut(&[u8]) -> Result<(), ReadError>,
) -> Result<bool, ReadError> {
    let (give_full, full) = mpsc::sync_channel::<io::Result<(Vec<u8>, usize)>>(BUFFERS);
    let (give_empty, empty) = mpsc::sync_channel::<Vec<u8>>(BUFFERS);
    // Each side owns its ends of the channels. When one stops, they are gone, and the other's
    // next hand-over fails and makes it stop too.
    thread::scope(move |scope| {
        let reading = move || {
            for mut buffer in empty {
                let came = fill(&mut read, &mut buffer);
                let last = !matches!(came, Ok(1..));
                if give_full.send(came.map(|came| (buffer, came))).is_err() || last {
                    break;
                }
            }
        };
        if thread::Builder::new().name("read".into()).spawn_scoped(scope, reading).is_err() {
            return Ok(false);
        }
        for _ in 0..BUFFERS {
            let _ = give_empty.send(vec![0; BUFFER]);
        }
        for came in full {
            let (buffer, came) = came?;
            take(&buffer[..came])?;
            let _ = give_empty.send(buffer);
        }
        Ok(true)
    })
}

/// Reads until the buffer is full or nothing more comes.
fn fill(
    read: &mut impl FnMut(&mut [u8]) -> io::Result<usize>,
    buffer: &mut [u8],
) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match read(&mut buffer[filled..])? {
            0 => break,
            came => filled += came,
        }
    }
    Ok(filled)
}
