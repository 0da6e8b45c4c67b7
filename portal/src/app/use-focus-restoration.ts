import { useEffect } from 'react';

/** Waits until a closing dialog has returned the focus itself, in ms. */
const SETTLE_MS = 50;
const FOCUSABLE = ':is(a[href], button, input, select, textarea):not(:disabled)';
/** Elements that keep or move the focus when they are clicked. */
const CONTROL = 'a[href], button, input, select, textarea, label';

/** An element that had the focus, with its ancestors from the inside out. */
interface FocusPosition {
  readonly element: HTMLElement;
  readonly ancestors: readonly Element[];
}

/** Stops below the container of a whole page: the first button of a page is not near the lost element. */
function positionOf(element: HTMLElement): FocusPosition {
  const ancestors: Element[] = [];
  let parent = element.parentElement;
  while (parent !== null && !parent.matches('.page-body, main, body')) {
    ancestors.push(parent);
    parent = parent.parentElement;
  }
  return { element, ancestors };
}

/** The element itself or the nearest one that can take the focus now. 'busy' while the element shows a spinner. */
function nearestFocusable({ element, ancestors }: FocusPosition): HTMLElement | 'busy' | undefined {
  if (element.isConnected && element.matches('[data-loading]')) return 'busy';
  if (element.isConnected && !element.matches(':disabled')) return element;
  return ancestors
    .filter((ancestor) => ancestor.isConnected)
    .map((ancestor) => ancestor.querySelector<HTMLElement>(FOCUSABLE))
    .find((found) => found !== null);
}

const fallbackTarget = (): HTMLElement | null =>
  document.querySelector<HTMLElement>('.notices > :not(:empty)') ?? document.querySelector('h1');

/**
 * Restores the focus after the focused element was removed or disabled: to the same element, to the nearest focusable
 * one, or to the page's message or heading. Without it, keyboard and screen reader users start again at the top.
 */
export function useFocusRestoration(): void {
  useEffect(() => {
    /** `opener` is the last focused element outside dialogs, where the open dialog was opened. */
    let positions: { readonly last?: FocusPosition; readonly opener?: FocusPosition } = {};
    let timer: ReturnType<typeof setTimeout> | undefined;

    const remember = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return;
      const last = positionOf(target);
      positions = target.closest('[role=dialog]') ? { ...positions, last } : { last, opener: last };
    };
    /** A click on the page's background removes the focus on purpose, so it is not restored. */
    const forget = ({ target }: PointerEvent) => {
      // In a busy page the pending restoration could run before the time-out below, so cancel it.
      clearTimeout(timer);
      // A clicked control may be disabled before the time-out runs, which must not look like a click on the background.
      if (target instanceof Element && target.closest(CONTROL) !== null) return;
      setTimeout(() => {
        if (document.activeElement === document.body) positions = {};
      });
    };
    const restore = () => {
      const { last, opener } = positions;
      if (document.activeElement !== document.body || last === undefined) return;
      const target = nearestFocusable(last) ?? (opener && nearestFocusable(opener)) ?? fallbackTarget();
      if (target !== 'busy') target?.focus({ preventScroll: true });
    };
    const observer = new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(restore, SETTLE_MS);
    });
    document.addEventListener('focusin', remember);
    document.addEventListener('pointerdown', forget);
    observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] });
    return () => {
      document.removeEventListener('focusin', remember);
      document.removeEventListener('pointerdown', forget);
      observer.disconnect();
      clearTimeout(timer);
    };
  }, []);
}
