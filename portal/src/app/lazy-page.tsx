import { type ComponentType, lazy, useState } from 'react';

export interface LazyPage {
  readonly onDemand: ComponentType;
  /** The component, once `preload` has loaded it. */
  loaded: ComponentType | undefined;
  /** Loads the page's files. A failure is ignored here and reported when the page is shown. */
  preload(): Promise<void>;
}

/** A page whose files are loaded when it is first shown, or earlier by `preload`. */
export function lazyPage(load: () => Promise<ComponentType>): LazyPage {
  const page: LazyPage = {
    onDemand: lazy(async () => ({ default: await load() })),
    loaded: undefined,
    preload: async () => {
      page.loaded = await load().catch(() => undefined);
    },
  };
  return page;
}

/**
 * Shows a page that is already loaded without React's fallback, which stays visible for at least 300 ms once shown.
 * The choice is made once per mount, because changing the component would discard text typed into the page.
 */
export function ShowPage({ page }: { page: LazyPage }) {
  const [Component] = useState<ComponentType>(() => page.loaded ?? page.onDemand);
  return <Component />;
}
