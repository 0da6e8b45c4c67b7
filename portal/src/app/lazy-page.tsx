import { type ComponentType, lazy, useState } from 'react';

export interface LazyPage {
  readonly onDemand: ComponentType;
  /** What `preload` has loaded by now. */
  loaded: ComponentType | undefined;
  /** Has its files loaded; what goes wrong is told when it is shown. */
  preload(): Promise<void>;
}

/** A page whose files are loaded when it is wanted, or before. */
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
 * Loaded before, a page is there at once: once React has shown a fallback it leaves it standing for 300 ms, however
 * soon the page comes. Decided once, because a change would lose what was typed into the page.
 */
export function ShowPage({ page }: { page: LazyPage }) {
  const [Shown] = useState<ComponentType>(() => page.loaded ?? page.onDemand);
  return <Shown />;
}
