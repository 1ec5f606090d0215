/** A button that prints the page; hidden until there is script to do it. */
export default function print(element: HTMLElement): void {
  element.hidden = false;
  element.addEventListener("click", () => window.print());
}
