export default function map(_element: HTMLElement): void {}
