/** What can be done with the results that are marked in the list. */
import type { MenuGroup, MenuItem } from "../components/Menu.svelte";
import type { Finding } from "../bindings/types";
import { copyLater } from "../clipboard";
import { plural, shortName, sourceName } from "../format";
import { fileText, resultText } from "../result-text";
import type { AppState } from "./app.svelte";
import type { EvidenceView } from "./evidence.svelte";

export function rowMenu(app: AppState, view: EvidenceView): MenuGroup[] {
  const at = view.selected;
  if (!at) return [];
  const { generation, index, source, whole } = at;
  const copy = (
    title: string,
    what: string,
    of: () => Promise<string | null> | string | null,
  ): MenuItem => ({
    title,
    run: async () => {
      const text = Promise.resolve(of()).then((t) => t ?? Promise.reject(new Error("none")));
      const done = await copyLater(text);
      app.announce(done ? `${what} copied` : `There is no ${what.toLowerCase()} to copy`);
    },
  });
  /** As the screen says it: before a run came to its end, nothing is verified. */
  const said = <T extends { headline: string }>(one: T, told: string | null | undefined): T =>
    view.provisional && told ? { ...one, headline: told } : one;
  const finding = async () => {
    const { finding, provisional } = await app.backend.detail(generation, index);
    return said(finding, provisional[0]);
  };
  const file = async () => {
    const file = await app.backend.fileDetail(generation, index);
    const groups = file.groups.map((group) =>
      view.provisional ? { ...group, why: group.provisional ?? group.why } : group,
    );
    return { ...said(file, file.provisional), groups };
  };
  const row = view.position === null ? undefined : view.rows.at(view.position);
  const opens = whole && row?.file && row.index === index ? row : null;
  const { count } = view.marks;
  return [
    {
      title: "Result",
      items: [
        { title: "Open", keys: ["Enter"], run: () => view.open() },
        ...(opens
          ? [
              {
                title: opens.file?.opened ? "Close its results" : "Show its results",
                keys: [opens.file?.opened ? "←" : "→"],
                run: () => view.toggleFile(opens),
              },
            ]
          : []),
        {
          title: "Show in folder",
          run: () => void app.attempt(() => app.backend.reveal(generation, index)),
        },
      ],
    },
    {
      title: "Copy",
      items: [
        copy("Copy name", "Name", () => shortName(source)),
        copy("Copy path", "Path", () => sourceName(source)),
        // A file with several results has no hash and no id of its own here.
        ...(whole
          ? []
          : [
              copy("Copy SHA-256", "Hash", async () => hashOf(await finding())),
              copy("Copy id", "Id", async () => (await finding()).id),
            ]),
        copy("Copy result as text", "Result", async () =>
          whole ? fileText(await file()) : resultText(await finding()),
        ),
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
