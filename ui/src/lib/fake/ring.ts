/** The stand-in's key ring, with the program's rules for what may be pinned. */
import type {
  Fault,
  FaultCode,
  ImportPreview,
  KeyCandidate,
  Ring,
  RingKey,
  RingPin,
  SeenKey,
} from "../bindings/types";
import { keyForms } from "../bindings/words";

export const RING_PATH = "/home/auditor/.config/proofdesk/keyring.json";

export const fault = (code: FaultCode, message: string, remedy: string | null = null): Fault => ({
  code,
  message,
  remedy,
});

export const SAMPLE_KEY: KeyCandidate = {
  key: "16ee7939612cdbfb35a1e2e43512bfc7316870f379c5a65585700d6a8290ed79",
  fingerprint: "5c26295eaee62cf7e32f9af06497cc95cd748f25c903589fb0438a1704f3c63a",
  domain: "harbourline.example",
  key_id: "invoance:pk_887a9a3f",
  origin: "samples/harbourline.key.json",
  pinned_as: null,
  pinned_instead: null,
  others_seen: [],
  sample: true,
};

const hex = (bytes: Uint8Array) => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");

function fromBase64(text: string): string | null {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
  if (!/^[A-Za-z0-9+/]+$/.test(plain)) return null;
  try {
    return hex(Uint8Array.from(atob(plain), (c) => c.charCodeAt(0)));
  } catch {
    return null;
  }
}

type Read = { key: string; domain: string | null; key_id: string | null };

/** The forms in which keys are handed out, as far as a stand-in needs them. */
function parse(text: string): Read | null {
  const bare = (key: string | null): Read | null =>
    key?.length === 64 ? { key, domain: null, key_id: null } : null;
  const trimmed = text.trim();
  if (trimmed.startsWith("{")) {
    try {
      const json = JSON.parse(trimmed);
      const read = parse(String(json.public_key ?? json.x ?? ""));
      return (
        read && { ...read, domain: json.domain ?? null, key_id: json.key_id ?? json.kid ?? null }
      );
    } catch {
      return null;
    }
  }
  const pem = /-----BEGIN PUBLIC KEY-----([\s\S]*)-----END/.exec(trimmed)?.[1];
  if (pem) return bare(fromBase64(pem.replace(/\s/g, ""))?.slice(-64) ?? null);
  const ssh = /^ssh-ed25519\s+(\S+)/.exec(trimmed)?.[1];
  if (ssh) return bare(fromBase64(ssh)?.slice(-64) ?? null);
  const compact = trimmed.replace(/^ed25519:/, "");
  if (/^[0-9a-fA-F]{64}$/.test(compact)) return bare(compact.toLowerCase());
  return bare(fromBase64(compact));
}

async function fingerprint(key: string): Promise<string> {
  const bytes = Uint8Array.from(key.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

export const HISTORY_PATH = "/home/auditor/.config/proofdesk/keyring-history.json";

export class FakeRing {
  pins: RingPin[] = [];
  /** The history of keys. */
  seen: SeenKey[] = [];
  /** Set to make the ring unreadable. */
  fault: Fault | null = null;

  ring(): Ring {
    const key = (pin: RingPin): RingKey => ({
      pin,
      sample: pin.fingerprint === SAMPLE_KEY.fingerprint,
    });
    return {
      path: RING_PATH,
      keys: this.fault ? [] : this.pins.map(key),
      others_can_write: false,
      fault: this.fault,
    };
  }

  candidate(of: KeyCandidate): KeyCandidate {
    const pinned = this.pins.find((pin) => pin.fingerprint === of.fingerprint);
    const ofDomain = this.pins.filter((pin) => of.domain !== null && pin.domain === of.domain);
    const other = ofDomain.some((pin) => pin.fingerprint === of.fingerprint) ? null : ofDomain[0];
    const pinned_instead = other ? { label: other.label, fingerprint: other.fingerprint } : null;
    const others_seen = this.seen.filter(
      ({ domain, fingerprint }) =>
        domain !== null && domain === of.domain && fingerprint !== of.fingerprint,
    );
    return { ...of, pinned_as: pinned?.label ?? null, pinned_instead, others_seen };
  }

  async read(text: string, origin: string): Promise<KeyCandidate> {
    const read = parse(text);
    if (!read) {
      throw fault(
        "key",
        "This is no public key that can be used: it is of no known form.",
        keyForms,
      );
    }
    const print = await fingerprint(read.key);
    const sample = print === SAMPLE_KEY.fingerprint;
    return this.candidate({ ...SAMPLE_KEY, ...read, fingerprint: print, origin, sample });
  }

  async pin(pin: RingPin): Promise<void> {
    if ((await fingerprint(pin.key)) !== pin.fingerprint) {
      throw fault(
        "unconfirmed",
        "The fingerprint is not that of this key, so it is not pinned.",
        "Ask whoever gave it to you which of the two is right.",
      );
    }
    if (!pin.confirmed?.trim()) {
      throw fault(
        "unconfirmed",
        "You have not said how you compared the fingerprint, so the key is not pinned.",
        "Compare it with one that came another way, and say how.",
      );
    }
    this.#mayBe(pin, null);
    this.pins = [...this.pins, { ...pin, added_at: new Date().toISOString() }];
  }

  edit(label: string, edit: RingPin): void {
    const held = this.#at(label);
    const { key, fingerprint, confirmed, matched, compared_with, reviewer, added_at } = held;
    this.#mayBe(edit, label);
    const kept = { key, fingerprint, confirmed, matched, compared_with, reviewer, added_at };
    const edited = { ...edit, ...kept };
    this.pins = this.pins.map((pin) => (pin.label === label ? edited : pin));
  }

  remove(label: string): void {
    this.#at(label);
    this.pins = this.pins.filter((pin) => pin.label !== label);
  }

  /** What is in another ring. Nothing is pinned. */
  preview(path: string, others: RingPin[]): ImportPreview {
    const preview: ImportPreview = { path, keys: [], already: [], conflicts: [] };
    for (const other of others) {
      const there = this.pins.find((pin) => pin.label === other.label);
      if (!there) {
        const pin = {
          ...other,
          confirmed: null,
          matched: false,
          compared_with: null,
          added_at: null,
        };
        preview.keys.push({ pin, sample: pin.fingerprint === SAMPLE_KEY.fingerprint });
      } else if (there.fingerprint === other.fingerprint) preview.already.push(other.label);
      else preview.conflicts.push(other.label);
    }
    return preview;
  }

  /** Pins keys of another ring, all or none. */
  async adopt(pins: RingPin[], confirmed: string, path: string): Promise<string[]> {
    if (pins.length === 0) throw fault("nothing", "No key is chosen, so none is pinned.");
    const words = confirmed.trim();
    if (words === "") {
      throw fault(
        "unconfirmed",
        "You have not said how you compared the fingerprints, so no key is pinned.",
        "Compare them with ones that came another way, and say how.",
      );
    }
    const before = this.pins;
    try {
      for (const pin of pins) {
        if ((await fingerprint(pin.key)) !== pin.fingerprint) {
          throw fault(
            "key_ring",
            `The key "${pin.label}": its fingerprint is not that of its key.`,
          );
        }
        this.#mayBe(pin, null);
        const file = path.split("/").at(-1);
        const said = `${words} (imported from ${file})`;
        const added_at = new Date().toISOString();
        this.pins = [...this.pins, { ...pin, confirmed: said, added_at }];
      }
    } catch (error) {
      this.pins = before;
      throw error;
    }
    return pins.map((pin) => pin.label);
  }

  #at(label: string): RingPin {
    const pin = this.pins.find((p) => p.label === label);
    if (!pin) throw fault("key_ring", `No pinned key has the label "${label}".`);
    return pin;
  }

  #mayBe(edit: RingPin, own: string | null): void {
    const refuse = (what: string) => {
      throw fault("key_ring", `The key "${edit.label}": ${what}.`);
    };
    if (!/^[^\u0000-\u001f\u007f]{1,100}$/u.test(edit.label)) {
      refuse("a label has 1 to 100 characters, none of them a control");
    }
    if (edit.label !== own && this.pins.some((pin) => pin.label === edit.label)) {
      refuse("the label is taken; choose another, or remove that pin first");
    }
    for (const name of ["valid_from", "valid_until", "compromised_since"] as const) {
      const text = edit[name];
      if (text && !/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text)) {
        refuse(`${name}: it is not a time in the form of RFC 3339`);
      }
    }
    if (edit.valid_from && edit.valid_until && edit.valid_from > edit.valid_until) {
      refuse("valid_until is before valid_from");
    }
  }
}
