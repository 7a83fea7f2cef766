// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { decodeText } from '../bytes/text.js';
import { loadJsonModule } from '../source/json-module.js';

/** Kinds of JSON values (enum kind of native/json/json.h). */
export const KIND = { NULL: 0, TRUE: 1, FALSE: 2, NUMBER: 3, STRING: 4, ARRAY: 5, OBJECT: 6 } as const;

/** No value there. */
export const NOTHING = 0;

/** Words of a node (struct node). */
const NODE = { KIND: 0, ESCAPES: 1, KEY: 2, KEY_END: 3, VALUE: 4, VALUE_END: 5, NEXT: 6, SIZE: 7 } as const;
const ESCAPED_KEY = 1;
const ESCAPED_VALUE = 2;
const WORD = 4;
const PAGE = 65536;
/** Bytes for the names that are looked for. */
const NAMES_SIZE = 4 * PAGE;
const FIRST_TEXT_SIZE = 2 * PAGE;
/** Bytes that may be read behind a text. */
const MARGIN = 32;
const NODES_FULL = 2;

/** Exports of native/json. */
interface JsonExports {
  readonly __heap_base: WebAssembly.Global;
  readonly read_json: (at: number, end: number, nodes: number, limit: number) => number;
  readonly find_member: (object: number, name: number, length: number) => number;
  readonly may_have: (at: number, end: number, name: number, length: number) => number;
  readonly unescape: (at: number, end: number, out: number) => number;
  readonly compact: (at: number, end: number, out: number) => number;
  readonly time_at: (at: number, end: number, out: number) => number;
}

/** A name of members, as it is in the memory of a document. */
export interface MemberName {
  readonly at: number;
  readonly length: number;
}

/**
 * A JSON text, read as plugins of the reference do (docs/CLOUDTRAIL.md): more lenient than JSON.parse, and texts can
 * be had as they are written. Values are numbers, valid until the next text is put in; NOTHING is none. Texts are byte strings.
 */
export class JsonDocument {
  private readonly memory = new WebAssembly.Memory({ initial: 16 });
  private readonly exports: JsonExports;
  private readonly names = new Map<string, MemberName>();
  private namesEnd: number;
  private readonly textAt: number;
  private textSize = FIRST_TEXT_SIZE;
  private textEnd = 0;
  /** Where texts are written that have changed, and where nodes are. */
  private outAt = 0;
  private nodesAt = 0;
  private bytes: Buffer;
  private words: Uint32Array;

  constructor() {
    const { memory } = this;
    this.exports = new WebAssembly.Instance(loadJsonModule(), { env: { memory } }).exports as JsonExports;
    this.namesEnd = this.exports.__heap_base.value;
    this.textAt = (this.namesEnd + NAMES_SIZE + MARGIN) & ~(MARGIN - 1);
    this.bytes = Buffer.from(memory.buffer);
    this.words = new Uint32Array(memory.buffer);
    this.layOut();
  }

  private layOut(): void {
    this.outAt = this.textAt + this.textSize + MARGIN;
    this.nodesAt = this.outAt + this.textSize + MARGIN;
    // some nodes for each byte, so that most texts need no second try
    this.growTo(this.nodesAt + this.textSize * 2);
  }

  private growTo(size: number): void {
    const missing = size - this.bytes.length;
    if (missing <= 0) return;
    this.memory.grow(Math.ceil(missing / PAGE));
    this.bytes = Buffer.from(this.memory.buffer);
    this.words = new Uint32Array(this.memory.buffer);
  }

  /** The name, to be looked for in any text. */
  name(text: string): MemberName {
    const known = this.names.get(text);
    if (known !== undefined) return known;
    const length = this.bytes.write(text, this.namesEnd, this.textAt - this.namesEnd - MARGIN, 'latin1');
    const name = { at: this.namesEnd, length };
    this.namesEnd += length;
    this.names.set(text, name);
    return name;
  }

  /** Puts in a text: the bytes from `start` to `end`. */
  put(bytes: Buffer, start: number, end: number): void {
    const size = end - start;
    if (size > this.textSize) {
      this.textSize = (size + PAGE) & ~(PAGE - 1);
      this.layOut();
    }
    bytes.copy(this.bytes, this.textAt, start, end);
    this.textEnd = this.textAt + size;
  }

  /** Whether the text may have a member of this name, two letters or more: without reading it. */
  mayHave(name: MemberName): boolean {
    return this.exports.may_have(this.textAt, this.textEnd, name.at, name.length) !== 0;
  }

  /** Reads the text and returns its value; NOTHING if it is no JSON. */
  read(): number {
    let result = this.readWithin();
    while (result === NODES_FULL) {
      this.growTo(this.bytes.length * 2);
      result = this.readWithin();
    }
    return result === 0 ? NOTHING : this.nodesAt;
  }

  private readWithin(): number {
    const room = Math.floor((this.bytes.length - this.nodesAt) / (NODE.SIZE * WORD));
    return this.exports.read_json(this.textAt, this.textEnd, this.nodesAt, this.nodesAt + room * NODE.SIZE * WORD);
  }

  private word(value: number, index: number): number {
    return this.words[value / WORD + index] as number;
  }

  /** KIND of a value. */
  kind(value: number): number {
    return this.word(value, NODE.KIND);
  }

  /** The member of an object; NOTHING if there is none, or if the value is no object. */
  member(object: number, name: MemberName): number {
    return this.exports.find_member(object, name.at, name.length);
  }

  /** The value that is reached from another one by names; NOTHING if one is not there. */
  at(value: number, path: readonly MemberName[]): number {
    let inner = value;
    for (let i = 0; i < path.length && inner !== NOTHING; i++) inner = this.member(inner, path[i] as MemberName);
    return inner;
  }

  /** The first value in an array or object; NOTHING if it is empty. */
  first(value: number): number {
    return value + NODE.SIZE * WORD < this.word(value, NODE.NEXT) ? value + NODE.SIZE * WORD : NOTHING;
  }

  /** The value after another one in `outer`; NOTHING after the last one. */
  next(value: number, outer: number): number {
    const next = this.word(value, NODE.NEXT);
    return next < this.word(outer, NODE.NEXT) ? next : NOTHING;
  }

  /** A string without its escapes; '' if the value is none. */
  text(value: number): string {
    if (this.kind(value) !== KIND.STRING) return '';
    const hasEscapes = (this.word(value, NODE.ESCAPES) & ESCAPED_VALUE) !== 0;
    return this.plain(this.word(value, NODE.VALUE), this.word(value, NODE.VALUE_END), hasEscapes);
  }

  /** The name of a member, without its escapes. */
  key(member: number): string {
    const hasEscapes = (this.word(member, NODE.ESCAPES) & ESCAPED_KEY) !== 0;
    return this.plain(this.word(member, NODE.KEY), this.word(member, NODE.KEY_END), hasEscapes);
  }

  private plain(start: number, end: number, hasEscapes: boolean): string {
    if (!hasEscapes) return decodeText(this.bytes, start, end);
    return decodeText(this.bytes, this.outAt, this.exports.unescape(start, end, this.outAt));
  }

  /** Where a value is in the text, quotes included. */
  range(value: number): { readonly start: number; readonly end: number } {
    const quote = this.kind(value) === KIND.STRING ? 1 : 0;
    const { textAt } = this;
    return {
      start: this.word(value, NODE.VALUE) - quote - textAt,
      end: this.word(value, NODE.VALUE_END) + quote - textAt,
    };
  }

  /** A value as compact JSON: as it is written, but without blanks. */
  json(value: number): string {
    return decodeText(this.bytes, this.outAt, this.compactEnd(value));
  }

  /** The same as bytes, valid until the next question. */
  jsonBytes(value: number): Buffer {
    return this.bytes.subarray(this.outAt, this.compactEnd(value));
  }

  private compactEnd(value: number): number {
    const quote = this.kind(value) === KIND.STRING ? 1 : 0;
    const start = this.word(value, NODE.VALUE) - quote;
    const end = this.word(value, NODE.VALUE_END) + quote;
    return this.exports.compact(start, end, this.outAt);
  }

  /** The time that a string is (docs/CLOUDTRAIL.md), as the halves of ns since 1970; null if it is none. */
  time(value: number): { readonly hi: number; readonly lo: number } | null {
    if (this.kind(value) !== KIND.STRING) return null;
    const end = this.exports.unescape(this.word(value, NODE.VALUE), this.word(value, NODE.VALUE_END), this.outAt);
    const at = (end + 2 * WORD) & ~(2 * WORD - 1);
    if (this.exports.time_at(this.outAt, end, at) === 0) return null;
    return { hi: this.words[at / WORD + 1] as number, lo: this.words[at / WORD] as number };
  }
}
