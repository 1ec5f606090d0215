/** Sends a filter form as soon as a choice changes; its button stays for those who write a text. */
export default function autoSubmit(element: HTMLElement): void {
  if (!(element instanceof HTMLFormElement)) return;
  element.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement) element.requestSubmit();
  });
  // An empty choice needs no place in the address.
  element.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData.entries()]) {
      if (value === "") event.formData.delete(name);
    }
  });
}
