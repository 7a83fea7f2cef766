import type { FdInfo } from './fd-info.js';

/** How a descriptor is shown, kept with what it was made from: it holds as long as those are the same. Never changed. */
export class FdLabel {
  readonly bytes: Uint8Array;
  private readonly name: string;
  private readonly type: FdInfo['type'];
  private readonly role: FdInfo['role'];
  private readonly l4proto: number;

  constructor({ name, type, role, l4proto }: FdInfo, text: string) {
    this.name = name;
    this.type = type;
    this.role = role;
    this.l4proto = l4proto;
    this.bytes = Buffer.from(text, 'latin1');
  }

  /** Whether the descriptor is still as it was. */
  fits(info: FdInfo): boolean {
    return (
      this.name === info.name && this.type === info.type && this.role === info.role && this.l4proto === info.l4proto
    );
  }
}
