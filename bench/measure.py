"""Runs a program and prints what it took as JSON: measure.py null|keep PROGRAM [ARGUMENT]...

A program of its own, because Linux counts the memory of whoever starts a program into the peak of
that program: it must be started by something small. `keep` keeps what the program prints.
"""

import os
import sys
import time


def main(output, command):
    # What is kept is a few bytes, so that the pipe takes it without a reader.
    reading, writing = os.pipe()
    out = writing if output == "keep" else os.open(os.devnull, os.O_WRONLY)
    start = time.monotonic()
    child = os.posix_spawnp(command[0], command, os.environ,
                            file_actions=[(os.POSIX_SPAWN_DUP2, out, 1)])
    _, status, usage = os.wait4(child, 0)
    wall = time.monotonic() - start
    os.close(writing)
    # Linux counts in KiB, macOS in bytes.
    peak = usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    printed = os.read(reading, 1 << 12).decode().strip()
    print(f'{{"wall": {wall}, "cpu": {usage.ru_utime + usage.ru_stime}, "memory": {peak}, '
          f'"status": {os.waitstatus_to_exitcode(status)}, "printed": "{printed}"}}')


main(sys.argv[1], sys.argv[2:])
