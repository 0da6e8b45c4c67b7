import 'reflect-metadata';
import { expect, test } from '@jest/globals';
import { toSetupStep } from '../../src/catalogue/setup-step.graphql.js';

test('the instructions name the addresses as they are, also with the signs that a replacement would read', () => {
  const urls = {
    callbackUrl: 'https://tools.example/a$$b/$&/oauth/callback',
    developerPortalUrl: 'https://dev.example/$1',
  };
  const step = { key: 'register', title: 'Register', instructions: 'Enter {callbackUrl} at {developerPortalUrl}.' };
  expect(toSetupStep(step as never, urls, false).instructions).toBe(
    `Enter ${urls.callbackUrl} at ${urls.developerPortalUrl}.`,
  );
});
