/** 'Map' / 'List' on phones. The element holds the buttons; `data-for="#id"` names the frame that holds both. */
export default function toggle(element: HTMLElement): void {
  const frame = document.querySelector<HTMLElement>(element.dataset["for"] ?? "");
  const buttons = [...element.querySelectorAll<HTMLButtonElement>("button[data-show]")];
  if (!frame || buttons.length === 0) return;

  const show = (what: string): void => {
    frame.dataset["shown"] = what;
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset["show"] === what));
    }
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      show(button.dataset["show"] ?? "list");
      frame.scrollIntoView({ block: "start" });
    });
  }
  show(frame.dataset["shown"] ?? "list");
}
