const isSeen = ({ top, bottom }: DOMRect): boolean => top >= 0 && bottom <= innerHeight;

/**
 * Scrolls to a message that is out of sight and gives it the focus, so that it is met by eye, by ear and by keyboard.
 * The focus stays where it is needed more: in a dialog, or in a field that is to be corrected.
 */
function bringIntoView(message: HTMLElement): void {
  if (isSeen(message.getBoundingClientRect())) return;
  message.scrollIntoView({ block: 'nearest' });
  const isNeeded =
    document.querySelector('[role=dialog]') ?? document.querySelector('[aria-invalid=true]:focus');
  if (isNeeded === null) message.focus({ preventScroll: true });
}

/** What was asked for again meanwhile may move the page: so long it is looked after, in ms. */
const SETTLES_WITHIN = 2_000;

/** Brings a message into view, and again while the page around it still changes. Answers how to stop. */
export function keepInView(message: HTMLElement): () => void {
  const resized = new ResizeObserver(() => bringIntoView(message));
  resized.observe(document.body);
  const settled = setTimeout(() => resized.disconnect(), SETTLES_WITHIN);
  return () => {
    clearTimeout(settled);
    resized.disconnect();
  };
}
