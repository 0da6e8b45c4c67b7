const isSeen = ({ top, bottom }: DOMRect): boolean => top >= 0 && bottom <= innerHeight;

/**
 * Scrolls to a message that is out of sight and gives it the focus, so that it is met by eye, by ear and by keyboard.
 * The focus stays where it is needed more: in a dialog, or in a field that is to be corrected.
 */
export function bringIntoView(message: HTMLElement): void {
  if (isSeen(message.getBoundingClientRect())) return;
  message.scrollIntoView({ block: 'nearest' });
  const isNeeded =
    document.querySelector('[role=dialog]') ?? document.querySelector('[aria-invalid=true]:focus');
  if (isNeeded === null) message.focus({ preventScroll: true });
}
