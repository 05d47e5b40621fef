const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** Whether a text is a ULID as `ulidx` makes them, in upper case. */
export const isUlid = (text: string): boolean => ULID.test(text);
