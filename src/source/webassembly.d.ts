/** What is used of WebAssembly (W3C JavaScript interface), which the types of Node.js leave to those of browsers. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    readonly exports: unknown;
    constructor(module: Module);
  }
  interface Memory {
    readonly buffer: ArrayBuffer;
    /** Adds pages of 64 KiB and returns how many there were; arrays over the buffer of before are empty from then on. */
    grow(pages: number): number;
  }
  interface Global {
    readonly value: number;
  }
}
