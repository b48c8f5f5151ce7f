/** The stand-in's look-ups: what the separate program would say. Nothing is sent anywhere. */
import type { Fault, FetchPlan, Fetched, ToFetch } from "../bindings/types";
import { SAMPLE_KEY, fault } from "./ring";

const HOST = "api.invoance.com";
const FOLDER = "/home/auditor/.local/share/proofdesk/fetched";

export class FakeFetches {
  /** What the user was shown last. */
  shown: ToFetch | null = null;
  /** What comes next; the sample's key, or a proof, where nothing is set. A promise is waited for. */
  next: Fetched | Promise<Fetched> | Fault | null = null;
  /** Why nothing can be planned. */
  refuses: Fault | null = null;
  folder: string | null = FOLDER;
  stopped = 0;

  plan(wanted: ToFetch): FetchPlan {
    if (this.refuses) throw this.refuses;
    this.shown = wanted;
    const through = null;
    const shared = { host: HOST, through, link_leads_to: null, folder: this.folder };
    if (wanted.type === "key") {
      const { domain } = wanted;
      return { ...shared, sent: `the domain ${domain}`, url: `https://${HOST}/keys/${domain}` };
    }
    const kind = wanted.kind ?? /\/proof\/(\w+)\//.exec(wanted.text)?.[1] ?? "event";
    const id = wanted.text.split("/").at(-1) ?? wanted.text;
    const sent = `the id ${id}, and that it is of ${kind === "ai" ? "an AI attestation" : `a ${kind}`}`;
    return { ...shared, sent, url: `https://${HOST}/proof/${kind}/${id}` };
  }

  async fetch(): Promise<Fetched> {
    const wanted = this.shown;
    if (!wanted) throw fault("nothing", "Nothing was shown to be fetched, so nothing was sent.");
    this.shown = null;
    const next = await this.next;
    this.next = null;
    if (next && "code" in next) throw next;
    if (next) return next;
    if (wanted.type === "proof") return { type: "proof" };
    const origin = `${FOLDER}/Fetched 2026-11-30 17.55.20 UTC/key-${wanted.domain}.json`;
    return { type: "key", candidate: { ...SAMPLE_KEY, domain: wanted.domain, origin } };
  }
}
