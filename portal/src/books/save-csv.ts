import { BYTE_ORDER_MARK, csvLine } from './csv.ts';

/** Long enough for the browser to have begun to save, in ms. */
const KEPT_MS = 60_000;

/** Saves a CSV file on the user's device, where the browser saves downloads. `lines`: those that follow the header. */
export function saveCsv(name: string, header: readonly string[], lines: readonly BlobPart[]): void {
  const file = new Blob([BYTE_ORDER_MARK, csvLine(header), ...lines], { type: 'text/csv;charset=utf-8' });
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
