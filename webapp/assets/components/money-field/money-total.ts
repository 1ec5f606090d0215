/** The sum of the fields of money in it, told as one types; what is no sum counts for nothing. */
import { read } from "../cost-lines/reckoning";
import { money } from "../texts/texts";

export default function moneyTotal(element: HTMLElement): void {
  const place = element.querySelector("[data-total]");
  const fields = [...element.querySelectorAll<HTMLInputElement>("[data-module='money-field'] input")];
  const tell = (): void => {
    const cents = fields.reduce((sum, field) => sum + (read(field.value, 2) ?? 0n), 0n);
    if (place) place.textContent = money(Number(cents));
  };
  element.addEventListener("input", tell);
  tell();
}
