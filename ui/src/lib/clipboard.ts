/** Puts text on the clipboard that is still on its way. False when it could not be. */
export async function copyLater(text: Promise<string>): Promise<boolean> {
  // The page may write only as the answer to what the user does, so it begins before the text is there.
  if (typeof ClipboardItem === "function" && "write" in (navigator.clipboard ?? {})) {
    try {
      const blob = text.then((found) => new Blob([found], { type: "text/plain" }));
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
      return true;
    } catch {
      // The other way is tried.
    }
  }
  return text.then(copyText, () => false);
}

/** Puts text on the clipboard. False when neither way works. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** Where the page has no clipboard of its own: what is selected in a field can still be copied. */
function copyBySelection(text: string): boolean {
  const before = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "visually-hidden";
  // Inside an open modal dialog, all that is outside cannot be selected.
  (document.querySelector("dialog[open]") ?? document.body).append(field);
  field.focus({ preventScroll: true });
  field.select();
  let copied = false;
  try {
    copied = document.execCommand("copy");
  } catch {
    // Answered by the false below.
  }
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return copied;
}
