/** Forgets what this browser keeps under names that begin with one of the words of `data-forget`: when the page is there, or (a form) when it is sent. */
export default function forget(element: HTMLElement): void {
  const clear = (): void => forgetKept(element.dataset["forget"] ?? "");
  if (element instanceof HTMLFormElement) element.addEventListener("submit", clear);
  else clear();
}

export function forgetKept(words: string): void {
  const starts = words.split(" ").filter(Boolean);
  for (const store of [sessionStorage, localStorage]) {
    for (const key of Object.keys(store)) {
      if (starts.some((start) => key.startsWith(start))) store.removeItem(key);
    }
  }
}
