/**
 * The limits of one request and its answer; `docs/api.md` states them. A request beyond any of them is refused before
 * anything of it is executed.
 */
export const LIMITS = {
  bodyBytes: 100_000,
  headerBytes: 16_384,
  tokens: 2_000,
  /** Lines of a document: to say where an error is, all lines before it are counted. */
  lines: 5_000,
  /** Operations and fragments of a document: each of them is looked at with all fragments that it spreads. */
  definitions: 50,
  /** Levels of fields, fragments flattened. */
  depth: 12,
  /** Aliases, counted after fragments are expanded. */
  aliases: 15,
  /** Selected fields and fragments, counted after fragments are expanded. */
  selections: 1_000,
  /** Fields with selections of their own that are answered as one, such as `a { b } a { c }`. */
  mergedFields: 30,
  /** Characters of one name in a document: names stand in errors and, as aliases, in every row of an answer. */
  nameLength: 200,
  /** Values of all kinds in the variables, lists and objects included. */
  values: 2_000,
  /** Levels of lists and objects in a variable or a literal. */
  valueDepth: 12,
  /** Elements of one list in a variable or a literal. */
  listLength: 1_000,
  /** Characters of one text in a variable or a literal. */
  textLength: 20_000,
  /** Errors in one answer, and places that one of them points at. */
  errors: 5,
  locations: 5,
  /** Characters of the text of one error. */
  messageLength: 1_000,
  /** Rows that the pages and lists of one query may ask for together. */
  pageRows: 300,
  /** Fields of an answer, counted while it is made. */
  answerFields: 8_000,
  answerBytes: 1_000_000,
  /**
   * The same for queries whose lists are records only, in a compiled run: a field takes a third of the time in it. A page of
   * 100 documents with all their fields and lines has about 12,000. Also for the schema, which has about 14,000.
   */
  largeFields: 25_000,
  largeBytes: 3_000_000,
} as const;

/** A number as texts for people write it: 2,000. */
export const inWords = (count: number): string => count.toLocaleString('en');
