/** A sum is set in thousands as one leaves its field: `120000` becomes `120 000`. What is no sum stays as it is. */
export function tidy(typed: string): string {
  const found = /^(\d{1,12})([.,]\d{1,2})?$/.exec(typed.replace(/[\s€]/g, ""));
  if (!found) return typed;
  const whole = found[1]!.replace(/\B(?=(\d{3})+$)/g, "\u00a0");
  return whole + (found[2] ?? "");
}

export default function moneyField(element: HTMLElement): void {
  const input = element.querySelector("input");
  input?.addEventListener("change", () => (input.value = tidy(input.value)));
}
