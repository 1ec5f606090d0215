/** The arithmetic of an estimate, as the server's: whole cents, halves away from zero, each line rounded first. */

export interface Sums {
  net: bigint;
  vat: bigint;
  total: bigint;
  upkeep: bigint;
}

/** A number as people type it, in units of 10^-places; null for what is no such number. */
export function read(text: string, places: number): bigint | null {
  const plain = text.replace(/[\s€]/g, "").replace(",", ".");
  const found = /^(\d{1,15})(?:\.(\d*))?$/.exec(plain);
  if (!found) return null;
  const decimals = (found[2] ?? "").replace(/0+$/, "");
  return decimals.length > places ? null : BigInt(found[1] + decimals.padEnd(places, "0"));
}

function rounded(amount: bigint, divisor: bigint): bigint {
  return (2n * amount + divisor) / (2n * divisor);
}

/** The sums of a line: quantity in thousandths, price and upkeep in cents, VAT in thousandths. */
export function reckon(quantity: bigint, price: bigint, vat: bigint, upkeep: bigint): Sums {
  const net = rounded(quantity * price, 1000n);
  const tax = rounded(net * vat, 1000n);
  return { net, vat: tax, total: net + tax, upkeep };
}

export function together(all: Sums[]): Sums {
  const sum = (key: keyof Sums): bigint => all.reduce((before, one) => before + one[key], 0n);
  return { net: sum("net"), vat: sum("vat"), total: sum("total"), upkeep: sum("upkeep") };
}
