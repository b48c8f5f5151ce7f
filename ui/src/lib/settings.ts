/** The settings of a program that nobody has set anything in, as the program has them too. */
import type { Settings } from "./bindings/types";

export const usualSettings: Settings = {
  theme: "system",
  zoom: 100,
  contiguous: false,
  signer: null,
  list_width: 52,
  sort: { by: "verdict", descending: false },
  remember: true,
  columns: null,
  unpack: {
    unpacked: 2 ** 40,
    member: 256 * 2 ** 30,
    ratio: 1000,
    members: 10_000_000,
    depth: 4,
  },
  history: null,
  cache: true,
};
