/**
 * The system's dialogs for files, which are no part of the page. They are driven with the keyboard, and
 * paths are pasted: while one types, the dialog completes.
 */
import { withClipboard } from "./desktop.mjs";
import { until } from "./wait.mjs";

/** Waits for a dialog of this title to have the keyboard. */
export async function dialogOpens({ display }, title) {
  await display.window(title);
  await until(`the dialog “${title}” to be active`, async () => {
    if ((await display.activeTitle()) === title) return true;
    await display.tool("windowactivate", await display.window(title)).catch(() => {});
    return false;
  });
}

/** Chooses a file or folder in a dialog: from the recent files to the home folder, then Ctrl+L for a path. */
export function choose(app, title, path) {
  return answer(app, title, path, "alt+Home", "ctrl+l");
}

/** Gives the name of a new file in a dialog that saves. */
export function saveAs(app, path) {
  return answer(app, "Save", path);
}

async function answer(app, title, path, ...before) {
  const { display } = app;
  await withClipboard(app, path, async () => {
    await dialogOpens(app, title);
    await display.tool("key", "--delay", 60, ...before, "ctrl+a", "ctrl+v");
    // The first Enter may go to the list of completions.
    await until(`the dialog “${title}” to close`, async () => {
      await display.tool("key", "Return");
      const gone = async () => !(await display.hasWindow(title));
      return until("it", gone, { timeout: 700 }).catch(() => false);
    });
  });
}

/** Closes a dialog without an answer. */
export async function dismiss(app, title) {
  await dialogOpens(app, title);
  await app.display.tool("key", "Escape");
  await until(`the dialog “${title}” to close`, async () => !(await app.display.hasWindow(title)));
}
