import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { attemptRef, isOtherHost, pagePolicy, parseAttemptRef } from '../../../src/linking/pages/link-url.rules.js';

const WORKSPACE = '01890a5d-ac96-774b-bcce-b302099a8057';
const ATTEMPT = '01890a5d-ac96-774b-bcce-b302099a8058';
const ref = attemptRef(WORKSPACE, ATTEMPT);

describe('the name of an attempt in the addresses of its pages', () => {
  test('is 44 letters and digits', () => {
    expect(ref).toMatch(/^[0-9A-Za-z]{44}$/);
  });

  test('is read back as the workspace and the attempt', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (workspaceId, attemptId) => {
        expect(parseAttemptRef(attemptRef(workspaceId, attemptId))).toEqual({ workspaceId, attemptId });
      }),
    );
  });

  test.each([
    ['nothing', ''],
    ['one id alone', ref.slice(22)],
    ['a character less', ref.slice(1)],
    ['a character more', `${ref}0`],
    ['a line break behind it', `${ref}\n`],
    ['a character that is no letter or digit', `-${ref.slice(1)}`],
    // 62^22 is more than 2^128: not every text of 22 digits is a UUID.
    ['a workspace beyond all UUIDs', 'z'.repeat(22) + ref.slice(22)],
    ['an attempt beyond all UUIDs', ref.slice(0, 22) + 'z'.repeat(22)],
  ])('is not %s', (_what, text) => {
    expect(parseAttemptRef(text)).toBeUndefined();
  });
});

describe('the content security policy of the pages', () => {
  const withoutForms = "default-src 'none'; style-src 'self'; form-action ?; base-uri 'none'; frame-ancestors 'none'";
  test.each([
    ['forms go to us and to https', [], "'self' https:"],
    ['an origin of the sandbox is added', ['http://localhost:4010'], "'self' https: http://localhost:4010"],
    [
      'an origin that is named twice is added once',
      ['http://localhost:4010', 'http://localhost:3000', 'http://localhost:4010'],
      "'self' https: http://localhost:4010 http://localhost:3000",
    ],
  ])('%s', (_what, also, targets) => {
    expect(pagePolicy(also)).toBe(withoutForms.replace('?', targets));
  });
});

test.each([
  ['https://links.example', 'links.example', false],
  ['https://links.example/base', 'LINKS.example', false],
  ['https://links.example', 'www.links.example', true],
  ['https://links.example', 'links.example:8443', true],
  ['https://links.example:8443', 'links.example:8443', false],
  ['http://localhost:4000', '127.0.0.1:4000', true],
  ['http://localhost:4000', undefined, false],
])('with the public URL %s, a request to the host %s lost its cookie: %s', (publicUrl, host, elsewhere) => {
  expect(isOtherHost(publicUrl, host)).toBe(elsewhere);
});
