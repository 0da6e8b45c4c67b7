import { contains, networkOf } from './network.js';

/** One entry of `NO_PROXY`. `lists` takes a host as `URL.hostname` has it, without a dot at its end. */
interface Entry {
  readonly port?: string;
  lists(host: string): boolean;
}

/** Whether `isExempt` understands every entry of a `NO_PROXY`. */
export const isNoProxy = (text: string): boolean => entriesOf(text).every((entry) => entry !== undefined);

/**
 * Whether `NO_PROXY` lists a URL: entries separated by commas or spaces, each a host, an address or a network with an
 * optional port, or `*`. A host stands for its subdomains too, with or without a dot or `*.` before it, as for curl and Go.
 */
export function isExempt({ hostname, port, protocol }: URL, noProxy: string): boolean {
  const host = hostname.replace(/\.$/, '');
  const ownPort = port || (protocol === 'https:' ? '443' : '80');
  return entriesOf(noProxy).some((entry) => (entry?.port ?? ownPort) === ownPort && entry?.lists(host));
}

const entriesOf = (text: string): (Entry | undefined)[] =>
  text
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(entryOf);

function entryOf(text: string): Entry | undefined {
  if (text === '*') return { lists: () => true };
  // An IPv6 address without brackets does not match: all of it is the address.
  const [, bracketed, host = bracketed ?? text, port] =
    /^(?:\[([^\]]*)\]|([^:]*))(?::([1-9]\d{0,4}))?$/.exec(text) ?? [];
  if (Number(port) > 65_535) return undefined;
  const network = networkOf(host);
  if (network !== undefined) return { port, lists: (other) => contains(network, other.replace(/^\[|\]$/g, '')) };
  const name = bracketed === undefined ? nameOf(host) : undefined;
  return name === undefined ? undefined : { port, lists: (other) => other === name || other.endsWith(`.${name}`) };
}

/** A host name as URLs have it: in lower case, other alphabets encoded. What a URL reads as an address (`2.3`) is none. */
function nameOf(text: string): string | undefined {
  const bare = text.replace(/^\*?\./, '').replace(/\.$/, '');
  if (!/^[\p{L}\p{M}\p{N}_-]+(\.[\p{L}\p{M}\p{N}_-]+)*$/u.test(bare) || !URL.canParse(`http://${bare}`))
    return undefined;
  const { hostname } = new URL(`http://${bare}`);
  return networkOf(hostname) === undefined ? hostname : undefined;
}
