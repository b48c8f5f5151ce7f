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
    def below(root, path):
        for separator in "/", "\\":
            start = root.rstrip(separator)
            if path == start or path.startswith(start + separator):
                return path[len(start) + 1:].replace(separator, "/")
    def add(path, make):
        found = [(below(root, path), i) for i, root in enumerate(report["run"]["inputs"])]
        rest, root = min((found for found in found if found[0] is not None),
                         key=lambda found: len(found[0]), default=(path, None))
        rows.setdefault(root, []).append(sha256(make(rest)))
    for file in report["files"]:
        add(file["path"], lambda path: pick(file, "members sha256 size") | {"path": path})
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
        "rules_version": report["rules_version"]})

if __name__ == "__main__":
    print(digest(json.load(open(sys.argv[1], encoding="utf-8"))))
