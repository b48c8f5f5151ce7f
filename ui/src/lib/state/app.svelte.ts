/** What the whole window knows: told by the program, shown by the screens, decided by neither. */
import { getContext, setContext } from "svelte";
import type { Backend } from "../backend";
import { loadCatalogue } from "../errors";
import type {
  About,
  Evidence,
  Fault,
  FetchStep,
  Filed,
  Found,
  ImportPreview,
  KeyCandidate,
  Packed,
  Packing,
  Progress,
  RecentEvidence,
  Saved,
  Settings,
  ToFetch,
} from "../bindings/types";
import { usualSettings } from "../settings";
import { blankFiled } from "../filed";
import { ErrorsState } from "./errors.svelte";
import { asFault } from "./fault";
import { navigate } from "./navigation.svelte";

export { asFault };

/** Something to know, shown until it is dismissed: what went wrong, or what was done. */
export interface Notice {
  id: number;
  fault: Fault | null;
  message: string;
  remedy: string | null;
  /** A later notice about the same takes its place. */
  about: string | null;
  action: { title: string; run: () => void } | null;
}

/** Something that is to be saved into the evidence, and who is told when it was. */
export interface Saving {
  path: string;
  onsaved: (path: string) => void;
}

/** What the program asks before it packs. */
export type PackQuestion = Extract<
  Packed,
  { type: "unread" | "private_key" | "changed" | "in_evidence" }
>;

/** A key to be pinned, if it is known, and the fingerprint of the key that a record contains. */
export interface Pinning {
  candidate: KeyCandidate | null;
  wanted: string | null;
}

/** What is to be fetched, once the user has seen what is sent for it and agreed. */
export interface Fetching {
  wanted: ToFetch;
  /** A bare id does not say what it is the id of. */
  asksKind: boolean;
  /** Who is given a key that came. */
  onkey: ((candidate: KeyCandidate) => void) | null;
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
  reviewers: [],
  elapsed_ms: null,
  started_at: null,
  options: null,
  second_keys: [],
  history_full: false,
  keys_left_out: 0,
  limits: [],
  skipped: 0,
  cache: null,
  removed: null,
};

/** Sizes of everything, in per cent. */
export const ZOOMS: readonly number[] = [80, 90, 100, 110, 125, 150, 175, 200];

export class AppState {
  started = $state(false);
  about = $state.raw<About | null>(null);
  settings = $state.raw<Settings>(usualSettings);
  /** Evidence that was added lately, the last first. */
  recent = $state.raw<readonly RecentEvidence[]>([]);
  evidence = $state.raw<Evidence>(emptyEvidence);
  progress = $state.raw<Progress | null>(null);
  /** How many files are dragged over the window; null when none are. */
  hover = $state<number | null>(null);
  /** Goes up whenever the key ring changed: read it in an effect to load the keys again. */
  keysVersion = $state(0);
  notices = $state.raw<readonly Notice[]>([]);
  /** The key that is being pinned; null when none is. */
  pinning = $state.raw<Pinning | null>(null);
  /** Something was written about it, which is not given up without asking. */
  pinningBegun = false;
  /** Another key that came in meanwhile: the user is asked. */
  pinningNext = $state.raw<Pinning | null>(null);
  /** The keys of another ring, to choose from; null when none are. */
  importing = $state.raw<ImportPreview | null>(null);
  /** What is to be fetched; null when nothing is. */
  fetching = $state.raw<Fetching | null>(null);
  /** How far the look-up is; null before the program has said it. */
  fetchStep = $state.raw<FetchStep | null>(null);
  /** What reports are filed under: kept until the window is closed. */
  filed = $state.raw<Filed>(blankFiled());
  /** Who prepared the last report that was saved, also in an earlier session. */
  preparedBy = $state<string | null>(null);
  /** How far the packing is; null when nothing is packed. */
  packing = $state.raw<Packing | null>(null);
  /** What is asked before it goes on. */
  packAsks = $state.raw<PackQuestion | null>(null);
  /** What was packed last, and of which run. */
  packed = $state.raw<{ path: string; sha256: string; generation: number } | null>(null);
  /** Goes up with every earlier report that was chosen or given up. */
  comparedVersion = $state(0);
  /** What was pasted and looked up on the Errors screen: kept until the window is closed. */
  readonly errors = new ErrorsState();
  /** What waits for the word that it is meant to be saved into the evidence. */
  saving = $state.raw<Saving | null>(null);
  /** The dialog for pasting is open. */
  pasting = $state(false);
  /** The window is to be closed during a check: the user is asked. */
  closing = $state(false);
  /** The labels of the keys that were pinned last. */
  lastPinned = $state.raw<readonly string[]>([]);
  /** Called with the inputs that were added, with what a dropped link found, and with the labels of keys
   *  that were pinned and the run before that. */
  onadded: (inputs: readonly number[]) => void = () => {};
  onfound: (found: Found) => void = () => {};
  onpinned: (labels: readonly string[], since: number) => void = (labels) => {
    this.lastPinned = labels;
  };
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
            if (event.evidence.state !== "running") {
              this.progress = null;
              if (this.closing && this.packing === null) this.close(false);
            }
            break;
          case "progress":
            // A run that was given up may go on for a moment.
            if (event.progress.generation === this.evidence.generation)
              this.progress = event.progress;
            break;
          case "packing":
            this.packing = event.packing;
            if (this.closing && !event.packing && this.evidence.state !== "running")
              this.close(false);
            break;
          case "hover":
            this.hover = event.count;
            break;
          case "added":
            this.onadded(event.inputs);
            break;
          case "found":
            this.onfound(event.found);
            break;
          case "key":
            this.pin(event.candidate);
            break;
          case "ring":
            this.importing = event.preview;
            break;
          case "fetching":
            this.fetchStep = event.step;
            break;
          case "keys":
            this.keysVersion += 1;
            break;
          case "recent":
            this.recent = event.recent;
            break;
          case "closing":
            this.closing = true;
            break;
          case "notice":
            this.notify(event.fault);
            break;
        }
      });
      this.about = startup.about;
      this.settings = startup.settings;
      this.recent = startup.recent;
      this.preparedBy = startup.prepared_by;
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
    const { message, remedy } = fault;
    if (this.notices.some((notice) => notice.message === message)) return;
    this.#add({ fault, message, remedy, about: null, action: null });
  }

  /** Says what was done, in place of what was said about the same before. */
  tell(about: string, message: string, action: Notice["action"] = null): void {
    this.untell(about);
    this.#add({ fault: null, message, remedy: null, about, action });
  }

  /** What was said about this does not hold any more. */
  untell(about: string): void {
    this.notices = this.notices.filter((notice) => notice.about !== about);
  }

  #add(notice: Omit<Notice, "id">): void {
    this.notices = [...this.notices, { id: this.#nextNotice++, ...notice }];
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

  /** Shows a change while it is being made; `set` keeps it. */
  preview(change: Partial<Settings>): void {
    this.settings = { ...this.settings, ...change };
  }

  /** Changes settings; those that the program refuses go back. */
  async set(change: Partial<Settings>): Promise<void> {
    const before = this.settings;
    const next = { ...before, ...change };
    this.settings = next;
    try {
      await this.backend.settings(next);
      if (!next.remember) this.preparedBy = null;
    } catch (error) {
      // The controls show what is in force.
      this.settings = before;
      this.notify(error);
    }
  }

  /** Offers a key for pinning, on whatever screen; one that is pinned is shown. */
  pin(candidate: KeyCandidate | null, wanted: string | null = null): void {
    if (this.pinning !== null && this.pinningBegun) {
      this.pinningNext = { candidate, wanted };
      return;
    }
    if (candidate?.pinned_as != null) {
      this.pinning = null;
      return navigate("keys", { fingerprint: candidate.fingerprint });
    }
    this.pinning = { candidate, wanted };
  }

  /** Shows what it takes to fetch the key of a domain. Nothing is sent before the user agrees. */
  fetchKey(domain: string, onkey: (candidate: KeyCandidate) => void): void {
    this.fetching = { wanted: { type: "key", domain }, asksKind: false, onkey };
  }

  /** The same for the public proof of a link or an id. */
  fetchProof({ text, names_kind }: Pick<Found, "text" | "names_kind">): void {
    const wanted: ToFetch = { type: "proof", text, kind: null };
    this.fetching = { wanted, asksKind: !names_kind, onkey: null };
  }

  /** Whether the other key takes the place of the one that is being pinned. */
  answerPinning(other: boolean): void {
    const next = this.pinningNext;
    this.pinningNext = null;
    if (!next || !other) return;
    this.pinningBegun = false;
    this.pin(next.candidate, next.wanted);
  }

  /** Saves something where the user chooses; into the evidence only after asking. */
  async save(call: () => Promise<Saved>, onsaved: Saving["onsaved"]): Promise<void> {
    const saved = await this.attempt(call);
    if (saved?.type === "done") onsaved(saved.path);
    this.saving = saved?.type === "in_evidence" ? { path: saved.path, onsaved } : null;
  }

  answerSaving(really: boolean): void {
    const waiting = this.saving;
    this.saving = null;
    if (waiting && really) void this.save(() => this.backend.saveAllTheSame(), waiting.onsaved);
  }

  /** The answer to whether the window is to be closed. */
  close(really: boolean): void {
    this.closing = false;
    const { backend } = this;
    void this.attempt(() => (really ? backend.closeAllTheSame() : backend.stay()));
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

/** Under this key components find the state in their context. */
export const appKey = Symbol("app");

export function provideApp(app: AppState): AppState {
  return setContext(appKey, app);
}

export function useApp(): AppState {
  return getContext<AppState>(appKey);
}
