#!/usr/bin/env python3
"""One run against the same run in parts: CPU seconds, sizes and memory of each step, and whether the reports are
the same. Prints rows for docs/scale.md.

    bench/scale.py PROOFDESK EVENTS.ndjson KEY SHARES...

KEY is the public key of the events in hexadecimal, SHARES are numbers such as 2 8. Shares run one after another:
what is measured is what each costs, whatever else the machine does.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def run(command, output):
    """Runs it, and gives its CPU seconds and its memory at most, in MiB."""
    with open(output, "wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1, 3):
        sys.exit(f"{' '.join(command)}: status {code}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def timeless(report):
    """The hash of a report's lines in order, without what it says of its run."""
    lines = []
    with open(report, "rb") as file:
        for line in file:
            lines.append(hashlib.sha256(re.sub(rb'"run":\{.*?\},"report_digest"', b"", line)).digest())
    return hashlib.sha256(b"".join(sorted(lines))).hexdigest()


def main():
    program, events, key, *shares = sys.argv[1:]
    keys = ["--no-keyring", "--pin", f"bench.example={key}"]
    count = sum(1 for _ in open(events, "rb"))
    micro = lambda seconds: f"{seconds / count * 1e6:.1f}"  # noqa: E731
    with tempfile.TemporaryDirectory(prefix="proofdesk-scale-", dir=Path(events).parent) as folder:
        report = f"{folder}/report.ndjson"
        one, memory = run([program, "verify", "-q", "--format", "ndjson", *keys, events], report)
        wanted = timeless(report)
        size = Path(report).stat().st_size
        print(f"{count:,} events, {Path(events).stat().st_size / count:.0f} bytes each; report {size / count:.0f}")
        print(f"one run: {micro(one)} us CPU an event, {memory:.0f} MiB")
        for of in map(int, shares):
            parts, costs, most = [], [], 0
            for number in range(1, of + 1):
                parts.append(f"{folder}/{number}.part")
                share = ["--partial", "--shard", f"{number}/{of}", "-o", parts[-1]]
                cost, memory = run([program, "verify", "-q", *share, *keys, events], os.devnull)
                costs.append(cost)
                most = max(most, memory)
            packed = sum(Path(part).stat().st_size for part in parts)
            merge = [program, "merge", "-q", "--format", "ndjson", *keys, *parts]
            cost, memory = run(merge, report)
            same = "the same report" if timeless(report) == wanted else "ANOTHER REPORT"
            print(
                f"{of} shares: {micro(sum(costs))} us in all, the longest {max(costs) / sum(costs) * of:.2f} of the "
                f"average, {most:.0f} MiB; parts {packed / count:.0f} bytes an event; merge {micro(cost)} us, "
                f"{memory:.0f} MiB; {same}"
            )
            for part in parts:
                os.unlink(part)


if __name__ == "__main__":
    main()
