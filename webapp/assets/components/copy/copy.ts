/** A button that copies the text of `data-copy="#id"` and says so: `data-done`. */
export default function copy(element: HTMLElement): void {
  const source = document.querySelector(element.dataset["copy"] ?? "");
  if (!source || !navigator.clipboard) return;
  const before = element.textContent;
  element.hidden = false;
  element.setAttribute("aria-live", "polite");
  element.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.textContent?.trim() ?? "");
    element.textContent = element.dataset["done"] ?? before;
    setTimeout(() => (element.textContent = before), 4000);
  });
}
