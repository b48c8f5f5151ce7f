#!/usr/bin/python3
"""The least that a GTK 3 program can show: a window with a line of text."""

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gtk  # noqa: E402

window = Gtk.Window(title="Bare window")
window.set_default_size(1120, 760)
window.add(Gtk.Label(label="Nothing but this."))
window.connect("destroy", Gtk.main_quit)
window.show_all()
Gtk.main()
