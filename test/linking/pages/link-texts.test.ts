import { describe, expect, test } from '@jest/globals';
import { texts } from '../../../src/linking/pages/link-page.texts.js';
import { type EndKind, endPage } from '../../../src/linking/pages/notice.page.js';
import { goThrough, start } from '../../support/linking.js';
import { useLinkingWorkspace } from '../../support/linking-workspace.js';

const { linking, browser, requestLink } = useLinkingWorkspace();

const TELL = 'Tell the person who sent you the link.';
const { COUNTRY_PRESET, CUSTOMER_CANCELLED, PLATFORM_ERROR } = texts.reasons;

describe('an error that comes back without a state is told once', () => {
  test.each([
    ['error=Invalid+request&reason=Email+already+in+use', COUNTRY_PRESET],
    ['error=access_denied', CUSTOMER_CANCELLED],
    ['error=temporarily_unavailable', 'Sage is not available at the moment. Try again in ten minutes.'],
    ['error=server_error', 'Sage had a fault. Try again in ten minutes.'],
    ['error=unauthorized_client', `Sage does not let this application link companies. ${TELL}`],
    ['error=invalid_request', `Sage refused the request. ${TELL}`],
    ['error=invalid_scope', `Sage refused the access that was asked for. ${TELL}`],
    ['error=unsupported_response_type', `Sage refused the request. ${TELL}`],
    ['error=nobody+knows', PLATFORM_ERROR],
  ])('%s', async (query, told) => {
    const { linkUrl } = await requestLink();
    await start(browser, linkUrl);
    const page = await browser.open(`/oauth/callback?${query}`);
    expect([page.status, page.heading, page.notice]).toEqual([
      422,
      'Link Acme to Sage Business Cloud Accounting',
      told,
    ]);
  });
});

const SMALL = /^(a|at|be|has|in|is|it|that|the|this|to|was|you|your)$/;
/** Neighbours among the words that say something. */
function pairsOf(text: string): string[] {
  const words = (text.toLowerCase().match(/[a-z]+/g) ?? []).filter((word) => !SMALL.test(word));
  return words.slice(1).map((word, index) => `${words[index]} ${word}`);
}

test.each(Object.keys(texts.ends) as EndKind[])('the page %s does not say again what its heading says', (kind) => {
  const page = endPage(kind, '');
  const [heading = '', ...rest] = [...page.matchAll(/<(?:h1|p)>([^<]*)</g)].map(([, text = '']) => text);
  expect([heading, rest.length]).toEqual([texts.ends[kind].heading, 1]);
  const said = pairsOf(heading);
  expect(pairsOf(rest.join(' ')).filter((pair) => said.includes(pair))).toEqual([]);
});

test('a business that a first sign-in does not reach is not called the one that was linked before', async () => {
  const { linkUrl } = await requestLink();
  const page = await goThrough(linking, browser, linkUrl, { user: 'three' });
  const form = page.forms.find(({ action }) => action.endsWith('/choose'));
  const refused = await browser.submit(form, { business: 'none-of-these' });
  expect([refused.status, refused.notice]).toEqual([
    409,
    'Your account no longer has access to this business. Choose another one below, or sign in with another account.',
  ]);
});
