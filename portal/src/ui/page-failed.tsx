import { Component, type ReactNode } from 'react';
import { Refusal } from './refusal.tsx';

interface PageFailedProps {
  /** Whatever changes it gets a new try: the address. */
  readonly of: string;
  readonly children: ReactNode;
}

/** A page whose files cannot be loaded (offline, or replaced by a newer version), or that broke: never a blank screen. */
export class PageFailed extends Component<PageFailedProps, { failedAt?: string }> {
  override state: { failedAt?: string } = {};

  static getDerivedStateFromError(): { failedAt: string } {
    return { failedAt: location.pathname };
  }

  override render() {
    if (this.state.failedAt !== this.props.of) return this.props.children;
    return (
      <Refusal title="This page could not be shown" onRetry={() => location.reload()}>
        Check your connection and try again. Nothing was changed.
      </Refusal>
    );
  }
}
