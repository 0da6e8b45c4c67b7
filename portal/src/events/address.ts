export const EVENTS = '/events';
export const eventAddress = ({ id }: { readonly id: string }): string => `${EVENTS}/${id}`;
/** The address of the events of one link. */
export const eventsOfLink = ({ id }: { readonly id: string }): string => `${EVENTS}?link=${id}`;
