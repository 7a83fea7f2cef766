/** A canvas that is as sharp as the screen, drawn again when its size or the scheme changes. */
export class Picture {
  width = 0;
  height = 0;
  private readonly canvas: HTMLCanvasElement;
  private readonly paint: (context: CanvasRenderingContext2D, picture: Picture) => void;
  private frame = 0;

  constructor(canvas: HTMLCanvasElement, paint: (context: CanvasRenderingContext2D, picture: Picture) => void) {
    this.canvas = canvas;
    this.paint = paint;
    new ResizeObserver(() => this.invalidate()).observe(canvas);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.invalidate());
  }

  /** A colour of the style sheet. */
  colour(name: string): string {
    return getComputedStyle(this.canvas).getPropertyValue(`--paint-${name}`);
  }

  /** Draws in the next frame. */
  invalidate(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    this.frame = 0;
    const { clientWidth, clientHeight } = this.canvas;
    const context = this.canvas.getContext('2d');
    if (context === null || clientWidth === 0) return;
    this.width = clientWidth;
    this.height = clientHeight;
    this.canvas.width = Math.round(clientWidth * devicePixelRatio);
    this.canvas.height = Math.round(clientHeight * devicePixelRatio);
    context.scale(devicePixelRatio, devicePixelRatio);
    this.paint(context, this);
  }
}
