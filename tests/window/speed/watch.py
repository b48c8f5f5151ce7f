#!/usr/bin/python3
"""Starts a program and prints how many milliseconds later the display looks as it then stays: the last
change of its picture before half a second without one. `watch.py PROGRAM ARGUMENT...`"""

import os
import signal
import subprocess
import sys
import time

import gi

gi.require_version("Gdk", "3.0")
from gi.repository import Gdk  # noqa: E402

STILL = 0.5
PATIENCE = 20

Gdk.init([])
root = Gdk.get_default_root_window()


def look():
    pixels = Gdk.pixbuf_get_from_window(root, 0, 0, root.get_width(), root.get_height())
    return hash(pixels.get_pixels())


before = look()
seen, changed = before, None
begun = time.monotonic()
program = subprocess.Popen(sys.argv[1:], start_new_session=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    while time.monotonic() < begun + PATIENCE:
        asked = time.monotonic()
        now = look()
        if now != seen:
            seen, changed = now, asked
        elif changed and seen != before and asked - changed > STILL:
            print(round((changed - begun) * 1000))
            break
        time.sleep(0.002)
    else:
        sys.exit("nothing came to rest")
finally:
    os.killpg(program.pid, signal.SIGTERM)
    try:
        program.wait(3)
    except subprocess.TimeoutExpired:
        os.killpg(program.pid, signal.SIGKILL)
