//! What `bench/run` compares Proofdesk with, and the maker of its inputs.
//!
//! * `sdk FILE KEY` checks every line with the vendor's Rust SDK, on one thread.
//! * `limit FILE KEY` checks nothing but the signatures, on all processors, and prints how many
//!   seconds that took. Reading and canonical bytes are done before the clock starts.
//! * `make audit|trace COUNT FILE` writes an audit export or a trace bundle and prints the key.
//! * `backend` prints what the signature library was built with.

mod make;

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use ed25519_dalek::{Signature, VerifyingKey};
use serde_json::Value;

const BACKEND: &str = if cfg!(curve25519_dalek_backend = "avx512") { "avx512" } else { "default" };

type Outcome = Result<(), Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match args[..] {
        ["sdk", file, key] => sdk(file, key),
        ["limit", file, key] => limit(file, key),
        ["make", kind, count, file] => make::run(kind, count, file),
        ["backend"] => {
            println!("{BACKEND}");
            Ok(())
        }
        _ => {
            Err("usage: sdk-peer sdk|limit FILE KEY | make audit|trace COUNT FILE | backend".into())
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sdk-peer: {error}");
            ExitCode::FAILURE
        }
    }
}

fn sdk(file: &str, key: &str) -> Outcome {
    let mut lines = BufReader::with_capacity(1 << 20, fs::File::open(file)?);
    let mut line = String::new();
    while lines.read_line(&mut line)? > 0 {
        let event = serde_json::from_str::<Value>(&line)?;
        let result = invoance::verify_audit_event(&event, Some(key));
        if !result.valid {
            return Err(format!("an event does not verify: {:?}", result.reason).into());
        }
        line.clear();
    }
    Ok(())
}

fn limit(file: &str, key: &str) -> Outcome {
    let mut key_bytes = [0; 32];
    hex::decode_to_slice(key, &mut key_bytes)?;
    let key = VerifyingKey::from_bytes(&key_bytes)?;
    let mut prepared = Vec::new();
    for line in fs::read_to_string(file)?.lines() {
        let mut event = serde_json::from_str::<Value>(line)?;
        event["event_id"] = event["id"].take();
        let message = invoance::canonical_audit_bytes(&event)?;
        let mut signature = [0; 64];
        hex::decode_to_slice(event["signature"].as_str().unwrap_or_default(), &mut signature)?;
        prepared.push((message, Signature::from_bytes(&signature)));
    }
    let threads = std::thread::available_parallelism()?.get();
    let blocks: Vec<_> = prepared.chunks(256).collect();
    let next = AtomicUsize::new(0);
    let verify = || {
        while let Some(block) = blocks.get(next.fetch_add(1, Ordering::Relaxed)) {
            for (message, signature) in *block {
                key.verify_strict(message, signature)?;
            }
        }
        Ok::<_, ed25519_dalek::SignatureError>(())
    };
    let start = Instant::now();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(verify)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or_else(|_| verify()))
    })?;
    println!("{}", start.elapsed().as_secs_f64());
    Ok(())
}
