/** An attachment: what scrolls can be reached, and scrolled, with the keyboard. */
export function scrollable(node: HTMLElement): () => void {
  const observer = new ResizeObserver(() => {
    if (node.scrollHeight > node.clientHeight) node.tabIndex = 0;
    else node.removeAttribute("tabindex");
  });
  observer.observe(node);
  for (const child of node.children) observer.observe(child);
  return () => observer.disconnect();
}
