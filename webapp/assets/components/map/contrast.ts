/** Whether maps are drawn in strong contrast: as chosen on a map and kept in this browser, else as the device asks for. */
const key = "strong-map";
const changed = "strong-map-changed";
const asked = window.matchMedia("(prefers-contrast: more), (forced-colors: active)");
let chosen = kept();

function kept(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // a browser that keeps nothing
  }
}

export function isStrong(): boolean {
  return chosen === null ? asked.matches : chosen === "yes";
}

export function choose(isWanted: boolean): void {
  chosen = isWanted ? "yes" : "no";
  try {
    localStorage.setItem(key, chosen);
  } catch {
    // It holds until the page is left.
  }
  mark();
}

/** Calls when it changes, by a choice or by the device. */
export function onContrast(call: () => void): void {
  document.addEventListener(changed, call);
}

/** Tells the stylesheet, where the tones are (_tones.scss); pictures and legends of a page follow it as well. */
export function mark(): void {
  document.documentElement.classList.toggle("has-strong-map", isStrong());
  document.dispatchEvent(new CustomEvent(changed));
}

asked.addEventListener("change", mark);
