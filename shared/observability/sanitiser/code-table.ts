/** A table of ASCII with 1 for each of these symbols: read at a code faster than a set is asked. */
export const codeTable = (symbols: string): Uint8Array => {
  const table = new Uint8Array(128);
  for (const symbol of symbols) table[symbol.charCodeAt(0)] = 1;
  return table;
};
