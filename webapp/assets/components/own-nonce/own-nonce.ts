/**
 * Let the browser, not the server, make the number that goes into the receipt: then no server can give two people
 * one receipt. The same page sends the same number again, so that a repeat stays a repeat.
 */
export default function ownNonce(element: HTMLElement): void {
  if (!(element instanceof HTMLInputElement) || !crypto.randomUUID) return;
  const place = `nonce-${element.value}`;
  const own = sessionStorage.getItem(place) ?? crypto.randomUUID();
  sessionStorage.setItem(place, own);
  element.value = own;
}
