import { Chunk } from '../bytes/chunk.js';
import type { FdInfo } from './fd-info.js';

/** How a descriptor is shown, kept with what it was made from: it holds as long as those are the same. Never changed. */
export class FdLabel {
  /** Behind a number: `(<f>/etc/passwd)`. */
  readonly chunk: Chunk;
  /** How many bytes of it are before the name. */
  readonly nameStart: number;
  private readonly name: string;
  private readonly type: FdInfo['type'];
  private readonly role: FdInfo['role'];
  private readonly l4proto: number;

  /** `kind` are the letters of the type, `shownName` is the name as it is shown. */
  constructor({ name, type, role, l4proto }: FdInfo, kind: string, shownName: string) {
    this.name = name;
    this.type = type;
    this.role = role;
    this.l4proto = l4proto;
    const opening = `(<${kind}>`;
    this.chunk = Chunk.ofText(`${opening}${shownName})`);
    this.nameStart = opening.length;
  }

  /** Whether the descriptor is still as it was. */
  fits(info: FdInfo): boolean {
    return (
      this.name === info.name && this.type === info.type && this.role === info.role && this.l4proto === info.l4proto
    );
  }
}
