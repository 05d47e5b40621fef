import { isKnown } from './known';

const IMAGE = /^(.*?)\.(?:jpe?g|png|gif|webp|hei[cf]|tiff?|bmp|dcm|mp4|mov|avi|wav|mp3|m4a|pdf)$/i;
const PLAIN_STEM =
  /^(?:front|back|logo|icon|banner|image|img|photo|avatar|favicon|file|scan|test|sample|default|placeholder|page|thumb|[0-9a-f-]{32,36}|\d{1,4}|[-_./\s])+$/i;

/** A file of a web page or of documentation. */
const ASSET = /(?:^|\/)(?:img|static|assets|public|docs|icons)\/(?:[a-z]+\/){0,3}[a-z]+$/i;

/** The name of an image, recording, or document that says more than what it is: `front.jpg` does not. */
export const isImageFile = (text: string, announced = true): boolean => {
  const [, stem = ''] = IMAGE.exec(text.slice(-256)) ?? [];
  return stem !== '' && !PLAIN_STEM.test(stem) && (announced || !(isKnown(stem) || ASSET.test(stem)));
};
