import { Scan } from './sanitiser/scan';

const inner = new Scan(undefined);
const middle = new Scan((text) => inner.clean(text));
const scan = new Scan((text) => middle.clean(text));

export const sanitiseText = (text: string): string => scan.clean(text);
