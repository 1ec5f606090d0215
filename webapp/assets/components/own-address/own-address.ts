/** Gives a page that answers a form an address of its own: going back to it or loading it anew asks for no second sending. */
export default function ownAddress(element: HTMLElement): void {
  const address = element.dataset["address"];
  if (address) history.replaceState(history.state, "", address);
}
