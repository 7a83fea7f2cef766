// HOT: once per event. No allocation, bigint, try, spread or iterator here.

/** Verdicts that are kept between two takings; more are told later. */
const ROOM = 1024;
/** Words of one: the tid, low and high half of the time of its event. */
const WORDS = 3;

/** Threads of which a filter rejects everything, each as of one of its events. */
export class RejectedThreads {
  /** WORDS for each of `count` verdicts. */
  readonly words = new Uint32Array(ROOM * WORDS);
  count = 0;
  /** Whether there were more than there is room for. */
  isCut = false;

  /** Notes that a thread is rejected as of an event of it at a time, given as halves. */
  add(tid: number, tsHi: number, tsLo: number): void {
    if (this.count === ROOM) {
      this.isCut = true;
      return;
    }
    const at = this.count++ * WORDS;
    this.words[at] = tid;
    this.words[at + 1] = tsLo;
    this.words[at + 2] = tsHi;
  }

  clear(): void {
    this.count = 0;
    this.isCut = false;
  }
}
