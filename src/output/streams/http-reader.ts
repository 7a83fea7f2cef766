import { HTTPParser, type HTTPParserJS } from 'http-parser-js';

/** A request or an answer, as far as it was captured. */
export interface HttpMessage {
  readonly isRequest: boolean;
  /** Its first line. */
  readonly line: string;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  /** Names and values, alternately. */
  readonly headers: readonly string[];
  /** The kept part of its body, which may have gaps. */
  readonly body: Buffer[];
  /** Bytes of the body, kept bytes, and those that were not captured. */
  length: number;
  kept: number;
  missing: number;
  /** Bytes from its first line to its end, if it is complete. */
  size: number;
  /** Whether its end was seen. */
  isComplete: boolean;
}

/** Memory for bodies that are being read, of all streams. */
export interface BodyMemory {
  left: number;
}

/** For those who need no bodies. */
export const NO_BODIES: BodyMemory = { left: 0 };

/** Most bytes that are kept of a body. */
export const MAX_BODY = 1 << 20;
const FILLER = Buffer.alloc(65_536);
const ANSWER = 'HTTP/';
/** How a request or an answer may begin; the first piece of it may end anywhere. */
const START = /^(?:HTTP\/|[A-Z][A-Z-]{0,20}(?: |$))/;
/** Bytes in which the start of a message can be recognized. */
const START_LENGTH = 32;
const SIZED: ReadonlySet<string> = new Set(['BODY_SIZED', 'BODY_CHUNK']);
const TO_THE_END = 'BODY_RAW';

const FIRST_LINE = /^(?:REQUEST|RESPONSE)_LINE$/;

interface Parser extends HTTPParserJS {
  readonly state: string;
  readonly body_bytes: number | null;
  readonly type: string;
  readonly info: HeadersInfo;
  /** The beginning of a line whose end has yet to come. */
  readonly line: string;
  /** Where it is in the bytes that it was given. */
  readonly offset: number;
}

/** Splits the bytes of one direction of a connection into messages. Where bytes are missing, it goes on at the next message. */
export class HttpReader {
  /** Messages that have ended. */
  readonly done: HttpMessage[] = [];
  /** Bytes that belong to no message. */
  strayBytes = 0;
  private readonly memory: BodyMemory;
  /** Whether the answer that begins has no body although its headers say so: it is one to HEAD. */
  private readonly hasNoBody: (status: number) => boolean;
  private parser: Parser | null = null;
  private message: HttpMessage | null = null;
  private isFilling = false;
  /** Bytes of the message so far, before those that are being parsed; and where it begins in those. */
  private before = 0;
  private from = 0;

  constructor(memory: BodyMemory, hasNoBody: (status: number) => boolean) {
    this.memory = memory;
    this.hasNoBody = hasNoBody;
  }

  /** Takes the next bytes. */
  take(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.parser ??= this.begin(bytes);
    if (this.parser === null) this.strayBytes += bytes.length;
    else this.parse(this.parser, bytes);
  }

  /** Whether a message has begun and not ended. */
  get isWithin(): boolean {
    const { parser, message } = this;
    return message !== null || (parser !== null && !(FIRST_LINE.test(parser.state) && parser.line === ''));
  }

  /** Takes bytes that were not captured. */
  skip(count: number): void {
    const { parser } = this;
    if (parser === null) return;
    const { state, body_bytes: left } = parser;
    const fill = state === TO_THE_END ? count : SIZED.has(state) ? Math.min(count, left ?? 0) : 0;
    this.isFilling = true;
    for (let at = 0; at < fill; at += FILLER.length)
      this.execute(parser, FILLER.subarray(0, Math.min(FILLER.length, fill - at)));
    this.isFilling = false;
    if (fill < count) this.break();
  }

  /** Ends what has begun: nothing follows. */
  finish(): void {
    if (this.parser?.state === TO_THE_END) this.complete();
    this.break();
  }

  private begin(bytes: Buffer): Parser | null {
    const start = bytes.toString('latin1', 0, START_LENGTH);
    if (!START.test(start)) return null;
    const isRequest = !(start.startsWith(ANSWER) || ANSWER.startsWith(start));
    const parser = new HTTPParser(isRequest ? HTTPParser.REQUEST : HTTPParser.RESPONSE) as Parser;
    parser[HTTPParser.kOnHeadersComplete] = (info) => (this.open(isRequest, info as never) ? 1 : 0);
    parser[HTTPParser.kOnBody] = (chunk, offset, length) => this.add(chunk.subarray(offset, offset + length));
    parser[HTTPParser.kOnMessageComplete] = () => this.complete();
    return parser;
  }

  private parse(parser: Parser, bytes: Buffer): void {
    const taken = this.execute(parser, bytes);
    if (typeof taken === 'number' && taken === bytes.length) return;
    // no HTTP, or no more of it: another protocol begins
    if (typeof taken === 'number') this.strayBytes += bytes.length - taken;
    else if (this.message === null) this.strayBytes += bytes.length;
    this.break();
  }

  private execute(parser: Parser, bytes: Buffer): number | Error {
    this.from = 0;
    const taken = parser.execute(bytes);
    this.before += bytes.length - this.from;
    return taken as number | Error;
  }

  private open(isRequest: boolean, info: HeadersInfo): boolean {
    const { versionMajor, versionMinor, headers, url = '', statusCode = 0, statusMessage = '' } = info;
    const version = `HTTP/${versionMajor}.${versionMinor}`;
    const method = isRequest ? (HTTPParser.methods[info.method] ?? '') : '';
    this.message = {
      isRequest,
      line: isRequest ? `${method} ${url} ${version}` : `${version} ${statusCode} ${statusMessage}`,
      method,
      url,
      status: statusCode,
      headers,
      body: [],
      length: 0,
      kept: 0,
      missing: 0,
      size: 0,
      isComplete: false,
    };
    return !isRequest && this.hasNoBody(statusCode);
  }

  private add(bytes: Buffer): void {
    const { message, memory, isFilling } = this;
    if (message === null) return;
    message.length += bytes.length;
    if (isFilling) {
      message.missing += bytes.length;
      return;
    }
    const room = Math.min(bytes.length, memory.left, MAX_BODY - message.kept);
    if (room <= 0) return;
    memory.left -= room;
    message.kept += room;
    message.body.push(Buffer.from(bytes.subarray(0, room)));
  }

  private complete(): void {
    const { message, parser } = this;
    const at = parser?.offset ?? 0;
    if (message !== null) {
      message.isComplete = true;
      message.size = this.before + at - this.from;
    }
    this.before = 0;
    this.from = at;
    this.close();
  }

  /** Ends an incomplete message; the next one may begin anywhere. */
  private break(): void {
    const { parser } = this;
    // of a head that is cut, the whole lines
    if (parser?.state === 'HEADER') this.open(parser.type === HTTPParser.REQUEST, parser.info);
    this.parser = null;
    this.before = 0;
    this.close();
  }

  private close(): void {
    if (this.message === null) return;
    this.done.push(this.message);
    this.memory.left += this.message.kept;
    this.message = null;
  }
}

/** What the parser tells about a message. */
interface HeadersInfo {
  readonly versionMajor: number;
  readonly versionMinor: number;
  readonly headers: string[];
  readonly method: number;
  readonly url?: string;
  readonly statusCode?: number;
  readonly statusMessage?: string;
}
