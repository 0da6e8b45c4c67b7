import { createHash } from 'node:crypto';

/** Contrast is at least 7:1 for text and 3:1 for controls. */
export const STYLE = `
  :root { color-scheme: light; font: 1rem/1.5 system-ui, sans-serif; color: #1a1a1a; background: #f3f1ea; }
  body { margin: 0; }
  header { background: #5b2c00; color: #fff; padding: .75rem 1rem; font-weight: 600; text-align: center; }
  main { max-width: 34rem; margin: 2rem auto; padding: 1.5rem; background: #fff; border: 1px solid #8a8577; border-radius: .5rem; }
  footer { text-align: center; padding: 0 1rem 2rem; }
  h1 { font-size: 1.5rem; margin-top: 0; }
  fieldset { border: 0; margin: 0; padding: 0; }
  legend { font-weight: 600; padding: 0; }
  label { display: flex; gap: .75rem; padding: .6rem .25rem; border-bottom: 1px solid #d8d4c8; cursor: pointer; }
  label small { display: block; font-size: .9rem; color: #444; }
  button { font: inherit; font-weight: 600; padding: .6rem 1.4rem; margin: 1.25rem .75rem 0 0; border: 2px solid #0b5137; border-radius: .3rem; background: #0b5137; color: #fff; cursor: pointer; }
  button.second { background: #fff; color: #0b5137; }
  :focus-visible { outline: 3px solid #1d4ed8; outline-offset: 2px; }
  .problem { border-left: .3rem solid #a11212; padding-left: .75rem; font-weight: 600; }
  .wide { overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid #d8d4c8; }
  td:nth-child(2), .amount { white-space: nowrap; }
  .amount { text-align: right; font-variant-numeric: tabular-nums; }
  code { overflow-wrap: anywhere; }
`;

const hash = createHash('sha256').update(STYLE).digest('base64');

/**
 * Allows no script and no request. `form-action` is left out on purpose: Chromium also applies it to the redirect after
 * a form, which goes to the application.
 */
export const CONTENT_SECURITY_POLICY = `default-src 'none'; style-src 'sha256-${hash}'; frame-ancestors 'none'; base-uri 'none'`;
