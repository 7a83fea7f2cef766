import { encodeEvent, uint32Param } from '../scap/encode-event.js';
import { EVT } from '../schema/events.js';
import { type DocumentEnd, documentEnd, INCOMPLETE } from './document-end.js';
import { JsonDocument, KIND, type MemberName, NOTHING } from './json-document.js';
import { elementsOf } from './k8saudit-values.js';
import { MAX_RECORD, OUTCOME, type RecordFinder } from './record-finder.js';

/** Largest list of events that is read at once. */
const MAX_DOCUMENT = 12582912;
/** Most bytes of a file that are read in vain to find where JSON ends; from then on, it must end in its line. */
const MAX_IN_VAIN = 4 * MAX_DOCUMENT;
const TEXT_SIZE = MAX_DOCUMENT + (1 << 20);
const BLOCKS_SIZE = 2 << 20;
const NEWLINE = 10;
const BRACE = 0x7b;
const BRACKET = 0x5b;
/** Indexes of REASONS. */
const LEFT_OUT = { NOT_JSON: 0, NO_TIME: 1, OTHER_KIND: 2 } as const;

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;

/**
 * Finds the events of Kubernetes audit logs. A line is JSON by itself, as in the reference; if it is not, it may begin JSON of
 * several lines. Otherwise it is left out, and the next line is looked at.
 */
export class K8sAuditScanner implements RecordFinder {
  readonly bytes = Buffer.alloc(TEXT_SIZE + BLOCKS_SIZE);
  readonly textLimit = TEXT_SIZE;
  readonly blocksAt = TEXT_SIZE;
  readonly reasons = ['not JSON', 'without a valid stageTimestamp', 'of another kind'];
  textEnd = 0;
  blocksEnd = TEXT_SIZE;
  record = 0;
  hasObject = false;
  limit: number;
  private readonly maxEvent: number;
  private readonly id: Buffer;
  private readonly json = new JsonDocument();
  private readonly names: readonly MemberName[];
  private readonly counts = [0, 0, 0];
  /** What of the text has been scanned, offset in the file of its first byte, and where the document at hand begins. */
  private scanned = 0;
  private base = 0;
  private documentAt = 0;
  /** Events of the document that have not been taken. */
  private events: readonly number[] = [];
  private taken = 0;
  /** Whether the rest of a line is passed over. */
  private isPassing = false;
  /** Bytes that were read in vain to find where JSON of several lines ends. */
  private readInVain = 0;

  /** `pluginId`: first parameter of the events; `maxEvent`: bytes of the largest. */
  constructor(pluginId: number, maxEvent = MAX_RECORD) {
    this.maxEvent = maxEvent;
    this.limit = maxEvent;
    this.id = uint32Param(pluginId);
    this.names = ['kind', 'items', 'stageTimestamp'].map((name) => this.json.name(name));
  }

  begin(): void {
    this.textEnd = 0;
    this.scanned = 0;
    this.base = 0;
    this.record = 0;
    this.hasObject = false;
    this.events = [];
    this.isPassing = false;
    this.readInVain = 0;
  }

  resume(): void {
    const { record, hasObject, base, textEnd } = this;
    this.begin();
    this.record = record;
    this.hasObject = hasObject;
    this.base = base + textEnd;
  }

  get size(): number {
    return this.base + this.textEnd;
  }

  get faultOffset(): number {
    return this.base + this.documentAt;
  }

  leftOut(reason: number): number {
    return this.counts[reason] as number;
  }

  scan(isLast: boolean): number {
    for (;;) {
      const outcome = this.takeEvents() ?? this.takeLine(isLast);
      if (outcome === null) continue;
      if (outcome === OUTCOME.NEEDS_MORE) this.makeRoom();
      return outcome;
    }
  }

  /** Moves what is needed again to the start of the text. */
  private makeRoom(): void {
    this.bytes.copyWithin(0, this.scanned, this.textEnd);
    this.base += this.scanned;
    this.textEnd -= this.scanned;
    this.scanned = 0;
  }

  /** Takes the events of the document at hand. Returns why it stopped; null at its end. */
  private takeEvents(): number | null {
    while (this.taken < this.events.length) {
      const outcome = this.takeEvent(this.events[this.taken] as number);
      if (outcome === OUTCOME.OUT_FULL) return outcome;
      this.taken++;
      this.record++;
      if (outcome !== null) return outcome;
    }
    return null;
  }

  private takeEvent(event: number): number | null {
    const { json } = this;
    const stamp = json.member(event, this.names[2] as MemberName);
    const time = stamp === NOTHING ? null : json.time(stamp);
    if (time === null) {
      this.leave(LEFT_OUT.NO_TIME);
      return null;
    }
    const payload = json.jsonBytes(event);
    this.limit = this.maxEvent;
    if (payload.length > this.maxEvent) return OUTCOME.TOO_LARGE;
    const head = { type: EVT.PLUGINEVENT_E, tid: -1, tsHi: time.hi, tsLo: time.lo, isHidden: false };
    const block = encodeEvent(head, [this.id, payload]);
    if (this.blocksEnd + block.length > this.bytes.length) return OUTCOME.OUT_FULL;
    this.blocksEnd += block.copy(this.bytes, this.blocksEnd);
    return null;
  }

  private leave(reason: number): void {
    this.counts[reason] = (this.counts[reason] as number) + 1;
  }

  /** Offset of the next newline from `at`; -1 if there is none in the text. */
  private newlineFrom(at: number): number {
    const found = this.bytes.indexOf(NEWLINE, at);
    return found < this.textEnd ? found : -1;
  }

  /** Reads what the next line holds, or begins. Returns why more cannot be read now; null to go on. */
  private takeLine(isLast: boolean): number | null {
    if (this.isPassing && !this.passLine()) return OUTCOME.NEEDS_MORE;
    while (this.scanned < this.textEnd && isBlank(this.bytes[this.scanned])) this.scanned++;
    if (this.scanned === this.textEnd) return OUTCOME.NEEDS_MORE;
    this.documentAt = this.scanned;
    const newline = this.newlineFrom(this.documentAt);
    const isTooLarge = this.textEnd - this.documentAt > MAX_DOCUMENT;
    if (newline < 0 && !isLast) return isTooLarge ? this.refuse(OUTCOME.TOO_LARGE) : OUTCOME.NEEDS_MORE;
    const end = newline < 0 ? this.textEnd : newline;
    if (this.takeDocument(end)) return null;
    return this.takeLines(isLast, isTooLarge);
  }

  /** Reads JSON of several lines. */
  private takeLines(isLast: boolean, isTooLarge: boolean): number | null {
    const { end, read } = this.findEnd();
    if (end === INCOMPLETE && !isTooLarge && !isLast) return OUTCOME.NEEDS_MORE;
    if (end > 0 && this.takeDocument(end)) return null;
    this.readInVain += read;
    if (end === INCOMPLETE) return this.refuse(isTooLarge ? OUTCOME.TOO_LARGE : OUTCOME.CUT);
    this.record++;
    this.leave(LEFT_OUT.NOT_JSON);
    this.isPassing = true;
    return null;
  }

  /** Where the document at hand ends, if it may have several lines. */
  private findEnd(): DocumentEnd {
    const { bytes, documentAt, textEnd } = this;
    const first = bytes[documentAt];
    const mayEnd = (first === BRACE || first === BRACKET) && this.readInVain < MAX_IN_VAIN;
    return mayEnd ? documentEnd(bytes, documentAt, textEnd) : { end: 0, read: 0 };
  }

  /** Names the document at hand as one that cannot be read, and passes over its first line. */
  private refuse(outcome: number): number {
    this.record++;
    this.limit = MAX_DOCUMENT;
    this.isPassing = true;
    return outcome;
  }

  /** Passes over the rest of a line; returns whether it ends here. */
  private passLine(): boolean {
    const newline = this.newlineFrom(this.scanned);
    this.isPassing = newline < 0;
    this.scanned = newline < 0 ? this.textEnd : newline + 1;
    return newline >= 0;
  }

  /** Appends the events of a value, which may be one, or hold them. Returns false if anything in it is neither. */
  private gather(value: number, events: number[]): boolean {
    const { json } = this;
    if (json.kind(value) === KIND.ARRAY) return elementsOf(json, value).every((item) => this.gather(item, events));
    const [kind, items] = this.names as [MemberName, MemberName];
    const named = json.member(value, kind);
    const name = named === NOTHING ? '' : json.text(named);
    if (name === 'Event') events.push(value);
    if (name !== 'EventList') return name === 'Event';
    const list = json.member(value, items);
    if (list !== NOTHING && json.kind(list) === KIND.ARRAY)
      for (const item of elementsOf(json, list)) events.push(item);
    return true;
  }

  /** Reads what is from the document at hand to `end`; returns whether it is JSON. */
  private takeDocument(end: number): boolean {
    const { json, bytes, documentAt } = this;
    if (end - documentAt > MAX_DOCUMENT) return false;
    json.put(bytes, documentAt, end);
    const root = json.read();
    if (root === NOTHING) return false;
    this.scanned = end;
    this.hasObject ||= bytes[documentAt] === BRACE || bytes[documentAt] === BRACKET;
    const events: number[] = [];
    this.taken = 0;
    this.events = events;
    if (!this.gather(root, events)) {
      this.events = [];
      this.record++;
      this.leave(LEFT_OUT.OTHER_KIND);
    }
    return true;
  }
}
