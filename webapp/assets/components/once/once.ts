/**
 * A button that works once, whose answer is a file: the page stays, so the button gives way to words (data-after) when it has
 * been pressed. Its form is around it or inside.
 */
export default function once(element: HTMLElement): void {
  const form = element.closest("form") ?? element.querySelector("form");
  form?.addEventListener("submit", () => {
    const words = document.createElement("p");
    words.className = "notice";
    words.setAttribute("role", "status");
    words.tabIndex = -1;
    words.textContent = element.dataset["after"] ?? "";
    // After the browser has taken what the form sends: a form that is taken away is not sent.
    setTimeout(() => {
      element.hidden = true;
      element.after(words);
      words.focus();
    });
  });
}
