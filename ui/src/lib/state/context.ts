/** What can be done with what the pointer, or the keyboard, is at. */
import type { MenuGroup } from "../components/Menu.svelte";
import { copyText } from "../clipboard";
import type { AppState } from "./app.svelte";
import type { EvidenceView } from "./evidence.svelte";
import { rowMenu } from "./row-menu";

interface Point {
  x: number;
  y: number;
}

export interface OpenMenu {
  title: string;
  groups: readonly MenuGroup[];
  at: Point;
  wide?: boolean;
}

/** The keys that open the menu of what is selected. */
export function isMenuKey(event: KeyboardEvent): boolean {
  const other = event.ctrlKey || event.metaKey || event.altKey;
  return !other && (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey));
}

/**
 * The menu of a row of the list, or of text that is marked; elsewhere there is none. `pointer` is null
 * where the keyboard asks: then it is about the row that is selected, and stands there.
 */
export function contextMenu(
  target: Element | null,
  pointer: Point | null,
  app: AppState,
  view: EvidenceView,
): OpenMenu | null {
  const list = target?.closest("[role=grid], [role=treegrid]");
  if (list && view.selected) {
    const row = view.position === null ? null : list.querySelector(`#result-${view.position}`);
    const box = (row ?? list).getBoundingClientRect();
    const at = pointer ?? { x: box.left + 24, y: box.bottom - 8 };
    return { title: "What can be done with the row", groups: rowMenu(app, view), at };
  }
  const text = String(getSelection() ?? "");
  if (!text.trim()) return null;
  const copy = { title: "Copy", keys: ["Ctrl", "C"], run: () => void copyText(text) };
  const box = (target ?? document.body).getBoundingClientRect();
  return {
    title: "What can be done with the text",
    groups: [{ title: "Text", items: [copy] }],
    at: pointer ?? { x: box.left + 24, y: box.top + 24 },
  };
}
