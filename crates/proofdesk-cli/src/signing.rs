//! Signing a report with the user's own key, which is read for this and never kept.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};
use proofdesk_engine::core::encoding::groups_of_four;
use proofdesk_engine::dsse::{
    KEY_FILE_LIMIT, REPORT_TYPE, ReportSigner, STATEMENT_TYPE, SignerError,
};
use proofdesk_engine::input::ReadError;
use proofdesk_engine::platform::{Needs, display_path};
use proofdesk_engine::report::Head;
use proofdesk_report::{Extra, Form, Results};
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::input::{is_dash, read};
use crate::interrupt;
use crate::output::Output;
use crate::terminal;

/// A passphrase is not longer than this. In bytes.
const PASSPHRASE_LIMIT: usize = 4096;

/// Who signs.
#[derive(Debug, Args)]
pub(crate) struct SignArgs {
    /// Sign the report with this Ed25519 key (PKCS#8 PEM, encrypted or not): FILE.dsse.json beside it
    /// holds the whole JSON report and the signature
    #[arg(long, value_name = "KEY.pem", value_hint = ValueHint::FilePath)]
    sign: Option<PathBuf>,

    /// Read the passphrase of that key from the first line of this file instead of asking for it
    #[arg(long, value_name = "FILE", requires = "sign", value_hint = ValueHint::FilePath)]
    passphrase_file: Option<PathBuf>,
}

impl From<SignerError> for Failure {
    fn from(error: SignerError) -> Self {
        Self::new(error)
    }
}

impl SignArgs {
    /// What signing the report at this place takes.
    pub(crate) fn needs(&self, report: Option<&Path>, needs: &mut Needs) {
        let Self { sign: Some(_), passphrase_file } = self else { return };
        self.files().into_iter().for_each(|file| needs.read(file));
        report.iter().for_each(|report| needs.write(sidecar_of(report)));
        if passphrase_file.is_none() {
            needs.ask();
        }
    }

    /// The files that are read, of which no output may take the place.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        self.sign.iter().chain(&self.passphrase_file).cloned().collect()
    }

    /// How often standard input is wanted: for the passphrase.
    pub(crate) fn on_stdin(&self) -> usize {
        usize::from(self.passphrase_file.as_deref().is_some_and(is_dash))
    }

    /// Where the signature of a report goes that is written to this place.
    pub(crate) fn sidecar(&self, report: Option<&Path>) -> Result<Option<PathBuf>, Failure> {
        if self.sign.is_none() {
            return Ok(None);
        }
        let report = report.ok_or_else(|| {
            Failure::new(
                "--sign: the signature is written beside the report; name its file with -o",
            )
        })?;
        Ok(Some(sidecar_of(report)))
    }

    /// Opens the place of the signature, if there is to be one.
    pub(crate) fn begin(&self, place: Option<PathBuf>) -> Result<Option<Signature>, Failure> {
        let Some((signer, place)) = self.signer()?.zip(place) else { return Ok(None) };
        let out = Output::open(Some(&place))?;
        Ok(Some(Signature { signer, place, out }))
    }

    /// The key, if there is one to sign with.
    pub(crate) fn signer(&self) -> Result<Option<ReportSigner>, Failure> {
        let Some(path) = &self.sign else { return Ok(None) };
        let named = |words: String| Failure::new(format!("--sign {}: {words}", display_path(path)));
        if is_dash(path) {
            return Err(named("a private key is read from a file".to_owned()));
        }
        let pem = read(path, KEY_FILE_LIMIT).map_err(|error| {
            named(match error {
                ReadError::NotRegular { kind } => {
                    format!("it is {kind}; a private key is read from a regular file")
                }
                error => error.to_string(),
            })
        })?;
        let pem = Zeroizing::new(pem);
        let signer = ReportSigner::read(&pem, || self.passphrase());
        signer.map(Some).map_err(|failure| match failure {
            Failure::Words(words) => named(words),
            failure => failure,
        })
    }

    fn passphrase(&self) -> Result<Zeroizing<String>, Failure> {
        let Some(path) = &self.passphrase_file else {
            if !terminal::can_ask() {
                return Err(Failure::new(
                    "it is encrypted, and there is no terminal to ask for its passphrase; give a file \
                     with it as --passphrase-file",
                ));
            }
            interrupt::handle();
            let asked = terminal::ask_secretly("Passphrase of the key:");
            return asked.map(Zeroizing::new).map_err(|error| match error.kind() {
                io::ErrorKind::UnexpectedEof => Failure::new("no passphrase was given"),
                io::ErrorKind::Interrupted => Failure::Cancelled,
                _ => error.into(),
            });
        };
        let named = |words: String| {
            Failure::new(format!("--passphrase-file {}: {words}", display_path(path)))
        };
        let text = Zeroizing::new(read(path, PASSPHRASE_LIMIT).map_err(|e| named(e.to_string()))?);
        let line = text.split(|b| matches!(b, b'\n' | b'\r')).next().unwrap_or_default();
        let line = std::str::from_utf8(line).map_err(|_| named("it is not UTF-8".to_owned()))?;
        if line.is_empty() {
            return Err(named("its first line, which is the passphrase, is empty".to_owned()));
        }
        Ok(Zeroizing::new(line.to_owned()))
    }
}

/// A signature that is to be written: its place is open before anything is verified.
pub(crate) struct Signature {
    signer: ReportSigner,
    place: PathBuf,
    out: Output,
}

impl Signature {
    /// Where it will be.
    pub(crate) fn place(&self) -> &Path {
        &self.place
    }

    /// Where it is while it is being written.
    pub(crate) fn unfinished(&self) -> Option<&Path> {
        self.out.unfinished()
    }

    /// Signs the JSON report, or the statement on the report with this head. The signature appears once it is finished.
    pub(crate) fn sign(
        &mut self,
        statement_on: Option<&Head>,
        results: &mut dyn Results,
    ) -> Result<(), Failure> {
        let mut signed = Vec::new();
        let payload_type = match statement_on {
            Some(head) => {
                proofdesk_report::write(Form::Svr, head, &Extra::default(), results, &mut signed)?;
                STATEMENT_TYPE
            }
            None => {
                results.json(&mut signed)?;
                REPORT_TYPE
            }
        };
        self.out.write_all(&self.signer.sign(payload_type, &signed))?;
        // What does not fit is known before the report is put into its place.
        Ok(self.out.flush()?)
    }

    /// Puts the signature into its place.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        self.out.finish()?;
        terminal::say(format!(
            "Signature written to {}; the fingerprint of its key is {}",
            display_path(&self.place),
            groups_of_four(&self.signer.fingerprint()).join(" ")
        ));
        Ok(())
    }
}

/// That a signature beside a report is none of it: together they would seem to be signed.
pub(crate) fn say_what_is_not_signed(report: &Path) {
    let sidecar = sidecar_of(report);
    if sidecar.is_file() {
        let [report, sidecar] = [report, &sidecar].map(display_path);
        terminal::say(format!(
            "{sidecar} is the signature of another report; {report} is not signed"
        ));
    }
}

/// Where the signature of a report is that lies at this place.
pub(crate) fn sidecar_of(report: &Path) -> PathBuf {
    let mut name = report.as_os_str().to_owned();
    name.push(".dsse.json");
    name.into()
}
