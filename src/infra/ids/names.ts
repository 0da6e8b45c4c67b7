const MAX_NAME_LENGTH = 100;

/**
 * Why a text cannot be the name of something, or undefined. PostgreSQL takes no NUL, UTF-8 no half of a surrogate
 * pair; and an invisible character would let a name look like another one in the audit trail.
 */
export function whyNotName(text: string, most = MAX_NAME_LENGTH): string | undefined {
  const fits = text.trim() !== '' && [...text].length <= most && !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(text);
  return fits ? undefined : `must have 1 to ${most} characters, none of them invisible`;
}
