//! Standard output and standard error. No other module has them (clippy sees to it) but `main::refuse`,
//! whose arguments are made visible before the parser sees and quotes them. So nothing
//! reaches a terminal but what this one lets through: words as [`Visible`] text, data for programs
//! as [`Data`], and what the program is made of.

#![expect(clippy::disallowed_methods, reason = "the one place that has the two streams")]

use std::io::{self, IsTerminal, Stderr, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use std::path::Path;

use proofdesk_engine::core::{Visible, visible_json};
use proofdesk_engine::platform;

use crate::args::Color;
use crate::page::{Page, Style};

/// The widest column that text is wrapped to, and the narrowest. In columns.
const WIDEST: usize = 100;
const NARROWEST: usize = 20;

/// Whether a progress line stands on the terminal. Whoever writes a line there takes it away first, so
/// that the two never run into each other.
static PROGRESS: Mutex<bool> = Mutex::new(false);

/// To the beginning of the line, and clear to its end.
const ERASE: &str = "\r\x1b[K";

/// How to write for people, to a place that is a terminal or not.
pub(crate) fn style(color: Color, quiet: bool, on_terminal: bool) -> Style {
    let color = match color {
        Color::Always => true,
        Color::Never => false,
        // https://no-color.org: set and not empty.
        Color::Auto => {
            let refused = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
            on_terminal && !refused && !is_dumb()
        }
    };
    let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let width = named_columns().or_else(terminal).unwrap_or(80).clamp(NARROWEST, WIDEST);
    Style { color, quiet, width }
}

/// The same without any colour.
pub(crate) fn plain() -> Style {
    style(Color::Never, false, false)
}

/// Words for people on standard output.
pub(crate) fn page(style: Style) -> Page<'static> {
    Page::new(style, Lines::stdout())
}

/// Words for people beside the output.
pub(crate) fn aside() -> Page<'static> {
    Page::new(plain(), Lines::stderr())
}

/// Says something beside the output.
pub(crate) fn say<'t>(words: impl Into<Visible<'t>>) {
    say_as("proofdesk", words);
}

/// The same in the name of a part of the program.
pub(crate) fn say_as<'t>(who: &'static str, words: impl Into<Visible<'t>>) {
    // Nobody is left to hear that it could not be said.
    let _ = Lines::stderr().write_all(format!("{who}: {}\n", words.into()).as_bytes());
}

/// What the user answers to a question.
pub(crate) fn ask(question: &'static str) -> io::Result<String> {
    Lines::stderr().write_all(format!("{question} ").as_bytes())?;
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

/// The same, but the answer is not shown while it is written. Whoever asks handles Ctrl-C, with
/// [`show_what_is_written`].
pub(crate) fn ask_secretly(question: &'static str) -> io::Result<String> {
    #[cfg(unix)]
    {
        *shown_before() = rustix::termios::tcgetattr(io::stdin()).ok();
    }
    let answer = rpassword::prompt_password(format!("{question} "));
    #[cfg(unix)]
    shown_before().take();
    answer
}

/// Shows again what is written, for a program that ends while it asks for a passphrase.
pub(crate) fn show_what_is_written() {
    #[cfg(unix)]
    if let Some(before) = shown_before().take() {
        use rustix::termios::{OptionalActions, tcsetattr};
        // Nothing else can be done for it.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &before);
    }
}

/// How the terminal was before a passphrase was asked for.
#[cfg(unix)]
fn shown_before() -> MutexGuard<'static, Option<rustix::termios::Termios>> {
    static BEFORE: Mutex<Option<rustix::termios::Termios>> = Mutex::new(None);
    BEFORE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the program is made of, such as its manual: nothing of it was read from anywhere.
pub(crate) fn own(text: &[u8]) -> io::Result<()> {
    stdout().write_all(text)
}

/// Data for programs on standard output.
pub(crate) fn data() -> Data<Stdout> {
    Data::new(stdout())
}

/// Standard output for lines that are the same byte for byte wherever they go, unless that is a terminal.
pub(crate) fn bytes() -> Option<Named<Stdout>> {
    (!is_terminal()).then(stdout)
}

fn stdout() -> Named<Stdout> {
    Named { name: "standard output".to_owned(), out: io::stdout() }
}

/// Whether a person looks at standard output.
pub(crate) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether somebody is there to see questions and answer them.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Says that standard input is read and how it is ended, if a person is to write it: else the program
/// seems to do nothing.
pub(crate) fn say_if_waiting() {
    let end = if cfg!(windows) {
        "Ctrl-Z and Enter end"
    } else {
        "Ctrl-D at the beginning of a line ends"
    };
    if io::stdin().is_terminal() {
        say(format!("reading standard input: write or paste it here; {end} it"));
        IS_TYPED.store(true, Ordering::Relaxed);
    }
}

/// Somebody may be typing: what is shown over it would hide it.
static IS_TYPED: AtomicBool = AtomicBool::new(false);

/// Whether standard input is read from the terminal.
pub(crate) fn is_typed() -> bool {
    IS_TYPED.load(Ordering::Relaxed)
}

/// Whether standard error is a terminal that can take back what it shows.
pub(crate) fn shows_progress() -> bool {
    io::stderr().is_terminal() && !is_dumb()
}

/// Whether the terminal knows no control sequences, or does not say what it is.
pub(crate) fn is_dumb() -> bool {
    match std::env::var_os("TERM") {
        Some(term) => term == "dumb",
        None => cfg!(unix),
    }
}

/// The columns that the environment names; zero is none.
pub(crate) fn named_columns() -> Option<usize> {
    std::env::var("COLUMNS").ok()?.parse().ok().filter(|columns| *columns > 0)
}

/// The columns of the terminal behind standard error.
pub(crate) fn columns() -> Option<usize> {
    terminal_size::terminal_size_of(io::stderr()).map(|(width, _)| usize::from(width.0))
}

/// Shows one line, which fits, in the place of the one before.
pub(crate) fn progress(line: &Visible<'_>) {
    let mut shown = lock();
    let mut err = io::stderr().lock();
    let _ = write!(err, "{ERASE}{line}");
    let _ = err.flush();
    *shown = true;
}

/// Takes the progress line away.
pub(crate) fn end_progress() {
    erase(&mut lock());
}

/// Hands on what is still waiting to be written.
pub(crate) fn flush() -> io::Result<()> {
    stdout().flush()
}

fn lock() -> MutexGuard<'static, bool> {
    PROGRESS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn erase(shown: &mut bool) {
    if std::mem::take(shown) {
        let mut err = io::stderr().lock();
        let _ = err.write_all(ERASE.as_bytes());
        let _ = err.flush();
    }
}

/// A place to write to. Its errors say which one it is, so that a full disk is looked for in the right
/// place.
#[derive(Debug)]
pub(crate) struct Named<W> {
    name: String,
    out: W,
}

impl<W> Named<W> {
    /// A file by the path that the user gave.
    pub(crate) fn file(path: &Path, out: W) -> Self {
        Self { name: platform::display_path(path), out }
    }

    pub(crate) fn get_ref(&self) -> &W {
        &self.out
    }

    /// Completes what was written.
    pub(crate) fn finish_with(self, finish: impl FnOnce(W) -> io::Result<()>) -> io::Result<()> {
        finish(self.out).map_err(|e| named(&self.name, &e))
    }

    fn named(&self, error: &io::Error) -> io::Error {
        named(&self.name, error)
    }
}

/// An error with the name of the file that it is about.
pub(crate) fn named(name: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{name}: {}", platform::in_words(error)))
}

impl<W: Write> Write for Named<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes).map_err(|e| self.named(&e))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush().map_err(|e| self.named(&e))
    }
}

/// One of the two streams, written in whole lines.
struct Lines<W> {
    out: W,
    on_terminal: bool,
}

impl Lines<Named<Stdout>> {
    fn stdout() -> Self {
        Self { on_terminal: is_terminal(), out: stdout() }
    }
}

impl Lines<Stderr> {
    fn stderr() -> Self {
        let out = io::stderr();
        Self { on_terminal: out.is_terminal(), out }
    }
}

impl<W: Write> Write for Lines<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        if !self.on_terminal {
            return self.out.write_all(bytes);
        }
        let mut shown = lock();
        erase(&mut shown);
        self.out.write_all(bytes)?;
        self.out.flush()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// JSON for programs: byte for byte, but on a terminal with every character escaped that could do
/// more there than be read. Escaped or not, it says the same.
#[derive(Debug)]
pub(crate) struct Data<W> {
    out: Named<W>,
    on_terminal: bool,
    /// The beginning of a character that was cut in two.
    begun: Vec<u8>,
}

impl<W: Write + IsTerminal> Data<W> {
    pub(crate) fn new(out: Named<W>) -> Self {
        Self { on_terminal: out.get_ref().is_terminal(), out, begun: Vec::new() }
    }

    /// Whether a person looks at it.
    pub(crate) fn is_terminal(&self) -> bool {
        self.on_terminal
    }

    /// A report for people in its place.
    pub(crate) fn page(&mut self, style: Style) -> Page<'_> {
        Page::new(style, Lines { on_terminal: self.on_terminal, out: &mut self.out })
    }
}

impl<W: Write> Write for Data<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.on_terminal {
            return self.out.write(bytes);
        }
        self.begun.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.begun) {
            Ok(text) => text,
            Err(error) => {
                let whole = self.begun.get(..error.valid_up_to()).unwrap_or_default();
                std::str::from_utf8(whole).unwrap_or_default()
            }
        };
        let len = whole.len();
        let mut shown = lock();
        erase(&mut shown);
        self.out.write_all(visible_json(whole).as_bytes())?;
        self.begun.drain(..len);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
