"""Evidence whose cost once grew faster than the evidence, or a thousandfold: one maker a row.

Each maker writes evidence of size `n` into an empty folder, and returns the options that the run needs
beside it, if any. `python3 bench/growth.py NAME N FOLDER`
makes one by hand.
"""

import base64
import hashlib
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def compact(value):
    return json.dumps(value, separators=(",", ":"))


def signed_by_a_new_key(*messages):
    """The public key, and the signature over each message. The key is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        key, message = Path(folder) / "key", Path(folder) / "message"
        openssl("genpkey", "-algorithm", "ed25519", "-out", key)
        # The 32 bytes of the key are the last of the structure.
        public = openssl("pkey", "-in", key, "-pubout", "-outform", "DER")[-32:].hex()
        signatures = []
        for text in messages:
            message.write_bytes(text)
            signatures.append(openssl("pkeyutl", "-sign", "-rawin", "-inkey", key, "-in", message))
        return public, signatures


def openssl(*arguments):
    return subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True).stdout


def document(n, **more):
    """A document record without a proof."""
    return {"event_id": f"e{n}", "document_hash": sha256(b"%d" % n), **more}


def signed_document(content, statement):
    """A document record with a proof, and a signature over its hash."""
    digest = sha256(content)
    statement = compact({"v": 1, "event_id": "one", "document_hash": digest, **statement}).encode()
    public, (signature, over_hash) = signed_by_a_new_key(statement, digest.encode())
    record = {
        "event_id": "one",
        "document_hash": digest,
        "signature_b64": base64.b64encode(signature).decode(),
        "signed_payload_b64": base64.b64encode(statement).decode(),
        "public_key_b64": base64.b64encode(bytes.fromhex(public)).decode(),
    }
    return record, public, over_hash.hex()


def lines(path, values):
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(compact(value) + "\n" for value in values)


def trace(path, items):
    with open(path, "w", encoding="utf-8") as out:
        out.write('{"trace_id":"t","label":"l","status":"open","event_count":1,"events":[')
        for i, item in enumerate(items):
            out.write("," * (i > 0) + item)
        out.write("]}")


def links(n, folder):
    """n symbolic links out of the folder beside 4n records."""
    lines(folder / "a-records.ndjson", (document(i) for i in range(4 * n)))
    for i in range(n):
        os.symlink("/usr/bin/env", folder / f"link-{i:06}")


def differing_items(n, folder):
    """100 records of one id beside a trace of n items that differ from them in 100 members."""
    members = [f"member_{i:02}" for i in range(100)]
    record, public, over_hash = signed_document(b"one", {name: "signed" for name in members})
    lines(folder / "records.ndjson", [record] * 100)
    item = {
        "event_id": "one",
        "content_hash": record["document_hash"],
        "timestamp": "2026-01-01T00:00:00Z",
        "signature": over_hash,
        "public_key": public,
    }
    shown = ({"document_hash": record["document_hash"], **{m: f"shown {i}" for m in members}}
             for i in range(n))
    trace(folder / "trace.json", (compact({**item, "payload": payload}) for payload in shown))


def items_of_one_id(n, folder):
    """A trace of n items of one id beside 100 records of it."""
    lines(folder / "records.ndjson", (document(i, event_id="one") for i in range(100)))
    trace(folder / "trace.json", ('{"event_id":"one"}' for _ in range(n)))


def empty_items(n, folder):
    """A trace of n empty items."""
    trace(folder / "trace.json", ("{}" for _ in range(n)))


def long_name(n, folder):
    """A record with one member name of 800 KB, and n copies of its document."""
    name = "n" * 800_000
    record, public, _ = signed_document(b"one", {name: 1})
    lines(folder / "record.ndjson", [{**record, name: 1}])
    for i in range(n):
        (folder / f"copy-{i:05}.txt").write_bytes(b"one")
    return ["--pin", f"bench={public}"]


def shared_text(n, folder):
    """n bodies that share a text beside 10n document records that name its hash."""
    def body(i):
        return {"type": "output", "payload": {"input": "shared", "output": str(i)},
                "context": {"model_provider": "p", "model_name": "m", "model_version": "v"}}
    lines(folder / "bodies.ndjson", map(body, range(n)))
    shared = sha256(b"shared")
    lines(folder / "records.ndjson", (document(i, document_hash=shared) for i in range(10 * n)))


def slow_first_line(n, folder):
    """A line that takes long to judge, before n audit events that do not."""
    public, (signature,) = signed_by_a_new_key(b"another text")
    proof = {"timestamp": "2026-01-01T00:00:00Z", "payload": {}, "public_key": public,
             "signature": signature.hex()}
    items = [{"event_id": str(i), "content_hash": sha256(b"%d" % i), **proof} for i in range(20_000)]
    # No signature of 64 zeros can hold, which is known at once.
    event = {"id": "e", "org_id": "o", "action": "a", "actor": {}, "targets": [],
             "occurred_at": "2026-01-01T00:00:00Z", "ingested_at": "2026-01-01T00:00:00Z",
             "payload_hash": "0" * 64, "signature": "0" * 128, "signing_public_key": public}
    slow = {"trace_id": "t", "status": "open", "event_count": len(items), "events": items}
    events = ({**event, "seq": seq} for seq in range(n))
    lines(folder / "export.ndjson", itertools.chain([slow], events))


def many_values(n, folder):
    """One file of n values, in eight parts."""
    part = "[" + ",".join("0" * (n // 8)) + "]"
    (folder / "values.json").write_text("[" + ",".join([part] * 8) + "]")


def smallest_records(n, folder):
    """n of the smallest records."""
    with open(folder / "records.ndjson", "w", encoding="utf-8") as out:
        out.writelines('{"event_id":"%d","payload_hash":""}\n' % i for i in range(n))


def mixed_records(n, folder):
    """n small records of four kinds, a quarter of them with their files in a zip archive."""
    def event(i):
        payload = {"amount": i, "case": f"HL-{i:07}"}
        return payload, sha256(compact(payload).encode())

    def record(i):
        kind, (payload, digest) = i % 4, event(i)
        match kind:
            case 0:
                return {"event_id": f"d{i}", "document_hash": sha256(note(i))}
            case 1:
                return {"event_id": f"e{i}", "event_type": "loan.decision", "payload": payload,
                        "payload_hash": digest}
            case 2:
                return {"attestation_id": f"a{i}", "attestation_type": "output",
                        "input_hash": digest, "output_hash": sha256(b"%d" % i)}
            case _:
                return {"event_id": f"p{i}", "payload_hash": digest,
                        "anchored_at": "2026-01-01T00:00:00Z"}

    def note(i):
        return b"note %d\n" % i

    lines(folder / "records.ndjson", map(record, range(n)))
    with zipfile.ZipFile(folder / "files.zip", "w", zipfile.ZIP_STORED) as archive:
        for i in range(0, n, 4):
            archive.writestr(f"folder-{i % 1000:03}/note-{i:07}.txt", note(i))


def documents_with_records(n, folder):
    """n files of 16 KiB, one in ten the record of the nine before it, in folders of a thousand."""
    dice = random.Random(n)
    for i in range(n):
        at = folder / f"folder-{i // 1000:03}"
        at.mkdir(exist_ok=True)
        if i % 10 < 9:
            content = dice.randbytes(16 << 10)
            hashes = hashes if i % 10 else []
            hashes.append(sha256(content))
            (at / f"document-{i:06}.bin").write_bytes(content)
        else:
            records = [{"event_id": f"e{i}-{j}", "document_hash": hash} for j, hash in enumerate(hashes)]
            (at / f"records-{i:06}.json").write_text(json.dumps(records))


MAKERS = {maker.__name__: maker for maker in (
    links, differing_items, items_of_one_id, empty_items, long_name, shared_text, slow_first_line,
    many_values, smallest_records, mixed_records, documents_with_records)}

if __name__ == "__main__":
    name, n, target = sys.argv[1:]
    target = Path(target)
    target.mkdir(parents=True)
    print(*MAKERS[name](int(n), target) or [])
