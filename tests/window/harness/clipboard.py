#!/usr/bin/python3
"""The clipboard: `clipboard.py --read` prints its text; otherwise the text of standard input is offered
until the program is ended, after a line READY."""

import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402

clipboard = Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD)
if "--read" in sys.argv:
    sys.stdout.write(clipboard.wait_for_text() or "")
else:
    clipboard.set_text(sys.stdin.read(), -1)
    print("READY", flush=True)
    Gtk.main()
