import { eventName } from '../../fields/event-name.js';
import type { FieldContext } from '../../fields/field-context.js';
import { resultOf } from '../../fields/result.js';
import type { EventConsumer } from '../../output/event-consumer.js';
import { maskOf } from '../../output/masking.js';
import { errorName, Sentences } from '../../output/words/sentence.js';
import { isExitType } from '../../schema/event.js';
import { EVT } from '../../schema/events.js';
import { HAS_EXIT } from '../../state/binding.js';
import type { Evt } from '../../state/evt.js';
import { causesOf } from './causes.js';
import { FdHistory, type PastCall } from './fd-history.js';
import { NeededPaths } from './needed-paths.js';
import { PathKnowledge } from './path-knowledge.js';

const NS_PER_MS = 1e6;
const mask = maskOf({ isMasked: true });

/** Reads a capture up to an event and explains that. All texts are byte strings, masked. */
export class Explainer implements EventConsumer {
  /** The explanation, one sentence each; null until the event has come. */
  lines: readonly string[] | null = null;
  /** Number of the last event. */
  last = 0;
  private readonly target: number;
  private readonly sentences: Sentences;
  private readonly needed: NeededPaths;
  private readonly paths = new PathKnowledge();
  private readonly history = new FdHistory();
  /** Thread of the call whose start is to be explained: its end is explained instead. */
  private waitsFor: number | null = null;

  constructor(target: number, context: FieldContext) {
    this.target = target;
    this.sentences = new Sentences(context);
    this.needed = new NeededPaths(context);
  }

  get isDone(): boolean {
    return this.lines !== null;
  }

  event(evt: Evt): boolean {
    if (this.lines !== null) return false;
    this.last = evt.num;
    if (this.isMeant(evt)) this.lines = this.explain(evt);
    else this.learn(evt);
    return true;
  }

  private isMeant({ num, view }: Evt): boolean {
    if (num === this.target && HAS_EXIT[view.type] === 1) {
      this.waitsFor = view.tid;
      return false;
    }
    return num === this.target || (this.waitsFor === view.tid && isExitType(view.type));
  }

  private learn(evt: Evt): void {
    if (evt.view.type === EVT.PROCEXIT_1_E) this.history.noteEnd(evt);
    if (!isExitType(evt.view.type)) return;
    this.history.note(evt);
    const path = this.needed.first(evt);
    if (path !== null) this.paths.note(path, eventName(evt), resultOf(evt), evt.num);
    const name = resultOf(evt) >= 0 ? this.needed.newName(evt) : null;
    if (name !== null) this.paths.noteName(name, evt.num);
  }

  private explain(evt: Evt): readonly string[] {
    const { sentences, paths, history } = this;
    const sentence = sentences.of(evt) ?? `${sentences.who(evt)}: ${eventName(evt)}, which is no system call`;
    const known = { evt, path: this.needed.first(evt), needed: this.needed.of(evt), paths, history, sentences };
    return [`Event ${evt.num}: ${sentence}.`, ...this.duration(evt), ...causesOf(known), ...this.before(evt)];
  }

  private duration({ thread, view }: Evt): string[] {
    const latency = thread?.latency ?? 0;
    if (!isExitType(view.type) || latency <= 0) return [];
    return [`It took ${(latency / NS_PER_MS).toFixed(3)} ms.`];
  }

  private before(evt: Evt): string[] {
    const calls = this.history.callsOf(evt);
    if (calls.length === 0) return [];
    return ['Before it, on this descriptor:', ...calls.map(pastText)];
  }
}

function pastText({ num, call, result, pid, comm }: PastCall): string {
  return `  event ${num}: ${call} by ${mask(comm)}(${pid}): ${result < 0 ? errorName(result) : result}`;
}
