/** Moves focus to the summary when the page comes back with errors, and from each line to its control. */
export default function errorSummary(element: HTMLElement): void {
  element.focus();
  element.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const control = field?.matches("input, select, textarea")
      ? field
      : field?.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea, button");
    if (!control) return;
    event.preventDefault();
    (control.closest(".field") ?? control).scrollIntoView({ block: "start" });
    control.focus({ preventScroll: true });
  });
}
