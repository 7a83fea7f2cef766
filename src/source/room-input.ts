import { SyssharkError } from '../errors.js';
import type { ByteInput } from './byte-input.js';
import type { ContentRoom } from './content-room.js';

/** Content that was to be read was dropped before: reading can begin again at what is there. */
export class DroppedError extends SyssharkError {
  constructor() {
    super('IO', 'the oldest part of the capture was dropped while it was read');
    this.name = 'DroppedError';
  }
}

/** Bytes of content whose oldest part may be dropped. Reads throw DroppedError if that has overtaken them. */
export class RoomInput implements ByteInput {
  private readonly input: ByteInput;
  private readonly room: ContentRoom;
  private position: number;

  /** `input` is at an offset of the content. */
  constructor(input: ByteInput, room: ContentRoom, offset: number) {
    this.input = input;
    this.room = room;
    this.position = offset;
  }

  async read(into: Buffer, at: number, size: number): Promise<number> {
    const count = await this.input.read(into, at, size);
    if (this.room.dropped > this.position) throw new DroppedError();
    this.position += count;
    return count;
  }

  rewind(): boolean {
    return false;
  }

  stop(): void {
    this.input.stop();
  }

  close(): void {
    this.input.close();
  }
}
