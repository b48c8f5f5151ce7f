/** The catalogue of the API's documented errors, asked of the program once. */
import { SvelteSet } from "svelte/reactivity";
import type { Backend } from "./backend";
import type { Catalogue } from "./bindings/types";

const codes = new SvelteSet<string>();
let asked: { backend: Backend; answer: Promise<Catalogue> } | null = null;

export function loadCatalogue(backend: Backend): Promise<Catalogue> {
  if (asked?.backend !== backend) {
    const answer = backend.errorCatalogue().then((catalogue) => {
      for (const entry of catalogue.entries) codes.add(entry.code);
      return catalogue;
    });
    // What failed is asked again.
    answer.catch(() => (asked = null));
    asked = { backend, answer };
  }
  return asked.answer;
}

/** Whether a reason's code is one of the API's. Until the catalogue is there, none is. */
export function isDocumented(code: string): boolean {
  return codes.has(code);
}
