//! Audit logs: a plausible working day in the systems of a small credit union.

use serde_json::{Value, json};

use super::clock::{SECOND, micros, rfc3339};
use super::set::{Place, Samples};
use crate::Issuer;
use crate::json::{indented, ordered, record_line, record_order};

/// The first event of every log: Monday, 2 March 2026.
const DAY: [i64; 3] = [2026, 3, 2];

pub(super) fn add(samples: &mut Samples, issuer: &Issuer) {
    let export = log(issuer, "branch systems", 1, 300);
    let path = "good/audit/branch-systems.ndjson";
    samples.add(path, ndjson(&export));
    let why = "300 events of one organisation, all signed with the pinned key";
    samples.expect_at(path, Place::Lines(1, export.len()), "audit_event", "verified", &[], why);
    let why = "those 300 events as one log: no event from no. 1 to no. 300 is missing or repeated";
    samples.expect(path, "audit_log", "verified", &[], why);

    let mut page = log(issuer, "card services", 118, 8);
    page.reverse();
    let count = page.len();
    let page = json!({ "events": page, "next_cursor": null });
    let mut order = vec!["events", "next_cursor"];
    order.extend(record_order(&page["events"][0]));
    let path = "good/audit/card-services-page.json";
    samples.add(path, indented(&ordered(&page, &order)) + "\n");
    let why = "a page of another organisation's log as the API lists it, newest first";
    let place = Place::Elements("/events", count);
    samples.expect_at(path, place, "audit_event", "verified", &[], why);
    let why = "those 8 events as one log, no. 118 to no. 125: events before and after them cannot be seen";
    samples.expect(path, "audit_log", "verified", &[], why);
}

/// Events as lines of an export.
pub(super) fn ndjson(events: &[Value]) -> String {
    events.iter().map(|event| record_line(event) + "\n").collect()
}

/// `count` signed events of the organisation that `name` stands for, numbered from `first`.
pub(super) fn log(issuer: &Issuer, name: &str, first: u64, count: u64) -> Vec<Value> {
    let org_id = issuer.id("aorg", name);
    let mut dice =
        Dice(name.bytes().fold(first, |state, byte| state << 7 ^ state >> 3 ^ u64::from(byte)));
    let mut now = micros(DAY, 7, 30);
    (first..first + count)
        .map(|seq| {
            now += (5 + dice.below(110)) as i64 * SECOND + dice.below(1_000_000) as i64;
            let received = now + 40_000 + dice.below(900_000) as i64;
            // Clients write their own clocks: other precisions, other offsets.
            let occurred_at = match dice.below(6) {
                0 => rfc3339(now, 0, 60),
                1 => rfc3339(now, 3, 60),
                2 => rfc3339(now, 6, -210),
                3 => rfc3339(now, 3, 0),
                _ => rfc3339(now, 6, 0),
            };
            let (action, targets, metadata) = act(&mut dice);
            let mut event = json!({
                "id": issuer.id("aevt", &format!("{name} {seq}")),
                "org_id": org_id,
                "seq": seq,
                "occurred_at": occurred_at,
                "ingested_at": rfc3339(received, 6, 0),
                "action": action,
                "actor": actor(&mut dice),
                "targets": targets,
                "version": 1,
            });
            // Null and absent are one and the same to the canonical form.
            match dice.below(5) {
                0 => {}
                1 => event["context"] = Value::Null,
                _ => event["context"] = context(&mut dice),
            }
            match metadata {
                Value::Null if dice.below(2) == 0 => {}
                metadata => event["metadata"] = metadata,
            }
            issuer.audit_event(event)
        })
        .collect()
}

/// SplitMix64: the same throws on every machine and in every version.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len() as u64) as usize]
    }
}

fn actor(dice: &mut Dice) -> Value {
    match dice.below(8) {
        0 => json!({ "type": "service", "id": "svc_nightly_close", "name": null }),
        1 => {
            json!({ "type": "api_key", "id": "key_7f21", "metadata": { "scopes": "ledger:read" } })
        }
        2 => json!({ "type": "user", "id": "usr_131", "name": "寺嶋 あいこ" }),
        3 | 4 => json!({
            "type": "user", "id": "usr_112", "name": "Søren Vækkelund",
            "metadata": { "role": "loan officer", "branch": "quay side" },
        }),
        5 => json!({ "type": "user", "id": "usr_104", "name": "Tessaly Brandt-Özdemir" }),
        _ => json!({ "type": "user", "id": "usr_119", "name": "Ingmar Oduya" }),
    }
}

fn context(dice: &mut Dice) -> Value {
    let network = dice.pick(&["192.0.2", "198.51.100", "203.0.113"]);
    let host = 2 + dice.below(250);
    let agent =
        dice.pick(&["HarbourDesk/4.2 (Linux)", "HarbourDesk/4.2 (Windows)", "hcu-batch/1.9"]);
    json!({ "location": format!("{network}.{host}"), "user_agent": agent })
}

/// What was done, to what, and what else was noted.
fn act(dice: &mut Dice) -> (&'static str, Value, Value) {
    let member = format!("m_{}", 40_000 + dice.below(2_400));
    let target = |kind: &str, id: &str| json!([{ "type": kind, "id": id }]);
    match dice.below(10) {
        0 => ("user.signed_in", json!([]), json!({ "mfa": true, "attempts": 1 + dice.below(3) })),
        1 => ("user.signed_out", json!([]), Value::Null),
        2 => ("member.viewed", target("member", &member), Value::Null),
        3 => {
            let note = dice.pick(&[
                "Adresse geändert: Zürich → Genève",
                "名義変更",
                "nouvelle pièce d’identité",
            ]);
            (
                "member.updated",
                target("member", &member),
                json!({ "note": note, "by_phone": false }),
            )
        }
        4 => {
            // Past 2^53, where a double would lose the last digits.
            let position = 9_007_199_254_740_993 + dice.below(100_000);
            let minor_units = -(dice.below(4_000_000) as i64);
            let targets = json!([
                { "type": "account", "id": format!("acc_{member}"), "name": "Share account" },
                { "type": "payment", "id": format!("pay_{:08x}", dice.below(1 << 32)) },
            ]);
            let metadata = json!({
                "position": position, "minor_units": minor_units, "currency": "EUR", "instant": true,
            });
            ("payment.released", targets, metadata)
        }
        5 => {
            let id = format!("HL-{:04}", 300 + dice.below(200));
            let targets = json!([{
                "type": "loan_application", "id": id, "name": "Member loan",
                "metadata": { "term_months": 12 * (1 + dice.below(6)), "assisted": true },
            }]);
            (
                "loan.application.opened",
                targets,
                json!({ "channel": dice.pick(&["branch", "web"]) }),
            )
        }
        6 => {
            let checksum = dice.next() | 1 << 63;
            (
                "ledger.exported",
                target("ledger", "members"),
                json!({ "rows": 4_182, "checksum": checksum }),
            )
        }
        7 => {
            let reason =
                dice.pick(&["<urgent> & approved", "per \"four eyes\" rule", "line 1\nline 2"]);
            (
                "limit.changed",
                target("member", &member),
                json!({ "reason": reason, "limit": 250_000 }),
            )
        }
        8 => ("document.downloaded", target("document", &format!("doc_{member}")), Value::Null),
        _ => {
            let role = dice.pick(&["loan officer", "cashier", "auditor 🔎"]);
            ("role.granted", target("user", "usr_119"), json!({ "role": role, "temporary": true }))
        }
    }
}
