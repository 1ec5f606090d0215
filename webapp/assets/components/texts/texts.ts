/** The words a component needs, given by the page in the visitor's language: `data-texts='{"left": "..."}'`. */
export function textsOf(element: HTMLElement): Record<string, string> {
  return JSON.parse(element.dataset["texts"] ?? "{}") as Record<string, string>;
}

/** Puts values into a text at `{name}`. */
export function fill(text: string | undefined, values: Record<string, string | number>): string {
  return (text ?? "").replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export const language = document.documentElement.lang || "fi";

const euros = new Intl.NumberFormat(language, { style: "currency", currency: "EUR", minimumFractionDigits: 0 });
const eurosAndCents = new Intl.NumberFormat(language, { style: "currency", currency: "EUR" });

const figures = new Intl.NumberFormat(language);

/** A number with the language's own thousands mark: `5 000`. */
export function figure(n: number): string {
  return figures.format(n);
}

/** An amount in whole cents as words: `12 345 €`, with cents only where there are any. */
export function money(cents: number): string {
  return (cents % 100 === 0 ? euros : eurosAndCents).format(cents / 100);
}
