//! `proofdesk hash`: checksum lines and their check, as GNU `sha256sum` has them.
//!
//! Standard output is the same byte for byte. Five things differ on purpose: only regular files
//! and standard input are read, a file that changes while it is read is an error, wrong usage has the
//! exit status 2, a byte-order mark before a list is read past, and on a terminal names are shown with what
//! they could hide.

use std::ffi::OsString;
use std::io::{self, BufWriter, Stdout, Write};
use std::num::NonZeroUsize;
use std::path::Path;
use std::thread;

use proofdesk_engine::checksum::{self, Form, Line, Parsed, Parser};
use proofdesk_engine::core::file_kind::FileKind;
use proofdesk_engine::core::text::without_mark;
use proofdesk_engine::core::visible_name;
use proofdesk_engine::input::{FileDigest, ReadError, Reading};
use proofdesk_engine::platform::{self, Needs};
use proofdesk_engine::progress::Control;

use crate::args::JobsArgs;
use crate::failure::{CANCELLED, Status};
use crate::in_order::in_order;
use crate::input;
use crate::interrupt::cancelled_by_ctrl_c;
use crate::page::{Ink, Page};
use crate::progress;
use crate::terminal::{self, Named};

/// A list with a longer line is none: no name comes near, and lines are held in memory.
const LONGEST_LINE: usize = 1 << 20;

/// Print or check SHA-256 checksums, in the lines of sha256sum
///
/// With no PATH, or when PATH is -, standard input is read. Only regular files are opened: folders,
/// named pipes, devices and sockets are named and skipped.
///
/// Exit status: 0 everything was hashed, or with --check agrees; 1 something could not be read or does
/// not agree; 2 wrong usage; 130 cancelled.
#[derive(Debug, clap::Args)]
#[command(args_override_self = true)]
pub(crate) struct HashArgs {
    /// Mark the lines as read in binary mode, with a * before the name
    #[arg(short, long, overrides_with = "text", conflicts_with = "check")]
    binary: bool,

    /// Read checksum lines from each PATH and check the files they name
    #[arg(short, long)]
    check: bool,

    /// Write BSD-style lines: SHA256 (NAME) = HASH
    #[arg(long, conflicts_with_all = ["check", "text"])]
    tag: bool,

    /// Mark the lines as read in text mode, the default; the hash is the same
    #[arg(short, long, overrides_with = "binary", conflicts_with = "check")]
    text: bool,

    /// End each line with NUL instead of a newline, and write names as they are
    #[arg(short, long, conflicts_with = "check")]
    zero: bool,

    /// When checking, skip files that do not exist
    #[arg(long, requires = "check")]
    ignore_missing: bool,

    /// When checking, print no OK lines
    #[arg(long, requires = "check", overrides_with_all = ["status", "warn"])]
    quiet: bool,

    /// When checking, print no results, only set the exit status
    #[arg(long, requires = "check", overrides_with_all = ["quiet", "warn"])]
    status: bool,

    /// When checking, set the exit status 1 also for a malformed line
    #[arg(long, requires = "check")]
    strict: bool,

    /// When checking, warn about each malformed line
    #[arg(short, long, requires = "check", overrides_with_all = ["quiet", "status"])]
    warn: bool,

    #[command(flatten)]
    jobs: JobsArgs,

    /// The files, or with --check the lists; - is standard input
    #[arg(value_name = "PATH")]
    paths: Vec<OsString>,
}

impl HashArgs {
    /// What the command takes; a list names the files to check.
    pub(crate) fn needs(&self, needs: &mut Needs) {
        self.paths.iter().for_each(|path| needs.read(path));
        if self.check {
            needs.read_anything();
        }
    }
}

/// Runs the command. It fails only at what writing meets, such as a closed pipe.
pub(crate) fn run(mut args: HashArgs) -> Status {
    let control: &Control = &cancelled_by_ctrl_c();
    if args.paths.is_empty() {
        args.paths.push("-".into());
    }
    let out = &mut Output::new();
    let all = progress::shown(control, !args.quiet && !args.status, || match args.check {
        true => check_lists(&args, control, out),
        false => print_lines(&args, control, out),
    })?;
    out.flush()?;
    if control.is_cancelled() {
        say(out, "Cancelled: not every file was read")?;
        return Ok(CANCELLED);
    }
    Ok(if all { 0 } else { 1 })
}

/// Standard output.
enum Output {
    /// Who looks on sees each line when it is known, and a name in it does no more than be read.
    People(Page<'static>),
    /// The bytes. It costs too much to write each line by itself.
    Programs(BufWriter<Named<Stdout>>),
}

impl Output {
    fn new() -> Self {
        match terminal::bytes() {
            Some(out) => Self::Programs(BufWriter::with_capacity(64 << 10, out)),
            None => Self::People(terminal::page(terminal::plain())),
        }
    }

    /// Writes one line, in which this name stands, with what ends it.
    fn line(&mut self, line: &[u8], name: &[u8]) -> io::Result<()> {
        match self {
            Self::Programs(out) => out.write_all(line),
            Self::People(page) => {
                let line = shown(line.split_last().map_or(line, |(_, line)| line));
                let name = shown(name);
                // The blanks around a name are none of it.
                let (before, behind) = line
                    .strip_suffix(&*name)
                    .map(|before| (before, ""))
                    .or_else(|| line.split_once(&*name))
                    .unwrap_or((&line, ""));
                let name = if before.len() == line.len() { "" } else { &name };
                page.line(0, Ink::Plain, format!("{before}{}{behind}", visible_name(name)))
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Programs(out) => out.flush(),
            Self::People(_) => Ok(()),
        }
    }
}

/// Bytes with a name in them as text, in which no two names are the same.
fn shown(bytes: &[u8]) -> String {
    let name = platform::name_from_bytes(bytes.to_vec());
    name.map_or_else(
        || String::from_utf8_lossy(bytes).into_owned(),
        |name| platform::display_path(Path::new(&name)),
    )
}

/// Hashes the given files; says whether all could be.
fn print_lines(args: &HashArgs, control: &Control, out: &mut Output) -> io::Result<bool> {
    for path in &args.paths {
        announce(path, control);
    }
    let form = if args.tag {
        Form::Tag
    } else if args.binary {
        Form::Binary
    } else {
        Form::Text
    };
    let mut all = true;
    let jobs = jobs(args).min(args.paths.len());
    let work = |path| (path, digest_early(path, control));
    in_order(jobs, control, args.paths.iter(), work, |(path, early)| {
        match early.unwrap_or_else(|| digest_stdin(control)) {
            Ok(digest) => {
                let mut line = Vec::new();
                let name = platform::name_bytes(path);
                checksum::write_line(&mut line, &name, &digest.sha256, form, args.zero);
                out.line(&line, &name)
            }
            Err(ReadError::Cancelled) => Ok(()),
            Err(error) => {
                all = false;
                complain(out, &platform::name_bytes(path), &error)
            }
        }
    })?;
    Ok(all)
}

/// One line of a list that matters.
enum Entry {
    Expected(Line),
    Malformed {
        number: u64,
    },
    /// The list itself could not be read on.
    Broken(ReadError),
}

#[derive(Default)]
struct Tally {
    matched: u64,
    mismatched: u64,
    unreadable: u64,
    malformed: u64,
    well_formed: u64,
    broken: bool,
}

/// Checks the files that the lists name; says whether all lists pass.
fn check_lists(args: &HashArgs, control: &Control, out: &mut Output) -> io::Result<bool> {
    // What the lists name is known only when they are read.
    control.expect_more();
    let mut parser = Parser::default();
    let mut all = true;
    for list in &args.paths {
        all &= check_list(list, &mut parser, args, control, out)?;
    }
    Ok(all)
}

/// Checks the files that a list names; says whether the list passes.
fn check_list(
    list: &OsString,
    parser: &mut Parser,
    args: &HashArgs,
    control: &Control,
    out: &mut Output,
) -> io::Result<bool> {
    let from_stdin = list == "-";
    let list_name =
        if from_stdin { b"standard input".to_vec() } else { platform::name_bytes(list) };
    let reading = if from_stdin {
        terminal::say_if_waiting();
        Reading::stdin(control)
    } else {
        match Reading::open(Path::new(list), control) {
            Ok(reading) => reading,
            Err(error) => {
                complain(out, &list_name, &error)?;
                return Ok(false);
            }
        }
    };
    // A worker takes the next line when it is free, so that a long list is never in memory whole.
    let entries = (1..).zip(Lines::new(reading)).filter_map(move |(number, line)| {
        // Programs on Windows write a byte-order mark before the first line, which is none of it.
        let parsed = line.map(|line| match number {
            1 => parser.parse(without_mark(&line)),
            _ => parser.parse(&line),
        });
        Some(match parsed {
            Ok(Parsed::Nothing) => return None,
            // A list on standard input cannot name standard input.
            Ok(Parsed::Line(line)) if !(from_stdin && line.name == b"-") => Entry::Expected(line),
            Ok(_) => Entry::Malformed { number },
            Err(error) => Entry::Broken(error),
        })
    });
    let work = |entry| {
        let early = match &entry {
            Entry::Expected(line) => digest_listed(&line.name, control),
            _ => None,
        };
        (entry, early)
    };
    let mut tally = Tally::default();
    in_order(jobs(args), control, entries, work, |(entry, early)| match entry {
        Entry::Expected(line) => {
            let found = early.unwrap_or_else(|| digest_stdin(control));
            report(&line, found, &mut tally, args, out)
        }
        Entry::Malformed { number } => {
            tally.malformed += 1;
            if args.warn {
                let list = quote(&list_name);
                say(out, format!("{list}: {number}: improperly formatted SHA256 checksum line"))?;
            }
            Ok(())
        }
        Entry::Broken(error) => {
            tally.broken = true;
            complain(out, &list_name, &error)
        }
    })?;
    if control.is_cancelled() {
        return Ok(false);
    }
    let is_read = tally.well_formed == 0 && !tally.broken;
    let other = if is_read { input::kind_of(Path::new(list)) } else { None };
    summarise(&list_name, other, &tally, args, out)?;
    Ok(tally.matched > 0
        && tally.mismatched + tally.unreadable == 0
        && !tally.broken
        && !(args.strict && tally.malformed > 0))
}

/// Reports what became of one listed file.
fn report(
    line: &Line,
    found: Result<FileDigest, ReadError>,
    tally: &mut Tally,
    args: &HashArgs,
    out: &mut Output,
) -> io::Result<()> {
    tally.well_formed += 1;
    let outcome = match found {
        Ok(digest) if digest.sha256 == line.sha256 => {
            tally.matched += 1;
            "OK"
        }
        Ok(_) => {
            tally.mismatched += 1;
            "FAILED"
        }
        Err(ReadError::Unreadable(error))
            if args.ignore_missing && error.kind() == io::ErrorKind::NotFound =>
        {
            return Ok(());
        }
        Err(error) => {
            tally.unreadable += 1;
            complain(out, &line.name, &error)?;
            "FAILED open or read"
        }
    };
    if args.status || (args.quiet && outcome == "OK") {
        return Ok(());
    }
    let mut text = Vec::new();
    checksum::write_report_name(&mut text, &line.name);
    writeln!(text, ": {outcome}")?;
    out.line(&text, &line.name)
}

/// Says the warnings that end the check of a list.
fn summarise(
    list: &[u8],
    other: Option<FileKind>,
    tally: &Tally,
    args: &HashArgs,
    out: &mut Output,
) -> io::Result<()> {
    let list = quote(list);
    if tally.well_formed == 0 {
        let other = other.map(|kind| format!(": {}", kind.instead_of("a list of checksums")));
        let other = other.unwrap_or_default();
        return say(out, format!("{list}: no properly formatted checksum lines found{other}"));
    }
    if args.status {
        return Ok(());
    }
    for (count, one, many) in [
        (tally.malformed, "line is improperly formatted", "lines are improperly formatted"),
        (tally.unreadable, "listed file could not be read", "listed files could not be read"),
        (tally.mismatched, "computed checksum did NOT match", "computed checksums did NOT match"),
    ] {
        if count > 0 {
            let what = if count == 1 { one } else { many };
            say(out, format!("WARNING: {count} {what}"))?;
        }
    }
    if args.ignore_missing && tally.matched == 0 {
        say(out, format!("{list}: no file was verified"))?;
    }
    Ok(())
}

fn jobs(args: &HashArgs) -> usize {
    let processors = || thread::available_parallelism().ok();
    args.jobs.jobs.or_else(processors).map_or(1, NonZeroUsize::get)
}

/// Adds a file to what the run expects to read.
fn announce(path: &OsString, control: &Control) {
    if path == "-" {
        control.expect_more();
        return control.expect(1, 0);
    }
    let metadata = std::fs::metadata(path).ok().filter(|metadata| metadata.is_file());
    control.expect(1, metadata.map_or(0, |metadata| metadata.len()));
}

/// Hashes a file ahead of its turn. `None` is standard input, which has to wait for it: a name
/// `-` that comes later finds only what an earlier one left.
fn digest_early(path: &OsString, control: &Control) -> Option<Result<FileDigest, ReadError>> {
    if path == "-" {
        return None;
    }
    let digest = Reading::open(Path::new(path), control).and_then(Reading::finish);
    control.file_done();
    Some(digest)
}

/// The same for a name in a list.
fn digest_listed(name: &[u8], control: &Control) -> Option<Result<FileDigest, ReadError>> {
    match platform::name_from_bytes(name.to_vec()) {
        Some(path) => {
            announce(&path, control);
            digest_early(&path, control)
        }
        None => Some(Err(ReadError::Unreadable(io::ErrorKind::NotFound.into()))),
    }
}

fn digest_stdin(control: &Control) -> Result<FileDigest, ReadError> {
    terminal::say_if_waiting();
    let digest = Reading::stdin(control).finish();
    control.file_done();
    digest
}

/// The lines of a list, without their newlines.
struct Lines<'a> {
    /// `None` once the list was read to its end.
    reading: Option<Reading<'a>>,
    buffer: Vec<u8>,
    start: usize,
}

impl<'a> Lines<'a> {
    fn new(reading: Reading<'a>) -> Self {
        Self { reading: Some(reading), buffer: Vec::new(), start: 0 }
    }

    fn read_on(&mut self, mut reading: Reading<'a>) -> Result<(), ReadError> {
        if self.buffer.len() > LONGEST_LINE {
            let text =
                "it has a line longer than any checksum line, so it is not a list of checksums";
            return Err(io::Error::new(io::ErrorKind::InvalidData, text).into());
        }
        if reading.next_chunk(&mut self.buffer, 64 << 10)? == 0 {
            reading.finish()?;
        } else {
            self.reading = Some(reading);
        }
        Ok(())
    }
}

impl Iterator for Lines<'_> {
    type Item = Result<Vec<u8>, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut searched = self.start;
        loop {
            if let Some(at) = self.buffer[searched..].iter().position(|byte| *byte == b'\n') {
                let line = self.buffer[self.start..searched + at].to_vec();
                self.start = searched + at + 1;
                return Some(Ok(line));
            }
            self.buffer.drain(..self.start);
            self.start = 0;
            searched = self.buffer.len();
            let Some(reading) = self.reading.take() else {
                let last = std::mem::take(&mut self.buffer);
                return (!last.is_empty()).then_some(Ok(last));
            };
            if let Err(error) = self.read_on(reading) {
                self.buffer.clear();
                return Some(Err(error));
            }
        }
    }
}

/// Says something behind the lines that were written, as sha256sum does, also where both go into one file.
fn say(out: &mut Output, words: impl Into<String>) -> io::Result<()> {
    out.flush()?;
    terminal::say_as("proofdesk hash", words.into());
    Ok(())
}

/// Says why a file could not be hashed.
fn complain(out: &mut Output, name: &[u8], error: &ReadError) -> io::Result<()> {
    let path = platform::name_from_bytes(name.to_vec());
    let why = path.map_or_else(|| error.to_string(), |path| input::why(Path::new(&path), error));
    say(out, format!("{}: {why}", quote(name)))
}

/// A name in a message: in quotes where it holds more than plain characters.
fn quote(name: &[u8]) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"%+,-./@_".contains(byte);
    let shown = shown(name);
    if !name.is_empty() && name.iter().all(plain) { shown } else { format!("'{shown}'") }
}
