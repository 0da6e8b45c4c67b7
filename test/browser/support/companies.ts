import type { PortalUnderTest } from './portal.js';

const CREATE = `mutation($input: CreateCompanyInput!) {
  createCompany(input: $input) { __typename ... on CreateCompanySuccess { company { id } } } }`;

/** The names of the companies that this file's tests have made. */
export const namesOfCompanies = new Set<string>();

/** Makes a company by the API and answers its id. */
export async function createCompany({ api }: PortalUnderTest, name: string, externalId?: string): Promise<string> {
  namesOfCompanies.add(name);
  const { createCompany: result } = await api(CREATE, { input: { name, externalId } });
  if (result.__typename !== 'CreateCompanySuccess') throw new Error(JSON.stringify(result));
  return result.company.id;
}
