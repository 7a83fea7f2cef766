/** What a group needs of a thread. */
interface Member {
  readonly isMain: boolean;
  readonly isDead: boolean;
}

/** The threads that share a pid. The main thread, if known, comes first. */
export class ThreadGroup<Thread extends Member> {
  readonly pid: number;
  threads: Thread[] = [];
  /** Threads that have not exited. */
  alive = 0;
  /** Whether it adopts orphaned descendants: init of a pid namespace, or PR_SET_CHILD_SUBREAPER. */
  isReaper = false;

  constructor(pid: number) {
    this.pid = pid;
  }

  /** The thread that owns descriptors and directory; null if only other threads of the group are known. */
  get main(): Thread | null {
    const first = this.threads[0];
    return first?.isMain ? first : null;
  }

  add(thread: Thread): void {
    // an array made from one element allocates room for one only
    if (this.threads.length === 0) this.threads = [thread];
    else if (thread.isMain) this.threads.unshift(thread);
    else this.threads.push(thread);
    if (!thread.isDead) this.alive++;
  }

  remove(thread: Thread): void {
    const at = this.threads.indexOf(thread);
    if (at < 0) return;
    this.threads.splice(at, 1);
    if (!thread.isDead) this.alive--;
  }
}
