/** Saving the report on the evidence that is shown, handing it on, and holding it beside an earlier one. */
import type { Packed, ReportFormat } from "../bindings/types";
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
    () => app.backend.exportReport(format, app.filed),
    (path) => {
      const who = app.filed.form.prepared_by.trim();
      if (who !== "" && app.settings.remember) app.preparedBy = who;
      // The report is on the run that was there when the place was asked for.
      if (generation === app.evidence.generation)
        return app.tell("report saved", `The report was saved to ${path}.`);
      const message = `The report saved to ${path} is about the run before.`;
      app.notify({ code: "nothing", message, remedy: "Save it again." });
    },
  );
}

/** Packs everything into one file, after what the program asks about it was answered. */
export async function pack(app: AppState): Promise<void> {
  await packed(app, () => app.backend.pack(app.filed));
}

/** The answer to what the program asked. */
export async function answerPacking(app: AppState, really: boolean): Promise<void> {
  app.packAsks = null;
  if (really) await packed(app, () => app.backend.packOn());
}

async function packed(app: AppState, call: () => Promise<Packed>): Promise<void> {
  const { generation } = app.evidence;
  const came = await app.attempt(call);
  switch (came?.type) {
    case "done":
      app.packed = { ...came, generation };
      return app.tell("packed", `Packed into ${came.path}.`);
    case "unread":
    case "private_key":
    case "changed":
    case "in_evidence":
      app.packAsks = came;
      return;
    case "stopped":
      return app.tell("packed", "Stopped: nothing was packed.");
  }
}

/** Holds checks beside an earlier report from now on. */
export async function compare(app: AppState): Promise<void> {
  if (await app.attempt(() => app.backend.compare())) app.comparedVersion += 1;
}

export async function compareNoMore(app: AppState): Promise<void> {
  await app.attempt(() => app.backend.compareNoMore());
  app.comparedVersion += 1;
}
