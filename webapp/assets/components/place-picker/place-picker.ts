export default function placePicker(_element: HTMLElement): void {}
