/** Saving the report on the evidence that is shown. */
import type { ReportFormat } from "../bindings/types";
import type { AppState } from "./app.svelte";

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
