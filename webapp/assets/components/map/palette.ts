/** The colours of the page as the map needs them: those of the city's accent are read once, the map's tones when they change. */
const root = getComputedStyle(document.documentElement);
const read = (name: string, otherwise: string): string => root.getPropertyValue(name).trim() || otherwise;

export const accent = read("--accent", "#0b5c4a");
export const onAccent = read("--on-accent", "#fff");
export const ink = read("--ink", "#1c1b18");
export const inkSoft = read("--ink-soft", "#57534a");
export const focus = read("--focus", "#1a56db");
export const halo = "#fff";

const names = ["land", "away", "water", "road", "road-edge", "border", "border-edge", "edge", "name", "class-line"] as const;
export type Tones = Record<(typeof names)[number], string>;

/** The tones of the background as they are now: the usual ones or those of strong contrast (_tones.scss). */
export function tones(): Tones {
  return Object.fromEntries(names.map((name) => [name, read(`--map-${name}`, "#fff")])) as Tones;
}

/** The five shades of a choropleth, as in components/legend: the accent's, through which the map is seen, or strong ones. */
export function shade(step: number, isStrong: boolean): string {
  if (isStrong) return read(`--class-${step}`, "#fff");
  const share = [6, 24, 46, 70, 95][step] ?? 6;
  const part = (at: number): number => {
    const value = Number.parseInt(accent.slice(at, at + 2), 16);
    return Math.round((value * share + 255 * (100 - share)) / 100);
  };
  return `rgb(${part(1)} ${part(3)} ${part(5)} / 72%)`;
}
