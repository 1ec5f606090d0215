/** The polite live region of a component: says the latest thing once there is half a second of quiet. */
export class Voice {
  private readonly region = document.createElement("p");
  private wait = 0;

  constructor(element: HTMLElement) {
    this.region.className = "visually-hidden";
    this.region.setAttribute("role", "status");
    element.append(this.region);
  }

  say(words: string): void {
    clearTimeout(this.wait);
    this.wait = window.setTimeout(() => (this.region.textContent = words), 500);
  }
}
