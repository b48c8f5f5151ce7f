//! The inputs: records of a test issuer, the same on every machine.

use std::fs;
use std::io::{BufWriter, Write};

use serde_json::{Value, json};
use test_issuer::json::record_line;
use test_issuer::{Event, Issuer, Trace, TraceForms, TraceItem};

/// Events that one thread makes at a time.
const SHARE: u64 = 4096;

pub(crate) fn run(kind: &str, count: &str, file: &str) -> crate::Outcome {
    let count: u64 = count.parse()?;
    let issuer = Issuer::new("benchmark", "Benchmark Issuer", "bench.example");
    let mut out = BufWriter::new(fs::File::create(file)?);
    match kind {
        "audit" => audit(&issuer, count, &mut out)?,
        "trace" => trace(&issuer, count, &mut out)?,
        _ => return Err(format!("{kind}: no such kind of input").into()),
    }
    out.flush()?;
    println!("{}", issuer.public_key_hex());
    Ok(())
}

/// An export of one organisation, numbered from 1 without a gap, one event a line.
fn audit(issuer: &Issuer, count: u64, out: &mut impl Write) -> crate::Outcome {
    let threads = std::thread::available_parallelism()?.get();
    let mut starts = (1..=count).step_by(SHARE as usize).peekable();
    while starts.peek().is_some() {
        let round: Vec<u64> = starts.by_ref().take(threads).collect();
        let lines = |from: u64| -> String {
            let to = (from + SHARE - 1).min(count);
            (from..=to).map(|seq| record_line(&audit_event(issuer, seq)) + "\n").collect()
        };
        let texts: Vec<_> = std::thread::scope(|scope| {
            let workers: Vec<_> =
                round.into_iter().map(|from| scope.spawn(move || lines(from))).collect();
            workers.into_iter().map(|worker| worker.join()).collect()
        });
        for text in texts {
            out.write_all(text.map_err(|_| "a thread panicked")?.as_bytes())?;
        }
    }
    Ok(())
}

/// Some 800 bytes a line, with what real events have: an offset, microseconds, a name that is not
/// ASCII, an escape, a nested object.
fn audit_event(issuer: &Issuer, seq: u64) -> Value {
    let actions = ["loan.application.opened", "member.address.changed", "ledger.entry.posted"];
    let names = ["Søren Vækkelund", "Tessaly Brandt-Özdemir", "Ingmar \"Ingo\" Oduya"];
    let pick = seq as usize % 3;
    issuer.audit_event(json!({
        "id": issuer.id("aevt", &seq.to_string()),
        "org_id": issuer.id("aorg", "benchmark"),
        "seq": seq,
        "occurred_at": time(seq, ".336102+02:00"),
        "ingested_at": time(seq, ".901874Z"),
        "action": actions[pick],
        "actor": { "type": "user", "id": format!("usr_{}", 100 + seq % 40), "name": names[pick] },
        "targets": [{
            "type": "loan_application",
            "id": format!("HL-{:04}", seq % 10_000),
            "metadata": { "assisted": true, "term_months": 36 },
        }],
        "context": { "location": "203.0.113.46", "user_agent": "HarbourDesk/4.2 (Linux)" },
        "metadata": { "channel": "branch", "amount_cents": seq * 117, "reviewed": false },
        "version": 1,
    }))
}

fn trace(issuer: &Issuer, count: u64, out: &mut impl Write) -> crate::Outcome {
    let items: Vec<TraceItem> = (1..=count)
        .map(|n| {
            TraceItem::event(&issuer.event(&Event {
                event_type: "loan.decision",
                payload: json!({ "application": format!("HL-{n:06}"), "approved": n % 3 > 0 }),
                event_time: None,
                ingested_at: &time(n, ".901874Z"),
            }))
        })
        .collect();
    let trace = Trace {
        label: "benchmark",
        items: &items,
        created_at: &time(0, "Z"),
        sealed_at: &time(count + 1, "Z"),
        forms: TraceForms::HEX,
    };
    writeln!(out, "{}", record_line(&issuer.trace(&trace)))?;
    Ok(())
}

/// The `n`-th second of a calendar whose months all have 28 days, which keeps every date real.
fn time(n: u64, rest: &str) -> String {
    let (day, hour, minute, second) = (n / 86_400, n / 3600 % 24, n / 60 % 60, n % 60);
    let (year, month, day) = (2024 + day / 336, 1 + day / 28 % 12, 1 + day % 28);
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{rest}")
}
