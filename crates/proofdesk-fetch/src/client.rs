//! The client: HTTPS as the system trusts it, no redirect followed by itself, no cookie, no compression.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::client::proxy::matcher::Matcher;
use proofdesk_engine::platform::{self, display_path};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::{Url, redirect};
use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::base::Base;
use crate::certificates::Certificates;

/// What the program calls itself to a server.
pub(crate) const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
/// The headers that every request has, and what else of it is not the address.
pub(crate) const HEADERS: [(&str, &str); 3] =
    [("accept", "application/json"), ("accept-encoding", "identity"), ("user-agent", USER_AGENT)];
/// How long a connection may take, with the look-up of the name and TLS.
const CONNECT: Duration = Duration::from_secs(10);
/// All headers of an answer together, in bytes. HTTP/1 has a limit of its own.
const LARGEST_HEADERS: u32 = 64 << 10;
/// Set where a web server started this program: whoever asks that server can then set some variables too.
const CGI: &str = "REQUEST_METHOD";
/// A file of certificates is no larger. In bytes.
const LARGEST_CA: u64 = 4 << 20;

/// A client, and the way that it takes.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) http: reqwest::Client,
    pub(crate) certificates: Arc<Certificates>,
    proxies: Option<Arc<Matcher>>,
}

/// A proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proxy {
    /// Its host, with its port.
    pub(crate) name: String,
    /// Whether its setting has a user name and a password.
    pub(crate) has_password: bool,
}

impl Client {
    /// A client for one server, which also trusts the certificate authorities in `ca`.
    pub(crate) fn new(
        base: &Base,
        ca: Option<(&str, &Path)>,
        patience: Option<Duration>,
    ) -> Result<Self, String> {
        let failed =
            |cause: String| format!("no secure connection can be made on this machine: {cause}");
        let authorities =
            ca.map(|(named, path)| read_certificates(named, path)).transpose()?.unwrap_or_default();
        let provider = Arc::new(ring::default_provider());
        let certificates = Certificates::new(authorities, provider.clone());
        let certificates = Arc::new(certificates.map_err(|e| failed(e.to_string()))?);
        let mut tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|e| failed(e.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(certificates.clone())
            .with_no_client_auth();
        tls.alpn_protocols = vec!["h2".into(), "http/1.1".into()];
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(HEADERS[0].1));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(HEADERS[1].1));
        let mut builder = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .default_headers(headers)
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(patience.unwrap_or(CONNECT))
            .http2_max_header_list_size(LARGEST_HEADERS)
            .tls_backend_preconfigured(tls);
        // What is asked of this machine without TLS is told to no other one.
        let proxies = if base.is_plain() || is_without_proxy() {
            builder = builder.no_proxy();
            None
        } else {
            require_readable_proxy()?;
            Some(Arc::new(Matcher::from_system()))
        };
        let http = builder.build().map_err(|e| {
            failed(std::error::Error::source(&e).map_or_else(|| e.to_string(), ToString::to_string))
        })?;
        Ok(Self { http, certificates, proxies })
    }

    /// The proxy through which an address is asked.
    pub(crate) fn through(&self, url: &Url) -> Option<Proxy> {
        let proxy = self.proxies.as_ref()?.intercept(&url.as_str().parse().ok()?)?;
        let uri = proxy.uri();
        let port = uri.port_u16().map(|port| format!(":{port}")).unwrap_or_default();
        Some(Proxy {
            name: format!("{}{port}", uri.host().unwrap_or_default()),
            has_password: proxy.basic_auth().is_some() || proxy.raw_auth().is_some(),
        })
    }
}

/// Whether the environment wants no proxy for any host. The client would still use one for hosts that are
/// numbers.
fn is_without_proxy() -> bool {
    let set = ["NO_PROXY", "no_proxy"].into_iter().find_map(|name| std::env::var(name).ok());
    set.is_some_and(|hosts| hosts.split(',').any(|host| host.trim() == "*"))
}

/// Sees that the proxy that the environment names for HTTPS can be read: one that cannot would be left out in
/// silence, and the request would go another way than the user set. So would every one in a CGI program.
fn require_readable_proxy() -> Result<(), String> {
    const ALTERNATIVES: [[&str; 2]; 2] =
        [["HTTPS_PROXY", "https_proxy"], ["ALL_PROXY", "all_proxy"]];
    for names in ALTERNATIVES {
        let mut set = names.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
        match set.next() {
            Some((_, value)) if value.is_empty() => {}
            Some((name, value)) => {
                return match value.to_str().is_some_and(is_proxy) {
                    true if std::env::var_os(CGI).is_some() => Err(format!(
                        "{name}: where {CGI} is set, as for a CGI program, no proxy is used, so nothing was \
                         sent; take {CGI} away"
                    )),
                    true => Ok(()),
                    false => Err(format!(
                        "{name}: this setting of a proxy cannot be read, so nothing was sent; write it as \
                         http://HOST:PORT, or take it away to use no proxy"
                    )),
                };
            }
            None => {}
        }
    }
    Ok(())
}

/// Whether a setting names a proxy, by the rule that the client has.
fn is_proxy(value: &str) -> bool {
    let matcher = Matcher::builder().https(value).build();
    let anywhere = "https://proofdesk.invalid/".parse().ok();
    anywhere.and_then(|uri| matcher.intercept(&uri)).is_some_and(|proxy| {
        let host = proxy.uri().host().unwrap_or_default();
        let authority = proxy.uri().authority().map_or("", |authority| authority.as_str());
        !host.is_empty() && (authority == host || proxy.uri().port_u16().is_some())
    })
}

/// The certificates in a file, in PEM. `named` is what named it.
fn read_certificates(named: &str, path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    use std::io::Read;
    let fault = |words: String| format!("{named} {}: {words}", display_path(path));
    let mut bytes = Vec::new();
    platform::open_to_read(path)
        .and_then(|file| file.take(LARGEST_CA).read_to_end(&mut bytes))
        .map_err(|e| fault(platform::in_words(&e)))?;
    let all = CertificateDer::pem_slice_iter(&bytes).collect::<Result<Vec<_>, _>>();
    let all = all.unwrap_or_default();
    match all.is_empty() {
        true => Err(fault("there is no certificate in PEM form in it".to_owned())),
        false => Ok(all),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_a_proxy() {
        for good in [
            "http://proxy.example:3128",
            "proxy.example:3128",
            "http://user:word@proxy.example",
            "socks5h://127.0.0.1:1080",
            "http://[::1]:3128/",
        ] {
            assert!(is_proxy(good), "{good}");
        }
        for bad in [
            "garbage://x",
            "http://",
            "http://proxy example:3128",
            " http://proxy.example",
            "http://proxy.example:99999",
            " ",
        ] {
            assert!(!is_proxy(bad), "{bad}");
        }
    }
}
