import { type Html, type HtmlValue, html } from '../../infra/http/html.js';
import type { LinkReason } from '../../links/company-link.rules.js';

/**
 * Every text that a customer reads while linking, in one place for translation. Names from outside are `Html`, which
 * `isolated` makes.
 */
export const texts = {
  language: 'en',
  steps: { start: 'Start', signIn: 'Sign in', choose: 'Choose', done: 'Done' },
  progress: (at: number, of: number) => `Step ${at} of ${of}`,
  title: (heading: HtmlValue, who: HtmlValue) => html`${heading} · ${who}`,
  someone: 'Link your accounting software',

  start: {
    heading: (company: Html, integration: string) => html`Link ${company} to ${integration}`,
    who: (workspace: Html, integration: string) =>
      html`${workspace} asks for access to your company's data in ${integration}.`,
    what: (integration: string) =>
      `You sign in at ${integration} and confirm the access there. We never see your password, and you can revoke the access at any time.`,
    facts: { asks: 'Who asks', company: 'Company', software: 'Accounting software', country: 'Country' },
    country: 'Where is the business registered?',
    countryMissing: 'Choose the country of the business first.',
    picker: (integration: string) =>
      `${integration} will ask for the country of your business. Choose the country in which it is registered.`,
    button: (integration: string) => `Continue to ${integration}`,
    retired: (integration: string, workspace: Html) =>
      html`${integration} has retired the version that this link uses, so the link may stop working. ${workspace} can tell you more.`,
    small: 'Nothing is linked until you confirm the business at the end.',
  },

  choose: {
    headingOne: 'Is this the right business?',
    headingSeveral: 'Which business should be linked?',
    what: (workspace: Html, company: Html) =>
      html`${workspace} will have access to the business that you confirm, for ${company}.`,
    byName: (name: Html) => html`This link belonged to “${name}” before. Confirm only if this is the same business.`,
    legend: 'Your businesses',
    /** Used if the platform has no name of its own for it. */
    defaultBusiness: 'Default business',
    button: (name: Html) => html`Link ${name}`,
    buttonSeveral: 'Link this business',
    other: 'Sign in with another account',
    search: 'Search by name',
    searchButton: 'Search',
    pages: 'Pages',
    next: 'Next page',
    previous: 'Previous page',
    everything: 'Show all businesses',
    range: (from: number, to: number, all: number) => `Businesses ${from} to ${to} of ${all}`,
    found: (from: number, to: number, found: number, all: number) =>
      `Businesses ${from} to ${to} of ${found} found among ${all}`,
    none: 'No business name contains this text. Search for another part of the name.',
    notChosen: 'Choose a business first.',
    notReached:
      'Your account no longer has access to this business. Choose another one below, or sign in with another account.',
    unavailable: 'The accounting software did not answer. Nothing is lost. Try again in a moment.',
  },

  working: {
    heading: 'Finishing your sign-in',
    what: 'The accounting software has not answered yet. Nothing is lost. Check again in a few seconds.',
    again: 'Check again',
    restart: 'Sign in again instead',
  },

  unanswered: {
    heading: 'You are signed in',
    what: 'The accounting software has not sent the list of your businesses yet. Nothing is lost.',
    refused:
      'You are signed in, but the person who sent you the link has something to set up first: the accounting software refuses their application. Tell them, and check again later. Nothing is lost.',
    button: 'Check again',
  },

  done: {
    heading: (company: Html) => html`${company} is linked`,
    what: (workspace: Html, business: Html | null) =>
      html`${workspace} has access${business && html` to ${business}`} now. You can close this page.`,
    back: (workspace: Html) => html`Continue to ${workspace}`,
  },

  back: (workspace: Html) => html`Back to ${workspace}`,

  /** Why a sign-in failed, and what to do next. */
  reasons: {
    CUSTOMER_CANCELLED: 'You declined, so nothing was linked. If that was a mistake, try again.',
    COUNTRY_MISMATCH:
      'The chosen country is not the country of your business. Try again with the country in which the business is registered.',
    /** Used if the workspace chose the country, so that the customer cannot choose another. */
    COUNTRY_PRESET:
      'The country of this link is not the country of your business. Ask the person who sent you the link for one for the country in which the business is registered.',
    NO_BUSINESS:
      'Your account has no business. Sign in with the account that you use for bookkeeping, or ask the owner of the business to invite you.',
    NO_ACTIVE_SUBSCRIPTION:
      'The business has no active subscription, so its data cannot be read. Renew the subscription in your accounting software, then try again.',
    RESOURCE_OWNER_MISSING:
      'Only the owner of the business can give access to it. Ask the owner to open the link and sign in.',
    DIFFERENT_BUSINESS:
      'Your account has no access to the business that was linked before. Sign in with the account of that business. To link another business, ask the person who sent you the link.',
    PLATFORM_ERROR: 'The sign-in could not be completed. Nothing was linked. Try again.',
    /** PLATFORM_ERROR where the platform refuses the keys of the application. */
    KEYS_REFUSED:
      'The sign-in could not be completed, and nothing was linked. The person who sent you the link has something to set up first: the accounting software refuses their application. Tell them, and open the link again later.',
    STATE_EXPIRED: 'Signing in took longer than ten minutes. For your security, begin again.',
    NOT_FINISHED: 'You have not finished signing in yet.',
  } satisfies Partial<Record<LinkReason, string>> & Record<string, string>,

  /** Why a business without an accounting subscription cannot be linked, where none has lapsed. */
  inactive: {
    DEMO: 'This is a demo company of the accounting software, and its data cannot be read. Choose your own business.',
    NO_ACCOUNTING:
      'This business has no accounting subscription. It may be the practice of an accountant, or use payroll only. Choose the business whose books are to be linked, or sign in with the account of that business.',
  },

  ends: {
    UNKNOWN: {
      heading: 'This link is not valid',
      what: 'It may have been cut off when it was copied. Open it again from the message that you received, or ask for a new one.',
    },
    LINKED: {
      heading: 'Already linked',
      what: 'There is nothing more to do for this company. You can close this page.',
    },
    ENDED: {
      heading: 'This link has ended',
      what: 'It was withdrawn or replaced by a newer one. Open the newest link that you received, or ask for a new one.',
    },
    EXPIRED: {
      heading: 'This link has expired',
      what: 'Links work for 24 hours. Ask the person who sent it to you for a new one.',
    },
    DISABLED: {
      heading: 'Linking is switched off at the moment',
      what: 'Nothing was linked. Ask the person who sent you this link to switch it on, and open the link again later.',
    },
    UNUSABLE: {
      heading: 'Linking is not possible yet',
      what: 'The set-up is not complete. Tell the person who sent you this link:',
    },
    OTHER_BROWSER: {
      heading: 'Go back to the browser in which you began',
      what: 'For your security, you must finish in the same browser. To use this browser instead, open the link that you received and begin again. Nothing was linked.',
    },
    NO_STATE: {
      heading: 'This sign-in cannot be used',
      what: 'It began in another place, or it was already used or replaced. Open the link that you received and begin again. Nothing was linked.',
    },
    STALE_FORM: {
      heading: 'This page is out of date',
      what: 'We could not verify that you sent this form. Open the link that you received and begin again. Your browser must allow cookies.',
    },
    THROTTLED: { heading: 'Too many tries', what: 'Wait a minute, then reload this page. Nothing is lost.' },
    UNAVAILABLE: {
      heading: 'We cannot answer at the moment',
      what: 'Nothing is lost. Wait a minute, then open the link that you received again.',
    },
    UNREADABLE: {
      heading: 'This request cannot be read',
      what: 'Open the link that you received and begin again.',
    },
  },
} as const;
