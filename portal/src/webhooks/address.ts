export const WEBHOOKS = '/webhooks';
export const endpointAddress = ({ id }: { readonly id: string }): string => `${WEBHOOKS}/${id}`;
