import { forgetKept } from "../draft/forget";

/**
 * On a shared computer: when nobody has moved for `data-idle` seconds a warning asks whether someone is there; any key or
 * touch says so. After `data-warned` more seconds the form is sent that clears everything. A page that the browser
 * kept whole is loaded anew, so that going back shows nothing of the voter before.
 */
export default function kiosk(form: HTMLElement): void {
  const warning = form.querySelector("dialog");
  if (!(form instanceof HTMLFormElement) || !warning) return;
  let timer = 0;

  const clear = (): void => {
    forgetKept(form.dataset["forget"] ?? "");
    form.submit();
  };
  const warn = (): void => {
    warning.showModal();
    timer = window.setTimeout(clear, seconds(form, "warned"));
  };
  const stay = (): void => {
    window.clearTimeout(timer);
    if (warning.open) warning.close();
    timer = window.setTimeout(warn, seconds(form, "idle"));
  };

  for (const sign of ["keydown", "pointerdown", "input", "wheel", "touchmove"]) {
    window.addEventListener(sign, () => warning.open || stay(), { passive: true });
  }
  warning.addEventListener("cancel", stay);
  form.querySelector("[data-stay]")?.addEventListener("click", stay);
  form.addEventListener("submit", () => forgetKept(form.dataset["forget"] ?? ""));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  stay();
  form.dataset["watching"] = "true";
}

function seconds(form: HTMLElement, name: string): number {
  return Number(form.dataset[name]) * 1000;
}
