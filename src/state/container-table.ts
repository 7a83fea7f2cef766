/** What a capture tells about one container. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Everything that the event said, as parsed from its JSON. */
  readonly details: Readonly<Record<string, unknown>>;
  /** That JSON, a byte string. */
  readonly json: string;
}

/** Containers by their (12 digit) id. */
export class ContainerTable {
  private readonly byId = new Map<string, Container>();

  clear(): void {
    this.byId.clear();
  }

  find(id: string): Container | undefined {
    return this.byId.get(id);
  }

  /** Whether any container passes a test. */
  some(test: (container: Container) => boolean): boolean {
    for (const container of this.byId.values()) if (test(container)) return true;
    return false;
  }

  /** All that are known. */
  values(): Iterable<Container> {
    return this.byId.values();
  }

  set(container: Container): void {
    this.byId.set(container.id, container);
  }
}
