/** Plain and tidy; readable from 320 px on, in light and dark. Contrast is at least 4.5 : 1 everywhere. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --ground: #f3f5f7; --quiet: #57606a; --line: #8c959f; --accent: #0b5cad; --on-accent: #ffffff; --problem: #b42318; --good: #1a6b33; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --paper: #1c2127; --ground: #12161b; --quiet: #aab4be; --line: #6c7783; --accent: #7cb8ff; --on-accent: #0b1a2b; --problem: #ff9d94; --good: #7ed69a; } }
* { box-sizing: border-box; }
.ll-page { margin: 0; padding: 1rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
.ll-card { max-width: 34rem; margin: 0 auto; padding: 1.5rem; background: var(--paper); border-radius: .5rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0 1rem; }
a { color: var(--accent); }
.ll-who { margin: 0; color: var(--quiet); }
.ll-progress { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .5rem 0; padding: 0; list-style: none; color: var(--quiet); font-size: .875rem; }
.ll-progress [aria-current] { color: var(--ink); font-weight: 600; text-decoration: underline; }
.ll-notice { margin: 1rem 0; padding: .25rem 1rem; border-left: .25rem solid var(--accent); background: var(--ground); }
.ll-notice[data-tone="problem"] { border-color: var(--problem); }
.ll-notice[data-tone="good"] { border-color: var(--good); }
.ll-facts div { display: flex; flex-wrap: wrap; gap: 0 .5rem; margin: .25rem 0; }
.ll-facts dt { color: var(--quiet); min-width: 9rem; }
.ll-facts dd { margin: 0; }
.ll-choices { margin: 1rem 0; padding: .5rem 1rem; border: 1px solid var(--line); border-radius: .5rem; }
.ll-choice { display: flex; gap: .75rem; align-items: center; min-height: 2.75rem; cursor: pointer; }
.ll-actions, .ll-search, .ll-pages { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; margin: 1rem 0; }
.ll-button { display: inline-block; min-height: 2.75rem; padding: .5rem 1.25rem; border: 1px solid var(--accent); border-radius: .375rem; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; text-decoration: none; cursor: pointer; }
.ll-quiet { background: transparent; color: var(--accent); }
.ll-search input { min-height: 2.75rem; padding: .5rem; border: 1px solid var(--line); border-radius: .375rem; background: var(--paper); color: inherit; font: inherit; flex: 1 1 12rem; }
:focus-visible { outline: .1875rem solid var(--accent); outline-offset: .125rem; }
.ll-small { color: var(--quiet); font-size: .875rem; }
`;
