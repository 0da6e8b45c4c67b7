import { createTheme } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'brand',
  // White text has a contrast of at least 4.5 on these shades (WCAG 2.2, 1.4.3).
  primaryShade: { light: 7, dark: 7 },
  autoContrast: true,
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: { fontWeight: '650' },
  colors: {
    brand: [
      '#effcf9',
      '#d3f5ee',
      '#a7e9dd',
      '#72d6c7',
      '#41bcae',
      '#24a195',
      '#17827a',
      '#0f766e',
      '#115e59',
      '#134e4a',
    ],
  },
});
