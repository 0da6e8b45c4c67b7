const MAX_RETURN_URLS = 20;

/** Why this list is not valid, or undefined. The message names a URL by its index and never repeats its text. */
export function whyNotReturnUrls(urls: readonly URL[]): string | undefined {
  if (urls.length > MAX_RETURN_URLS)
    return `There are ${urls.length} return URLs, and at most ${MAX_RETURN_URLS} are allowed. Shorten the list.`;
  const index = urls.findIndex((url) => whyNotReturnUrl(url) !== undefined);
  const url = urls[index];
  return url === undefined ? undefined : `\`returnUrls[${index}]\` ${whyNotReturnUrl(url)}`;
}

function whyNotReturnUrl(url: URL): string | undefined {
  const isLocal = url.protocol === 'http:' && url.hostname === 'localhost';
  if (url.protocol !== 'https:' && !isLocal) return 'must begin with https://, or with http://localhost.';
  if (url.username !== '' || url.password !== '') return 'must not contain a user name or a password. Remove them.';
  if (url.hash !== '' || url.href.endsWith('#')) return 'must not have a fragment. Remove the part that begins with #.';
  if (url.href.length > 2000) return 'is longer than 2,000 characters. Shorten it.';
  return undefined;
}

/** Whether the list contains the whole URL, in the form in which browsers normalize it. */
export const isAllowedReturnUrl = (url: URL, allowed: readonly string[]): boolean => allowed.includes(url.href);
