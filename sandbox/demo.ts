/** The keys that everybody may know. Their ids begin with `sandbox/`: such keys never go to Sage, and no others come here. */
export const DEMO = {
  v31: { clientId: 'sandbox/demo-v31', clientSecret: 'sandbox-demo-secret-v31' },
  v30: {
    clientId: 'sandbox/demo-v30',
    clientSecret: 'sandbox-demo-secret-v30',
    signingSecret: 'sandbox-demo-signing-secret-v30',
    subscriptionKey: 'sandbox-demo-subscription-key-v30',
  },
} as const;
