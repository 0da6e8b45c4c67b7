const isInWindow = ({ top, bottom }: DOMRect): boolean => top >= 0 && bottom <= innerHeight;

/**
 * Scrolls to a message outside the window and gives it the focus, so that screen readers and keyboard users reach it.
 * The focus stays in an open dialog, and in a field with a validation message.
 */
function bringIntoView(message: HTMLElement): void {
  if (isInWindow(message.getBoundingClientRect())) return;
  message.scrollIntoView({ block: 'nearest' });
  const keepsFocus = document.querySelector('[role=dialog]') ?? document.querySelector('[aria-invalid=true]:focus');
  if (keepsFocus === null) message.focus({ preventScroll: true });
}

/** Waits until a closing dialog has returned the focus, in ms. */
const SETTLE_MS = 80;
/** How long the page is watched, because refetched data may still move the message, in ms. */
const WATCH_MS = 2_000;
/** The first events of a user who continues to work. */
const USER_ACTIVITY = ['pointerdown', 'keydown', 'input', 'wheel'] as const;

/**
 * Brings a message into view, and again while the page around it changes. It stops as soon as the user continues to
 * work, because scrolling or moving the focus then would lose a click or typed text. Returns a function that stops it.
 */
export function keepInView(message: HTMLElement): () => void {
  const resized = new ResizeObserver(() => bringIntoView(message));
  const begin = setTimeout(() => resized.observe(document.body), SETTLE_MS);
  const stop = () => {
    clearTimeout(begin);
    clearTimeout(settled);
    resized.disconnect();
    for (const event of USER_ACTIVITY) document.removeEventListener(event, stop, { capture: true });
  };
  const settled = setTimeout(stop, SETTLE_MS + WATCH_MS);
  for (const event of USER_ACTIVITY) document.addEventListener(event, stop, { capture: true, passive: true });
  return stop;
}
