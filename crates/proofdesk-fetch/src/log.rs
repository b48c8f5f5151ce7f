//! The log of requests: what this program ever asked, and when. A request is noted before it is sent; if
//! it cannot be noted, it is not sent.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use directories::ProjectDirs;
use proofdesk_engine::platform::{self, Access, display_path, write_atomically};
use proofdesk_engine::report::time_of;
use serde::{Deserialize, Serialize};

/// The version of a line's form.
const SCHEMA: &str = "proofdesk.look-up/1";
/// The version of the settings.
const SETTINGS: &str = "proofdesk.look-up-settings/1";

/// One request.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    schema: String,
    /// When it was sent, by the clock of this machine: RFC 3339 in UTC.
    pub(crate) at: String,
    /// The address that was asked.
    pub(crate) url: String,
    /// The proxy, if there was one.
    pub(crate) through: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    schema: String,
    log: bool,
}

/// Where requests are noted.
#[derive(Debug)]
pub(crate) struct Log {
    file: PathBuf,
    settings: PathBuf,
    on: bool,
}

impl Log {
    /// The user's own log.
    pub(crate) fn of_user() -> Result<Self, String> {
        let folders = ProjectDirs::from("", "", "Proofdesk")
            .ok_or("there is no home folder to keep the log of requests in")?;
        let settings = folders.config_dir().join("look-ups.json");
        let file = folders.data_local_dir().join("look-ups.ndjson");
        let named = |e: io::Error| fault(&settings, &platform::in_words(&e));
        let on = match platform::open_regular(&settings).map_err(named)? {
            Some((mut given, _)) => {
                let mut bytes = Vec::new();
                given.read_to_end(&mut bytes).map_err(named)?;
                is_on(&bytes).map_err(|words| fault(&settings, &words))?
            }
            None => true,
        };
        Ok(Self { file, settings, on })
    }

    /// Whether requests are noted.
    pub(crate) fn is_on(&self) -> bool {
        self.on
    }

    /// The file, for people.
    pub(crate) fn shown(&self) -> String {
        display_path(&self.file)
    }

    /// Notes a request that is about to be sent.
    pub(crate) fn add(&self, url: &str, through: Option<&str>) -> Result<(), String> {
        if !self.on {
            return Ok(());
        }
        let entry = Entry {
            schema: SCHEMA.to_owned(),
            at: time_of(SystemTime::now()),
            url: url.to_owned(),
            through: through.map(str::to_owned),
        };
        self.append(&entry).map_err(|e| fault(&self.file, &platform::in_words(&e)))
    }

    fn append(&self, entry: &Entry) -> io::Result<()> {
        fs::create_dir_all(platform::folder_of(&self.file))?;
        let mut line = serde_json::to_string(entry)? + "\n";
        let mut file = self.locked()?;
        let end = file.seek(SeekFrom::End(0))?;
        // A line that was cut off must not take this one with it.
        if end > 0 && self.byte_at(end - 1)? != Some(b'\n') {
            line.insert(0, '\n');
        }
        // Half a line would be taken for damage.
        file.write_all(line.as_bytes()).and_then(|()| file.sync_data()).inspect_err(|_| {
            let _ = file.set_len(end);
        })
    }

    fn byte_at(&self, place: u64) -> io::Result<Option<u8>> {
        let mut file = platform::open_to_read(&self.file)?;
        file.seek(SeekFrom::Start(place))?;
        let mut byte = [0];
        Ok((file.read(&mut byte)? == 1).then_some(byte[0]))
    }

    /// The file, to be written by nobody else meanwhile where the file system has locks.
    fn locked(&self) -> io::Result<File> {
        let file = platform::open_private(&self.file)?;
        platform::lock_soon(&file).map_err(|error| match error {
            TryLockError::Error(error) => error,
            TryLockError::WouldBlock => io::Error::other("another program holds it; try again"),
        })?;
        Ok(file)
    }

    /// Every request, the first one first, and how many lines cannot be read.
    pub(crate) fn entries(&self) -> Result<(Vec<Entry>, u64), String> {
        let named = |e: io::Error| fault(&self.file, &platform::in_words(&e));
        let Some((file, _)) = platform::open_regular(&self.file).map_err(named)? else {
            return Ok(Default::default());
        };
        let (mut entries, mut unread) = (Vec::new(), 0);
        for line in BufReader::new(file).split(b'\n') {
            let line = line.map_err(named)?;
            match serde_json::from_slice::<Entry>(&line) {
                Ok(entry) if entry.schema == SCHEMA => entries.push(entry),
                _ if line.is_empty() => {}
                _ => unread += 1,
            }
        }
        Ok((entries, unread))
    }

    /// Forgets every request.
    pub(crate) fn clear(&self) -> Result<(), String> {
        if !self.file.exists() {
            return Ok(());
        }
        let cleared = self.locked().and_then(|file| file.set_len(0));
        cleared.map_err(|e| fault(&self.file, &platform::in_words(&e)))
    }

    /// Notes requests from now on, or no longer.
    pub(crate) fn turn(&self, on: bool) -> Result<(), String> {
        let settings = Settings { schema: SETTINGS.to_owned(), log: on };
        let write = || {
            fs::create_dir_all(platform::folder_of(&self.settings))?;
            let text = serde_json::to_string_pretty(&settings)? + "\n";
            write_atomically(&self.settings, Access::Owner, |out| out.write_all(text.as_bytes()))
        };
        write().map_err(|e| fault(&self.settings, &platform::in_words(&e)))
    }
}

/// Whether settings turn the log on.
fn is_on(bytes: &[u8]) -> Result<bool, String> {
    let settings: Settings =
        serde_json::from_slice(bytes).map_err(|e| format!("these settings cannot be read: {e}"))?;
    match settings.schema == SETTINGS {
        true => Ok(settings.log),
        false => Err("these settings are of another version; update Proofdesk".to_owned()),
    }
}

fn fault(path: &Path, words: &str) -> String {
    format!("{}: {words}", display_path(path))
}
