//! The client: HTTPS as the system trusts it, no redirect followed by itself, no cookie, no compression.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::client::proxy::matcher::Matcher;
use proofdesk_engine::platform::{self, display_path};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::{Certificate, Url, redirect};

use crate::base::Base;

/// What the program calls itself to a server.
pub(crate) const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
/// The headers that every request has, and what else of it is not the address.
pub(crate) const HEADERS: [(&str, &str); 3] =
    [("accept", "application/json"), ("accept-encoding", "identity"), ("user-agent", USER_AGENT)];
/// How long a connection may take, with the look-up of the name and TLS.
const CONNECT: Duration = Duration::from_secs(10);
/// All headers of an answer together, in bytes. HTTP/1 has a limit of its own.
const LARGEST_HEADERS: u32 = 64 << 10;
/// A file of certificates is no larger. In bytes.
const LARGEST_CA: u64 = 4 << 20;

/// A client, and the way that it takes.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    pub(crate) http: reqwest::Client,
    proxies: Option<Arc<Matcher>>,
}

impl Client {
    /// A client for one server, which also trusts the certificate authorities in `ca`.
    pub(crate) fn new(
        base: &Base,
        ca: Option<&Path>,
        patience: Option<Duration>,
    ) -> Result<Self, String> {
        // Another one that was installed before would do as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(HEADERS[0].1));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(HEADERS[1].1));
        let mut builder = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .default_headers(headers)
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(patience.unwrap_or(CONNECT).min(CONNECT))
            .http2_max_header_list_size(LARGEST_HEADERS)
            .tls_info(true);
        // What is asked of this machine without TLS is told to no other one.
        if base.is_plain() {
            builder = builder.no_proxy();
        }
        if let Some(path) = ca {
            builder = builder.tls_certs_merge(certificates(path)?);
        }
        let proxies = (!base.is_plain()).then(|| Arc::new(Matcher::from_system()));
        let http = builder.build().map_err(|e| {
            let cause =
                std::error::Error::source(&e).map_or_else(|| e.to_string(), ToString::to_string);
            format!("no secure connection can be made on this machine: {cause}")
        })?;
        Ok(Self { http, proxies })
    }

    /// The proxy through which an address is asked, without the password that it may need.
    pub(crate) fn through(&self, url: &Url) -> Option<String> {
        let proxy = self.proxies.as_ref()?.intercept(&url.as_str().parse().ok()?)?;
        let uri = proxy.uri();
        let port = uri.port_u16().map(|port| format!(":{port}")).unwrap_or_default();
        Some(format!("{}{port}", uri.host().unwrap_or_default()))
    }
}

/// The certificates in a file, in PEM.
fn certificates(path: &Path) -> Result<Vec<Certificate>, String> {
    use std::io::Read;
    let fault = |words: String| format!("--ca {}: {words}", display_path(path));
    let mut bytes = Vec::new();
    platform::open_to_read(path)
        .and_then(|file| file.take(LARGEST_CA).read_to_end(&mut bytes))
        .map_err(|e| fault(platform::in_words(&e)))?;
    let all = Certificate::from_pem_bundle(&bytes).unwrap_or_default();
    match all.is_empty() {
        true => Err(fault("there is no certificate in PEM form in it".to_owned())),
        false => Ok(all),
    }
}
