/** A map that forgets the entry that was set least recently when it is full. */
export class Recent<K, V> {
  private readonly entries = new Map<K, V>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  get(key: K): V | undefined {
    return this.entries.get(key);
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
