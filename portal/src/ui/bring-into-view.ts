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

/** Once a dialog is closed and the focus is back where it came from, in ms. */
const AT_REST = 80;
/** What was asked for again meanwhile may move the page: so long it is looked after, in ms. */
const SETTLES_WITHIN = 2_000;
/** What a reader who goes on does first. */
const GOES_ON = ['pointerdown', 'keydown', 'input', 'wheel'] as const;

/**
 * Brings a message into view, and again while the page around it still changes; no longer than until the reader goes
 * on, because a page that moves then, or takes the focus, loses a click or what is typed. Answers how to stop.
 */
export function keepInView(message: HTMLElement): () => void {
  const resized = new ResizeObserver(() => bringIntoView(message));
  const begin = setTimeout(() => resized.observe(document.body), AT_REST);
  const stop = () => {
    clearTimeout(begin);
    clearTimeout(settled);
    resized.disconnect();
    for (const event of GOES_ON) document.removeEventListener(event, stop, { capture: true });
  };
  const settled = setTimeout(stop, AT_REST + SETTLES_WITHIN);
  for (const event of GOES_ON) document.addEventListener(event, stop, { capture: true, passive: true });
  return stop;
}
