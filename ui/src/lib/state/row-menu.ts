/** What can be done with the results that are marked in the list. */
import type { MenuGroup, MenuItem } from "../components/Menu.svelte";
import type { Finding } from "../bindings/types";
import { copyLater } from "../clipboard";
import { pathParts, plural } from "../format";
import { resultText } from "../result-text";
import type { AppState } from "./app.svelte";
import type { EvidenceView } from "./evidence.svelte";

export function rowMenu(app: AppState, view: EvidenceView): MenuGroup[] {
  const at = view.selected;
  if (!at) return [];
  const copy = (
    title: string,
    what: string,
    of: (finding: Finding) => string | null,
  ): MenuItem => ({
    title,
    run: async () => {
      const finding = app.backend.detail(at.generation, at.index);
      const text = finding.then((found) => of(found) ?? Promise.reject(new Error("none")));
      const done = await copyLater(text);
      app.announce(done ? `${what} copied` : `There is no ${what.toLowerCase()} to copy`);
    },
  });
  const { count } = view.marks;
  return [
    {
      title: "Result",
      items: [
        { title: "Open", keys: ["Enter"], run: () => view.open() },
        {
          title: "Show in folder",
          run: () => void app.attempt(() => app.backend.reveal(at.generation, at.index)),
        },
      ],
    },
    {
      title: "Copy",
      items: [
        copy("Copy name", "Name", (finding) => pathParts(finding.source.path).name),
        copy("Copy path", "Path", (finding) => finding.source.path),
        copy("Copy SHA-256", "Hash", hashOf),
        copy("Copy id", "Id", (finding) => finding.id),
        copy("Copy result as text", "Result", (finding) => resultText(finding)),
      ],
    },
    {
      title: "Rows",
      items: [
        {
          title: count > 1 ? `Copy ${plural(count, "row", "rows")} as text` : "Copy row as text",
          keys: ["Ctrl", "C"],
          run: () => void view.marks.copy(app, view.position),
        },
        { title: "Mark all rows", keys: ["Ctrl", "A"], run: () => view.marks.everything() },
      ],
    },
  ];
}

/** The hash that names it best: that of the file, else the first that is stated. */
function hashOf({ hashes }: Finding): string | null {
  return hashes["sha256"] ?? Object.values(hashes)[0] ?? null;
}
