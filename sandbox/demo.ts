/** Public keys of the demo applications. Ledgerlink sends keys whose id begins with `sandbox/` only to the sandbox. */
export const DEMO = {
  v31: { clientId: 'sandbox/demo-v31', clientSecret: 'sandbox-demo-secret-v31' },
  v30: {
    clientId: 'sandbox/demo-v30',
    clientSecret: 'sandbox-demo-secret-v30',
    signingSecret: 'sandbox-demo-signing-secret-v30',
    subscriptionKey: 'sandbox-demo-subscription-key-v30',
  },
} as const;
