/** What the whole window knows: told by the program, shown by the screens, decided by neither. */
import { getContext, setContext } from "svelte";
import type { Backend } from "../backend";
import { loadCatalogue } from "../errors";
import type { About, Evidence, Fault, Progress, Settings } from "../bindings/types";

export interface Notice {
  id: number;
  fault: Fault;
}

const emptyEvidence: Evidence = {
  files: {
    total: 0,
    mismatch: 0,
    unconfirmed: 0,
    uncheckable: 0,
    not_found: 0,
    verified: 0,
    info: 0,
  },
  sentence: null,
  changes: null,
  generation: 0,
  inputs: [],
  state: "empty",
  summary: null,
  error: null,
  pinned: [],
  elapsed_ms: null,
  started_at: null,
  options: null,
  limits: [],
  skipped: 0,
};

/** Sizes of everything, in per cent. */
export const ZOOMS: readonly number[] = [80, 90, 100, 110, 125, 150, 175, 200];

export class AppState {
  started = $state(false);
  about = $state.raw<About | null>(null);
  settings = $state.raw<Settings>({
    theme: "system",
    zoom: 100,
    contiguous: false,
    signer: null,
    columns: null,
  });
  evidence = $state.raw<Evidence>(emptyEvidence);
  progress = $state.raw<Progress | null>(null);
  /** How many files are dragged over the window; null when none are. */
  hover = $state<number | null>(null);
  /** Goes up whenever the key ring changed: read it in an effect to load the keys again. */
  keysVersion = $state(0);
  notices = $state.raw<readonly Notice[]>([]);
  /** What screen readers are told; said politely, by the one live region of `App.svelte`. */
  announcement = $state("");
  #nextNotice = 1;

  constructor(readonly backend: Backend) {}

  async start(): Promise<void> {
    let told = false;
    try {
      const startup = await this.backend.start((event) => {
        switch (event.type) {
          case "evidence":
            if (event.evidence.generation < this.evidence.generation) break;
            told = true;
            this.evidence = event.evidence;
            if (event.evidence.state !== "running") this.progress = null;
            break;
          case "progress":
            // A run that was given up may go on for a moment.
            if (event.progress.generation === this.evidence.generation)
              this.progress = event.progress;
            break;
          case "hover":
            this.hover = event.count;
            break;
          case "keys":
            this.keysVersion += 1;
            break;
          case "notice":
            this.notify(event.fault);
            break;
        }
      });
      this.about = startup.about;
      this.settings = startup.settings;
      // Events may have arrived before the answer, and they are newer, also of the same run.
      if (!told || startup.evidence.generation > this.evidence.generation)
        this.evidence = startup.evidence;
      this.started = true;
      // Codes in verdicts are links once the catalogue is there; the Errors screen says why it is not.
      loadCatalogue(this.backend).catch(() => {});
    } catch (error) {
      this.notify(error);
    }
  }

  /** Shows a fault until it is dismissed. Takes anything that a promise was rejected with. */
  notify(error: unknown): void {
    const fault = asFault(error);
    // Another generation of evidence is on its way and will be shown: nothing to tell.
    if (fault.code === "stale") return;
    const same = this.notices.find((n) => n.fault.message === fault.message);
    if (same) return;
    this.notices = [...this.notices, { id: this.#nextNotice++, fault }];
  }

  dismiss(id: number): void {
    this.notices = this.notices.filter((n) => n.id !== id);
  }

  /** Runs a call of the program; a rejection becomes a notice, and the result undefined. */
  async attempt<T>(call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await call();
    } catch (error) {
      this.notify(error);
      return undefined;
    }
  }

  /** Changes settings; those that the program refuses go back. */
  async set(change: Partial<Settings>): Promise<void> {
    const before = this.settings;
    const next = { ...before, ...change };
    this.settings = next;
    try {
      await this.backend.settings(next);
    } catch (error) {
      // The controls show what is in force.
      this.settings = before;
      this.notify(error);
    }
  }

  /** One step larger or smaller; 0 is the usual size. */
  zoom(step: -1 | 0 | 1): void {
    const now = this.settings.zoom;
    const larger = ZOOMS.filter((z) => z > now)[0] ?? now;
    const smaller = ZOOMS.filter((z) => z < now).at(-1) ?? now;
    void this.set({ zoom: step === 0 ? 100 : step > 0 ? larger : smaller });
  }

  announce(text: string): void {
    // The same words twice would not be read out again.
    this.announcement = this.announcement === text ? `${text}\u00a0` : text;
  }
}

export function asFault(error: unknown): Fault {
  if (error && typeof error === "object" && "code" in error && "message" in error) {
    const { code, message } = error as Fault;
    const remedy = "remedy" in error ? (error as Fault).remedy : null;
    return { code, message: String(message), remedy: remedy ?? null };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: "internal", message, remedy: null };
}

/** Under this key components find the state in their context. */
export const appKey = Symbol("app");

export function provideApp(app: AppState): AppState {
  return setContext(appKey, app);
}

export function useApp(): AppState {
  return getContext<AppState>(appKey);
}
