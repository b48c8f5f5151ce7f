"""What the verifiers in the vendor's SDK for Python say of the records of the kit.

Reads lines of JSON from standard input, each with a `kind`, a `record` as text and the pinned `key`, and answers
each with a line: `true`, `false`, or a text that says how it failed.
"""

import asyncio
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from invoance import InvoanceClient, verify_audit_event

# Nothing but this program's own server is asked.
os.environ["NO_PROXY"] = "127.0.0.1"

BODY = {"text": b""}


class Answer(BaseHTTPRequestHandler):
    """Answers every request with the record."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(BODY["text"])

    def log_message(self, *_):
        pass


async def attestation(address, record):
    """The client fetches the record and checks its signature with the key in it."""
    BODY["text"] = record.encode()
    async with InvoanceClient(api_key="inv_test_kit", base_url=address) as client:
        return (await client.attestations.verify_signature("att")).valid


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    for line in sys.stdin:
        case = json.loads(line)
        try:
            if case["kind"] == "audit_event":
                said = verify_audit_event(json.loads(case["record"]), public_key=case["key"]).valid
            else:
                said = asyncio.run(attestation(address, case["record"]))
        except Exception as error:  # Whatever it raises is its answer.
            said = type(error).__name__
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
