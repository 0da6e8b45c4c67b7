import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { saveV30, saveV31 } from '../support/sage.js';

const KEYS = { clientId: 'sandbox/demo-c4nary' };

describe('without a sandbox', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  test.each([saveV31, saveV30])('its keys are refused, saying what to do, and nothing is saved', async (save) => {
    const answer = await save(app, KEYS);
    expect(answer).toEqual({
      __typename: 'CredentialsRejected',
      code: 'CREDENTIALS_REJECTED',
      message: expect.any(String),
      faults: [
        {
          field: 'clientId',
          reason: 'NOT_APPLICABLE',
          message: expect.stringMatching(/own application, or start with SANDBOX=on/),
        },
      ],
    });
    expect(JSON.stringify(answer)).not.toContain('c4nary');
    const saved = await app.ok('{ integrations { status credentialSets { id } } }');
    expect(saved.integrations).toEqual([{ status: 'NOT_CONFIGURED', credentialSets: [] }]);
  });

  test('what else is wrong with them is said first', async () => {
    const answer = await saveV31(app, { ...KEYS, clientSecret: '' });
    expect(answer.faults.map(({ field, reason }: { field: string; reason: string }) => [field, reason])).toEqual([
      ['clientSecret', 'MISSING'],
    ]);
  });
});

test('with a sandbox they are saved like any others', async () => {
  const app = await startTestApp({ SANDBOX_URL: 'http://127.0.0.1:5099' });
  try {
    expect((await saveV31(app, KEYS)).__typename).toBe('SaveCredentialsSuccess');
    expect((await saveV30(app, KEYS)).__typename).toBe('SaveCredentialsSuccess');
  } finally {
    await app.close();
  }
});
