/** The parts of the name of an image. */
export interface ImageName {
  readonly repo: string;
  readonly tag: string;
  /** With its algorithm: sha256:… */
  readonly digest: string;
}

/** Splits a name such as registry:5000/team/name:tag@sha256:…; missing parts are ''. */
export function splitImageName(image: string): ImageName {
  const [name = '', digest = ''] = image.split('@');
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  return colon < 0
    ? { repo: name, tag: '', digest }
    : { repo: name.slice(0, colon), tag: name.slice(colon + 1), digest };
}

const DIGEST = 'sha256:';

/** Whether this is a digest, not a name. */
export const isDigest = (image: string): boolean => image.startsWith(DIGEST);

/** Id of an image without its algorithm. */
export const imageId = (id: string): string => id.replace(DIGEST, '');
