import { useEffect, useRef } from 'react';
import { useEvents } from '../session/event-stream.tsx';

/** The interval between two refetches, in ms. */
const POLL_INTERVAL_MS = 3_000;
/** The same while events are followed, which tell most of what happens. */
const POLL_INTERVAL_BESIDE_EVENTS_MS = 10_000;

/**
 * Refetches when something happens in the workspace, when the tab becomes visible, and every few seconds while `isPolling` and
 * the tab is visible: not every step of a pull or of a customer is an event. `hasNoEvents`: no event tells what is waited for.
 */
export function useAutoRefetch(refetch: () => void, isPolling: boolean, { hasNoEvents = false } = {}): void {
  const refetchIfVisible = () => {
    if (document.visibilityState === 'visible') refetch();
  };
  const isFollowing = useEvents(refetchIfVisible);
  const latest = useRef(refetchIfVisible);
  latest.current = refetchIfVisible;
  const everyMs = isFollowing && !hasNoEvents ? POLL_INTERVAL_BESIDE_EVENTS_MS : POLL_INTERVAL_MS;
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
