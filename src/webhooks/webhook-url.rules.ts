/** What a URL may be. `mayConnect` judges a host that is an address; a name is judged when it is connected to. */
export interface UrlRules {
  /** Outside of production http is allowed, too, for receivers that are being written. */
  readonly allowHttp: boolean;
  readonly mayConnect: (address: string, port: number) => boolean;
}

const MAX_LENGTH = 2_000;
const ADDRESS = /^(\[.*\]|\d+\.\d+\.\d+\.\d+)$/;

/** Whether events may be sent to a URL. */
export function isWebhookUrl(url: URL, { allowHttp, mayConnect }: UrlRules): boolean {
  if (url.protocol !== 'https:' && !(allowHttp && url.protocol === 'http:')) return false;
  if (url.username !== '' || url.password !== '' || url.hash !== '' || url.href.length > MAX_LENGTH) return false;
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  // The parser of URLs writes every form of an IPv4 address (0x7f.1, 2130706433) as four numbers.
  return !ADDRESS.test(url.hostname) || mayConnect(url.hostname.replace(/^\[|\]$/g, ''), port);
}
