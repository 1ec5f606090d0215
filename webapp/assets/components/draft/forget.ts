/** Forgets drafts whose name begins with `data-forget`: when the page is there, or (a form) when it is sent. */
export default function forget(element: HTMLElement): void {
  const start = element.dataset["forget"];
  if (!start) return;
  const clear = (): void => {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(start)) sessionStorage.removeItem(key);
    }
  };
  if (element instanceof HTMLFormElement) element.addEventListener("submit", clear);
  else clear();
}
