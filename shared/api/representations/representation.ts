/** A response body in a form other than JSON, with the headers that belong to the form. */
export interface Representation {
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}
