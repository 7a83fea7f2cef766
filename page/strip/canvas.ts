/** A canvas that is as sharp as the screen, drawn again when its size or the scheme changes. */
export class Picture {
  width = 0;
  height = 0;
  private readonly colours = new Map<string, string>();
  private isSized = false;
  private readonly canvas: HTMLCanvasElement;
  private readonly paint: (context: CanvasRenderingContext2D, picture: Picture) => void;
  private frame = 0;

  constructor(canvas: HTMLCanvasElement, paint: (context: CanvasRenderingContext2D, picture: Picture) => void) {
    this.canvas = canvas;
    this.paint = paint;
    new ResizeObserver(() => {
      this.isSized = false;
      this.invalidate();
    }).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.colours.clear();
      this.invalidate();
    });
  }

  /** A colour of the style sheet. */
  colour(name: string): string {
    // asking makes the browser work out styles
    const known = this.colours.get(name) ?? getComputedStyle(this.canvas).getPropertyValue(`--paint-${name}`);
    this.colours.set(name, known);
    return known;
  }

  /** Draws in the next frame. */
  invalidate(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    this.frame = 0;
    const context = this.canvas.getContext('2d');
    if (context === null) return;
    if (!this.isSized) this.size(context);
    if (this.width === 0) return;
    context.clearRect(0, 0, this.width, this.height);
    this.paint(context, this);
  }

  private size(context: CanvasRenderingContext2D): void {
    const { clientWidth, clientHeight } = this.canvas;
    this.isSized = true;
    this.width = clientWidth;
    this.height = clientHeight;
    this.canvas.width = Math.round(clientWidth * devicePixelRatio);
    this.canvas.height = Math.round(clientHeight * devicePixelRatio);
    context.scale(devicePixelRatio, devicePixelRatio);
  }
}
