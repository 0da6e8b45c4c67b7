import type { CredentialsInput, IntegrationQuery } from '../gql/graphql.ts';

export type Settings = NonNullable<IntegrationQuery['integration']>;
export type Option = Settings['credentialOptions'][number];
export type SavedSet = Settings['credentialSets'][number];
export type Region = Settings['supportedRegions'][number];
export type Stored = SavedSet['clientSecret'];

export const currentSets = ({ credentialSets }: Settings): SavedSet[] =>
  credentialSets.filter(({ status }) => status === 'CURRENT');

/** The time and fingerprint of each stored secret of a set, in the order and with the labels of the option's form. */
export function storedSecrets(set: SavedSet, option: Option | undefined): { label: string; stored: Stored }[] {
  const byName = new Map<string, unknown>(Object.entries(set));
  return (option?.fields ?? [])
    .filter(({ secret }) => secret)
    .map(({ name, label }) => ({ label, stored: byName.get(name) as Stored | undefined }))
    .filter((secret): secret is { label: string; stored: Stored } => secret.stored !== undefined);
}

/** Why no company of this country can be linked now. Undefined where one can. */
export function whyNotLinkable({ supported, reason, linkable, coverage }: Region): string | undefined {
  if (linkable) return undefined;
  if (!supported) return reason ?? 'This integration does not support it.';
  const versions = coverage.filter(({ availability }) => availability !== 'NOT_COVERED');
  return `Needs keys for API ${versions.map(({ apiVersion }) => apiVersion).join(' or ')}.`;
}

/** The names of the countries that would not be covered without this set. */
export function countriesOnlyWith(set: SavedSet, settings: Settings): string[] {
  if (set.status !== 'CURRENT') return [];
  const others = currentSets(settings).filter(({ id }) => id !== set.id);
  const coveredByOthers = new Set(others.flatMap(({ regions }) => regions.map(({ countryCode }) => countryCode)));
  return set.regions.filter(({ countryCode }) => !coveredByOthers.has(countryCode)).map(({ name }) => name);
}

/**
 * The input of `saveCredentials` for an option. The field names come from the API at run time (`credentialOptions`), so
 * the compiler cannot check them against the type. The API does.
 */
export const toCredentialsInput = (
  { inputField }: Option,
  values: Readonly<Record<string, string>>,
): CredentialsInput => ({ [inputField]: values }) as unknown as CredentialsInput;

export function clientIdIn(form: HTMLFormElement | null): string {
  const input = form?.elements.namedItem('clientId');
  return input instanceof HTMLInputElement ? input.value.trim() : '';
}

/** Fills in the client ID of the saved keys and moves the focus to the first secret. */
export function prefillClientId(form: HTMLFormElement, clientId: string): void {
  const input = form.elements.namedItem('clientId');
  if (input instanceof HTMLInputElement) input.value = clientId;
  form.dispatchEvent(new Event('input', { bubbles: true }));
  form.querySelector<HTMLElement>('input[type=password]')?.focus();
}

const listFormat = new Intl.ListFormat('en', { type: 'disjunction' });
const withArticle = (country: string): string => (country.startsWith('United ') ? `the ${country}` : country);

/** Country names joined with "or", such as "France, Spain or the United Kingdom". */
export const formatAlternatives = (countries: readonly string[]): string =>
  listFormat.format(countries.map(withArticle));

/** The API stops counting at 1,001. */
export const formatLinkCount = (count: number): string => (count > 1_000 ? '1,000+' : String(count));

/** Why the API would refuse to delete these keys now, and what to do first. Undefined where it would not. */
export function whyNotDeletable(set: SavedSet, settings: Settings): string | undefined {
  if (set.linkCount > 0)
    return `${set.linkCount === 1 ? 'One link depends' : `${formatLinkCount(set.linkCount)} links depend`} on them, so they cannot be deleted. Unlink or relink those companies first.`;
  const isLast = set.status === 'CURRENT' && currentSets(settings).length === 1;
  return isLast && settings.enabled ? LAST_SET : undefined;
}

export const LAST_SET =
  'They are the only keys of an enabled integration. Disable the integration first, or save other keys.';
