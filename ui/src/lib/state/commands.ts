/** Everything that the window can be told to do: what its menu lists, and its shortcuts run. */
import type { SortBy } from "../bindings/types";
import type { MenuGroup, MenuItem } from "../components/Menu.svelte";
import { ZOOMS, type AppState } from "./app.svelte";
import type { EvidenceView } from "./evidence.svelte";
import { navigate, screens } from "./navigation.svelte";
import { REPORT_FORMS, compare, pack, saveReport } from "./report";
import { keysOf, type ShortcutId } from "./shortcuts";

const sorts: readonly { by: SortBy; title: string }[] = [
  { by: "verdict", title: "Verdict" },
  { by: "name", title: "Name" },
  { by: "kind", title: "Kind" },
  { by: "date", title: "Date" },
  { by: "number", title: "Number" },
  { by: "id", title: "Id" },
  { by: "signer", title: "Signer" },
  { by: "order", title: "Path" },
];

/** What only the window's shell can do. */
export interface Shell {
  help: () => void;
  about: () => void;
  paste: () => void;
  nextPane: () => void;
  search: () => void;
}

export interface Command {
  title: string;
  run: () => void;
  disabled?: boolean;
  shortcut?: ShortcutId;
  /** Done by its shortcut only: not in the menu. */
  hidden?: boolean;
}

export interface CommandGroup {
  title: string;
  commands: Command[];
}

export function commandGroups(app: AppState, view: EvidenceView, shell: Shell): CommandGroup[] {
  const { evidence, settings, recent } = app;
  const none = evidence.inputs.length === 0;
  const noResults = evidence.summary === null;
  const [least, most] = [ZOOMS[0] ?? 100, ZOOMS.at(-1) ?? 100];
  return [
    {
      title: "Evidence",
      commands: [
        { title: "Add files…", shortcut: "open-files", run: () => view.addFiles() },
        { title: "Add folder…", shortcut: "open-folder", run: () => view.addFolder() },
        { title: "Paste…", run: shell.paste },
        { title: "Add the sample evidence", run: () => view.addSamples() },
        { title: "Check again", shortcut: "rerun", disabled: none, run: () => view.rerun() },
        {
          title: "Cancel the run",
          shortcut: "cancel",
          disabled: evidence.state !== "running",
          run: () => view.cancel(),
        },
        {
          title: evidence.removed === null ? "Undo" : `Undo removing ${evidence.removed}`,
          shortcut: "undo",
          disabled: evidence.removed === null,
          run: () => view.restore(),
        },
        { title: "Remove everything", disabled: none, run: () => void view.clear() },
      ],
    },
    {
      title: "Recent evidence",
      commands: recent.map(({ name, path }) => ({
        title: name,
        run: () => view.addRecent(path),
      })),
    },
    {
      title: "Report",
      commands: [
        ...REPORT_FORMS.map(({ format, name }) => ({
          title: `Save as ${name}…`,
          ...(format === "json" ? { shortcut: "save" as const } : {}),
          disabled: noResults,
          run: () => void saveReport(app, format),
        })),
        {
          title: "Print…",
          shortcut: "print",
          disabled: noResults,
          run: () => navigate("reports", { print: true }),
        },
        {
          title: "Filed under…",
          disabled: noResults,
          run: () => navigate("reports", { filed: true }),
        },
        {
          title: "Pack to hand on…",
          disabled: noResults || app.packing !== null,
          run: () => {
            navigate("reports");
            void pack(app);
          },
        },
        {
          title: "Compare with an earlier report…",
          disabled: noResults,
          run: () => {
            navigate("reports");
            void compare(app);
          },
        },
      ],
    },
    {
      title: "Keys",
      commands: [
        { title: "Add a key…", run: () => app.pin(null) },
        { title: "Import keys…", run: () => void importKeys(app) },
        { title: "Export keys…", run: () => void exportKeys(app) },
      ],
    },
    {
      title: "Go to",
      commands: [
        ...screens.map((screen, i) => ({
          title: screen.title,
          shortcut: `screen-${i + 1}` as ShortcutId,
          run: () => navigate(screen.id),
        })),
        { title: "Search the results", shortcut: "search", disabled: noResults, run: shell.search },
        { title: "Next pane", shortcut: "next-pane", run: shell.nextPane },
      ],
    },
    {
      title: "Sort by",
      commands: sorts.map(({ by, title }) => ({
        title: settings.sort.by === by ? `${title} ${settings.sort.descending ? "↓" : "↑"}` : title,
        disabled: noResults,
        run: () => view.sortBy(by),
      })),
    },
    {
      title: "View",
      commands: [
        {
          title: "Zoom in",
          shortcut: "zoom-in",
          disabled: settings.zoom >= most,
          run: () => app.zoom(1),
        },
        {
          title: "Zoom out",
          shortcut: "zoom-out",
          disabled: settings.zoom <= least,
          run: () => app.zoom(-1),
        },
        {
          title: "Reset zoom",
          shortcut: "zoom-reset",
          disabled: settings.zoom === 100,
          run: () => app.zoom(0),
        },
      ],
    },
    {
      title: "Proofdesk",
      commands: [
        { title: "Help", shortcut: "help", run: shell.help },
        { title: "About Proofdesk", run: shell.about },
        {
          title: "Close",
          shortcut: "quit",
          run: () => void app.attempt(() => app.backend.close()),
        },
      ],
    },
  ];
}

/** As a menu shows them. */
export function asMenu(groups: readonly CommandGroup[]): MenuGroup[] {
  const item = ({ title, run, disabled, shortcut }: Command): MenuItem => ({
    title,
    run,
    ...(disabled ? { disabled } : {}),
    ...(shortcut ? { keys: keysOf(shortcut) } : {}),
  });
  return groups.map(({ title, commands }) => ({ title, items: commands.map(item) }));
}

export async function importKeys(app: AppState): Promise<void> {
  app.importing = (await app.attempt(() => app.backend.importKeys())) ?? null;
}

export async function exportKeys(app: AppState): Promise<void> {
  await app.save(
    () => app.backend.exportKeys(),
    (path) => app.tell("keys saved", `The keys were saved to ${path}.`),
  );
}
