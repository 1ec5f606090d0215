/** The favourites of whoever uses this browser. They stay in it: the city is never told which they are. */
const key = "favourites";
const changed = "favourites-changed";

export function favourites(): Set<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return new Set(Array.isArray(kept) ? kept.map(String) : []);
  } catch {
    return new Set();
  }
}

export function toggle(project: string): void {
  const kept = favourites();
  if (!kept.delete(project)) kept.add(project);
  try {
    localStorage.setItem(key, JSON.stringify([...kept]));
  } catch {
    return; // a browser that keeps nothing
  }
  document.dispatchEvent(new CustomEvent(changed));
}

/** Calls when they change, in this window or in another. */
export function onChange(call: () => void): void {
  document.addEventListener(changed, call);
  window.addEventListener("storage", call);
  window.addEventListener("pageshow", call);
}
