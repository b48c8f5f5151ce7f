//! The hashes of all rows that a digest covers, sorted, in memory that does not grow with them.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io;

use super::digested::{Digested, InputDigests};
use crate::spool::Spool;

/// So many are kept in memory; sorted, they go to a temporary file.
const KEPT: usize = 1 << 16;
/// Of each sorted stretch, so many are read at once.
const AT_ONCE: u64 = 128;
/// One takes so many bytes: its input, then its hash.
const LEN: usize = 36;

type Row = [u8; LEN];

/// The hashes of all rows.
pub(super) struct Rows {
    kept: Vec<Row>,
    kept_at_most: usize,
    spool: Spool,
    sorted: Vec<Stretch>,
}

/// A sorted stretch in the temporary file, of which the first are at hand.
struct Stretch {
    at: u64,
    left: u64,
    next: std::vec::IntoIter<Row>,
}

impl Rows {
    pub(super) fn new() -> Self {
        Self::keeping(KEPT)
    }

    fn keeping(kept_at_most: usize) -> Self {
        Self { kept: Vec::new(), kept_at_most, spool: Spool::new(), sorted: Vec::new() }
    }

    /// Adds rows.
    pub(super) fn add(&mut self, digested: &Digested) -> io::Result<()> {
        for (root, hash) in digested.rows() {
            let mut row = [0; LEN];
            row[..4].copy_from_slice(&root.map_or(0, |root| root + 1).to_be_bytes());
            row[4..].copy_from_slice(hash);
            self.kept.push(row);
            if self.kept.len() == self.kept_at_most {
                self.put_down()?;
            }
        }
        Ok(())
    }

    fn put_down(&mut self) -> io::Result<()> {
        self.kept.sort_unstable();
        let at = self.spool.append(self.kept.as_flattened())?;
        let left = self.kept.len() as u64;
        self.sorted.push(Stretch { at, left, next: Vec::new().into_iter() });
        self.kept.clear();
        Ok(())
    }

    /// As [`InputDigests::end`].
    pub(super) fn inputs(mut self) -> io::Result<Vec<String>> {
        let mut digests = InputDigests::default();
        let mut add = |row: &Row| {
            let (root, hash) = row.split_at(4);
            digests.add(root, hash);
        };
        if self.sorted.is_empty() {
            self.kept.sort_unstable();
            self.kept.iter().for_each(&mut add);
            return Ok(digests.end());
        }
        self.put_down()?;
        let mut first = BinaryHeap::new();
        for i in 0..self.sorted.len() {
            first.extend(self.next(i)?.map(|row| Reverse((row, i))));
        }
        while let Some(Reverse((row, i))) = first.pop() {
            add(&row);
            first.extend(self.next(i)?.map(|row| Reverse((row, i))));
        }
        Ok(digests.end())
    }

    /// The next row of a stretch.
    fn next(&mut self, i: usize) -> io::Result<Option<Row>> {
        let stretch = &mut self.sorted[i];
        if let Some(row) = stretch.next.next() {
            return Ok(Some(row));
        }
        let count = stretch.left.min(AT_ONCE);
        let bytes = self.spool.get(stretch.at, (count * LEN as u64) as u32)?;
        stretch.next = bytes.as_chunks::<LEN>().0.to_vec().into_iter();
        stretch.at += count * LEN as u64;
        stretch.left -= count;
        Ok(stretch.next.next())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn many_rows_come_to_the_same_as_few_at_a_time() {
        let rows: Vec<(Option<u32>, [u8; 32])> = (0..5000_u32)
            .map(|i| {
                let n = i.wrapping_mul(2_654_435_761);
                let root = [None, Some(0), Some(7)][n as usize % 3];
                (root, std::array::from_fn(|at| (n >> (at % 4 * 8)) as u8))
            })
            .collect();
        let whole = Digested::from(rows.clone());
        for kept in [1, 7, 4999, 5000, 5001] {
            let mut all = Rows::keeping(kept);
            for some in rows.chunks(97) {
                all.add(&Digested::from(some.to_vec())).unwrap();
            }
            assert_eq!(all.inputs().unwrap(), whole.inputs(), "{kept}");
        }
    }
}
