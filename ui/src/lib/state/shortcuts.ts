/**
 * Every keyboard shortcut of the window, in one place: the keys, the words of the Help dialog,
 * and the one listener that runs them.
 */
export type ShortcutId =
  | "screen-1"
  | "screen-2"
  | "screen-3"
  | "screen-4"
  | "screen-5"
  | "open-files"
  | "open-folder"
  | "paste"
  | "search"
  | "rerun"
  | "cancel"
  | "undo"
  | "save"
  | "print"
  | "quit"
  | "menu"
  | "next-pane"
  | "previous-pane"
  | "back"
  | "zoom-in"
  | "zoom-out"
  | "zoom-reset"
  | "help";

export interface Shortcut {
  /** Absent for keys that a component handles itself; they are listed only. */
  id: ShortcutId | null;
  /** As `event.key`, in lower case. */
  key: string;
  /** Ctrl, or Cmd on a Mac. */
  ctrl: boolean;
  shift?: boolean;
  /** What the dialog prints on the keycaps. */
  shown: readonly string[];
  group: "Screens" | "Evidence" | "Results" | "Trace and sequence" | "Window";
  words: string;
  /** Does the same as another that is listed. */
  unlisted?: boolean;
}

export const shortcuts: readonly Shortcut[] = [
  {
    id: "screen-1",
    key: "1",
    ctrl: true,
    shown: ["Ctrl", "1"],
    group: "Screens",
    words: "Evidence",
  },
  { id: "screen-2", key: "2", ctrl: true, shown: ["Ctrl", "2"], group: "Screens", words: "Keys" },
  { id: "screen-3", key: "3", ctrl: true, shown: ["Ctrl", "3"], group: "Screens", words: "Errors" },
  {
    id: "screen-4",
    key: "4",
    ctrl: true,
    shown: ["Ctrl", "4"],
    group: "Screens",
    words: "Reports",
  },
  {
    id: "screen-5",
    key: "5",
    ctrl: true,
    shown: ["Ctrl", "5"],
    group: "Screens",
    words: "Settings",
  },
  {
    id: "open-files",
    key: "o",
    ctrl: true,
    shown: ["Ctrl", "O"],
    group: "Evidence",
    words: "Choose files",
  },
  {
    id: "open-folder",
    key: "o",
    ctrl: true,
    shift: true,
    shown: ["Ctrl", "Shift", "O"],
    group: "Evidence",
    words: "Choose a folder",
  },
  {
    id: "paste",
    key: "v",
    ctrl: true,
    shown: ["Ctrl", "V"],
    group: "Evidence",
    words: "Paste a record, an id, a proof link or a hash",
  },
  { id: "rerun", key: "f5", ctrl: false, shown: ["F5"], group: "Evidence", words: "Check again" },
  {
    id: "rerun",
    key: "r",
    ctrl: true,
    shown: ["Ctrl", "R"],
    group: "Evidence",
    words: "Check again",
    unlisted: true,
  },
  {
    id: "cancel",
    key: ".",
    ctrl: true,
    shown: ["Ctrl", "."],
    group: "Evidence",
    words: "Cancel the run",
  },
  {
    id: null,
    key: "",
    ctrl: false,
    shown: ["Delete"],
    group: "Evidence",
    words: "Remove an input from the list of what was added",
  },
  {
    id: "undo",
    key: "z",
    ctrl: true,
    shown: ["Ctrl", "Z"],
    group: "Evidence",
    words: "Put back what was removed",
  },
  {
    id: "save",
    key: "s",
    ctrl: true,
    shown: ["Ctrl", "S"],
    group: "Evidence",
    words: "Save the report as JSON",
  },
  {
    id: "print",
    key: "p",
    ctrl: true,
    shown: ["Ctrl", "P"],
    group: "Evidence",
    words: "Print the report, or save it as PDF",
  },
  { id: "search", key: "f", ctrl: true, shown: ["Ctrl", "F"], group: "Results", words: "Search" },
  { id: null, key: "", ctrl: false, shown: ["↑", "↓"], group: "Results", words: "Previous, next" },
  {
    id: null,
    key: "",
    ctrl: false,
    shown: ["Home", "End"],
    group: "Results",
    words: "First, last",
  },
  {
    id: null,
    key: "",
    ctrl: false,
    shown: ["PgUp", "PgDn"],
    group: "Results",
    words: "One page up, one page down",
  },
  { id: null, key: "", ctrl: false, shown: ["Enter"], group: "Results", words: "Open the detail" },
  {
    id: null,
    key: "",
    ctrl: false,
    shown: ["Shift", "↑"],
    group: "Results",
    words: "Mark more rows",
  },
  { id: null, key: "", ctrl: true, shown: ["Ctrl", "A"], group: "Results", words: "Mark all rows" },
  {
    id: null,
    key: "",
    ctrl: true,
    shown: ["Ctrl", "C"],
    group: "Results",
    words: "Copy the marked rows as text",
  },
  {
    id: null,
    key: "",
    ctrl: false,
    shown: ["Shift", "F10"],
    group: "Results",
    words: "What can be done with the row",
  },
  {
    id: "back",
    key: "escape",
    ctrl: false,
    shown: ["Esc"],
    group: "Results",
    words: "Back to the list",
  },
  {
    id: null,
    key: "",
    ctrl: false,
    shown: ["←", "→"],
    group: "Trace and sequence",
    words: "Previous, next item or range of numbers",
  },
  {
    id: null,
    key: "",
    ctrl: false,
    shown: ["Enter"],
    group: "Trace and sequence",
    words: "Show the item's checks, or the first event of the range",
  },
  { id: "zoom-in", key: "+", ctrl: true, shown: ["Ctrl", "+"], group: "Window", words: "Zoom in" },
  {
    id: "zoom-out",
    key: "-",
    ctrl: true,
    shown: ["Ctrl", "−"],
    group: "Window",
    words: "Zoom out",
  },
  {
    id: "zoom-reset",
    key: "0",
    ctrl: true,
    shown: ["Ctrl", "0"],
    group: "Window",
    words: "Reset zoom",
  },
  { id: "menu", key: "f10", ctrl: false, shown: ["F10"], group: "Window", words: "Menu" },
  { id: "next-pane", key: "f6", ctrl: false, shown: ["F6"], group: "Window", words: "Next pane" },
  {
    id: "previous-pane",
    key: "f6",
    ctrl: false,
    shift: true,
    shown: ["Shift", "F6"],
    group: "Window",
    words: "Previous pane",
  },
  {
    id: "quit",
    key: "q",
    ctrl: true,
    shown: ["Ctrl", "Q"],
    group: "Window",
    words: "Close",
  },
  {
    id: "quit",
    key: "w",
    ctrl: true,
    shown: ["Ctrl", "W"],
    group: "Window",
    words: "Close",
    unlisted: true,
  },
  {
    id: "help",
    key: "f1",
    ctrl: false,
    shown: ["F1"],
    group: "Window",
    words: "Help: words and keyboard shortcuts",
  },
  {
    id: "help",
    key: "?",
    ctrl: false,
    shown: ["?"],
    group: "Window",
    words: "Help",
    unlisted: true,
  },
  {
    id: "help",
    key: "/",
    ctrl: true,
    shown: ["Ctrl", "/"],
    group: "Window",
    words: "Help",
    unlisted: true,
  },
];

/** The keys that are shown for a shortcut. */
export function keysOf(id: ShortcutId): readonly string[] {
  return shortcuts.find((shortcut) => shortcut.id === id)?.shown ?? [];
}

const actions = new Map<ShortcutId, () => void>();

/** Gives a shortcut its action. Returns what takes it away again: the clean-up of an effect. */
export function onShortcut(id: ShortcutId, action: () => void): () => void {
  actions.set(id, action);
  return () => {
    if (actions.get(id) === action) actions.delete(id);
  };
}

/** Does what a shortcut does, if anything gave it an action. */
export function runAction(id: ShortcutId): void {
  actions.get(id)?.();
}

/** True where the keys belong to the text that is being written. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches(
      "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]",
    )
  );
}

/** The window's one listener for keys. */
export function runShortcut(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey) return;
  // A modal dialog keeps its keys to itself.
  if (document.querySelector("dialog[open]")) return;
  const ctrl = event.ctrlKey || event.metaKey;
  // The plus is on the key of the equals sign of many keyboards, with and without shift.
  const key = event.key === "=" ? "+" : event.key.toLowerCase();
  // Shift is a part of what a sign is, but not of a letter's or a function key's.
  const shifted = ctrl ? key !== "+" : /^f\d+$/.test(key);
  const found = shortcuts.find(
    (s) =>
      s.id &&
      s.key === key &&
      s.ctrl === ctrl &&
      (!shifted || (s.shift ?? false) === event.shiftKey),
  );
  // The clipboard's text arrives with the paste event, not with the key.
  if (!found?.id || found.id === "paste") return;
  if (isTyping(event.target) && (found.id === "undo" || (!ctrl && !/^f\d+$/.test(key)))) return;
  const action = actions.get(found.id);
  if (!action) return;
  event.preventDefault();
  action();
}
