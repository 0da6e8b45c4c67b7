// The slice `catalogue`: reference data that is the same for every workspace: integrations, their credential options,
// countries and set-up steps. It is written from the provider definitions at start and only read afterwards. What a
// workspace has set up stands in `integrations`. This manifest lists what the slice adds to the program; nothing
// imports the slice through it.

import type { Slice } from '../infra/slices/slice.js';
import { type Catalogue, CatalogueService } from './catalogue.service.js';
import { credentialOptionEntity } from './credential-option.entity.js';
import { integrationEntity } from './integration.entity.js';
import { regionCoverageEntity } from './region-coverage.entity.js';
import { setupStepEntity } from './setup-step.entity.js';
import { supportedRegionEntity } from './supported-region.entity.js';

interface CatalogueServices {
  readonly catalogue: CatalogueService;
}

declare module '../infra/slices/slice.js' {
  interface Services extends CatalogueServices {}
  interface LoaderContext {
    /** As it stood when the request came. */
    readonly catalogue: Catalogue;
  }
}

export const catalogue: Slice<CatalogueServices> = {
  name: 'catalogue',
  entities: [integrationEntity, credentialOptionEntity, supportedRegionEntity, regionCoverageEntity, setupStepEntity],
  services: { catalogue: ({ database }) => new CatalogueService(database) },
  loaders: {},
};
