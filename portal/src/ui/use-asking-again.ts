import { useEffect, useRef } from 'react';

/** How often it is tried while nobody answers, in ms. */
const EVERY = 5000;

/** Asks again when the connection is back, and every few seconds while the tab is looked at. */
export function useAskingAgain(ask: () => void, isUnreached: boolean): void {
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (!isUnreached) return;
    const again = () => latest.current();
    const timer = setInterval(() => document.visibilityState === 'visible' && again(), EVERY);
    addEventListener('online', again);
    return () => {
      clearInterval(timer);
      removeEventListener('online', again);
    };
  }, [isUnreached]);
}
