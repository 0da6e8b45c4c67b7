/** Marks a file as UTF-8. Without it spreadsheets read names in the wrong alphabet. */
export const BYTE_ORDER_MARK = '\uFEFF';

const NUMBER = /^-?\d+(\.\d+)?$/;
/** What makes a spreadsheet run a text: one of these first, also in full width, or after characters that it skips. */
const FORMULA = /^[\s\p{C}'"]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u;

/**
 * A line of a CSV file (RFC 4180). Texts are in quotation marks. One that a spreadsheet would run as a formula gets an
 * apostrophe before it (OWASP, "CSV Injection"). Exact decimals stay as they are.
 */
export const csvLine = (values: readonly string[]): string => `${values.map(csvValue).join(',')}\r\n`;

function csvValue(value: string): string {
  if (value === '' || NUMBER.test(value)) return value;
  const text = FORMULA.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}
