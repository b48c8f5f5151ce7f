//! The good documents: five files of five types, and their records.

use serde_json::{Value, json};

use super::files;
use super::set::{Place, Samples};
use crate::json::{indented, record_line, record_text};
use crate::{Document, Issuer};

const WHY_FILE: &str = "the SHA-256 calculated from it equals the one in the signed record";
const WHY_RECORD: &str = "its file is here, the signature is valid, the key is the pinned one";

pub(super) const LOAN_TERMS: &str = "Loan terms 2026 (loan-terms-2026.docx)";
pub(super) const LOAN_TERMS_AT: &str = "2026-03-09T09:02:41.118204Z";

/// The text of the DOCX, which the good trace contains too.
pub(super) fn loan_terms() -> Vec<u8> {
    files::docx(&[
        "Harbourline Credit Union",
        "Terms for member loans, in force from 1 March 2026",
        "1. A member may borrow up to five times the balance of the member\u{2019}s share account.",
        "2. Interest is charged daily on the balance outstanding, at 6.9 % a year.",
        "3. A loan may be repaid early at any time. There is no charge for early repayment.",
        "4. A decision prepared with the help of a model is always taken by a loan officer.",
    ])
}

pub(super) fn add(samples: &mut Samples, issuer: &Issuer) {
    let minutes = files::pdf(
        "Harbourline Credit Union",
        &[
            "Minutes of the board of directors, 26 February 2026, 16:00, harbour office",
            "",
            "Present: the chair, the treasurer, four directors; the secretary took the minutes.",
            "",
            "1. The minutes of 29 January 2026 were approved without change.",
            "2. The treasurer presented the accounts to 31 January. Reserves stand at 11.4 %.",
            "3. The board approved the loan terms of 2026 (five in favour, one abstention).",
            "4. The board noted the report on the pilot of model-assisted loan summaries.",
            "    Every summary is to be recorded together with what the model was given.",
            "5. Next meeting: 26 March 2026.",
            "",
            "Closed at 17:10.",
        ],
    );
    let minutes_record = issuer.document(&Document {
        metadata: Some(json!({ "department": "secretariat", "pages": 1, "approved": true })),
        ..Document::new(&minutes, "board-minutes-2026-02.pdf", "2026-02-27T08:15:02.004417Z")
    });
    let path = "good/documents/board-minutes-2026-02";
    samples.good(&format!("{path}.pdf"), minutes, "content", WHY_FILE);
    samples.good(
        &format!("{path}.record.json"),
        record_text(&minutes_record),
        "document",
        WHY_RECORD,
    );

    let plan = files::floor_plan();
    let plan_record =
        issuer.document(&Document::new(&plan, "Branch plan, quay side", "2026-03-03T13:40:19Z"));
    samples.good("good/documents/branch-plan.png", plan, "content", WHY_FILE);
    let why = "its file is `branch-plan.png`: they are matched by hash, whatever their names";
    samples.good("good/documents/record-0041.json", record_text(&plan_record), "document", why);

    let rates = "product,term_months,rate_percent,valid_from,minimum_eur\n\
        Share account,,0.75,2026-03-01,5\n\
        Notice account,3,1.60,2026-03-01,500\n\
        Fixed savings,12,2.35,2026-03-01,1000\n\
        Fixed savings,24,2.50,2026-03-01,1000\n\
        \"Young savers, under 18\",,1.90,2026-03-01,1\n";
    let letter = "Harbourline Credit Union\r\nKaiserstraße 4 · Çeşme House\r\n\r\n\
        2 March 2026\r\n\r\nDear members,\r\n\r\n\
        From 1 April 2026 the fee for transfers to other banks falls from €0,50 to €0,20.\r\n\
        You need not do anything. Our café at the quay stays open on Saturdays.\r\n\r\n\
        Καλή συνέχεια, と感謝を込めて,\r\nthe members’ desk\r\n";
    let terms = loan_terms();
    let records: [Value; 3] = [
        issuer.document(&Document {
            metadata: Some(json!({ "department": "treasury", "rows": 5 })),
            ..Document::new(
                rates.as_bytes(),
                "savings-rates-2026-03.csv",
                "2026-02-27T10:30:55.870001Z",
            )
        }),
        issuer.document(&Document::new(
            letter.as_bytes(),
            "Letter to members, März 2026",
            "2026-03-02T07:59:30.5Z",
        )),
        issuer.document(&Document::new(&terms, LOAN_TERMS, LOAN_TERMS_AT)),
    ];
    samples.good("good/documents/loan-terms-2026.docx", terms, "content", WHY_FILE);
    samples.good("good/documents/member-letter-2026-03.txt", letter, "content", WHY_FILE);
    samples.good("good/documents/savings-rates-2026-03.csv", rates, "content", WHY_FILE);
    let path = "good/documents/records.json";
    samples.add(
        path,
        indented(&format!("[{}]", records.each_ref().map(record_line).join(","))) + "\n",
    );
    for (i, why) in [
        "first of three records in one file: the CSV",
        "second: the letter, with its Windows line endings and letters beyond ASCII",
        "third: the DOCX, which is also an item of the trace",
    ]
    .into_iter()
    .enumerate()
    {
        let place = Place::Pointer(format!("/{i}"));
        samples.expect_at(path, place, "document", "verified", &[], why);
    }
}
