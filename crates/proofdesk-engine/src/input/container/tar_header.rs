//! The header of a member of a tar archive: ustar (POSIX.1-1988), pax (POSIX.1-2001) and GNU.

/// Everything in an archive begins at a multiple of this. In bytes.
pub(super) const BLOCK: usize = 512;

/// What a header says.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub kind: u8,
    pub size: u64,
    pub name: Vec<u8>,
    pub target: Vec<u8>,
    /// It has no magic: the form before 1988, in which a name that ends in a slash is a folder's.
    is_old: bool,
}

impl Header {
    /// Reads one; `None` if it is none by its checksum.
    pub(super) fn of(block: &[u8; BLOCK]) -> Option<Self> {
        if number(&block[148..156])? != sum(block) {
            return None;
        }
        let magic = &block[257..265];
        let (is_posix, is_old) = (magic == b"ustar\x0000", !magic.starts_with(b"ustar"));
        let mut name = text(&block[..100]).to_vec();
        let prefix = text(&block[345..500]);
        if is_posix && !prefix.is_empty() {
            name = [prefix, b"/", &name].concat();
        }
        let target = text(&block[157..257]).to_vec();
        Some(Self { kind: block[156], size: number(&block[124..136])?, name, target, is_old })
    }

    pub(super) fn is_folder(&self) -> bool {
        self.kind == b'5' || self.is_old && self.name.ends_with(b"/")
    }

    /// What has no bytes in the archive, whatever size it states.
    pub(super) fn has_bytes(&self) -> bool {
        !matches!(self.kind, b'1'..=b'6') && !self.is_folder()
    }
}

/// Whether a file begins with a tar archive's first header.
pub(super) fn is_first(beginning: &[u8]) -> bool {
    let Some(block) = beginning.first_chunk() else { return false };
    block[0] != 0 && Header::of(block).is_some()
}

/// The sum of a header's bytes, the one that states it counted as blanks.
fn sum(block: &[u8; BLOCK]) -> u64 {
    let all: u64 = block.iter().map(|b| u64::from(*b)).sum();
    let stated: u64 = block[148..156].iter().map(|b| u64::from(*b)).sum();
    all - stated + 8 * u64::from(b' ')
}

/// A text up to its first NUL.
fn text(field: &[u8]) -> &[u8] {
    field.split(|b| *b == 0).next().unwrap_or_default()
}

/// A number in octal digits, or in base 256 (GNU).
fn number(field: &[u8]) -> Option<u64> {
    if let [first @ (0x80 | 0xFF), rest @ ..] = field {
        let rest = rest.iter().try_fold(0u64, |n, b| n.checked_mul(256).map(|n| n | u64::from(*b)));
        return rest.filter(|_| *first == 0x80);
    }
    let digits = field.trim_ascii_start();
    let digits = digits.split(|b| matches!(b, 0 | b' ')).next().unwrap_or_default();
    let digit = |b: u8| matches!(b, b'0'..=b'7').then(|| u64::from(b - b'0'));
    digits.iter().try_fold(0u64, |n, b| n.checked_mul(8)?.checked_add(digit(*b)?))
}

/// What extended headers say of the next member, or of all that follow.
#[derive(Debug, Clone, Default)]
pub(super) struct Extended {
    pub name: Option<Vec<u8>>,
    pub target: Option<Vec<u8>>,
    pub size: Option<u64>,
    pub is_sparse: bool,
}

impl Extended {
    /// Reads the records of a pax header: `LENGTH KEYWORD=VALUE\n`. `false` if one is not well formed.
    pub(super) fn read(&mut self, mut records: &[u8]) -> bool {
        while !records.is_empty() {
            let blank = records.iter().position(|b| *b == b' ').filter(|at| *at <= 20);
            let len = blank.and_then(|at| std::str::from_utf8(&records[..at]).ok()?.parse().ok());
            let parts = blank.zip(len).and_then(|(blank, len): (usize, usize)| {
                let record = records.get(blank + 1..len)?.strip_suffix(b"\n")?;
                let equals = record.iter().position(|b| *b == b'=')?;
                Some((&record[..equals], &record[equals + 1..], len))
            });
            let Some((keyword, value, len)) = parts else { return false };
            match keyword {
                b"path" => self.name = Some(value.to_vec()),
                b"linkpath" => self.target = Some(value.to_vec()),
                b"size" => {
                    let size = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok());
                    if size.is_none() {
                        return false;
                    }
                    self.size = size;
                }
                _ if keyword.starts_with(b"GNU.sparse.") => self.is_sparse = true,
                _ => {}
            }
            records = &records[len..];
        }
        true
    }

    /// What it says, and what the others say that it does not.
    pub(super) fn over(self, others: &Self) -> Self {
        Self {
            name: self.name.or_else(|| others.name.clone()),
            target: self.target.or_else(|| others.target.clone()),
            size: self.size.or(others.size),
            is_sparse: self.is_sparse || others.is_sparse,
        }
    }
}
