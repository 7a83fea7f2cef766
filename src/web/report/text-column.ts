/** Texts of rows, each distinct one once. */
export class TextColumn {
  /** In the order in which they came. */
  readonly texts: string[] = [];
  private readonly places = new Map<string, number>();

  /** The place of a text, from 1 on; 0 for none. */
  placeOf(text: string | null): number {
    if (text === null) return 0;
    const known = this.places.get(text);
    if (known !== undefined) return known;
    this.texts.push(text);
    this.places.set(text, this.texts.length);
    return this.texts.length;
  }
}
