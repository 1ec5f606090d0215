export default function allocation(_element: HTMLElement): void {}
