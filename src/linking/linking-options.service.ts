import type { IntegrationData } from '../catalogue/catalogue.repository.js';
import { coveredVersions } from '../catalogue/coverage.rules.js';
import type { CredentialSetRow } from '../credentials/credential-set.repository.js';
import type { Database } from '../infra/database/database.js';
import { findStates } from '../integrations/integration-setting.repository.js';
import { setHolders } from '../links/set-holders.repository.js';
import type { Provider } from '../providers/provider.js';
import {
  type CoveredCountry,
  credentialSetForCountry,
  linkableCountries,
  type UsableSet,
} from './link-application.rules.js';

export type ChosenSet = UsableSet & { readonly clientId: string };

/** The applications and countries with which a workspace can link through an integration now. */
export type LinkingOptions = Awaited<ReturnType<LinkingOptionsService['of']>>;

export class LinkingOptionsService {
  constructor(
    private readonly database: Database,
    private readonly providers: ReadonlyMap<string, Provider>,
  ) {}

  async of(workspaceId: string, data: IntegrationData, signal: AbortSignal) {
    const [state] = await findStates(this.database.reader(signal), setHolders, workspaceId, [data.key]);
    const sets = (state?.sets ?? []).filter(({ status }) => status === 'CURRENT').map(toChosen);
    const covered = countriesOf(data);
    const linkable = linkableCountries(sets, covered);
    const definition = this.providers.get(data.key)?.definition;
    const rules = { versions: data.options.map(({ apiVersion }) => apiVersion), countries: covered };
    return {
      data,
      enabled: state?.enabled ?? false,
      sets,
      countryChoice: definition?.countryChoice ?? 'AT_SIGN_IN',
      stableBusinessIds: definition?.businessIds === 'STABLE',
      customerTexts: definition?.customerTexts,
      /** The countries that can be linked. Empty for a platform without countries. */
      countries: data.regions
        .filter(({ countryCode }) => linkable.includes(countryCode))
        .map(({ countryCode, name }) => ({ code: countryCode, name })),
      setFor: (country: string | null): ChosenSet | undefined => credentialSetForCountry(country, sets, rules),
      /** Warnings about a set, such as the retirement of its API version. */
      warningsOf: ({ apiVersion }: ChosenSet): string[] =>
        data.options
          .filter((option) => option.apiVersion === apiVersion && option.retiresOn !== null)
          .flatMap(({ note }) => note ?? []),
      /** Why this installation must not use a set's application. Null: it may. */
      whyNotUsable: ({ clientId }: ChosenSet): string | null =>
        this.providers.get(data.key)?.oauth.whyNotUsable({ clientId }) ?? null,
    };
  }
}

/** The countries of an integration with the API versions that cover them. */
export function countriesOf(data: IntegrationData): CoveredCountry[] {
  return data.regions
    .filter(({ supported }) => supported)
    .map((region) => ({ countryCode: region.countryCode, versions: coveredVersions(region) }));
}

const toChosen = ({ id, api_version, client_id }: CredentialSetRow): ChosenSet => ({
  id,
  apiVersion: api_version,
  clientId: client_id,
});
