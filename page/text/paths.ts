import type { CaptureInfo } from '../../src/web/protocol.js';
import { visible } from './byte-string.js';

/** The last part of a path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** How a capture is titled: as its file is called, or as what is recorded is. */
export const titleOf = ({ name, recordFilter }: CaptureInfo): string =>
  visible(recordFilter === null ? baseName(name) : name);
