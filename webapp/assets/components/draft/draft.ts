/** Keeps what is filled in while one looks at other pages of this tab; the tab forgets it when it is closed. */
export default function draft(form: HTMLElement): void {
  if (!(form instanceof HTMLFormElement)) return;
  const key = form.dataset["draft"] ?? "draft";
  const kept = form.dataset["filled"] ? null : read(key);
  if (kept) fillIn(form, kept);
  form.addEventListener("change", () => sessionStorage.setItem(key, JSON.stringify(filled(form))));
  if (form.dataset["filled"]) sessionStorage.setItem(key, JSON.stringify(filled(form)));
  for (const link of form.querySelectorAll<HTMLAnchorElement>("a[data-same-tab]")) {
    link.removeAttribute("target");
    link.querySelector(".new-tab")?.remove();
  }
}

type Filled = Record<string, string>;

function read(key: string): Filled | null {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null") as Filled | null;
  } catch {
    return null;
  }
}

function controls(form: HTMLFormElement): (HTMLInputElement | HTMLSelectElement)[] {
  return [...form.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[data-cost]")];
}

function filled(form: HTMLFormElement): Filled {
  const kept: Filled = {};
  for (const control of controls(form)) {
    const isTick = control instanceof HTMLInputElement && control.type !== "number";
    if (isTick ? control.checked : control.value) kept[control.id] = control.value;
  }
  return kept;
}

function fillIn(form: HTMLFormElement, kept: Filled): void {
  for (const control of controls(form)) {
    const value = kept[control.id];
    if (value === undefined) continue;
    if (control instanceof HTMLInputElement && control.type !== "number") control.checked = true;
    else control.value = value;
  }
  form.dispatchEvent(new CustomEvent("filled-in"));
}
