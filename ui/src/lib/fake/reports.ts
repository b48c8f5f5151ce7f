/** What the stand-in says of what reports are filed under, and of an earlier report. */
import type {
  Comparison,
  EngagementForm,
  FieldError,
  FiledCheck,
  Finding,
} from "../bindings/types";
import { capital } from "../format";

const DAY = "This is not a date; write year, month and day, such as 2026-03-31.";

/** As the program: dates are days, and exhibits have a file and a number. */
export function checkFiled(form: EngagementForm, files: readonly string[]): FiledCheck {
  const errors: FieldError[] = [];
  for (const field of ["prepared_on", "reviewed_on"] as const) {
    const wrong = form[field] !== "" && !/^\d{4}-\d\d-\d\d$/.test(form[field]);
    if (wrong) errors.push({ field, exhibit: null, what: DAY });
  }
  for (const [exhibit, { file, number }] of form.exhibits.entries()) {
    const wrong = file === "" ? "number has no file" : "file has no number";
    if ((file === "") !== (number === ""))
      errors.push({ field: "exhibits", exhibit, what: `This ${wrong}.` });
  }
  const named = errors.length > 0 ? [] : form.exhibits.map(({ file }) => file);
  const not_read = named.filter((file) => file !== "" && !files.includes(file));
  return { errors, not_read, doubled: [] };
}

/** An earlier report of the samples in which one record was verified that is not any more. */
export function comparison(results: readonly Finding[]): Comparison {
  const of = (verdict: Finding["verdict"]) => results.filter((f) => f.verdict === verdict);
  const [bad] = of("mismatch");
  const [good] = of("verified");
  const none = { path: "samples", members: [], line: null, pointer: null };
  const gone = { ...none, path: "/home/auditor/samples/good/letters.json" };
  return {
    path: "/home/auditor/Documents/q2-report.json",
    found: {
      report_digest: "5c26295eaee62cf7e32f9af06497cc95cd748f25c903589fb0438a1704f3c63a",
      started_at: "2026-08-31T09:12:44.031Z",
      same: false,
      lost: true,
      sentence: "1 result that was verified is gone, no longer verified, or about other bytes.",
      settings: [{ words: "Only in this run: --contiguous", fingerprint: null }],
      groups: [
        {
          title: capital("another verdict"),
          total: 1,
          first: [
            {
              source: bad?.source ?? none,
              what: "document record",
              words: "was verified, now does not match",
              whole: false,
              there: true,
              lost: true,
            },
          ],
        },
        {
          title: capital("gone"),
          total: 1,
          first: [
            {
              source: gone,
              what: "file",
              words: "was not confirmed",
              whole: false,
              there: false,
              lost: false,
            },
          ],
        },
        {
          title: capital("other bytes"),
          total: 1,
          first: [
            {
              source: good?.source ?? none,
              what: "file",
              words: "",
              whole: true,
              there: true,
              lost: false,
            },
          ],
        },
      ],
    },
  };
}
