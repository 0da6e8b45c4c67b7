import { useEffect, useRef } from 'react';

/** The interval between two refetches, in ms. */
const POLL_INTERVAL_MS = 3000;

/**
 * Refetches when the tab becomes visible, and every few seconds while `isPolling` and the tab is visible. The customer
 * finishes linking in another browser, so the page would otherwise not learn of it.
 */
export function useAutoRefetch(refetch: () => void, isPolling: boolean): void {
  const latest = useRef(refetch);
  latest.current = refetch;
  useEffect(() => {
    const refetchIfVisible = () => {
      if (document.visibilityState === 'visible') latest.current();
    };
    document.addEventListener('visibilitychange', refetchIfVisible);
    const timer = isPolling ? setInterval(refetchIfVisible, POLL_INTERVAL_MS) : undefined;
    return () => {
      document.removeEventListener('visibilitychange', refetchIfVisible);
      clearInterval(timer);
    };
  }, [isPolling]);
}
