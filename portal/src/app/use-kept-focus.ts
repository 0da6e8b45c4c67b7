import { useEffect } from 'react';

/** Once a dialog is closed and has given the focus back by itself, in ms. */
const AT_REST = 50;
const FOCUSABLE = ':is(a[href], button, input, select, textarea):not(:disabled)';

/** Where the focus was: the element, and what it stood in, from the inside out. */
interface Place {
  readonly element: HTMLElement;
  readonly around: readonly Element[];
}

/** Up to what holds a whole page, because its first button is near to nothing. */
function placeOf(element: HTMLElement): Place {
  const around: Element[] = [];
  let at = element.parentElement;
  while (at !== null && !at.matches('.page-body, main, body')) {
    around.push(at);
    at = at.parentElement;
  }
  return { element, around };
}

/** The nearest to that place that can have the focus now; 'later' while it is busy. */
function nearest({ element, around }: Place): HTMLElement | 'later' | undefined {
  if (element.isConnected && element.matches('[data-loading]')) return 'later';
  if (element.isConnected && !element.matches(':disabled')) return element;
  return around
    .filter((one) => one.isConnected)
    .map((one) => one.querySelector<HTMLElement>(FOCUSABLE))
    .find((one) => one !== null);
}

const elsewhere = (): HTMLElement | null =>
  document.querySelector<HTMLElement>('.notices > :not(:empty)') ?? document.querySelector('h1');

/**
 * Gives the focus back when what had it was taken out of the page or disabled: whoever uses the keyboard or a screen
 * reader would have to begin at the top. To the same place, or to the nearest that is left of it.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    /** The last place of all, and the last outside of dialogs: where they were opened. */
    let places: { readonly last?: Place; readonly opener?: Place } = {};
    let timer: ReturnType<typeof setTimeout> | undefined;

    const remember = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return;
      const last = placeOf(target);
      places = target.closest('[role=dialog]') ? { ...places, last } : { last, opener: last };
    };
    /** A click beside everything leaves the place on purpose. */
    const forget = () => {
      // What is about to be looked at is answered by the click; in a busy page that look would come before ours.
      clearTimeout(timer);
      setTimeout(() => {
        if (document.activeElement === document.body) places = {};
      });
    };
    const giveBack = () => {
      const { last, opener } = places;
      if (document.activeElement !== document.body || last === undefined) return;
      const to = nearest(last) ?? (opener && nearest(opener)) ?? elsewhere();
      if (to !== 'later') to?.focus({ preventScroll: true });
    };
    const watcher = new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(giveBack, AT_REST);
    });
    document.addEventListener('focusin', remember);
    document.addEventListener('pointerdown', forget);
    watcher.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] });
    return () => {
      document.removeEventListener('focusin', remember);
      document.removeEventListener('pointerdown', forget);
      watcher.disconnect();
      clearTimeout(timer);
    };
  }, []);
}
