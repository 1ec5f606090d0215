/**
 * Three ways to tell where: a place, a whole area, or none. Only what belongs to the chosen way is shown and sent;
 * what was filled in for another way comes back with it. Without script all of it is there to be filled in.
 */
type Field = HTMLInputElement | HTMLSelectElement;

export function ways(element: HTMLElement): void {
  const radios = [...element.querySelectorAll<HTMLInputElement>("[data-ways] input")];
  const parts = [...element.querySelectorAll<HTMLElement>("[data-way]")];
  if (!radios.length) return;
  const kept = new Map<Field, string>();

  const show = (way: string): void => {
    for (const part of parts) {
      const isChosen = part.dataset["way"] === way;
      part.hidden = !isChosen;
      for (const field of valuesIn(part)) {
        if (isChosen) putBack(field, kept);
        else putAway(field, kept);
      }
    }
  };
  const chosen = (): string => radios.find((radio) => radio.checked)?.value ?? "place";

  const start = startOf(element, parts);
  radios.forEach((radio) => {
    radio.checked = radio.value === start;
    radio.addEventListener("change", () => show(chosen()));
  });
  // What was asked of the server before may have come back since.
  element.closest("form")?.addEventListener("submit", () => show(chosen()));
  show(start);
}

function startOf(element: HTMLElement, parts: HTMLElement[]): string {
  const filled = parts.find((part) => valuesIn(part).some((field) => field.value));
  return filled?.dataset["way"] ?? element.querySelector<HTMLElement>("[data-ways]")?.dataset["ways"] ?? "place";
}

function valuesIn(part: HTMLElement): Field[] {
  return [...part.querySelectorAll<Field>("input[type='hidden'], input[type='text'], select")];
}

function putAway(field: Field, kept: Map<Field, string>): void {
  if (field.value) kept.set(field, field.value);
  field.value = "";
}

function putBack(field: Field, kept: Map<Field, string>): void {
  if (!field.value) field.value = kept.get(field) ?? "";
  kept.delete(field);
}
