//! Why no answer came, in words: the name, the way, the proxy, the certificate, the clock.

use std::borrow::Cow;
use std::error::Error;
use std::io;
use std::net::UdpSocket;
use std::time::SystemTime;

use proofdesk_engine::core::time::Timestamp;
use proofdesk_engine::platform;
use proofdesk_engine::report::time_of;
use rustls::CertificateError;

use crate::client::Proxy;
use crate::event::Next;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// A word for programs.
    pub(crate) code: &'static str,
    /// What happened: a sentence.
    pub(crate) words: String,
    /// What to do.
    pub(crate) next: Next,
}

/// What was being waited for when there was no time left.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Late {
    /// The first byte of the answer.
    FirstByte,
    /// The next bytes of it.
    NextBytes,
    /// The end of it.
    End,
}

/// The code where a connection ended before all of an answer was there.
pub(crate) const CUT: &str = "cut";

const AGAIN: &str = "Try again. If it stays so, ask whoever runs the network or the server.";
const MORE_TIME: &str = "Allow more time with --timeout.";
const CLOCK: &str = "Check the date and time of this machine first. If they are right, the certificate \
                     is not in order: do not go on, and tell whoever runs the server or the proxy.";
const OTHER_WAY: &str = "Something in between may change the connection, or the server speaks no current \
                         TLS. Try another network, or ask whoever runs it.";

/// What libraries say of a proxy. Their types are their own, so that their words are all there is to go by.
const PROXY_WORDS: [&str; 2] = ["tunnel error: ", "SOCKS error: "];
const PROXY_NOT_REACHED: &str = "failed to create underlying connection";
const PROXY_PASSWORD: [&str; 2] = ["proxy authorization required", "credentials not accepted"];

impl Trouble {
    /// There was no time left.
    pub(crate) fn late(late: Late, host: &str, seconds: u64) -> Self {
        let (code, what) = match late {
            Late::FirstByte => ("no_first_byte", format!("{host} did not begin to answer")),
            Late::NextBytes => ("stalled", format!("the answer of {host} stopped on its way")),
            Late::End => ("too_slow", format!("the answer of {host} did not come to its end")),
        };
        let words = format!("No whole answer: {what} within {seconds} s.");
        let next = Next::with_option("Try again later, or on another network.", MORE_TIME);
        Self { code, words, next }
    }

    /// What the client says of a request to `host`, sent through a proxy or not.
    pub(crate) fn of(error: &reqwest::Error, host: &str, through: Option<&Proxy>) -> Self {
        // Which of the two it is about.
        let not_reached = through.filter(|_| says(error, PROXY_NOT_REACHED));
        let peer = match not_reached {
            Some(proxy) => Cow::from(format!("the proxy {}", proxy.name)),
            None => Cow::from(host),
        };
        if let Some(tls) = find::<rustls::Error>(error) {
            return of_tls(tls, &peer);
        }
        let io = find::<io::Error>(error).map(io::Error::kind);
        let no_way =
            matches!(io, Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable));
        if (error.is_dns() || no_way) && is_offline() {
            return Self {
                code: "offline",
                words: format!("This machine is offline: no network leads to {peer}."),
                next: "Connect to a network and try again. To verify, Proofdesk needs none.".into(),
            };
        }
        if error.is_dns() {
            return Self {
                code: "name_not_found",
                words: match not_reached {
                    Some(_) => format!("The name of {peer} could not be looked up (DNS)."),
                    None => format!("The name {host} could not be looked up (DNS)."),
                },
                next: "Check the name, and whether this network lets names be looked up.".into(),
            };
        }
        let is_of_proxy = PROXY_WORDS.iter().any(|words| says(error, words));
        const ENDS: [io::ErrorKind; 3] = [
            io::ErrorKind::UnexpectedEof,
            io::ErrorKind::ConnectionReset,
            io::ErrorKind::ConnectionAborted,
        ];
        if error.is_connect() && !is_of_proxy && io.is_some_and(|kind| ENDS.contains(&kind)) {
            return Self {
                code: "tls",
                words: format!("{host} ended the connection before it was secured (TLS)."),
                next: OTHER_WAY.into(),
            };
        }
        if error.is_connect()
            && let Some(Proxy { name, has_password }) = through
        {
            if PROXY_PASSWORD.iter().any(|words| says(error, words)) {
                let (words, next) = match has_password {
                    true => (
                        format!(
                            "The proxy {name} did not accept the user name and the password of its setting."
                        ),
                        "Correct them in the setting (HTTPS_PROXY or ALL_PROXY).",
                    ),
                    false => (
                        format!("The proxy {name} asks for a user name and a password."),
                        "Write them into the setting (HTTPS_PROXY or ALL_PROXY): \
                         http://USER:PASSWORD@HOST:PORT.",
                    ),
                };
                return Self { code: "proxy", words, next: next.into() };
            }
            let sentence = match not_reached {
                Some(_) => format!("The proxy {name} was not reached"),
                None => format!("The proxy {name} gave no way to {host}"),
            };
            return Self {
                code: "proxy",
                words: with_cause(sentence, error),
                next:
                    "Check the proxy settings (HTTPS_PROXY, ALL_PROXY, NO_PROXY), and whether the \
                       proxy allows this host."
                        .into(),
            };
        }
        if error.is_connect() && error.is_timeout() {
            let words = format!("No connection to {host}: there was no answer in time.");
            return Self {
                code: "no_connection",
                words,
                next: Next::with_option(AGAIN, MORE_TIME),
            };
        }
        match io {
            Some(io::ErrorKind::ConnectionRefused) if error.is_connect() => Self {
                code: "refused",
                words: format!("{host} refused the connection: nothing answers at this address."),
                next: Next::with_option(
                    "Check whether this is the right address, and try again later.",
                    "It is given with --base or PROOFDESK_FETCH_BASE.",
                ),
            },
            _ if no_way => Self {
                code: "unreachable",
                words: format!("No way leads to {host} from this network."),
                next: AGAIN.into(),
            },
            _ if error.is_connect() => Self {
                code: "no_connection",
                words: with_cause(format!("No connection to {host}"), error),
                next: AGAIN.into(),
            },
            _ => Self {
                code: CUT,
                words: match io {
                    Some(io::ErrorKind::UnexpectedEof) => format!(
                        "No whole answer came from {host}: the connection was closed before its end."
                    ),
                    _ if find_of_system(error).is_some() => {
                        with_cause(format!("No whole answer came from {host}"), error)
                    }
                    _ => format!(
                        "No whole answer came from {host}: what came was cut off, or is not HTTP."
                    ),
                },
                next: "Nothing of it was kept. Try again.".into(),
            },
        }
    }
}

fn of_tls(error: &rustls::Error, host: &str) -> Trouble {
    use CertificateError as C;
    let now = || time_of(SystemTime::now());
    let at = |time: &rustls::pki_types::UnixTime| {
        Timestamp::from_unix(time.as_secs() as i64, 0).to_rfc3339()
    };
    let of = |code, words, next: &'static str| Trouble { code, words, next: next.into() };
    let rustls::Error::InvalidCertificate(certificate) = error else {
        use rustls::Error as E;
        let why = match error {
            E::InvalidMessage(_) => ": what came is not TLS",
            E::AlertReceived(_) => ": it was refused",
            E::PeerIncompatible(_) => {
                ": the server speaks neither TLS 1.3 nor TLS 1.2 as it is used here"
            }
            _ => "",
        };
        return of("tls", format!("No secure connection to {host} came about{why}."), OTHER_WAY);
    };
    match certificate {
        C::Expired => of(
            "certificate_expired",
            format!("The certificate of {host} has expired, by this machine's clock ({}).", now()),
            CLOCK,
        ),
        C::ExpiredContext { not_after, .. } => of(
            "certificate_expired",
            format!(
                "The certificate of {host} expired at {}; by this machine's clock it is {}.",
                at(not_after),
                now()
            ),
            CLOCK,
        ),
        C::NotValidYet => of(
            "certificate_not_yet_valid",
            format!(
                "The certificate of {host} is not valid yet, by this machine's clock ({}).",
                now()
            ),
            CLOCK,
        ),
        C::NotValidYetContext { not_before, .. } => of(
            "certificate_not_yet_valid",
            format!(
                "The certificate of {host} is valid from {} on; by this machine's clock it is {}.",
                at(not_before),
                now()
            ),
            CLOCK,
        ),
        C::UnknownIssuer => Trouble {
            code: "certificate_unknown_issuer",
            words: format!(
                "The certificate of {host} is from a certificate authority that this machine does not know."
            ),
            next: Next::with_option(
                "Something in between may answer in its place: a company proxy, a captive portal, an \
                 attacker. If your company has a certificate authority of its own, have your own IT make \
                 it known to this machine; never take its certificate from the server.",
                "A certificate that your IT gave you can also be given with --ca.",
            ),
        },
        C::NotValidForName | C::NotValidForNameContext { .. } => of(
            "certificate_wrong_name",
            format!("The certificate that was shown is not one for {host}."),
            "Something else answers at this address: a captive portal, perhaps. Sign in to the network, or \
             use another one.",
        ),
        C::Revoked => of(
            "certificate_revoked",
            format!("The certificate of {host} was revoked."),
            "Do not go on, and tell whoever runs the server.",
        ),
        other => of(
            "certificate",
            format!("The certificate of {host} is not accepted{}.", fault_of(other)),
            "Something in between may answer in its place: a company proxy, a captive portal, an attacker. \
             Else whoever runs the server has made the certificate wrongly. Do not go on, and tell them.",
        ),
    }
}

/// What is wrong with a certificate, where it is one of the faults that have words of their own.
fn fault_of(error: &CertificateError) -> &'static str {
    const NOT_OF_A_SERVER: &str = ": it was not made for servers";
    match error {
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            NOT_OF_A_SERVER
        }
        CertificateError::BadSignature => ": its signature is not valid",
        CertificateError::BadEncoding => ": it is damaged",
        // The types of these two belong to libraries that keep them to themselves.
        CertificateError::Other(other) => match &*format!("{:?}", other.0) {
            "CaUsedAsEndEntity" => {
                ": it is that of a certificate authority, and was shown as that of a server"
            }
            "EkuError" => NOT_OF_A_SERVER,
            _ => "",
        },
        _ => "",
    }
}

/// Whether no way leads out of this machine. The address is one for documentation (RFC 5737), and nothing is
/// sent to it: for a datagram, connecting only looks up the way.
fn is_offline() -> bool {
    let way = UdpSocket::bind("0.0.0.0:0").and_then(|socket| socket.connect("192.0.2.1:9"));
    let way6 = || UdpSocket::bind("[::]:0").and_then(|socket| socket.connect("[2001:db8::1]:9"));
    let none = |e: io::Error| e.kind() == io::ErrorKind::NetworkUnreachable;
    way.is_err_and(none) && way6().is_err()
}

/// A sentence with what the system says, if it said anything. What libraries say is for programmers.
fn with_cause(sentence: String, error: &reqwest::Error) -> String {
    match find_of_system(error).map(platform::in_words) {
        Some(words) => format!("{sentence}: {}.", words.trim_end_matches('.')),
        None => format!("{sentence}."),
    }
}

/// What the system says.
fn find_of_system(error: &reqwest::Error) -> Option<&io::Error> {
    find::<io::Error>(error).filter(|io| io.get_ref().is_none())
}

/// Whether an error, or one of its causes, says something.
fn says(error: &(dyn Error + 'static), words: &str) -> bool {
    error.to_string().contains(words) || error.source().is_some_and(|source| says(source, words))
}

/// The first error of a kind among the causes of one; of errors of the system that stand in one another, the
/// innermost, and those of other kinds that stand in one too.
fn find<'e, T: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e T> {
    if let Some(inner) = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref)
        && let Some(found) = find::<T>(inner)
    {
        return Some(found);
    }
    if let Some(found) = error.downcast_ref::<T>() {
        return Some(found);
    }
    find(error.source()?)
}
