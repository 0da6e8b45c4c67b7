import { useEffect, useRef } from 'react';
import { useEvents } from '../session/event-stream.tsx';

/** The interval between two refetches, in ms, and while events are followed. */
const POLL_INTERVAL_MS = { alone: 3_000, beside: 10_000 };

/**
 * Refetches when something happens in the workspace, when the tab becomes visible, and every few seconds while `isPolling` and
 * the tab is visible: not every step of a pull or of a customer is an event.
 */
export function useAutoRefetch(refetch: () => void, isPolling: boolean): void {
  const refetchIfVisible = () => {
    if (document.visibilityState === 'visible') refetch();
  };
  const isFollowing = useEvents(refetchIfVisible);
  const latest = useRef(refetchIfVisible);
  latest.current = refetchIfVisible;
  const everyMs = isFollowing ? POLL_INTERVAL_MS.beside : POLL_INTERVAL_MS.alone;
  useEffect(() => {
    const call = () => latest.current();
    document.addEventListener('visibilitychange', call);
    const timer = isPolling ? setInterval(call, everyMs) : undefined;
    return () => {
      document.removeEventListener('visibilitychange', call);
      clearInterval(timer);
    };
  }, [isPolling, everyMs]);
}
