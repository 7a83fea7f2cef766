// HOT: once per event. No allocation, bigint, try, spread or iterator here.

/** Maximum number of verdicts between two reads; further ones are delivered later. */
const ROOM = 1024;
/** Words per verdict: the tid, low and high half of the time of its event. */
const WORDS = 3;

/** Threads whose events a filter rejects entirely, each with the time of the event that showed it. */
export class RejectedThreads {
  /** WORDS for each of `count` verdicts. */
  readonly words = new Uint32Array(ROOM * WORDS);
  count = 0;
  /** Whether verdicts were left out for lack of room. */
  isCut = false;

  /** Adds the verdict that a thread is rejected, as of its event at a time given as halves of ns. */
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
