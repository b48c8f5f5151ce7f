/**
 * An attachment: what scrolls can be reached, and scrolled, with the keyboard; while there is more below,
 * `data-more` says so.
 */
export function scrollable(node: HTMLElement): () => void {
  // Sizes are rounded: one pixel is none.
  const look = () =>
    node.toggleAttribute("data-more", node.scrollHeight - node.clientHeight - node.scrollTop > 1);
  const observer = new ResizeObserver(() => {
    if (node.scrollHeight > node.clientHeight) node.tabIndex = 0;
    else node.removeAttribute("tabindex");
    look();
  });
  node.addEventListener("scroll", look, { passive: true });
  observer.observe(node);
  for (const child of node.children) observer.observe(child);
  return () => {
    observer.disconnect();
    node.removeEventListener("scroll", look);
  };
}
