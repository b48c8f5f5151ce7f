//! What is going to be asked: from the arguments and the list, without what is there already.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use proofdesk_engine::platform::{self, display_path};

use crate::asked::{Asked, ProofKind};
use crate::base::{Base, SERVICE};
use crate::client::{Client, HEADERS};
use crate::event::{Plan, Planned, SCHEMA};
use crate::kept::{Folder, Standing};
use crate::run::largest;

/// A list is no larger: some ten thousand links. In bytes.
const LARGEST_LIST: u64 = 4 << 20;

/// What is asked for, and where the link of it led.
type Request = (Asked, Option<String>);

/// What the user wants, sorted by what is to be done.
#[derive(Debug, Default)]
pub(crate) struct Sorted {
    pub(crate) requests: Vec<Planned>,
    pub(crate) there: Vec<Asked>,
    pub(crate) in_the_way: Vec<(Asked, String)>,
}

/// The keys of these domains.
pub(crate) fn keys(given: &[String], from: Option<&Path>) -> Result<Vec<Request>, String> {
    all(given, from, |text| Asked::key(text).map(|asked| (asked, None)))
}

/// The proofs of these links and ids.
pub(crate) fn proofs(
    given: &[String],
    from: Option<&Path>,
    kind: Option<ProofKind>,
) -> Result<Vec<Request>, String> {
    all(given, from, |text| Asked::proof(text, kind))
}

/// Everything once, in its order. One that cannot be read refuses the whole: nothing has been sent then.
fn all(
    given: &[String],
    from: Option<&Path>,
    read: impl Fn(&str) -> Result<Request, String>,
) -> Result<Vec<Request>, String> {
    let (mut all, mut seen) = (Vec::<Request>::new(), HashSet::new());
    let mut add = |text: &str, place: &str| -> Result<(), String> {
        let request = read(text).map_err(|words| format!("{place}{words}"))?;
        if seen.insert(request.0.clone()) {
            all.push(request);
        }
        Ok(())
    };
    for text in given {
        add(text, "")?;
    }
    if let Some(path) = from {
        let list = list(path)?;
        for (line, number) in list.lines().zip(1..) {
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                add(line, &format!("{}, line {number}: ", name(path)))?;
            }
        }
    }
    match all.is_empty() {
        true => Err("there is nothing to ask for".to_owned()),
        false => Ok(all),
    }
}

fn name(path: &Path) -> String {
    match path.as_os_str() == "-" {
        true => "standard input".to_owned(),
        false => display_path(path),
    }
}

fn list(path: &Path) -> Result<String, String> {
    let fault = |words: String| format!("--from {}: {words}", name(path));
    let read = match path.as_os_str() == "-" {
        true => start_of(io::stdin()),
        false => File::open(path).and_then(start_of),
    };
    let bytes = read.map_err(|e| fault(platform::in_words(&e)))?;
    if bytes.len() as u64 > LARGEST_LIST {
        return Err(fault("it is larger than 4 MiB; cut it into several lists".to_owned()));
    }
    let text = String::from_utf8(bytes).map_err(|_| fault("its text is not UTF-8".to_owned()))?;
    Ok(text.trim_start_matches('\u{FEFF}').to_owned())
}

fn start_of<R: Read>(input: R) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(LARGEST_LIST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Sorts what is wanted by what lies in the folder.
pub(crate) fn sort(wanted: Vec<Request>, base: &Base, folder: &Folder) -> Sorted {
    let mut sorted = Sorted::default();
    for (asked, host) in wanted {
        match folder.standing(&asked, largest(&asked)) {
            Standing::Free => {
                let url = asked.url(base).into();
                let link_leads_to = host.filter(|host| !is_of_server(host, base));
                let sent = asked.sent();
                sorted.requests.push(Planned { asked, sent, url, link_leads_to });
            }
            Standing::There => sorted.there.push(asked),
            Standing::InTheWay(words) => sorted.in_the_way.push((asked, words)),
        }
    }
    sorted
}

/// Whether a link to this host is one of the server: of itself, or of the vendor's pages for the vendor's
/// service.
fn is_of_server(host: &str, base: &Base) -> bool {
    const PAGES: &str = "invoance.com";
    let host = host.to_ascii_lowercase();
    let is_of_pages = host == PAGES || host.strip_suffix(PAGES).is_some_and(|h| h.ends_with('.'));
    let is_service = SERVICE.strip_prefix("https://") == Some(&*base.host());
    host == base.host() || is_service && is_of_pages
}

/// What is shown before anything is sent.
pub(crate) fn plan(sorted: &Sorted, base: &Base, client: &Client) -> Plan {
    Plan {
        schema: SCHEMA,
        host: base.host(),
        through: client.through(&base.join(&[])).map(|proxy| proxy.name),
        headers: HEADERS.to_vec(),
        requests: sorted.requests.clone(),
        there: sorted.there.clone(),
        in_the_way: sorted.in_the_way.iter().map(|(_, words)| words.clone()).collect(),
    }
}
