import { useEffect, useRef } from 'react';

/** The interval between two attempts while the server cannot be reached, in ms. */
const RETRY_INTERVAL_MS = 5000;

/** While `isActive`: refetches when the connection returns, and every few seconds while the tab is visible. */
export function useAutomaticRetry(refetch: () => void, isActive: boolean): void {
  const latest = useRef(refetch);
  latest.current = refetch;
  useEffect(() => {
    if (!isActive) return;
    const retry = () => latest.current();
    const timer = setInterval(() => document.visibilityState === 'visible' && retry(), RETRY_INTERVAL_MS);
    addEventListener('online', retry);
    return () => {
      clearInterval(timer);
      removeEventListener('online', retry);
    };
  }, [isActive]);
}
