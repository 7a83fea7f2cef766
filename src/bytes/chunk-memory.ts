// HOT: once per event. No allocation, bigint, try, spread or iterator here, except for uncached values.
import type { Chunk } from './chunk.js';

const LIMIT = 4096;

/** Caches the chunks of keys that recur often. */
export class ChunkMemory<Key extends number | string> {
  private readonly chunks = new Map<Key, Chunk>();
  private lastKey: Key | null = null;
  private lastChunk: Chunk | null = null;

  /** The cached chunk of a key, or null. */
  find(key: Key): Chunk | null {
    if (key === this.lastKey) return this.lastChunk;
    const chunk = this.chunks.get(key) ?? null;
    this.lastKey = key;
    this.lastChunk = chunk;
    return chunk;
  }

  /** Caches a chunk and returns it. */
  keep(key: Key, chunk: Chunk): Chunk {
    if (this.chunks.size >= LIMIT) this.chunks.clear();
    this.chunks.set(key, chunk);
    this.lastKey = key;
    this.lastChunk = chunk;
    return chunk;
  }
}
