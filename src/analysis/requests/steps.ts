import type { RequestStep } from '../../output/requests/request.js';

/** Most steps that are kept of a request, and of all that are open. */
const MAX_STEPS = 500;
const MAX_OPEN_STEPS = 500_000;

type Changing = { -readonly [Member in keyof RequestStep]: RequestStep[Member] };

/** How many steps of open requests there are. */
export interface StepMemory {
  used: number;
}

/** The steps of a request. Those after the last commit are left out. */
export class Steps {
  /** Steps that were not kept. */
  leftOut = 0;
  private readonly kept: Changing[] = [];
  private readonly memory: StepMemory;
  /** Of the kept steps, those that belong to the request for certain; and the last of them as it was then. */
  private committed = 0;
  private last: Changing | null = null;

  constructor(memory: StepMemory) {
    this.memory = memory;
  }

  /** Adds a step, or adds it to the one before if that did the same. */
  add(step: Omit<RequestStep, 'calls'>): void {
    const before = this.kept.at(-1);
    if (before !== undefined && before.what === step.what && before.name === step.name) {
      before.ns = step.at + step.ns - before.at;
      before.bytes += step.bytes;
      before.calls++;
    } else if (this.kept.length >= MAX_STEPS || this.memory.used >= MAX_OPEN_STEPS) this.leftOut++;
    else {
      this.memory.used++;
      this.kept.push({ ...step, calls: 1 });
    }
  }

  /** What was added belongs to the request. */
  commit(): void {
    this.committed = this.kept.length;
    const last = this.kept.at(-1);
    this.last = last === undefined ? null : { ...last };
  }

  /** The committed steps; nothing is added after that. */
  finish(): readonly RequestStep[] {
    this.memory.used -= this.kept.length;
    const { last } = this;
    return last === null ? [] : [...this.kept.slice(0, this.committed - 1), last];
  }
}
