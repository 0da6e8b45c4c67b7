import type { TestApp } from './app.js';

export interface Form {
  readonly method: string;
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Values of radio buttons, by name. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
  /** What its button says. */
  readonly button: string;
}

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly heading: string;
  /** What is said in a notice. */
  readonly notice: string;
  readonly forms: readonly Form[];
}

export const PUBLIC_URL = 'http://localhost:5200';

/** A browser without a screen, at our pages: it keeps cookies, follows our redirects, and sends the forms it was shown. */
export class LinkBrowser {
  readonly #cookies = new Map<string, string>();
  /** Everything that it has seen, for searches. */
  readonly pages: Page[] = [];

  constructor(
    private readonly app: Pick<TestApp, 'app'>,
    private readonly host = 'localhost:5200',
  ) {}

  get cookies(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** As if it were the browser with these cookies. */
  use(cookies: string): void {
    for (const cookie of cookies.split('; ')) {
      const [name = '', value = ''] = cookie.split('=');
      this.#cookies.set(name, value);
    }
  }

  /** Opens an address of ours and follows redirects until one leads elsewhere. */
  open(url: string): Promise<Page> {
    return this.#send('GET', url);
  }

  submit(form: Form | undefined, more: Readonly<Record<string, string>> = {}, { follow = true } = {}): Promise<Page> {
    if (form === undefined) throw new Error('the page has no such form');
    const fields = new URLSearchParams({ ...form.fields, ...more }).toString();
    if (form.method === 'get') return this.#send('GET', `${form.action}?${fields}`);
    return this.#send('POST', form.action, { body: fields, follow });
  }

  post(url: string, body: string, contentType?: string): Promise<Page> {
    return this.#send('POST', url, { body, follow: false, ...(contentType ? { contentType } : {}) });
  }

  async #send(
    method: 'GET' | 'POST',
    url: string,
    { body, follow = true, contentType = 'application/x-www-form-urlencoded' }: SendOptions = {},
  ): Promise<Page> {
    const { pathname, search } = new URL(url, PUBLIC_URL);
    const answer = await this.app.app.inject({
      method,
      url: pathname + search,
      headers: {
        host: this.host,
        cookie: this.cookies,
        ...(body === undefined ? {} : { 'content-type': contentType }),
      },
      ...(body === undefined ? {} : { payload: body }),
    });
    for (const { name, value } of answer.cookies) this.#cookies.set(name, value);
    const page = toPage(new URL(url, PUBLIC_URL).href, answer.statusCode, answer.headers as never, answer.body);
    this.pages.push(page);
    const { location } = page.headers;
    const ours = location?.startsWith('/') || location?.startsWith(`${PUBLIC_URL}/`);
    return follow && ours && location ? this.#send('GET', location) : page;
  }
}

interface SendOptions {
  readonly body?: string;
  readonly follow?: boolean;
  readonly contentType?: string;
}

function toPage(url: string, status: number, headers: Record<string, string>, text: string): Page {
  refuseUnisolatedNames(text);
  const plain = text.replace(/<\/?bdi>/g, '');
  const one = (pattern: RegExp) => decode(pattern.exec(plain)?.[1] ?? '');
  return {
    url,
    status,
    headers,
    text,
    heading: one(/<h1>([^<]*)<\/h1>/),
    notice: one(/class="ll-notice"[^>]*><p>([^<]*)</),
    forms: [...plain.matchAll(/<form ([^>]*)>(.*?)<\/form>/gs)].map(([, head = '', body = '']) => toForm(head, body)),
  };
}

/** @throws when a page shows a name from outside without `<bdi>`: of the tests' company, workspaces or businesses. */
function refuseUnisolatedNames(page: string): void {
  const around = page.replace(/<(bdi|title)>.*?<\/\1>|<[^>]*>/gs, ' ');
  const [found] = /.*\b(?:Ltd|Acme)\b.*/.exec(around) ?? [];
  if (found !== undefined) throw new Error(`a name is shown that is not isolated: ${found}`);
}

function toForm(head: string, body: string): Form {
  const inputs = [...body.matchAll(/<input ([^>]*)>/g)].map(([, text = '']) => ({
    type: attribute(text, 'type'),
    name: attribute(text, 'name'),
    value: attribute(text, 'value'),
  }));
  const radios = inputs.filter(({ type }) => type === 'radio');
  return {
    method: attribute(head, 'method'),
    action: attribute(head, 'action'),
    fields: Object.fromEntries(inputs.filter(({ type }) => type !== 'radio').map(({ name, value }) => [name, value])),
    choices: Object.fromEntries(
      radios.map(({ name }) => [name, radios.filter((radio) => radio.name === name).map(({ value }) => value)]),
    ),
    button: decode(/<button[^>]*>([^<]*)<\/button>/.exec(body)?.[1] ?? ''),
  };
}

const attribute = (text: string, name: string): string => decode(new RegExp(`${name}="([^"]*)"`).exec(text)?.[1] ?? '');

function decode(text: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_all, name: string) => named[name] ?? '');
}
