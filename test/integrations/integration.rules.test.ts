import { describe, expect, test } from '@jest/globals';
import type { OptionData } from '../../src/catalogue/catalogue.repository.js';
import {
  defaultVersion,
  type IntegrationState,
  isDone,
  isLastSet,
  preselectedVersion,
  savedMessage,
  statusOf,
  whyNotEnable,
} from '../../src/integrations/integration.rules.js';
import { sageDefinition as sage } from '../../src/providers/sage/sage.definition.js';

const options: OptionData[] = sage.options.map((option) => ({
  retiresOn: null,
  note: null,
  ...option,
  fields: [...option.fields],
}));
const state = (enabled: boolean, ...currentVersions: string[]): IntegrationState => ({
  enabled,
  currentVersions,
});

test('the newest API version stands first', () => {
  expect(options.map(({ apiVersion }) => apiVersion)).toEqual(['3.1', '3.0']);
});

test.each([
  ['no keys are saved', state(false), 'NOT_CONFIGURED'],
  ['no keys are left, whatever the switch says', state(true), 'NOT_CONFIGURED'],
  ['v3.0 keys are saved', state(false, '3.0'), 'DISABLED'],
  ['v3.1 keys are saved and it is switched on', state(true, '3.1'), 'ENABLED'],
  ['both are saved and it is switched on', state(true, '3.1', '3.0'), 'ENABLED'],
])('the status when %s', (_when, given, status) => {
  expect(statusOf(given)).toBe(status);
});

test.each([
  ['nothing', state(false), undefined, '3.1'],
  ['v3.0 alone', state(false, '3.0'), '3.0', '3.0'],
  ['v3.1 alone', state(false, '3.1'), '3.1', '3.1'],
  ['both, the older first', state(false, '3.0', '3.1'), '3.1', '3.1'],
  ['v3.0 alone and enabled', state(true, '3.0'), '3.0', '3.0'],
])(
  'with %s saved, new links use the newest, and the settings page opens on what is in use',
  (_saved, given, used, opened) => {
    expect(defaultVersion(options, given)).toBe(used);
    expect(preselectedVersion(options, given)).toBe(opened);
  },
);

test('an integration without options opens on none', () => {
  expect(preselectedVersion([], state(false))).toBeUndefined();
});

describe('the set-up steps', () => {
  const done = (given: IntegrationState) => sage.setupSteps.map((step) => isDone(step, given));
  const unmet = (given: IntegrationState) => whyNotEnable(sage.setupSteps, given).map(({ key }) => key);

  test.each([
    ['at first', state(false), [false, false, false], ['register-application', 'add-keys']],
    ['with keys', state(false, '3.0'), [true, true, false], []],
    ['once enabled', state(true, '3.1'), [true, true, true], []],
    [
      'without keys, whatever the switch says',
      state(true),
      [false, false, false],
      ['register-application', 'add-keys'],
    ],
  ])('are done or stand in the way of enabling %s', (_when, given, flags, inTheWay) => {
    expect(done(given)).toEqual(flags);
    expect(unmet(given)).toEqual(inTheWay);
  });
});

describe('the last set of an enabled integration', () => {
  const current = (id: string) => ({ id, status: 'CURRENT' });
  const superseded = (id: string) => ({ id, status: 'SUPERSEDED' });

  test.each([
    ['is the only current one', [current('a')], true, true],
    ['is the only current one beside superseded ones', [superseded('b'), current('a')], true, true],
    ['is none of two', [current('a'), current('b')], true, false],
    ['is none when it is superseded itself', [superseded('a'), current('b')], true, false],
    ['is none when it is the only one and superseded', [superseded('a')], true, false],
    ['is none while the integration is disabled', [current('a')], false, false],
    ['is none where there are no sets', [], true, false],
  ])('%s', (_is, sets, enabled, last) => {
    expect(isLastSet(sets, 'a', enabled)).toBe(last);
  });
});

test.each([
  [true, true, 'The keys of Sage were saved. The integration is enabled.'],
  [true, false, 'The keys of Sage were saved. Enable it when you are ready, with enableIntegration.'],
  [false, true, 'These keys of Sage were already saved. The integration is enabled.'],
  [false, false, 'These keys of Sage were already saved. Enable it when you are ready, with enableIntegration.'],
])('confirms a save that changed something (%s) of an integration that is enabled (%s)', (changed, enabled, text) => {
  expect(savedMessage('Sage', { changed, enabled })).toBe(text);
});
