import { isKnown } from './known';

const IMAGE = /^(.*?)\.(?:jpe?g|png|gif|webp|hei[cf]|tiff?|bmp|dcm|mp4|mov|avi|wav|mp3|m4a|pdf)$/i;
/** Names that files have by themselves; `img_2041`, `scan-7c9e6679-7425-40de-944b-e07fc1f90ae1`. */
const RANDOM_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/gi;
const PLAIN_WORDS =
  /front|back|logo|icon|banner|image|img|photo|avatar|favicon|file|scan|test|sample|default|placeholder|page|thumb|[-_./\s\d]/gi;

/** Taken away one after the other: one expression of both, repeated, tries every way to cut a row of digits. */
const isPlainStem = (stem: string): boolean => stem.replace(RANDOM_ID, '').replace(PLAIN_WORDS, '') === '';

/** A file of a web page or of documentation. */
const ASSET = /(?:^|\/)(?:img|static|assets|public|docs|icons)\/(?:[a-z]+\/){0,3}[a-z]+$/i;

/** The name of an image, recording, or document that says more than what it is: `front.jpg` does not. */
export const isImageFile = (text: string, announced = true): boolean => {
  const [, stem = ''] = IMAGE.exec(text.slice(-256)) ?? [];
  return stem !== '' && !isPlainStem(stem) && (announced || !(isKnown(stem) || ASSET.test(stem)));
};
