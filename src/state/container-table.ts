/** What a capture tells about one container. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Everything that the event said, as parsed from its JSON. */
  readonly details: Readonly<Record<string, unknown>>;
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

  set(container: Container): void {
    this.byId.set(container.id, container);
  }
}
