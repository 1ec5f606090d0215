/** Asks before leaving a form that has been changed and not sent. */
export default function unsaved(element: HTMLElement): void {
  let changed = false;
  const ask = (event: BeforeUnloadEvent): void => {
    if (changed) event.preventDefault();
  };
  element.addEventListener("input", () => (changed = true));
  element.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", ask);
}
