import { expect, test } from '@jest/globals';
import { isFoundByName, isSameBusiness, previousBusiness, reachable } from '../../src/linking/business-choice.rules.js';

const linkedBefore = {
  business_id: '1',
  business_name: 'Acme',
  business_is_lead: true,
  link_country_code: 'GB',
  api_version: '3.1',
  linked_api_version: '3.1',
};
const neverLinked = {
  business_id: null,
  business_name: null,
  business_is_lead: null,
  link_country_code: null,
  api_version: '3.1',
  linked_api_version: null,
};
const business = (id: string, name: string) => ({ id, name, countryCode: 'GB', isLead: false });
const acme = business('1', 'Acme');
const renamed = business('1', 'Acme Holdings');
const namesake = business('2', 'ACME');
const other = business('3', 'Other');

test.each([
  ['none, when the link was never made', neverLinked, null],
  ['the one of the link', linkedBefore, { id: '1', name: 'Acme', countryCode: 'GB', isLead: true }],
  [
    'one without a name, a country and a mark as lead, when the link does not know them',
    { ...linkedBefore, business_name: null, business_is_lead: null, link_country_code: null },
    { id: '1', name: '', countryCode: null, isLead: false },
  ],
])('the business that was linked before is %s', (_which, link, previous) => {
  expect(previousBusiness(link)).toEqual(previous);
});

test.each([
  ['every business, the first time', neverLinked, [acme, namesake, other], [acme, namesake, other]],
  ['no business, where there is none', neverLinked, [], []],
  ['the same id alone, renamed or not', linkedBefore, [renamed, namesake, other], [renamed]],
  ['none, when the business is not there any more', linkedBefore, [namesake, other], []],
  [
    'the same name alone, through another API version',
    { ...linkedBefore, api_version: '3.0' },
    [renamed, namesake, other],
    [namesake],
  ],
  [
    'the same id or the same name, when the earlier application is gone',
    { ...linkedBefore, linked_api_version: null },
    [renamed, namesake, other],
    [renamed, namesake],
  ],
  [
    'the same id or the same name, when this application is not known',
    { ...linkedBefore, api_version: null },
    [renamed, namesake, other],
    [renamed, namesake],
  ],
])('a link can be made with %s', (_which, link, found, offered) => {
  expect(reachable(link, found, false)).toEqual(offered);
});

test('what is offered is a list of its own, and the list that came in stays as it is', () => {
  const found = [acme, other];
  expect(reachable(neverLinked, found, false)).not.toBe(found);
});

test.each([
  ['is not asked to look twice the first time', neverLinked, false],
  ['is not asked to look twice within one API version', linkedBefore, false],
  ['is asked to look twice through another API version', { ...linkedBefore, api_version: '3.0' }, true],
  ['is asked to look twice when the earlier application is gone', { ...linkedBefore, linked_api_version: null }, true],
])('the customer %s', (_what, link, twice) => {
  expect(isFoundByName(link, false)).toBe(twice);
});

test.each([
  ['in the same API version', linkedBefore],
  ['through another API version', { ...linkedBefore, api_version: '3.0' }],
  ['when the earlier application is gone', { ...linkedBefore, linked_api_version: null }],
])('where ids are stable, the same id alone is offered %s, and the customer is told nothing', (_when, link) => {
  expect(reachable(link, [renamed, namesake, other], true)).toEqual([renamed]);
  expect(isFoundByName(link, true)).toBe(false);
});

const named = { id: '1', name: 'A Ltd' };

test.each([
  ['the same id under another name', { id: '1', name: 'B' }, true],
  ['another id under the same name', { id: '2', name: 'A Ltd' }, false],
])('within one API version the id decides: %s', (_what, found, same) => {
  expect(isSameBusiness(named, found, true)).toBe(same);
});

test.each([
  ['the same name', 'A Ltd', true],
  ['the same name in other letters', 'a LTD', true],
  ['the same name with other white space', ' A \t Ltd\n', true],
  ['another name', 'B Ltd', false],
  ['the name and more', 'A Ltd 2', false],
])('between two API versions the name decides, not the id: %s', (_what, name, same) => {
  expect(isSameBusiness(named, { id: '2', name }, false)).toBe(same);
  expect(isSameBusiness(named, { id: '1', name }, false)).toBe(same);
});

test('an accent counts as the same letter, typed in one piece or in two', () => {
  expect(isSameBusiness({ id: '1', name: 'Caf\u00e9' }, { id: '2', name: 'CAFE\u0301' }, false)).toBe(true);
});

test.each([
  ['the id', { id: '1', name: 'B' }, true],
  ['the name', { id: '2', name: 'a ltd' }, true],
  ['neither', { id: '2', name: 'B' }, false],
])('when the earlier application is gone, one of the two is enough: %s', (_what, found, same) => {
  expect(isSameBusiness(named, found, undefined)).toBe(same);
});
