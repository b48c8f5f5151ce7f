/**
 * Finding things in the page as a user of a screen reader does: by role and name. These functions run
 * in the page, so each is complete in itself.
 */

/**
 * The visible elements of a role, with a name if one is given: the whole text, or `{ source, flags }`
 * of a regular expression. Behind an open dialog nothing is found.
 */
export function queryAll(role, name, within) {
  const selectors = {
    button: "button:not([role]), [role=button], summary",
    textbox: "input:not([type]), input[type=text], input[type=search], textarea",
    checkbox: "input[type=checkbox]",
    radio: "input[type=radio]",
    combobox: "select",
    heading: "h1, h2, h3, h4, h5, h6",
    dialog: "dialog[open]",
    grid: "[role=treegrid]",
    row: "[role=row], tr",
    columnheader: "[role=columnheader]",
    listitem: "li",
    navigation: "nav",
    progressbar: "progress",
    region: "section[aria-label], section[aria-labelledby], [role=region]",
    status: "[role=status]",
    alert: "[role=alert]",
    group: "fieldset, [role=group]",
    article: "article",
    option: "option, [role=option]",
    menu: "[role=menu]",
    menuitem: "[role=menuitem]",
    tab: "[role=tab]",
  };
  const flat = (text) => text.replace(/\s+/g, " ").trim();
  const spoken = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    if (node.getAttribute("aria-hidden") === "true" || node.hidden) return "";
    const parts = Array.from(node.childNodes, spoken).join("");
    return getComputedStyle(node).display.startsWith("inline") ? parts : ` ${parts} `;
  };
  const nameOf = (element) => {
    const by = element.getAttribute("aria-labelledby");
    if (by)
      return flat(
        by
          .split(/\s+/)
          .map((id) => spoken(document.getElementById(id)))
          .join(" "),
      );
    const own = element.getAttribute("aria-label");
    if (own) return flat(own);
    if (element.matches("fieldset"))
      return flat(element.querySelector("legend")?.textContent ?? "");
    if (element.labels?.length) return flat(Array.from(element.labels, spoken).join(" "));
    return flat(spoken(element)) || flat(element.title);
  };
  const root = within ?? Array.from(document.querySelectorAll("dialog[open]")).at(-1) ?? document;
  const found = Array.from(root.querySelectorAll(selectors[role] ?? role));
  if (role === "dialog" && root !== document) found.unshift(root);
  const wanted = (element) => {
    if (!element.checkVisibility({ checkVisibilityCSS: true }) || element.closest("[inert]"))
      return false;
    if (name === undefined || name === null) return true;
    const said = nameOf(element);
    return typeof name === "string"
      ? said === name
      : new RegExp(name.source, name.flags).test(said);
  };
  return found.filter(wanted);
}

/** What a user reads in an element: its text as laid out, whitespace made one space. */
export function textOf(element) {
  return element.innerText.replace(/\s+/g, " ").trim();
}

/** The text without the layout: what is in the middle of a shortened name too. */
export function contentOf(element) {
  return element.textContent.replace(/\s+/g, " ").trim();
}
