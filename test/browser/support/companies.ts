import type { PortalUnderTest } from './portal.js';

const CREATE = `mutation($input: CreateCompanyInput!) {
  createCompany(input: $input) { __typename ... on CreateCompanySuccess { company { id } } } }`;

/** Makes a company by the API and answers its id. */
export async function createCompany(
  { api }: PortalUnderTest,
  name: string,
  externalId?: string,
): Promise<string> {
  const { createCompany: result } = await api(CREATE, { input: { name, externalId } });
  if (result.__typename !== 'CreateCompanySuccess') throw new Error(JSON.stringify(result));
  return result.company.id;
}
