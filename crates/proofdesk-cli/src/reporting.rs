//! What a run is written as: the report of `verify` and of `merge`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use clap::ValueHint;
use proofdesk_engine::keys::{SECOND_KEY_MEANS, SecondKey};
use proofdesk_engine::parts::cache::{self, Cache};
use proofdesk_engine::parts::{self, Parts};
use proofdesk_engine::platform::{Needs, display_path};
use proofdesk_engine::progress::Control;
use proofdesk_engine::report::{
    self, Against, Engagement, Head, Header, JsonReport, PlaceError, Replaced, Said, Side, Started,
};
use proofdesk_engine::run::{self, Basis, Job, Summary};
use proofdesk_engine::{Input, Located, ReportPlace, SkippedWhy};
use proofdesk_report::{Form, OfRun, Results as _};

use crate::args::Color;
use crate::earlier;
use crate::evidence::Later;
use crate::failure::{Failure, NOT_ESTABLISHED, Status};
use crate::filed::{FiledArgs, say_which_exhibits_are_missing};
use crate::format::{ReportFormat, chosen, require_readable};
use crate::history::HistoryArgs;
use crate::input::{is_dash, started};
use crate::interrupt::cancelled_by_ctrl_c;
use crate::output::Output;
use crate::progress;
use crate::signing::{SignArgs, Signature, say_what_is_not_signed, sidecar_of};
use crate::terminal::{self, say};
use crate::text::{Beside, TextReport};

/// The report, and what is said beside it.
#[derive(Debug, clap::Args)]
pub(crate) struct ReportArgs {
    /// Say what differs from this earlier JSON report. The exit status is also 3 if something that was
    /// verified then is gone or no longer verified
    #[arg(long, value_name = "REPORT.json", value_hint = ValueHint::FilePath)]
    against: Option<PathBuf>,

    /// Format of the report; text if neither this nor the ending of --output says one
    #[arg(long, value_enum, ignore_case = true)]
    format: Option<ReportFormat>,

    /// Write the report to FILE; - is standard output. The ending .json, .ndjson, .html, .pdf, .csv or
    /// .xml (JUnit) names the format
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) output: Option<PathBuf>,

    /// Name the files that were skipped, and the values that are not part of any result
    #[arg(long)]
    list_skipped: bool,

    #[command(flatten)]
    history: HistoryArgs,

    #[command(flatten)]
    sign: SignArgs,

    /// In the text report, leave out what is verified or for information; show no progress
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// When to use colour
    #[arg(long, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,

    #[command(flatten)]
    filed: FiledArgs,
}

impl ReportArgs {
    /// What is read and written beside the evidence.
    pub(crate) fn needs(&self, needs: &mut Needs) {
        let Self {
            against,
            format: _,
            output,
            list_skipped: _,
            sign,
            quiet: _,
            color: _,
            filed,
            history,
        } = self;
        let place = output.as_deref().filter(|path| !is_dash(path));
        against.iter().for_each(|report| needs.read(report));
        place.iter().for_each(|place| needs.write(place));
        sign.needs(place, needs);
        filed.needs(needs);
        history.path().into_iter().for_each(|path| needs.keep(path));
    }
}

/// What no output may take the place of, and what there is to be written.
pub(crate) struct Apart<'a> {
    pub(crate) outputs: &'a [(&'a Path, Later)],
    pub(crate) files: &'a [PathBuf],
    /// For how many other things standard input is wanted.
    pub(crate) on_stdin: usize,
}

/// What a run is about: evidence, or parts of it.
pub(crate) trait Given {
    /// Sees that what is written to `place` takes the place of nothing of it, nor of any of `files`.
    fn require_apart(&self, place: &Path, files: &[PathBuf]) -> Result<Replaced, PlaceError>;

    /// The run.
    fn job(&self, apart: Apart<'_>) -> Result<Job, Failure>;

    /// What it is carried out on instead of the evidence.
    fn parts(&self) -> Option<&Parts> {
        None
    }

    /// Where what is read is kept.
    fn cache(&self, _: &Job) -> Result<Option<Cache>, Failure> {
        Ok(None)
    }
}

/// Carries out a run, and writes the report.
pub(crate) fn run(args: ReportArgs, given: &impl Given) -> Status {
    let started = started()?;
    let place = args.output.as_deref().filter(|path| !is_dash(path));
    let format = chosen(args.format, place)?.unwrap_or(ReportFormat::Text);
    let sidecar = args.sign.sidecar(place)?;
    if sidecar.is_some() && matches!(format, ReportFormat::Text | ReportFormat::Ndjson) {
        return Err(Failure::new(
            "--sign signs the JSON report: give --format json, html, pdf, csv, junit or svr",
        ));
    }
    let extra = args.filed.extra(format.form())?;
    let later = if format.is_recognised() { Later::Report } else { Later::File };
    let outputs = place.map(|place| (place, later)).into_iter();
    let outputs = outputs.chain(sidecar.as_deref().map(|place| (place, Later::Signature)));
    let outputs: Vec<(&Path, Later)> = outputs.collect();
    let files = args.filed.files().chain(args.sign.files()).chain(args.against.clone());
    let files: Vec<PathBuf> = files.collect();
    args.history.begin(|place| given.require_apart(place, &files))?;
    let history = args.history.path().map(Path::to_owned);
    let files: Vec<PathBuf> = files.into_iter().chain(history).collect();
    let on_stdin = args.filed.on_stdin() + args.sign.on_stdin();
    let mut job = given.job(Apart { outputs: &outputs, files: &files, on_stdin })?;
    let cache = given.cache(&job)?;
    let mut signature = args.sign.begin(sidecar)?;
    // A signature that this one takes the place of is no evidence, as the report before is none; and an
    // earlier report is none of what it reports.
    job.options.saved.extend(signature.as_ref().map(|signature| signature.place().to_owned()));
    job.options.saved.extend(args.against.iter().flat_map(|path| [path.clone(), sidecar_of(path)]));
    let engagement = args.filed.engagement()?;
    let earlier =
        args.against.as_deref().map(|path| earlier::side(path, &mut earlier::open(path)?));
    let earlier = earlier.transpose()?;
    let mut out = Output::open(place)?;
    require_readable(format, &out)?;
    let unfinished = out.unfinished().into_iter();
    let unfinished = unfinished.chain(signature.as_ref().and_then(Signature::unfinished));
    job.options.report = place.map(|path| ReportPlace {
        path: path.to_owned(),
        unfinished: unfinished.map(Path::to_owned).collect(),
    });
    // Not before: keys and the place of the report can be pipes, which are waited for.
    let control: &Control = &cancelled_by_ctrl_c();
    if given.parts().is_none() && job.inputs.iter().any(Input::is_on_stdin) {
        terminal::say_if_waiting();
    }
    let show = !args.quiet;
    let said = earlier.as_ref().map(|_| Mutex::default());
    let run = Run { job: &job, parts: given.parts(), cache, control, show, said };
    let engagement = engagement.as_ref();
    let history = Some(&args.history);
    let finished = Finished { run: &run, started, place, engagement, history, earlier };
    let (summary, after) = match format {
        ReportFormat::Json
        | ReportFormat::Html
        | ReportFormat::Pdf
        | ReportFormat::Csv
        | ReportFormat::Junit
        | ReportFormat::Svr => {
            let report = Mutex::new(JsonReport::default());
            let summary =
                run.carry_out(&report::encode, &mut |encoded| lock(&report).accept(encoded))?;
            let mut report = report.into_inner().unwrap_or_else(PoisonError::into_inner);
            let after = finished.after(&summary)?;
            let header = finished.header(&summary, &after);
            let mut results = OfRun { report: &mut report, header: &header };
            let mut statement_on = None;
            match format.form() {
                Some(form) => {
                    let head = Head::of(&header)?;
                    proofdesk_report::write(form, &head, &extra, &mut results, &mut out)?;
                    statement_on = Some(head).filter(|_| form == Form::Svr);
                }
                None => results.json(&mut out)?,
            }
            if let Some(signature) = signature.as_mut().filter(|_| !summary.cancelled) {
                signature.sign(statement_on.as_ref(), &mut results)?;
            }
            (summary, after)
        }
        ReportFormat::Ndjson => {
            let summary = run.carry_out(&report::encode, &mut |encoded| {
                encoded.write(&mut out)?;
                out.flush()
            })?;
            let after = finished.after(&summary)?;
            report::finish_ndjson(&finished.header(&summary, &after), &mut out)?;
            (summary, after)
        }
        ReportFormat::Text => {
            let style = terminal::style(args.color, args.quiet, out.is_terminal());
            let report = Mutex::new(TextReport::new(args.list_skipped));
            let summary = run.carry_out(&|findings| findings, &mut |findings| {
                lock(&report).accept(findings);
                Ok(())
            })?;
            let report = report.into_inner().unwrap_or_else(PoisonError::into_inner);
            let after = finished.after(&summary)?;
            let earlier = args.against.as_deref().map(display_path).unwrap_or_default();
            let beside = Beside {
                engagement: finished.engagement,
                against: after.against.as_ref().map(|against| (&*earlier, against)),
                second_keys: &after.second_keys,
            };
            report.finish(&job, &summary, &control.snapshot(), beside, &mut out.page(style))?;
            (summary, after)
        }
    };
    let is_file = out.unfinished().is_some();
    if summary.cancelled && signature.take().is_some() && is_file {
        // Beside the signature of an earlier report, this one would seem to be signed.
        let place = place.map(display_path).unwrap_or_default();
        say(format!("Cancelled: nothing was signed, and no report was written to {place}"));
        return Ok(summary.exit_status());
    }
    out.finish()?;
    let is_signed = signature.is_some();
    signature.map(Signature::finish).transpose()?;
    if let Some(place) = place.filter(|_| is_file && !is_signed) {
        say_what_is_not_signed(place);
    }
    if let Some(place) = place.filter(|_| is_file && show) {
        let sentence = summary.sentence(&control.snapshot(), Basis::Unlisted);
        say(format!("Report written to {}: {sentence}", display_path(place)));
    }
    say_what_may_be_unexpected(&summary);
    // The text report on a terminal has it.
    if is_file || format != ReportFormat::Text {
        say_which_keys_are_second(&after.second_keys);
    }
    if let Some(engagement) = engagement {
        say_which_exhibits_are_missing(engagement, &job, &summary);
    }
    match (summary.exit_status(), after.against.and_then(|against| against.loss())) {
        (0, Some(loss)) => {
            say(format!("--against: {loss}"));
            Ok(NOT_ESTABLISHED)
        }
        (status, _) => Ok(status),
    }
}

/// A run that may be compared with an earlier one.
pub(crate) struct Run<'a> {
    pub(crate) job: &'a Job,
    /// What it is carried out on instead of the evidence.
    pub(crate) parts: Option<&'a Parts>,
    /// Where what is read is kept.
    pub(crate) cache: Option<Cache>,
    pub(crate) control: &'a Control,
    /// Progress is shown.
    pub(crate) show: bool,
    /// What is compared of its results, if it is.
    pub(crate) said: Option<Mutex<Vec<Said>>>,
}

impl Run<'_> {
    /// Carries it out, as [`run::carry_out`] does.
    pub(crate) fn carry_out<T: Send>(
        &self,
        prepare: &(dyn Fn(Vec<Located>) -> T + Sync),
        accept: &mut (dyn FnMut(T) -> io::Result<()> + Send),
    ) -> io::Result<Summary> {
        let said = |findings: &[Located]| -> Vec<Said> {
            let compared = findings.iter().filter(|_| self.said.is_some());
            compared.map(|located| Said::from(&located.finding)).collect()
        };
        let mut fault = None;
        let mut keep = |words| fault = Some(words);
        let ran = progress::shown(self.control, self.show, || {
            let prepare = |findings: Vec<Located>| (said(&findings), prepare(findings));
            let mut accept = |(more, prepared): (Vec<Said>, T)| {
                self.said.iter().for_each(|said| lock(said).extend_from_slice(&more));
                accept(prepared)
            };
            match (self.parts, &self.cache) {
                (None, None) => run::carry_out(self.job, self.control, &prepare, &mut accept),
                (None, Some(cache)) => {
                    let (job, control) = (self.job, self.control);
                    cache::carry_out(job, cache, control, &prepare, &mut accept, &mut keep)
                }
                (Some(parts), _) => {
                    parts::merge(parts, self.job, self.control, &prepare, &mut accept).map_err(
                        |error| match error {
                            parts::PartError::Io(error) => error,
                            error => io::Error::other(error.to_string()),
                        },
                    )
                }
            }
        });
        fault.into_iter().for_each(|fault| say(format!("--cache {fault}")));
        ran
    }
}

/// What the report on a run is made of when it is over.
pub(crate) struct Finished<'a> {
    pub(crate) run: &'a Run<'a>,
    pub(crate) started: Started,
    pub(crate) place: Option<&'a Path>,
    pub(crate) engagement: Option<&'a Engagement>,
    pub(crate) history: Option<&'a HistoryArgs>,
    pub(crate) earlier: Option<Side>,
}

/// What stands beside the results of a run that is over.
#[derive(Default)]
struct After {
    /// What differs from an earlier report.
    against: Option<Against>,
    /// What the history of keys says of domains of the evidence.
    second_keys: Vec<SecondKey>,
}

impl Finished<'_> {
    fn header<'a>(&'a self, summary: &'a Summary, after: &'a After) -> Header<'a> {
        let header = Header::new(self.run.job, self.started, summary, self.place);
        let header = header.filed(self.engagement).compared(after.against.as_ref());
        header.with_second_keys(&after.second_keys)
    }

    /// Compares the run and notes its keys. No result is an other one for it.
    fn after(&self, summary: &Summary) -> io::Result<After> {
        let against = self.against(summary)?;
        let history = self.history;
        let second_keys = history.map(|history| history.note(summary, self.started));
        Ok(After { against, second_keys: second_keys.unwrap_or_default() })
    }

    /// What differs from the earlier report.
    pub(crate) fn against(&self, summary: &Summary) -> io::Result<Option<Against>> {
        let Some((earlier, said)) = self.earlier.as_ref().zip(self.run.said.as_ref()) else {
            return Ok(None);
        };
        let now = Side::new(
            Head::of(&self.header(summary, &After::default()))?,
            std::mem::take(&mut lock(said)),
        );
        Ok(report::compare(earlier, &now))
    }
}

/// What the history of keys says, in a few lines.
fn say_which_keys_are_second(all: &[SecondKey]) {
    for second in all {
        say(format!("warning: {} {SECOND_KEY_MEANS}", second.sentence()));
    }
}

/// What the user may not expect to have been skipped, or not to have been.
fn say_what_may_be_unexpected(summary: &Summary) {
    let absent = summary.what_is_absent();
    if !absent.is_empty() {
        say(absent);
    }
    for words in summary.led_elsewhere.iter() {
        say(format!("--find: {words}"));
    }
    let own = SkippedWhy::OwnOutput;
    for file in summary.skipped_files.iter().filter(|file| file.why == own) {
        say(format!("{} is {}: it is skipped", file.path, own.words()));
    }
    if !summary.cancelled {
        for pattern in summary.unused_excludes.iter() {
            say(format!("--exclude {pattern}: nothing in the given folders matched it"));
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
