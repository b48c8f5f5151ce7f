//! The address that is asked: HTTPS, or plain HTTP on this machine.

use std::net::IpAddr;

use reqwest::Url;

/// The vendor's service.
pub(crate) const SERVICE: &str = "https://api.invoance.com";

/// The address below which keys and proofs are.
#[derive(Debug, Clone)]
pub(crate) struct Base(Url);

impl Base {
    /// Reads an address, which may have a path.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text.trim())
            .map_err(|_| "it is no address such as https://api.invoance.com".to_owned())?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err("no user name and no password belong in the address: none is needed, and \
                        none is sent"
                .to_owned());
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("the address must not have a part behind ? or #".to_owned());
        }
        match url.scheme() {
            "https" if url.host_str().is_some() => Ok(Self(url)),
            "http" if is_loopback(&url) => Ok(Self(url)),
            "http" => {
                Err("only https is used; http is for this machine alone (127.0.0.1)".to_owned())
            }
            _ => Err("only https is used".to_owned()),
        }
    }

    /// An address below it. No part is `.` or `..`.
    pub(crate) fn join(&self, parts: &[&str]) -> Url {
        let mut url = self.0.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(parts);
        }
        url
    }

    /// The host, with its port if that is not the usual one.
    pub(crate) fn host(&self) -> String {
        host_of(&self.0)
    }

    /// Whether it is plain HTTP, on this machine.
    pub(crate) fn is_plain(&self) -> bool {
        self.0.scheme() == "http"
    }
}

/// The host of an address, with its port if that is not the usual one.
pub(crate) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Whether two addresses are of one server: scheme, host and port.
pub(crate) fn is_same_server(one: &Url, other: &Url) -> bool {
    one.origin() == other.origin()
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_https_or_this_machine() {
        for good in [
            SERVICE,
            "https://private.example:8443/invoance/",
            "http://127.0.0.1:8080",
            "http://localhost",
            "http://[::1]:80/x",
        ] {
            assert!(Base::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://api.invoance.com",
            "http://127.0.0.1.example.com",
            "http://localhost.example",
            "ftp://api.invoance.com",
            "file:///etc/passwd",
            "https://user:word@api.invoance.com",
            "https://api.invoance.com/?key=1",
            "https://api.invoance.com/#x",
            "api.invoance.com",
            "",
        ] {
            assert!(Base::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_asked_stays_one_part_of_the_path() {
        let base = Base::parse("https://private.example/a/").unwrap();
        let url = base.join(&["proof", "event", "a/b?c#d%2e é"]);
        assert_eq!(
            url.as_str(),
            "https://private.example/a/proof/event/a%2Fb%3Fc%23d%252e%20%C3%A9"
        );
        assert_eq!(
            Base::parse(SERVICE).unwrap().join(&["keys", "acme.com"]).as_str(),
            "https://api.invoance.com/keys/acme.com"
        );
    }
}
