import { ErrorAlert } from '../ui/error-alert.tsx';
import { useAutomaticRetry } from '../ui/use-automatic-retry.ts';

/** Shown while Ledgerlink cannot say whether the user is signed in. It recovers by itself. */
export function UnavailablePage({ message, onRetry }: { message: string; onRetry: () => void }) {
  useAutomaticRetry(onRetry, true);
  return (
    <main className="sign-in">
      <ErrorAlert title="Ledgerlink cannot answer at the moment" onRetry={onRetry}>
        {message} This page tries again automatically.
      </ErrorAlert>
    </main>
  );
}
