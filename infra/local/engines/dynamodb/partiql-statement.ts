/** What the proxy needs to know of a PartiQL statement. */
export interface PartiQlStatement {
  readonly writes: boolean;
  /** Every word that could name a table, quoted or bare: rather one too many, since this decides a refusal. */
  readonly identifiers: readonly string[];
}

const READING_KEYWORDS = new Set(['SELECT', 'EXISTS']);
/** A comment, a 'string', a "quoted name", or a bare word. */
const TOKENS = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'?|"((?:[^"]|"")*)"?|([A-Za-z0-9_.:/-]+)/g;

/** Not a parser: a statement that does not begin with SELECT or EXISTS counts as writing. */
export function partiQlStatement(text: string): PartiQlStatement {
  const words: string[] = [];
  for (const [, quoted, bare] of text.matchAll(TOKENS)) {
    const word = quoted?.replaceAll('""', '"') ?? bare;
    if (word !== undefined) words.push(word);
  }
  return { writes: !READING_KEYWORDS.has(words[0]?.toUpperCase() ?? ''), identifiers: words.slice(1) };
}
