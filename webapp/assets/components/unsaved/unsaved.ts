/** Asks before leaving a form that has been changed and not sent; `data-changed` says that it came so. */
export default function unsaved(element: HTMLElement): void {
  let changed = element.dataset["changed"] === "true";
  const ask = (event: BeforeUnloadEvent): void => {
    if (changed) event.preventDefault();
  };
  element.addEventListener("input", () => (changed = true));
  element.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", ask);
}
