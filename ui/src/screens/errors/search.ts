import type { Catalogue, Category, Entry } from "../../lib/bindings/types";

export interface Group {
  category: Category;
  entries: Entry[];
}

/** One code can have two entries, in two categories. */
export const keyOf = (entry: Entry): string => `${entry.code} ${entry.category}`;

/**
 * The entries in which every word occurs: in the code, the status and its name, the group or the words
 * about it; grouped as on the API's page.
 */
export function search(catalogue: Catalogue, text: string): Group[] {
  const words = text.toLowerCase().split(/\s+/);
  const fits = (entry: Entry) => {
    const status = catalogue.statuses.find((s) => s.status === entry.status);
    const { code, category, resources, for_integrator, for_auditor, what_to_do, fields } = entry;
    const all = [
      code,
      entry.status,
      status?.name,
      category,
      ...resources,
      for_integrator,
      for_auditor,
      what_to_do,
      ...fields,
    ];
    const read = all.join("\n").toLowerCase();
    return words.every((word) => read.includes(word));
  };
  return catalogue.categories
    .map((category) => ({
      category,
      entries: catalogue.entries.filter((e) => e.category === category.name && fits(e)),
    }))
    .filter((group) => group.entries.length > 0);
}
