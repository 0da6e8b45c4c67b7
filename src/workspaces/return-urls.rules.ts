const MAX_RETURN_URLS = 20;

/** Why this list cannot be the allow-list, or undefined. No text of a URL is repeated, only its place in the list. */
export function whyNotReturnUrls(urls: readonly URL[]): string | undefined {
  if (urls.length > MAX_RETURN_URLS)
    return `There are ${urls.length} return URLs, and ${MAX_RETURN_URLS} at most may be allowed: shorten the list.`;
  const at = urls.findIndex((url) => whyNotReturnUrl(url) !== undefined);
  const url = urls[at];
  return url === undefined ? undefined : `\`returnUrls[${at}]\` ${whyNotReturnUrl(url)}`;
}

function whyNotReturnUrl(url: URL): string | undefined {
  const local = url.protocol === 'http:' && url.hostname === 'localhost';
  if (url.protocol !== 'https:' && !local) return 'must begin with https://, or with http://localhost.';
  if (url.username !== '' || url.password !== '')
    return 'must not hold a user name or a password: leave them out.';
  if (url.hash !== '' || url.href.endsWith('#'))
    return 'must not have a fragment: leave out what begins with #.';
  if (url.href.length > 2000) return 'is longer than 2,000 characters: shorten it.';
  return undefined;
}

/** Whether a customer may be sent there: the whole URL, as browsers read it, is on the list. */
export const isAllowedReturnUrl = (url: URL, allowed: readonly string[]): boolean =>
  allowed.includes(url.href);
