//! What a bag says of itself: its version, its encoding, and the size of its payload.

use super::manifest::decoded;

/// What `bagit.txt` says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Declaration {
    /// Major and minor version.
    pub version: (u32, u32),
    is_latin: bool,
}

impl Declaration {
    /// Reads `bagit.txt`, or says in words what is wrong with it.
    pub(super) fn read(text: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(text).map_err(|_| "bagit.txt is not UTF-8.".to_owned())?;
        let version = value(text, "BagIt-Version").and_then(|version| {
            let (major, minor) = version.split_once('.')?;
            Some((major.parse().ok()?, minor.parse().ok()?))
        });
        let version = version.ok_or("bagit.txt does not say which version of BagIt it follows.")?;
        if version > (1, 0) {
            let (major, minor) = version;
            return Err(format!(
                "It follows version {major}.{minor} of BagIt; 1.0 is the last that is known."
            ));
        }
        let encoding = value(text, "Tag-File-Character-Encoding").unwrap_or("UTF-8");
        let is_latin = match encoding.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" | "us-ascii" | "ascii" => false,
            "iso-8859-1" | "latin1" | "latin-1" => true,
            _ => {
                let words =
                    "Its manifests are in an encoding that is not read; UTF-8 and ISO-8859-1 are.";
                return Err(words.to_owned());
            }
        };
        Ok(Self { version, is_latin })
    }

    /// Whether `%` itself is encoded in its manifests.
    pub(super) fn encodes_percent(&self) -> bool {
        self.version >= (1, 0)
    }

    /// The text of another of its files, in UTF-8.
    pub(super) fn text(&self, bytes: &[u8]) -> Vec<u8> {
        match self.is_latin {
            true => bytes.iter().map(|b| char::from(*b)).collect::<String>().into_bytes(),
            false => bytes.to_vec(),
        }
    }
}

/// The first value of this name in a text of names and values.
fn value<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let mut lines = text.split(['\n', '\r']);
    lines.find_map(|line| {
        let (own, value) = line.split_once(':')?;
        own.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// What `bag-info.txt` states of the payload: bytes and files.
pub(super) fn payload_oxum(text: &[u8]) -> Option<Result<(u64, u64), String>> {
    let text = String::from_utf8_lossy(text);
    let oxum = value(&text, "Payload-Oxum")?;
    let read = oxum
        .split_once('.')
        .and_then(|(bytes, files)| Some((bytes.parse().ok()?, files.parse().ok()?)));
    Some(read.ok_or_else(|| oxum.to_owned()))
}

/// The paths that `fetch.txt` lists: files that are to be fetched from elsewhere.
pub(super) fn to_fetch(text: &[u8], encodes_percent: bool) -> Vec<String> {
    let lines = text.split(|b| matches!(b, b'\n' | b'\r'));
    let path = |line: &[u8]| {
        let mut parts = line.splitn(3, |b| matches!(b, b' ' | b'\t'));
        let path = parts.nth(2)?.trim_ascii_start();
        Some(crate::platform::display_name(&decoded(path, encodes_percent)))
    };
    lines.filter_map(path).collect()
}
