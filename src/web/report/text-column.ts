/** Texts of rows, each distinct one once. */
export class TextColumn {
  /** In the order in which they came. */
  readonly texts: string[] = [];
  private readonly places = new Map<string, number>();
  /** The text before, which is often the next one. */
  private latest = '';
  private latestPlace = 0;

  /** The place of a text, from 1 on; 0 for none. */
  placeOf(text: string | null): number {
    if (text === null) return 0;
    if (this.latestPlace > 0 && text === this.latest) return this.latestPlace;
    let place = this.places.get(text);
    if (place === undefined) {
      place = this.texts.push(text);
      this.places.set(text, place);
    }
    this.latest = text;
    this.latestPlace = place;
    return place;
  }
}
