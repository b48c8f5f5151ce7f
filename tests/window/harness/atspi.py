"""Prints the accessibility tree of the application whose name contains an argument, as JSON: what a screen
reader is given. With "--wait" it waits until the application is there."""

import json
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

DEEPEST = 60


def node(accessible, depth=0):
    states = accessible.get_state_set()
    children = []
    if depth < DEEPEST:
        for i in range(accessible.get_child_count()):
            child = accessible.get_child_at_index(i)
            if child is not None:
                children.append(node(child, depth + 1))
    text = ""
    if accessible.get_text_iface() is not None:
        text = accessible.get_text_iface().get_text(0, -1) or ""
    return {
        "role": accessible.get_role_name(),
        "name": accessible.get_name() or "",
        "text": text,
        "live": (accessible.get_attributes() or {}).get("live", ""),
        "focusable": states.contains(Atspi.StateType.FOCUSABLE),
        "showing": states.contains(Atspi.StateType.SHOWING),
        "children": children,
    }


def find(name):
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(i)
        if application is not None and name in (application.get_name() or ""):
            return application
    return None


def main():
    Atspi.init()
    end = time.monotonic() + 20
    while time.monotonic() < end:
        found = find(sys.argv[1])
        if found is not None and found.get_child_count() > 0:
            print(json.dumps(node(found)))
            return 0
        time.sleep(0.2)
    print("the application is not on the accessibility bus", file=sys.stderr)
    return 1


sys.exit(main())
