import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { followEvents } from './follow-events.ts';
import { useScope } from './viewer.tsx';

interface EventStream {
  readonly isOpen: boolean;
  /** What is called when something has happened. */
  readonly listeners: Set<() => void>;
}

const EventStreamContext = createContext<EventStream>({ isOpen: false, listeners: new Set() });

/** Follows the events of the workspace, by one stream for all pages, if the key may read them. */
export function EventStreamProvider({ children }: { children: ReactNode }) {
  const mayRead = useScope('EVENTS_READ');
  const [isOpen, setOpen] = useState(false);
  const [listeners] = useState(() => new Set<() => void>());
  useEffect(() => {
    if (!mayRead) return;
    return followEvents(setOpen, () => {
      for (const call of listeners) call();
    });
  }, [mayRead, listeners]);
  const stream = useMemo(() => ({ isOpen, listeners }), [isOpen, listeners]);
  return <EventStreamContext value={stream}>{children}</EventStreamContext>;
}

/**
 * Calls `onEvents` soon after something has happened in the workspace. Returns whether that is known at once: while it is
 * false, ask again from time to time.
 */
export function useEvents(onEvents: () => void): boolean {
  const { isOpen, listeners } = useContext(EventStreamContext);
  const latest = useRef(onEvents);
  latest.current = onEvents;
  useEffect(() => {
    const call = () => latest.current();
    listeners.add(call);
    return () => {
      listeners.delete(call);
    };
  }, [listeners]);
  return isOpen;
}
