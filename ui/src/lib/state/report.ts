/** Saving the report on the evidence that is shown. */
import type { ReportFormat } from "../bindings/types";
import type { AppState } from "./app.svelte";

/** The forms of the report, the one to file first. */
export const REPORT_FORMS: readonly { format: ReportFormat; name: string; words: string }[] = [
  {
    format: "pdf",
    name: "PDF",
    words:
      "To hand on and to archive: the answer on the first page, then every exception, then everything. The JSON report is attached inside.",
  },
  {
    format: "html",
    name: "HTML",
    words: "The same as one page for a browser, without scripts. Screen readers read it best.",
  },
  {
    format: "csv",
    name: "CSV",
    words: "One row per result, for spreadsheets.",
  },
  {
    format: "json",
    name: "JSON",
    words:
      "One file with everything: inputs, keys, counts, and each result with all its checks. The command line makes the same report of the same evidence and keys.",
  },
  {
    format: "ndjson",
    name: "NDJSON",
    words:
      "One result per line, and the summary on the last line. For large audit logs, and for programs that read line by line.",
  },
  {
    format: "junit",
    name: "JUnit XML",
    words: "For build servers, which show it as test results.",
  },
];

export async function saveReport(app: AppState, format: ReportFormat): Promise<void> {
  const { generation } = app.evidence;
  await app.save(
    () => app.backend.exportReport(format),
    (path) => {
      // The report is on the run that was there when the place was asked for.
      if (generation === app.evidence.generation)
        return app.tell("report saved", `The report was saved to ${path}.`);
      const message = `The report saved to ${path} is about the previous check.`;
      app.notify({ code: "nothing", message, remedy: "Save it again." });
    },
  );
}
