"""The vendor's Python SDK in a loop over the lines of an export: python_peer.py FILE KEY"""

import json
import sys

from invoance import verify_audit_event


def main(file, key):
    with open(file, "rb") as lines:
        for line in lines:
            result = verify_audit_event(json.loads(line), public_key=key)
            if not result.valid:
                sys.exit(f"python_peer: an event does not verify: {result.reason}")


main(*sys.argv[1:])
