import type { LinkReason } from '../../links/company-link.rules.js';

/** Every text that a customer reads while linking, in one place, ready to be translated. */
export const texts = {
  language: 'en',
  steps: { start: 'Start', signIn: 'Sign in', choose: 'Choose', done: 'Done' },
  progress: (at: number, of: number) => `Step ${at} of ${of}`,
  title: (heading: string, who: string) => `${heading} · ${who}`,
  someone: 'Link your accounting software',

  start: {
    heading: (company: string, integration: string) => `Link ${company} to ${integration}`,
    who: (workspace: string, integration: string) =>
      `${workspace} asks for access to your company's data in ${integration}.`,
    what: (integration: string) =>
      `You sign in at ${integration} itself and confirm there what may be seen. Your password is never shown to us, and you can take the access away at any time.`,
    facts: { asks: 'Who asks', company: 'Company', software: 'Accounting software', country: 'Country' },
    country: 'Where is the business registered?',
    countryMissing: 'Choose the country of the business first.',
    picker: (integration: string) =>
      `${integration} will ask for the country of your business: choose the one it is registered in.`,
    button: (integration: string) => `Continue to ${integration}`,
    retired: (integration: string, workspace: string) =>
      `${integration} has retired the version that this link uses, and may stop answering it. ${workspace} can tell you more.`,
    small: 'Nothing is linked until you confirm the business at the end.',
  },

  choose: {
    headingOne: 'Is this the right business?',
    headingSeveral: 'Which business should be linked?',
    what: (workspace: string, company: string) =>
      `${workspace} will have access to the business that you confirm, for ${company}.`,
    byName: (name: string) =>
      `This link belonged to “${name}” before. Confirm only if this is the same business.`,
    legend: 'Businesses that your sign-in reaches',
    /** Where the platform has no name of its own for it. */
    defaultBusiness: 'Default business',
    button: (name: string) => `Link ${name}`,
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
    none: 'No business has this in its name. Search for another part of it.',
    notChosen: 'Choose a business first.',
    notReached:
      'Your sign-in does not reach this business any more. Choose one of those below, or sign in with another account.',
    unavailable: 'The accounting software did not answer. Nothing is lost: try again in a moment.',
  },

  working: {
    heading: 'Finishing your sign-in',
    what: 'The accounting software takes its time to answer. Nothing is lost: look again in a few seconds.',
    again: 'Look again',
    restart: 'It takes too long: sign in again',
  },

  unanswered: {
    heading: 'You are signed in',
    what: 'The accounting software has not told us yet which businesses your sign-in reaches. Nothing is lost.',
    button: 'Ask again',
  },

  done: {
    heading: (company: string) => `${company} is linked`,
    what: (workspace: string, business: string | null) =>
      business === null
        ? `${workspace} has access now. You can close this page.`
        : `${workspace} has access to ${business} now. You can close this page.`,
    back: (workspace: string) => `Continue to ${workspace}`,
  },

  back: (workspace: string) => `Back to ${workspace}`,

  /** Why a round came to nothing, and what to do next. */
  reasons: {
    CUSTOMER_CANCELLED: 'You declined, so nothing was linked. If that was a mistake, try again.',
    COUNTRY_MISMATCH:
      'The country that was chosen is not the country of your business. Try again with the country that the business is registered in.',
    /** Where the workspace chose it, so that the customer cannot choose another. */
    COUNTRY_PRESET:
      'The country that this link is for is not the country of your business. Ask whoever sent you the link for one for the country that the business is registered in.',
    NO_BUSINESS:
      'Your sign-in reaches no business. Sign in with the account that you keep the books with, or ask its owner to invite you.',
    NO_ACTIVE_SUBSCRIPTION:
      'The business has no active subscription, so its data cannot be reached. Renew it in your accounting software, then try again.',
    RESOURCE_OWNER_MISSING:
      'Only the owner of the business can give access to it. Ask its owner to open the link and sign in.',
    DIFFERENT_BUSINESS:
      'Your sign-in does not reach the business that was linked before. Sign in with the account that has that business, or ask whoever sent you the link for a new company.',
    PLATFORM_ERROR: 'Your accounting software did not complete the sign-in. Nothing was linked: try again.',
    STATE_EXPIRED: 'Signing in took longer than ten minutes, so for your safety it has to begin again.',
    NOT_FINISHED: 'You have not finished signing in yet.',
  } satisfies Partial<Record<LinkReason, string>> & Record<string, string>,

  ends: {
    UNKNOWN: {
      heading: 'This link is not valid',
      what: 'It may have been cut off when it was copied. Open it once more from the message that you were sent, or ask for a new one.',
    },
    LINKED: {
      heading: 'Already linked',
      what: 'There is nothing more to do for this company, and you can close this page.',
    },
    ENDED: {
      heading: 'This link has ended',
      what: 'It was withdrawn, or a newer one has taken its place. Open the newest one that you were sent, or ask for a new one.',
    },
    EXPIRED: {
      heading: 'This link has expired',
      what: 'Links work for 24 hours. Ask whoever sent it to you for a new one.',
    },
    DISABLED: {
      heading: 'Linking is switched off at the moment',
      what: 'Whoever sent you this link can turn it on again. Nothing was linked: ask them, and open the link again later.',
    },
    UNUSABLE: {
      heading: 'Linking is not possible yet',
      what: 'Whoever sent you this link has something to set up first. Tell them:',
    },
    OTHER_BROWSER: {
      heading: 'Go back to the browser you began in',
      what: 'For your safety, linking ends where it was begun. To link in this browser instead, open the link that you were sent and begin again. Nothing was linked.',
    },
    NO_STATE: {
      heading: 'This sign-in cannot be used',
      what: 'It was not begun here, or it has been used or replaced since. Open the link that you were sent and begin again. Nothing was linked.',
    },
    STALE_FORM: {
      heading: 'This page is out of date',
      what: 'It could not be made sure that you sent this form yourself. Open the link that you were sent and begin again. Cookies must be allowed for it.',
    },
    THROTTLED: {
      heading: 'Too many tries',
      what: 'Wait a minute, then reload this page. Nothing is lost.',
    },
    UNAVAILABLE: {
      heading: 'We cannot answer at the moment',
      what: 'Nothing is lost. Wait a minute, then open the link that you were sent again.',
    },
    UNREADABLE: {
      heading: 'This request cannot be read',
      what: 'Open the link that you were sent and begin again.',
    },
  },
} as const;
