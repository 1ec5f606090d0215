/** An order: when a project takes a place that another one has, the two change places. */
import { type Control } from "./control";

const before = new WeakMap<HTMLSelectElement, string>();

/** Makes the place free in its pot; gives the controls that were changed by it. */
export function freePlace(taker: HTMLSelectElement, controls: Control[]): Control[] {
  const selects = controls.filter((one): one is HTMLSelectElement => one instanceof HTMLSelectElement);
  const pot = taker.dataset["pot"];
  const holder = selects.find((one) => one !== taker && taker.value && one.value === taker.value && one.dataset["pot"] === pot);
  const left = before.get(taker) ?? initial(taker);
  if (holder) holder.value = left === taker.value ? "" : left;
  selects.forEach((one) => before.set(one, one.value));
  return holder ? [holder] : [];
}

function initial(select: HTMLSelectElement): string {
  return [...select.options].find((option) => option.defaultSelected)?.value ?? "";
}
