// HOT: once per event. No allocation, bigint, try, spread or iterator here.

/** Maximum number of verdicts between two reads; further ones are delivered later. */
const ROOM = 1024;
/** Words per verdict: the tid or pid, low and high half of the time of its event, and whether it is a pid. */
const WORDS = 4;

/** Threads and processes whose events a filter rejects entirely, each with the time of the event that showed it. */
export class RejectedThreads {
  /** WORDS for each of `count` verdicts. */
  readonly words = new Uint32Array(ROOM * WORDS);
  count = 0;
  /** Whether verdicts were left out for lack of room. */
  isCut = false;

  /** Adds the verdict that a thread is rejected, as of its event at a time given as halves of ns. */
  add(tid: number, tsHi: number, tsLo: number): void {
    this.put(tid, tsHi, tsLo, 0);
  }

  /** Adds the verdict that all threads of a process are rejected, as of an event of one of them. */
  addProcess(pid: number, tsHi: number, tsLo: number): void {
    this.put(pid, tsHi, tsLo, 1);
  }

  private put(id: number, tsHi: number, tsLo: number, isProcess: number): void {
    if (this.isFull) {
      this.isCut = true;
      return;
    }
    const at = this.count++ * WORDS;
    this.words[at] = id;
    this.words[at + 1] = tsLo;
    this.words[at + 2] = tsHi;
    this.words[at + 3] = isProcess;
  }

  /** Whether there is no room for more. */
  get isFull(): boolean {
    return this.count === ROOM;
  }

  /** Calls `visit` with each thread that was added, and the time of its event. */
  forEachThread(visit: (tid: number, tsHi: number, tsLo: number) => void): void {
    const { words } = this;
    for (let at = 0; at < this.count * WORDS; at += WORDS)
      if (words[at + 3] === 0) visit(words[at] as number, words[at + 2] as number, words[at + 1] as number);
  }

  clear(): void {
    this.count = 0;
    this.isCut = false;
  }
}
