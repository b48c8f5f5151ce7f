//! Standard input, which may give nothing for as long as somebody likes.
//!
//! No system has a portable way to stop waiting for it. So it is read by a thread that nobody waits
//! for: when a run is cancelled, that thread is left behind and ends with the program.

use std::io::{self, Read};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::progress::Control;

/// How much is read at once: as much as a pipe holds. In bytes.
const CHUNK: usize = 64 << 10;
/// How many of these may wait, so that reading goes on while hashing does.
const WAITING: usize = 16;
/// How often whoever waits looks whether the run was cancelled.
const PATIENCE: Duration = Duration::from_millis(50);

/// Standard input from where it stands.
#[derive(Debug)]
pub(super) struct Stdin<'a> {
    chunks: Receiver<io::Result<Vec<u8>>>,
    /// What came last, and how much of it was taken.
    chunk: Vec<u8>,
    taken: usize,
    control: &'a Control,
}

impl<'a> Stdin<'a> {
    pub(super) fn new(control: &'a Control) -> Self {
        let (give, chunks) = mpsc::sync_channel(WAITING);
        let failed = give.clone();
        let read = move || {
            let mut stdin = io::stdin().lock();
            loop {
                let mut chunk = vec![0; CHUNK];
                let sent = match stdin.read(&mut chunk) {
                    Ok(0) => break,
                    Ok(came) => {
                        chunk.truncate(came);
                        give.send(Ok(chunk))
                    }
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                    Err(e) => give.send(Err(e)),
                };
                // Nobody takes it any more.
                if sent.is_err() {
                    break;
                }
            }
        };
        if let Err(error) = thread::Builder::new().name("stdin".into()).spawn(read) {
            // There is room for it, since nothing was sent yet.
            let _ = failed.send(Err(error));
        }
        Self { chunks, chunk: Vec::new(), taken: 0, control }
    }
}

impl Read for Stdin<'_> {
    /// Nothing more comes after a cancel.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.chunk.len() {
            match self.chunks.recv_timeout(PATIENCE) {
                Ok(chunk) => (self.chunk, self.taken) = (chunk?, 0),
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
                Err(RecvTimeoutError::Timeout) if self.control.is_cancelled() => return Ok(0),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
        let came = (&self.chunk[self.taken..]).read(buffer)?;
        self.taken += came;
        Ok(came)
    }
}
