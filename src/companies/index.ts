// The slice `companies`: the customers of a workspace, whose accounting software is or is to be linked. Their links
// stand in `links`. This manifest lists what the slice adds to the program; nothing imports the slice through it.

import type DataLoader from 'dataloader';
import { loaderById } from '../infra/graphql/loader-by-id.js';
import type { Slice } from '../infra/slices/slice.js';
import { companyEntity } from './company.entity.js';
import { type Company, toCompany } from './company.graphql.js';
import { findCompanies } from './company.repository.js';
import { CompanyResolver } from './company.resolver.js';
import { CompanyService } from './company.service.js';
import { CreateCompaniesService } from './create-companies.service.js';

interface CompanyServices {
  readonly companies: CompanyService;
  readonly createCompanies: CreateCompaniesService;
}

interface CompanyLoaders {
  readonly company: DataLoader<string, Company | null>;
}

declare module '../infra/slices/slice.js' {
  interface Services extends CompanyServices {}
  interface Loaders extends CompanyLoaders {}
}

export const companies: Slice<CompanyServices, CompanyLoaders> = {
  name: 'companies',
  entities: [companyEntity],
  resolvers: [
    {
      type: CompanyResolver,
      create: ({ companies, createCompanies }) => new CompanyResolver(companies, createCompanies),
    },
  ],
  nodeTypes: {
    Company: { scope: 'COMPANIES_READ', find: ({ loaders }, id) => loaders.company.load(id) },
  },
  services: {
    companies: ({ database }, { apiKeys }) => new CompanyService(database, apiKeys),
    createCompanies: ({ database }, { apiKeys }) => new CreateCompaniesService(database, apiKeys),
  },
  loaders: {
    company: ({ db, workspaceId }) => loaderById((ids) => findCompanies(db, workspaceId, ids), toCompany),
  },
};
