/** Which sections of the detail are open: remembered while the window is. */
import { SvelteMap } from "svelte/reactivity";

const opened = new SvelteMap<string, boolean>();

export function isOpen(name: string, otherwise: boolean): boolean {
  return opened.get(name) ?? otherwise;
}

export function setOpen(name: string, open: boolean): void {
  opened.set(name, open);
}
