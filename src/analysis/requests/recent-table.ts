/** A table of limited size: of more entries, the one that was used least recently is forgotten. */
export class RecentTable<Key, Value> {
  private readonly entries = new Map<Key, Value>();
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  has(key: Key): boolean {
    return this.entries.has(key);
  }

  /** Finds an entry, which counts as its use. */
  get(key: Key): Value | undefined {
    const value = this.entries.get(key);
    if (value === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, value);
    return value;
  }

  /** Adds an entry; returns its value. */
  set(key: Key, value: Value): Value {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > this.limit)
      for (const oldest of this.entries.keys()) {
        this.entries.delete(oldest);
        break;
      }
    return value;
  }

  delete(key: Key): void {
    this.entries.delete(key);
  }
}
