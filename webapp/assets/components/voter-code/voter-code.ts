/**
 * Puts the code of a QR code into the field. It stands behind the `#` of the address, which browsers never send, and is
 * taken out of the address and of the tab's history at once.
 */
export default function voterCode(form: HTMLElement): void {
  const field = form.querySelector<HTMLInputElement>("[name=code]");
  if (!field) return;
  const take = (): void => {
    const code = location.hash.slice(1);
    if (!/^[0-9a-z-]{17,30}$/i.test(code)) return;
    field.value = code;
    history.replaceState(null, "", location.pathname);
    form.querySelector<HTMLButtonElement>("[type=submit]")?.focus();
  };
  take();
  window.addEventListener("hashchange", take);
}
