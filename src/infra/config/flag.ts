/** The flag of a country: its code in regional indicator symbols (Unicode Technical Standard 51, section 1.4.1). */
export const flagOf = (code: string): string =>
  String.fromCodePoint(...[...code].map((letter) => 0x1f1e6 + letter.charCodeAt(0) - 0x41));
