/** What is used of WebAssembly (W3C JavaScript interface), which the types of Node.js leave to those of browsers. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    readonly exports: unknown;
    constructor(module: Module, imports: { readonly env: { readonly memory: Memory } });
  }
  class Memory {
    readonly buffer: ArrayBuffer;
    /** `initial`: size in pages of 64 KiB. */
    constructor(size: { readonly initial: number });
    /** Adds pages; `buffer` is another one then. Throws RangeError if there is no memory for them. */
    grow(pages: number): number;
  }
  interface Global {
    readonly value: number;
  }
}
