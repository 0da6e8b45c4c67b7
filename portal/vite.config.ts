import { defineConfig } from 'vite';
import { compressAndMeasure } from './scripts/compress-and-measure.ts';

const api = 'http://localhost:4000';

export default defineConfig({
  // The server replaces the placeholder by a new nonce for every request.
  html: { cspNonce: '{nonce}' },
  // The server replaces the placeholder by the path of `PUBLIC_URL`. Assets find each other relative to themselves.
  experimental: {
    renderBuiltUrl: (file, { hostType }) => (hostType === 'html' ? `{base}/${file}` : { relative: true }),
  },
  build: {
    // Emit fonts and images as files, because the content security policy forbids `data:` URLs in style sheets.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The first versions that support light-dark(). For older ones it would be compiled to a media query, which ignores
    // the toggle.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    // The playground's editor is large, but only that page loads it. `compressAndMeasure` checks all other pages.
    chunkSizeWarningLimit: 5_000,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'first-requests', test: /src\/app\/first-requests/, priority: 2 },
            // Few files for all pages: on a slow processor each further file costs more than the bytes in it.
            {
              name: 'pages',
              test: /portal\/src\/(ui|app|companies|integrations|data)\/|@mantine/,
              minShareCount: 3,
              priority: 1,
            },
          ],
        },
      },
      // Every file of the component library begins with "use client", a directive for servers. Ignore the warning.
      onwarn: (warning, warn) => {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
  plugins: [compressAndMeasure()],
  server: {
    // `npm run dev -w portal` needs a running API. The API accepts sessions from its own origin only, so set that
    // origin.
    proxy: Object.fromEntries(
      ['/graphql', '/session'].map((path) => [path, { target: api, headers: { origin: api } }]),
    ),
  },
});
