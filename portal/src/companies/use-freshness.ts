import { useEffect, useRef } from 'react';

/** How often something under way is looked after, in ms. */
const EVERY = 3000;

/**
 * Asks again when the reader comes back to the tab, and every few seconds while something is under way and the tab is
 * looked at: the customer finishes elsewhere.
 */
export function useFreshness(ask: () => void, underWay: boolean): void {
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    const askIfSeen = () => {
      if (document.visibilityState === 'visible') latest.current();
    };
    document.addEventListener('visibilitychange', askIfSeen);
    const timer = underWay ? setInterval(askIfSeen, EVERY) : undefined;
    return () => {
      document.removeEventListener('visibilitychange', askIfSeen);
      clearInterval(timer);
    };
  }, [underWay]);
}
