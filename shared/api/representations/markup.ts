/** Text that may stand in a page as it is: only `markup` makes it. */
class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export type { Markup };

/** What a page is put together from; everything that is not markup is escaped. */
type Content = Markup | string | number | readonly Content[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in HTML, in an attribute too. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const written = (content: Content): string => {
  if (content instanceof Markup) return content.toString();
  return typeof content === 'object' ? content.map(written).join('') : escapeHtml(String(content));
};

/** The indentation of a template belongs to its source. */
const INDENTATION = /\n\s+/g;

/**
 * A piece of HTML from a template; each value in it is escaped unless it is markup itself. Safe in text and in quoted
 * attributes, and nowhere else: not in a name, a URL, a style, or a script.
 */
export const markup = (strings: TemplateStringsArray, ...values: readonly Content[]): Markup =>
  new Markup(strings.map((string, index) => string.replace(INDENTATION, '\n') + written(values[index] ?? '')).join(''));

/** A fixed text of ours, such as a style sheet, as it is. Never for anything that came from outside. */
export const fixed = (strings: TemplateStringsArray): Markup => new Markup(strings.join(''));
