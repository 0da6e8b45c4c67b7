import { Component, type ReactNode } from 'react';
import { ErrorAlert } from './error-alert.tsx';

interface PageErrorBoundaryProps {
  /** The current address. A new address tries to render again. */
  readonly address: string;
  readonly children: ReactNode;
}

/**
 * Shows an error instead of a blank screen when a page's files cannot be loaded (offline, new version) or it throws.
 */
export class PageErrorBoundary extends Component<PageErrorBoundaryProps, { failedAt?: string }> {
  override state: { failedAt?: string } = {};

  static getDerivedStateFromError(): { failedAt: string } {
    return { failedAt: location.pathname };
  }

  override render() {
    if (this.state.failedAt !== this.props.address) return this.props.children;
    return (
      <ErrorAlert title="This page could not be shown" onRetry={() => location.reload()}>
        Check your connection and try again. Nothing was changed.
      </ErrorAlert>
    );
  }
}
