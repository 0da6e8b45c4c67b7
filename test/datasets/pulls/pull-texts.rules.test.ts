import { expect, test } from '@jest/globals';
import { datasetMessage, failureText } from '../../../src/datasets/pulls/pull-texts.rules.js';

test.each(['CURRENT', 'PULLING', 'QUEUED', 'NEVER_PULLED'] as const)('%s needs nothing to be done', (status) => {
  expect(datasetMessage(status, { code: 'BUSY', requestId: 'r' })).toBeNull();
});

test.each([
  ['WAITING', 'CredentialsFaulty', 'saveCredentials'],
  ['WAITING', 'IntegrationDisabled', 'enableIntegration'],
  ['LINK_LOST', 'RelinkRequired', 'linkCompany'],
  ['PERMISSION_DENIED', 'PERMISSION_DENIED', 'administrator'],
  ['FAILED', 'NOT_READABLE', 'form'],
] as const)('%s by %s says what to do', (status, code, word) => {
  expect(datasetMessage(status, { code, requestId: null })).toContain(word);
});

test('a code that is not known gives the text of the status, and the id of the request where there is one', () => {
  expect(datasetMessage('FAILED', { code: 'new', requestId: 'r-1' })).toBe(
    "The pull failed. It is tried again by itself. The platform's id of the request: r-1",
  );
  expect(datasetMessage('PARTIAL', { code: 'BUSY', requestId: 'r-1' })).not.toContain('r-1');
  expect(failureText('new')).toBe('The pull failed. It is tried again by itself.');
});
