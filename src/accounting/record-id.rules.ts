/** A record of a link, by the platform's own id. */
export interface RecordId {
  readonly linkId: string;
  readonly list: string;
  readonly sourceId: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id of a record within its type: `link:list:id`. Characters of platforms' ids that ids here do not have are escaped. */
export const toRecordId = ({ linkId, list, sourceId }: RecordId): string =>
  `${linkId}:${list}:${sourceId.replace(/[^\w-]/g, (sign) => `.${sign.charCodeAt(0).toString(16).padStart(2, '0')}`)}`;

/** Undefined for a text that is no id of a record. */
export function parseRecordId(id: string): RecordId | undefined {
  const [linkId = '', list = '', escaped = '', ...more] = id.split(':');
  if (!UUID.test(linkId) || list === '' || escaped === '' || more.length > 0) return undefined;
  const sourceId = escaped.replace(/\.([0-9a-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  const found = { linkId, list, sourceId };
  return toRecordId(found) === id ? found : undefined;
}
