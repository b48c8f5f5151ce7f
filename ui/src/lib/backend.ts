/**
 * The one file of the page that talks to the program. Everything else takes a `Backend`, so that
 * it runs in a browser and in tests with the stand-in of `backend.fake.ts`.
 *
 * Every promise may be rejected with a `Fault`.
 */
import { Channel, invoke } from "@tauri-apps/api/core";
import type {
  AppEvent,
  Catalogue,
  Choices,
  Comparison,
  EngagementForm,
  Explanation,
  FileDetail,
  Filed,
  FiledCheck,
  Finding,
  Found,
  FetchPlan,
  Fetched,
  ImportPreview,
  KeptFile,
  KeyCandidate,
  Licences,
  List,
  Located,
  Packed,
  Page,
  Pasted,
  ReportFormat,
  RequestKind,
  RequestReport,
  Ring,
  RunCache,
  RingPin,
  Row,
  Saved,
  SeenKeys,
  SelfCheck,
  NumberRange,
  Settings,
  SignedForm,
  Source,
  Startup,
  ToFetch,
} from "./bindings/types";

/** A result as the report has it, and the rows of the first of what it was matched with. */
export interface Detail {
  finding: Finding;
  /** What is said of it and of each of its items while its run is incomplete. */
  provisional: string[];
  counterparts: Row[];
}

export interface Backend {
  /** First call: from here on, `listen` is told of everything that changes. */
  start(listen: (event: AppEvent) => void): Promise<Startup>;

  // The evidence set. What becomes of it is told by events.
  /** Opens the system's dialog. False when the user chose nothing. */
  addFiles(): Promise<boolean>;
  addFolder(): Promise<boolean>;
  addSamples(): Promise<void>;
  /** Adds evidence of the list of recent ones again, by the path that it is told with. */
  addRecent(path: string): Promise<void>;
  /** Text from the clipboard: an id, a proof link or a hash is looked up, a public key is offered for
   *  pinning, anything else is added. */
  paste(text: string): Promise<Pasted>;
  removeInput(id: number): Promise<void>;
  clear(): Promise<void>;
  /** Puts back what was removed last. False where nothing was. */
  restore(): Promise<boolean>;
  /** Where the worst result is of what was added with these ids. */
  worstOf(generation: number, inputs: readonly number[]): Promise<Source | null>;
  /** Reads and checks everything again. */
  rerun(): Promise<void>;
  cancel(): Promise<void>;

  // Results. `generation` is that of the evidence that the caller shows; another one is a fault
  // with the code "stale".
  rows(generation: number, list: List, offset: number, limit: number): Promise<Page>;
  /**
   * The row of a source, and its place in the filtered and sorted table (null: filtered out): of the
   * result that stands there, or of its whole file.
   */
  locate(generation: number, list: List, source: Source, whole: boolean): Promise<Located | null>;
  /** A result, and the rows of what it was matched with. */
  detail(generation: number, index: number): Promise<Detail>;
  /** The file that a result is in, as a whole. */
  fileDetail(generation: number, index: number): Promise<FileDetail>;
  /** What a filter can choose from. */
  choices(generation: number): Promise<Choices>;
  /** The bytes that were signed or hashed, read again, with the byte at `offset` marked. */
  signedForms(generation: number, index: number, offset: number | null): Promise<SignedForm[]>;
  /** The numbers of an audit log, in runs. */
  sequence(generation: number, index: number): Promise<NumberRange[]>;
  /** Looks for an id, a proof link or a hash. */
  find(text: string): Promise<Found>;
  /** Shows the file in the system's file manager. */
  reveal(generation: number, index: number): Promise<void>;

  // Reports.
  /** What is wrong with what reports are to be filed under. */
  checkFiled(form: EngagementForm): Promise<FiledCheck>;
  /** The first files of the last check whose names have this text. */
  exhibitFiles(text: string): Promise<string[]>;
  /** Asks for a file with engagement data, and reads it. */
  loadEngagement(): Promise<EngagementForm | null>;
  /** Asks where, and writes the report, unless the place lies in the evidence. */
  exportReport(format: ReportFormat, filed: Filed): Promise<Saved>;
  /** Saves in a folder of the evidence what was not saved there: the user said so. */
  saveAllTheSame(): Promise<Saved>;
  print(): Promise<void>;
  /** Packs everything into one file to hand on, or asks something first: `packOn` is the yes to it. */
  pack(filed: Filed): Promise<Packed>;
  packOn(): Promise<Packed>;
  cancelPack(): Promise<void>;
  /** Asks for an earlier report, with which checks are compared from now on. False if none was chosen. */
  compare(): Promise<boolean>;
  compareNoMore(): Promise<void>;
  /** What differs from the earlier report; null where none was chosen. */
  comparison(generation: number): Promise<Comparison | null>;

  // Keys.
  keys(): Promise<Ring>;
  /** Reads a key in any accepted form. */
  readKey(text: string): Promise<KeyCandidate>;
  readKeyFile(): Promise<KeyCandidate | null>;
  /** The key documents in the evidence. */
  evidenceKeys(): Promise<KeyCandidate[]>;
  /** The key of a key document in the evidence. */
  documentKey(generation: number, index: number): Promise<KeyCandidate>;
  /** Whether keys are shown: then a key that is dropped is offered for pinning. */
  showKeys(shown: boolean): Promise<void>;
  /** The key inside a record, to be pinned after its fingerprint was compared. */
  embeddedKey(generation: number, index: number, fingerprint: string): Promise<KeyCandidate>;
  /** `pin.confirmed` is how the user compared its fingerprint. */
  pinKey(pin: RingPin): Promise<void>;
  /** Changes what is said of a pinned key: not the key, nor how it was confirmed. */
  editKey(label: string, edit: RingPin): Promise<void>;
  removeKey(label: string): Promise<void>;
  /** Asks for a ring and reads it. Nothing is pinned. */
  importKeys(): Promise<ImportPreview | null>;
  /**
   * Pins keys of the ring in `path`, all or none. `confirmed` is how the user compared their
   * fingerprints. The labels.
   */
  adoptKeys(keys: RingPin[], confirmed: string, path: string): Promise<string[]>;
  exportKeys(): Promise<Saved>;

  /** The keys that were seen, as far as a history was kept. */
  keyHistory(): Promise<SeenKeys>;
  /** Deletes the history of keys. False where there was none. */
  deleteHistory(): Promise<boolean>;

  // Look-ups, by the separate program. What goes on meanwhile is told by events.
  /** Says what would be sent, and to whom. Nothing is sent. */
  planFetch(wanted: ToFetch): Promise<FetchPlan>;
  /** Asks for the folder that look-ups are written into from now on. */
  chooseFetchFolder(): Promise<string | null>;
  /** Fetches what was shown last, to which the user agreed, and adds it to the evidence. */
  fetch(): Promise<Fetched>;
  stopFetch(): Promise<void>;

  // The API's documented errors.
  errorCatalogue(): Promise<Catalogue>;
  /** Explains a code, a status, an error body, or a response saved with `curl -i`. */
  explain(text: string): Promise<Explanation>;
  /** Checks a request body, as the kind that is named, or as what it is by its fields. */
  checkRequest(text: string, kind: RequestKind | null): Promise<RequestReport>;

  settings(settings: Settings): Promise<void>;
  /** Where the run cache is, and how large. */
  runCache(): Promise<RunCache>;
  /** Deletes the run cache: the next check reads everything. */
  deleteRunCache(): Promise<void>;
  licences(): Promise<Licences>;
  /** Whether the program gives known answers. */
  selfCheck(): Promise<SelfCheck>;

  // The window, and what the program keeps.
  /** Closes the window; during a check, an event asks first. */
  close(): Promise<void>;
  closeAllTheSame(): Promise<void>;
  stay(): Promise<void>;
  /** Shows a file that the program keeps in the system's file manager. */
  revealKept(kept: KeptFile): Promise<void>;
  /** Gives a file that cannot be read another name, and begins anew. Says which name. */
  moveKeptAside(kept: KeptFile): Promise<string>;
}

export const tauri: Backend = {
  start(listen) {
    const channel = new Channel<AppEvent>();
    channel.onmessage = listen;
    return invoke("start", { channel });
  },
  addFiles: () => invoke("add_files"),
  addFolder: () => invoke("add_folder"),
  addSamples: () => invoke("add_samples"),
  addRecent: (path) => invoke("add_recent", { path }),
  paste: (text) => invoke("paste", { text }),
  removeInput: (id) => invoke("remove_input", { id }),
  clear: () => invoke("clear"),
  restore: () => invoke("restore"),
  worstOf: (generation, inputs) => invoke("worst_of", { generation, inputs }),
  rerun: () => invoke("rerun"),
  cancel: () => invoke("cancel"),
  rows: (generation, list, offset, limit) => invoke("rows", { generation, list, offset, limit }),
  locate: (generation, list, source, whole) =>
    invoke("locate", { generation, list, source, whole }),
  detail: (generation, index) => invoke("detail", { generation, index }),
  fileDetail: (generation, index) => invoke("file_detail", { generation, index }),
  choices: (generation) => invoke("choices", { generation }),
  signedForms: (generation, index, offset) => invoke("signed_forms", { generation, index, offset }),
  sequence: (generation, index) => invoke("sequence", { generation, index }),
  find: (text) => invoke("find", { text }),
  reveal: (generation, index) => invoke("reveal", { generation, index }),
  checkFiled: (form) => invoke("check_filed", { form }),
  exhibitFiles: (text) => invoke("exhibit_files", { text }),
  loadEngagement: () => invoke("load_engagement"),
  exportReport: (format, filed) => invoke("export_report", { format, filed }),
  saveAllTheSame: () => invoke("save_all_the_same"),
  print: () => invoke("print"),
  pack: (filed) => invoke("pack", { filed }),
  packOn: () => invoke("pack_on"),
  cancelPack: () => invoke("cancel_pack"),
  compare: () => invoke("compare"),
  compareNoMore: () => invoke("compare_no_more"),
  comparison: (generation) => invoke("comparison", { generation }),
  keys: () => invoke("keys"),
  readKey: (text) => invoke("read_key", { text }),
  readKeyFile: () => invoke("read_key_file"),
  evidenceKeys: () => invoke("evidence_keys"),
  documentKey: (generation, index) => invoke("document_key", { generation, index }),
  showKeys: (shown) => invoke("show_keys", { shown }),
  embeddedKey: (generation, index, fingerprint) =>
    invoke("embedded_key", { generation, index, fingerprint }),
  pinKey: (pin) => invoke("pin_key", { pin }),
  editKey: (label, edit) => invoke("edit_key", { label, edit }),
  removeKey: (label) => invoke("remove_key", { label }),
  importKeys: () => invoke("import_keys"),
  adoptKeys: (keys, confirmed, path) => invoke("adopt_keys", { keys, confirmed, path }),
  exportKeys: () => invoke("export_keys"),
  keyHistory: () => invoke("key_history"),
  deleteHistory: () => invoke("delete_history"),
  planFetch: (wanted) => invoke("plan_fetch", { wanted }),
  chooseFetchFolder: () => invoke("choose_fetch_folder"),
  fetch: () => invoke("fetch"),
  stopFetch: () => invoke("stop_fetch"),
  errorCatalogue: () => invoke("error_catalogue"),
  explain: (text) => invoke("explain", { text }),
  checkRequest: (text, kind) => invoke("check_request", { text, kind }),
  settings: (settings) => invoke("settings", { settings }),
  runCache: () => invoke("run_cache"),
  deleteRunCache: () => invoke("delete_run_cache"),
  licences: () => invoke("licences"),
  selfCheck: () => invoke("self_check"),
  close: () => invoke("close"),
  closeAllTheSame: () => invoke("close_all_the_same"),
  stay: () => invoke("stay"),
  revealKept: (kept) => invoke("reveal_kept", { kept }),
  moveKeptAside: (kept) => invoke("move_kept_aside", { kept }),
};
