/** Which screen is shown, and what it was asked to show. */
export type Screen = "evidence" | "keys" | "errors" | "reports" | "settings";

export interface ScreenParams {
  /** Evidence: an id, a proof link or a hash to look up. */
  find?: string;
  /** Errors: the code to open. */
  code?: string;
  /** Keys: the fingerprint of a pinned key to show. */
  fingerprint?: string;
  /** Keys: the history of keys. */
  history?: boolean;
  /** Reports: print at once. */
  print?: boolean;
  /** Reports: fill in what they are filed under. */
  filed?: boolean;
}

export const screens: readonly { id: Screen; title: string }[] = [
  { id: "evidence", title: "Evidence" },
  { id: "keys", title: "Keys" },
  { id: "errors", title: "Errors" },
  { id: "reports", title: "Reports" },
  { id: "settings", title: "Settings" },
];

class Navigation {
  screen = $state<Screen>("evidence");
  /** A new object with every call, so that the same link works twice. */
  params = $state.raw<ScreenParams>({});
}

export const navigation = new Navigation();

export function navigate(screen: Screen, params: ScreenParams = {}): void {
  navigation.screen = screen;
  navigation.params = params;
}
