/** A map that forgets the entry that was set or used least recently when it is full. */
export class Recent<K, V> {
  private readonly entries = new Map<K, V>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  get(key: K): V | undefined {
    return this.entries.get(key);
  }

  /** As get, and counts as a use. */
  use(key: K): V | undefined {
    const value = this.entries.get(key);
    if (value === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, value);
    return value;
  }

  delete(key: K): void {
    this.entries.delete(key);
  }

  set(key: K, value: V): void {
    const { entries } = this;
    entries.delete(key);
    entries.set(key, value);
    if (entries.size <= this.most) return;
    for (const oldest of entries.keys()) {
      entries.delete(oldest);
      return;
    }
  }
}
