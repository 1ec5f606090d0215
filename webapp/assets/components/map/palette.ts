/** The colours of the page as the map needs them: read once, so that the city's accent is the map's too. */
const root = getComputedStyle(document.documentElement);
const read = (name: string, otherwise: string): string => root.getPropertyValue(name).trim() || otherwise;

export const accent = read("--accent", "#0b5c4a");
export const onAccent = read("--on-accent", "#fff");
export const ink = read("--ink", "#1c1b18");
export const inkSoft = read("--ink-soft", "#57534a");
export const focus = read("--focus", "#1a56db");
export const halo = "#fff";

/** The five shades of a choropleth, as in components/legend. */
export function shade(step: number): string {
  const share = [6, 24, 46, 70, 95][step] ?? 6;
  const part = (at: number): number => {
    const value = Number.parseInt(accent.slice(at, at + 2), 16);
    return Math.round((value * share + 255 * (100 - share)) / 100);
  };
  return `rgb(${part(1)} ${part(3)} ${part(5)} / 72%)`;
}
