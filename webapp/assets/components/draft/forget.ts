/** Forgets drafts whose name begins with `data-forget`: what was sent is no draft any more. */
export default function forget(element: HTMLElement): void {
  const start = element.dataset["forget"];
  if (!start) return;
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(start)) sessionStorage.removeItem(key);
  }
}
