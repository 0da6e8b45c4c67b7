import { defineConfig } from 'vite';
import { compressAndMeasure } from './scripts/compress-and-measure.ts';

const api = 'http://localhost:4000';

export default defineConfig({
  // The server puts a fresh one in for every request.
  html: { cspNonce: '{nonce}' },
  build: {
    // Fonts and images as files: the policy allows no data in style sheets.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // These know light-dark(); for older ones it would be rewritten, and no longer follow the toggle.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    // The playground's editor is large, and loaded by that page alone; `compressAndMeasure` watches the rest.
    chunkSizeWarningLimit: 5_000,
    reportCompressedSize: false,
    rolldownOptions: {
      // Every file of the component library begins with "use client", which only a server would read.
      onwarn: (warning, warn) => {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
  plugins: [compressAndMeasure()],
  server: {
    // For `npm run dev -w portal`, beside a running API: sessions are for its own pages alone.
    proxy: Object.fromEntries(
      ['/graphql', '/session'].map((path) => [path, { target: api, headers: { origin: api } }]),
    ),
  },
});
