/** The stand-in's errors: the program's own catalogue, and as much of the rest as the screen needs. */
import catalogue from "../../../../crates/proofdesk-core/src/api_error/errors.json";
import type {
  Catalogue,
  Explanation,
  RequestKind,
  RequestReport,
  Rule,
  RuleOutcome,
} from "../bindings/types";
import { fault } from "./ring";

export const CATALOGUE = catalogue as unknown as Catalogue;

const object = (text: string): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && !Array.isArray(value)
      ? (value as Record<string, unknown> | null)
      : null;
  } catch {
    return null;
  }
};

const shown = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

export function explain(text: string): Explanation {
  const input = text.trim();
  const response = /^HTTP\/[\d.]+ (\d{3})[^\n]*\n([\s\S]*?)\n\r?\n([\s\S]*)$/.exec(input);
  const body = object(response?.[3] ?? input);
  const bare = /^\S{1,100}$/.test(input) && !body ? input : null;
  const code = body ? ((body["error"] as string | undefined) ?? null) : bare;
  const meanings = CATALOGUE.entries.filter((entry) => entry.code === code);
  const status = Number(response?.[1] ?? (/^\d{3}$/.test(bare ?? "") ? bare : 0)) || null;
  const known = CATALOGUE.statuses.find((s) => s.status === (status ?? meanings[0]?.status));
  if (bare && meanings.length === 0 && !known) {
    throw fault("nothing", `No error code ${bare} is documented.`);
  }
  if (!body && !bare) {
    throw fault(
      "nothing",
      "This is not an error response; according to the API’s Errors page, that is a JSON object with “error”.",
    );
  }
  const [first] = meanings;
  const headers = [...(response?.[2] ?? "").matchAll(/^([\w-]+): *(.*?)\r?$/gm)];
  const wait = headers.find(([, name]) => name?.toLowerCase() === "retry-after")?.[2];
  const date = headers.find(([, name]) => name?.toLowerCase() === "date")?.[2];
  const seconds = wait ? Number(wait) : null;
  const at = seconds !== null && date ? new Date(Date.parse(date) + seconds * 1000) : null;
  const retryAt = at?.toISOString().replace(".000Z", "Z") ?? null;
  const others = Object.entries(body ?? {}).filter(
    ([name]) => !["error", "message"].includes(name),
  );
  const missing = (first?.fields ?? []).filter((name) => body && !(name in body));
  return {
    schema: "proofdesk.explanation/1",
    given: response ? "response" : body ? "body" : first ? "code" : "status",
    code: first || body ? code : null,
    status: known?.status ?? status,
    status_name: known?.name ?? null,
    basis: first ? "code" : known ? "status" : "nothing",
    headline: [first || body ? code : null, known && `${known.status} ${known.name}`]
      .filter(Boolean)
      .join(": "),
    meanings,
    what_happened: first?.for_integrator ?? known?.meaning ?? "Nothing more can be said.",
    for_auditor: first?.for_auditor ?? "It says nothing about any record by itself.",
    whose_move: first?.whose_move ?? known?.whose_move ?? null,
    what_to_do: first?.what_to_do ?? known?.what_to_do ?? "Save the response with curl -i.",
    retry: {
      advice: first?.retry ?? known?.retry ?? null,
      words: retryAt
        ? `Send the request again no earlier than ${retryAt}, ${seconds} seconds after the response.`
        : "Do not retry: the same request gets the same response until its cause is removed.",
      after_seconds: seconds,
      retry_at: retryAt,
    },
    message: body && typeof body["message"] === "string" ? body["message"] : null,
    fields: others.map(([name, value]) => {
      const field = CATALOGUE.fields.find((f) => f.name === name);
      return {
        name,
        label: field?.label ?? null,
        value: shown(value),
        meaning: field?.meaning ?? null,
      };
    }),
    headers: headers.map(([, name = "", value = ""]) => {
      const header = CATALOGUE.headers.find((h) => h.name.toLowerCase() === name.toLowerCase());
      return { name, label: header?.label ?? null, value, meaning: header?.meaning ?? null };
    }),
    faults: missing.map((name) => ({
      pointer: `/${name}`,
      problem: `it is missing, though the API documents it for ${code}`,
      remedy: "Do not rely on it being there.",
    })),
    notes: body && !first ? ["The code is not documented."] : [],
    related: !body && !first ? related(known?.status ?? 0) : [],
  };
}

const related = (status: number) => [
  ...new Set(CATALOGUE.entries.filter((e) => e.status === status).map((e) => e.code)),
];

/** Some of the rules, one for each outcome. */
export function checkRequest(text: string, kind: RequestKind | null): RequestReport {
  const body = object(text);
  if (!body) throw fault("nothing", "It is not well-formed JSON.");
  const own = kind ?? kindOf(body);
  if (!own) {
    throw fault("nothing", "Its fields are not those of a request body.", "Name what it is for.");
  }
  const rule = (
    outcome: RuleOutcome,
    code: string,
    field: string,
    words: string,
    actual: string,
  ): Rule => {
    const entry = CATALOGUE.entries.find((e) => e.code === code);
    return {
      code,
      status: entry?.status ?? 400,
      outcome,
      field,
      rule: words,
      actual,
      source: "errors_page",
      remedy: outcome === "fail" ? (entry?.what_to_do ?? null) : null,
      note: outcome === "not_published" ? "Nothing is checked." : null,
    };
  };
  const holds = (yes: boolean): RuleOutcome => (yes ? "pass" : "fail");
  const at = (name: string) => (typeof body[name] === "string" ? (body[name] as string) : "");
  const label = at("label");
  const hash = at("document_hash");
  const type = at("event_type");
  const of: Record<RequestKind, Rule[]> = {
    trace: [
      rule(
        holds(label.length > 0 && label.length <= 255),
        "invalid_label",
        "/label",
        "1 to 255 characters",
        `${label.length} characters`,
      ),
    ],
    document: [
      rule(
        holds(/^[0-9a-f]{64}$/.test(hash)),
        "invalid_document_hash",
        "/document_hash",
        "64 lowercase hexadecimal characters",
        hash,
      ),
      rule(
        "not_published",
        "metadata_too_large",
        "/metadata",
        "at most as large as the API takes",
        "",
      ),
    ],
    event: [
      rule(
        holds(type.length > 0 && type.length <= 128),
        "invalid_event_type",
        "/event_type",
        "1 to 128 characters",
        `${type.length} characters`,
      ),
    ],
    attestation: [
      rule(
        holds(["output", "decision", "approval"].includes(at("type"))),
        "invalid_attestation_type",
        "/type",
        "output, decision or approval",
        at("type"),
      ),
    ],
  };
  return { kind: own, bytes: new TextEncoder().encode(text.trim()).length, rules: of[own] };
}

function kindOf(body: Record<string, unknown>): RequestKind | null {
  if ("document_hash" in body) return "document";
  if ("event_type" in body) return "event";
  if ("label" in body) return "trace";
  return "type" in body ? "attestation" : null;
}
