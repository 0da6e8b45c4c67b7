import { Component, type ReactNode } from 'react';
import { ErrorAlert } from './error-alert.tsx';

/**
 * Shows an error instead of a blank screen when a page's files cannot be loaded (offline, new version) or it throws. With
 * the address as its `key`, it tries to render again at the next address.
 */
export class PageErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <ErrorAlert title="This page could not be shown" onRetry={() => location.reload()}>
        Check your connection and try again. Nothing was changed.
      </ErrorAlert>
    );
  }
}
