/**
 * Sends a filter form as soon as a choice is made with a pointer where there is room for all of them. Whoever uses keys, with
 * which a choice changes at every step, or a narrow screen, where several are made at once, sends it by its button.
 */
export default function autoSubmit(element: HTMLElement): void {
  if (!(element instanceof HTMLFormElement)) return;
  const roomy = window.matchMedia("(min-width: 62rem)");
  let isPointed = false;
  element.addEventListener("pointerdown", () => (isPointed = true));
  element.addEventListener("keydown", () => (isPointed = false));
  element.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement && isPointed && roomy.matches) element.requestSubmit();
  });
  // An empty choice needs no place in the address.
  element.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData.entries()]) {
      if (value === "") event.formData.delete(name);
    }
  });
}
