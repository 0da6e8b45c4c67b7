import type { CredentialsInput, IntegrationQuery } from '../gql/graphql.ts';

export type Settings = NonNullable<IntegrationQuery['integration']>;
export type Option = Settings['credentialOptions'][number];
export type SavedSet = Settings['credentialSets'][number];
export type Region = Settings['supportedRegions'][number];
export type Stored = SavedSet['clientSecret'];

export const currentSets = ({ credentialSets }: Settings): SavedSet[] =>
  credentialSets.filter(({ status }) => status === 'CURRENT');

/** What is known of a set's secrets, in the order and with the labels of its option's form. */
export function storedSecrets(
  set: SavedSet,
  option: Option | undefined,
): { label: string; stored: Stored }[] {
  const byName = new Map<string, unknown>(Object.entries(set));
  return (option?.fields ?? [])
    .filter(({ secret }) => secret)
    .map(({ name, label }) => ({ label, stored: byName.get(name) as Stored | undefined }))
    .filter((one): one is { label: string; stored: Stored } => one.stored !== undefined);
}

/** Why a company of this country cannot be linked now; undefined where it can. */
export function whyNotLinkable({ supported, reason, linkable, coverage }: Region): string | undefined {
  if (linkable) return undefined;
  if (!supported) return reason ?? 'This integration does not support it.';
  const versions = coverage.filter(({ availability }) => availability !== 'NOT_COVERED');
  return `Needs keys for API ${versions.map(({ apiVersion }) => apiVersion).join(' or ')}.`;
}

/** The countries that no other current set covers: what deleting this one would take away. */
export function countriesOnlyWith(set: SavedSet, settings: Settings): string[] {
  if (set.status !== 'CURRENT') return [];
  const others = currentSets(settings).filter(({ id }) => id !== set.id);
  const elsewhere = new Set(others.flatMap(({ regions }) => regions.map(({ countryCode }) => countryCode)));
  return set.regions.filter(({ countryCode }) => !elsewhere.has(countryCode)).map(({ name }) => name);
}

/**
 * The input of the chosen option. Which fields it has is told by the API itself (`credentialOptions`), so the type,
 * which names every platform's fields, cannot be checked here; the API checks it.
 */
export const toCredentialsInput = (
  { inputField }: Option,
  values: Readonly<Record<string, string>>,
): CredentialsInput => ({ [inputField]: values }) as unknown as CredentialsInput;

export function clientIdIn(form: HTMLFormElement | null): string {
  const input = form?.elements.namedItem('clientId');
  return input instanceof HTMLInputElement ? input.value.trim() : '';
}

/** Fills in what the saved keys have in the open, so that only the secrets are to be entered. */
export function beginWith(form: HTMLFormElement, clientId: string): void {
  const input = form.elements.namedItem('clientId');
  if (input instanceof HTMLInputElement) input.value = clientId;
  form.dispatchEvent(new Event('input', { bubbles: true }));
  form.querySelector<HTMLElement>('input[type=password]')?.focus();
}

const words = new Intl.ListFormat('en', { type: 'disjunction' });
const withArticle = (country: string): string => (country.startsWith('United ') ? `the ${country}` : country);

/** Countries within a sentence that says of none of them that it can be linked. */
export const orOf = (countries: readonly string[]): string => words.format(countries.map(withArticle));

/** Why the API would refuse to delete these keys now, and what to do first; undefined where it would not. */
export function whyNotDeletable(set: SavedSet, settings: Settings): string | undefined {
  if (set.linkCount > 0)
    return `${set.linkCount === 1 ? 'One link depends' : `${set.linkCount} links depend`} on them: while any does, they are not deleted. Unlink or relink those companies first.`;
  const isLast = set.status === 'CURRENT' && currentSets(settings).length === 1;
  return isLast && settings.enabled ? LAST_SET : undefined;
}

export const LAST_SET =
  'They are the only keys of an enabled integration. Disable it first, or save other keys.';
