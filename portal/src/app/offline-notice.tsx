import { Alert } from '@mantine/core';
import { useSyncExternalStore } from 'react';

function subscribe(onChange: () => void): () => void {
  addEventListener('online', onChange);
  addEventListener('offline', onChange);
  return () => {
    removeEventListener('online', onChange);
    removeEventListener('offline', onChange);
  };
}

/** A warning that is shown while the browser has no network. */
export function OfflineNotice() {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <div role="status">
      {!online && (
        <Alert color="yellow" title="You are offline" mb="md">
          What you see may be out of date, and nothing can be changed until the connection is back.
        </Alert>
      )}
    </div>
  );
}
