// HOT: once per event. No allocation, bigint, try, spread or iterator here, but for what is not remembered.
import type { Chunk } from './chunk.js';

const LIMIT = 4096;

/** Remembers the chunks of the keys that come over and over. */
export class ChunkMemory<Key extends number | string> {
  private readonly chunks = new Map<Key, Chunk>();
  private lastKey: Key | null = null;
  private lastChunk: Chunk | null = null;

  /** Chunk of a key, or null where it is not remembered. */
  find(key: Key): Chunk | null {
    if (key === this.lastKey) return this.lastChunk;
    const chunk = this.chunks.get(key) ?? null;
    this.lastKey = key;
    this.lastChunk = chunk;
    return chunk;
  }

  /** Remembers a chunk and returns it. */
  keep(key: Key, chunk: Chunk): Chunk {
    if (this.chunks.size >= LIMIT) this.chunks.clear();
    this.chunks.set(key, chunk);
    this.lastKey = key;
    this.lastChunk = chunk;
    return chunk;
  }
}
