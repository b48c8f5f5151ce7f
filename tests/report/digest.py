#!/usr/bin/env python3
"""The digest of a JSON report, calculated from the report alone: see docs/report.md."""
import hashlib, json, sys

def sha256(value):
    text = value if isinstance(value, str) else json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()

def pick(value, names):
    return {name: value[name] for name in names.split()}

def row(result, path):
    log = result["kind"] == "audit_log"
    return pick(result, "children count fields id kind pointers verdict") | {
        "checks": [pick(c, "check field offset outcome reason values") for c in result["checks"]],
        "children": [row(child, path) for child in result["children"]],
        "line": None if log else result["source"]["line"], "members": result["source"]["members"],
        "path": path, "pointer": None if log else result["source"]["pointer"],
        "sha256": result["hashes"].get("sha256")}

def digest(report):
    rows = {}
    def add(path, make):
        below = [(path[len(root):].lstrip("/"), root) for root in
                 (given.rstrip("/") for given in report["run"]["inputs"])
                 if path == root or path.startswith(root + "/")]
        below, root = min(below, key=lambda found: len(found[0]), default=(path, None))
        rows.setdefault(root, []).append(sha256(make(below)))
    for file in report["files"]:
        add(file["path"], lambda path: file | {"path": path})
    for result in report["results"]:
        if result["kind"] == "audit_log":
            rows.setdefault(None, []).append(sha256(row(result, "")))
        else:
            add(result["source"]["path"], lambda path: row(result, path))
    options = dict(report["options"], find=sorted(set(report["options"]["find"])),
                   exclude=sorted(set(report["options"]["exclude"])))
    if options["signer"] is not None:
        options["signer"] = sorted({pin["fingerprint"] for pin in report["pins"]
                                    if pin["label"] == options["signer"]})
    names = "compromised_since domain fingerprint tenant_id valid_from valid_until"
    order = lambda pin: [(pin[name] is not None, pin[name] or "") for name in names.split()]
    pins = sorted((pick(pin, names) for pin in report["pins"]), key=order)
    return sha256({
        "inputs": sorted(sha256("".join(hash + "\n" for hash in sorted(hashes)))
                         for hashes in rows.values()),
        "options": options,
        "pins": [pin for i, pin in enumerate(pins) if pin not in pins[:i]],
        "reviewers": sorted(key["fingerprint"] for key in report["reviewers"]),
        "rules_version": report["rules_version"]})

if __name__ == "__main__":
    print(digest(json.load(open(sys.argv[1], encoding="utf-8"))))
