/** What can be done with what the pointer is at. */
import type { MenuGroup } from "../components/Menu.svelte";
import { copyText } from "../clipboard";
import type { AppState } from "./app.svelte";
import type { EvidenceView } from "./evidence.svelte";
import { rowMenu } from "./row-menu";

export interface OpenMenu {
  title: string;
  groups: readonly MenuGroup[];
  at: { x: number; y: number };
  wide?: boolean;
}

/** The menu of a row of the list, or of text that is marked; elsewhere there is none. */
export function contextMenu(event: MouseEvent, app: AppState, view: EvidenceView): OpenMenu | null {
  const target = event.target instanceof Element ? event.target : null;
  const list = target?.closest("[role=grid], [role=treegrid]");
  if (list && view.selected) {
    // With the keyboard the pointer is nowhere: then it is at the row that is selected.
    const row = list.querySelector("[role=row][aria-selected=true]");
    const box = (row ?? list).getBoundingClientRect();
    const byKey = event.button !== 2;
    const at = byKey
      ? { x: box.left + 24, y: box.bottom - 8 }
      : { x: event.clientX, y: event.clientY };
    return { title: "What can be done with the row", groups: rowMenu(app, view), at };
  }
  const text = String(getSelection() ?? "");
  if (!text.trim()) return null;
  const copy = { title: "Copy", keys: ["Ctrl", "C"], run: () => void copyText(text) };
  return {
    title: "What can be done with the text",
    groups: [{ title: "Text", items: [copy] }],
    at: { x: event.clientX, y: event.clientY },
  };
}
