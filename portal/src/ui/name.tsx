/**
 * A name from outside: of a company, a business, a workspace, an API key, or an id of the customer's system. It is isolated,
 * so a name in a script that is written from right to left does not reorder the text around it (Unicode Standard Annex 9).
 */
export const Name = ({ children }: { children: string }) => <bdi>{children}</bdi>;

/** The same for a place that can hold no element, such as an attribute or the title of the browser's tab. */
export const isolated = (name: string): string => `\u2068${name}\u2069`;
