//! One request and its answer. Redirects are followed on the same server only, and the body is counted as
//! it comes.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use proofdesk_engine::platform::display_name;
use proofdesk_engine::report::time_of;
use reqwest::header::{CONTENT_ENCODING, LOCATION};
use reqwest::{Response, Url};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, timeout, timeout_at};

use crate::base::{host_of, is_same_server};
use crate::client::{Client, Proxy};
use crate::log::Log;
use crate::note::{Came, Header};
use crate::trouble::{CUT, Late, Trouble};

/// Redirects on one server that are followed.
const MOST_REDIRECTS: usize = 5;
/// An answer that is an error, or another one that is not wanted, is no larger. In bytes.
pub(crate) const LARGEST_ERROR: u64 = 1 << 20;
/// Of all bodies that are larger than this, one is read at a time, which bounds the memory. In bytes.
const LARGE: usize = 16 << 20;

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The server that answered, with its port if that is not the usual one.
    pub(crate) host: String,
    pub(crate) came: Came,
    pub(crate) body: Vec<u8>,
    /// The body was left out: it is that of an error, and is compressed or too large.
    pub(crate) is_without_body: bool,
    /// Where the body is a large one, the leave to be it.
    _leave: Option<OwnedSemaphorePermit>,
}

impl Answer {
    /// The first value of a header, by its name in lowercase.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.came.headers.iter();
        headers.find(|header| header.name == name).map(|header| &*header.value)
    }

    /// Whether `Retry-After` has more seconds than can be counted.
    pub(crate) fn asks_for_uncounted_wait(&self) -> bool {
        let is_uncounted = |text: &str| {
            text.bytes().all(|b| b.is_ascii_digit())
                && !text.is_empty()
                && text.parse::<u64>().is_err()
        };
        self.header("retry-after").is_some_and(|text| is_uncounted(text.trim()))
    }
}

/// Why there is no answer to look at.
#[derive(Debug)]
pub(crate) enum Failed {
    /// None came.
    Trouble(Trouble),
    /// The connection ended before one began. The server may not have seen the request.
    Ended(Trouble),
    /// It leads to where no request goes.
    Elsewhere { status: u16, why: Refused },
    /// It leads from one address to the next without end.
    Redirects,
    /// It is larger than so many bytes.
    TooLarge { limit: u64 },
    /// It is compressed, which was not asked for.
    Compressed { with: String },
    /// The request could not be noted in the log, so that it was not sent.
    NotLogged(String),
}

/// Why a redirect is not followed.
#[derive(Debug)]
pub(crate) enum Refused {
    /// It is no address of the web.
    NoWebAddress,
    /// It is of the same host, without TLS.
    WithoutTls,
    /// It is of another server.
    OtherServer(String),
    /// It has a user name or a password in it.
    Credentials,
}

impl Refused {
    fn of(target: &Url, from: &Url) -> Option<Self> {
        if !matches!(target.scheme(), "https" | "http") {
            return Some(Self::NoWebAddress);
        }
        if !is_same_server(target, from) {
            let is_downgrade = target.scheme() == "http" && from.scheme() == "https";
            return Some(match is_downgrade && target.host_str() == from.host_str() {
                true => Self::WithoutTls,
                false => Self::OtherServer(host_of(target)),
            });
        }
        let has_credentials = !target.username().is_empty() || target.password().is_some();
        has_credentials.then_some(Self::Credentials)
    }
}

/// How long things may take, and how large they may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Bytes of the body.
    pub(crate) largest: u64,
    /// From the request to the last byte, redirects and all.
    pub(crate) whole: Duration,
    /// To the first byte, and between bytes.
    pub(crate) between: Duration,
}

/// Asks one address, and follows it on its own server.
pub(crate) async fn ask(
    client: &Client,
    log: &Arc<Log>,
    large: &Arc<Semaphore>,
    url: &Url,
    limits: Limits,
) -> Result<Answer, Failed> {
    let mut redirected_from: Vec<String> = Vec::new();
    let mut url = url.clone();
    let end = Instant::now() + limits.whole;
    loop {
        let host = host_of(&url);
        let through = client.through(&url);
        note(log, &url, through.as_ref()).await.map_err(Failed::NotLogged)?;
        let trouble = |e: &reqwest::Error| Trouble::of(e, &host, through.as_ref());
        let late = |late, seconds: Duration| {
            Failed::Trouble(Trouble::late(late, &host, seconds.as_secs()))
        };
        let first_byte = Instant::now() + limits.between;
        let sent = timeout_at(first_byte.min(end), client.http.get(url.clone()).send()).await;
        let response = match sent {
            Ok(Ok(response)) => response,
            Ok(Err(e)) => {
                let trouble = trouble(&e);
                return Err(match trouble.code {
                    CUT => Failed::Ended(trouble),
                    _ => Failed::Trouble(trouble),
                });
            }
            Err(_) if end < first_byte => return Err(late(Late::FirstByte, limits.whole)),
            Err(_) => return Err(late(Late::FirstByte, limits.between)),
        };
        if let Some(target) = target(&response, &url) {
            if let Some(why) = Refused::of(&target, &url) {
                return Err(Failed::Elsewhere { status: response.status().as_u16(), why });
            }
            if redirected_from.len() == MOST_REDIRECTS {
                return Err(Failed::Redirects);
            }
            redirected_from.push(url.into());
            url = target;
            continue;
        }
        let certificate = url.host_str().and_then(|host| client.certificates.of(host));
        let mut came = Came {
            certificate_sha256: certificate.map(|digest| digest.to_string()),
            ..head(&response, &url, redirected_from, through.as_ref())
        };
        let (is_error, coding) = (came.status != 200, coding(&response));
        let limit = if is_error { LARGEST_ERROR } else { limits.largest };
        let read = match coding {
            None => timeout_at(end, read(response, limit, limits.between, large)).await,
            Some(with) => Ok(Err(Unread::Compressed { with })),
        };
        let read = match read {
            Err(_) => return Err(late(Late::End, limits.whole)),
            // Of an error, the status says enough.
            Ok(Err(Unread::Compressed { .. } | Unread::TooLarge)) if is_error => None,
            Ok(Err(Unread::Compressed { with })) => return Err(Failed::Compressed { with }),
            Ok(Err(Unread::TooLarge)) => return Err(Failed::TooLarge { limit }),
            Ok(Err(Unread::Stalled)) => return Err(late(Late::NextBytes, limits.between)),
            Ok(Err(Unread::Broken(e))) => return Err(Failed::Trouble(trouble(&e))),
            Ok(Ok(read)) => Some(read),
        };
        let is_without_body = read.is_none();
        let (body, _leave) = read.unwrap_or_default();
        came.at = time_of(SystemTime::now());
        return Ok(Answer { host, came, body, is_without_body, _leave });
    }
}

/// Notes a request in the log, which another program may hold for a while.
async fn note(log: &Arc<Log>, url: &Url, through: Option<&Proxy>) -> Result<(), String> {
    let (log, url, through) = (log.clone(), url.clone(), through.map(|proxy| proxy.name.clone()));
    let noted = spawn_blocking(move || log.add(url.as_str(), through.as_deref())).await;
    noted.unwrap_or_else(|e| Err(e.to_string()))
}

/// With what an answer is compressed, if it is.
fn coding(response: &Response) -> Option<String> {
    let values = response.headers().get_all(CONTENT_ENCODING).iter();
    let codings = values.flat_map(|value| value.as_bytes().split(|b| *b == b','));
    let mut codings = codings.map(<[u8]>::trim_ascii);
    codings
        .find(|coding| !coding.is_empty() && !coding.eq_ignore_ascii_case(b"identity"))
        .map(display_name)
}

/// Where a response leads; `None` for one that is an answer.
fn target(response: &Response, from: &Url) -> Option<Url> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    let mut target = from.join(location).ok()?;
    target.set_fragment(None);
    Some(target)
}

/// How an answer came, but for the certificate, and for the moment at which all of it is there.
fn head(
    response: &Response,
    url: &Url,
    redirected_from: Vec<String>,
    through: Option<&Proxy>,
) -> Came {
    let header = |(name, value): (&reqwest::header::HeaderName, &reqwest::header::HeaderValue)| {
        Header { name: name.as_str().to_owned(), value: display_name(value.as_bytes()) }
    };
    Came {
        url: url.to_string(),
        redirected_from,
        through: through.map(|proxy| proxy.name.clone()),
        at: String::new(),
        http: format!("{:?}", response.version()),
        status: response.status().as_u16(),
        headers: response.headers().iter().map(header).collect(),
        certificate_sha256: None,
    }
}

enum Unread {
    Compressed { with: String },
    TooLarge,
    Stalled,
    Broken(reqwest::Error),
}

/// The body, as long as it is no larger than `limit` bytes, and the leave to be a large one.
async fn read(
    mut response: Response,
    limit: u64,
    between: Duration,
    large: &Arc<Semaphore>,
) -> Result<(Vec<u8>, Option<OwnedSemaphorePermit>), Unread> {
    if response.content_length().is_some_and(|length| length > limit) {
        return Err(Unread::TooLarge);
    }
    let (mut body, mut leave) = (Vec::new(), None);
    loop {
        let chunk = timeout(between, response.chunk()).await.map_err(|_| Unread::Stalled)?;
        let Some(chunk) = chunk.map_err(Unread::Broken)? else { return Ok((body, leave)) };
        let length = body.len() + chunk.len();
        if length as u64 > limit {
            return Err(Unread::TooLarge);
        }
        if length > LARGE && leave.is_none() {
            // It is never closed.
            leave = large.clone().acquire_owned().await.ok();
        }
        body.extend_from_slice(&chunk);
    }
}
