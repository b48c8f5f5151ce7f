//! A few lines of HTTP on the loopback address, for those calls of the SDK that need a server.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use invoance::InvoanceClient;
use serde_json::Value;

/// Answers GET requests from a table, and POST requests with one answer, keeping their bodies.
pub(crate) struct Server {
    address: SocketAddr,
    posted: Arc<Mutex<Vec<(String, Value)>>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves these bodies by path. A POST is answered with the body under `"POST"`.
    pub(crate) fn start(bodies: BTreeMap<String, Vec<u8>>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let posted = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&posted);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if !answer(stream.unwrap(), &bodies, &kept) {
                    break;
                }
            }
        });
        Server { address, posted, thread: Some(thread) }
    }

    /// The vendor's client, talking to this server.
    pub(crate) fn client(&self) -> InvoanceClient {
        InvoanceClient::builder()
            .api_key("inv_test_key")
            .base_url(format!("http://{}", self.address))
            .timeout(Duration::from_secs(20))
            .build()
            .unwrap()
    }

    /// The paths and bodies that were posted so far.
    pub(crate) fn posted(&self) -> Vec<(String, Value)> {
        self.posted.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let stopped = TcpStream::connect(self.address)
            .and_then(|mut stream| stream.write_all(b"STOP / HTTP/1.1\r\n\r\n"));
        if let (Ok(()), Some(thread)) = (stopped, self.thread.take()) {
            drop(thread.join());
        }
    }
}

/// Runs one call of the client to its end.
pub(crate) fn wait<T>(call: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(call)
}

/// Answers one request; false when it asks to stop.
fn answer(
    stream: TcpStream,
    bodies: &BTreeMap<String, Vec<u8>>,
    posted: &Mutex<Vec<(String, Value)>>,
) -> bool {
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut reader = BufReader::new(&stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let mut words = line.split_whitespace();
    let method = words.next().unwrap_or_default().to_owned();
    let path = words.next().unwrap_or_default().split('?').next().unwrap_or_default().to_owned();
    let mut length = 0;
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header).unwrap() == 0 || header.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let key = match method.as_str() {
        "STOP" => return false,
        "POST" => {
            posted.lock().unwrap().push((path, serde_json::from_slice(&body).unwrap()));
            "POST".to_owned()
        }
        _ => path,
    };
    let (status, body) = match bodies.get(&key) {
        Some(body) => ("200 OK", body.as_slice()),
        None => ("404 Not Found", br#"{"error":"not_found"}"#.as_slice()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let mut stream = &stream;
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    true
}
