#!/usr/bin/python3
"""A window from which files, or links with a scheme, are dragged: `drag_source.py X Y PATH...`. It says
READY when it is there."""

import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

x, y = int(sys.argv[1]), int(sys.argv[2])
uris = [path if "://" in path else GLib.filename_to_uri(path, None) for path in sys.argv[3:]]

window = Gtk.Window(title="Drag source")
window.set_default_size(120, 60)
window.move(x, y)
box = Gtk.EventBox()
box.add(Gtk.Label(label="drag me"))
window.add(box)
box.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
box.drag_source_add_uri_targets()
box.connect("drag-data-get", lambda _box, _context, data, _info, _time: data.set_uris(uris))
window.connect("map-event", lambda *_: print("READY", flush=True))
window.connect("destroy", Gtk.main_quit)
window.show_all()
Gtk.main()
