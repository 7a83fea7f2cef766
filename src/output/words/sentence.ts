import { numberOf } from '../../decode/param-index.js';
import { eventName } from '../../fields/event-name.js';
import type { FieldContext } from '../../fields/field-context.js';
import { resultOf } from '../../fields/result.js';
import { endSignal, exitStatus, signalName } from '../../render/wait-status.js';
import { ERRNO_NAMES } from '../../schema/errno.js';
import { ERRNO_WORDS } from '../../schema/errno-words.js';
import { EC, EF, isExitType } from '../../schema/event.js';
import { EVT, hasEventFlags } from '../../schema/events.js';
import { FD_TYPES } from '../../schema/fd-types.js';
import { HAS_EXIT } from '../../state/binding.js';
import type { Evt } from '../../state/evt.js';
import { compileFormat } from '../format.js';
import { maskOf } from '../masking.js';
import { CALL_WORDS, type CallWords, type Outcome } from './call-words.js';
import { argumentOf, argumentText, enteredArgs } from './entered.js';
import { signalWords } from './signals.js';

/** The result among the arguments of a call, which the sentence ends with. */
const RESULT = /^(?:res|fd)=\S+ ?/;
/** An argument in the words of a call: its name. */
const ARGUMENT = /^\{argument (\w+)\}$/;

type Words = (evt: Evt) => string;

/** The name of an error, as -ENOENT or a number of the kernel's own. */
export const errorName = (result: number): string => ERRNO_NAMES[-result] ?? `error ${-result}`;

/** An error and what it means. */
export function errorText(result: number): string {
  const name = errorName(result);
  const meaning = ERRNO_WORDS[name];
  return meaning === undefined ? name : `${meaning} (${name})`;
}

const OUTCOMES: Readonly<Record<Outcome, (result: number) => string>> = {
  fd: (result) => `: gets descriptor ${result}`,
  bytes: (result) => (result === 0 ? ': nothing, the end' : `: ${result} bytes`),
  process: (result) => (result === 0 ? '' : `: process ${result}`),
  number: (result) => `: ${result}`,
  nothing: () => '',
};

/** How a process has ended, by its status as wait(2) tells it. */
export function endingText(status: number): string {
  const signal = endSignal(status);
  return signal === 0 ? `with status ${exitStatus(status)}` : `by ${signalName(signal)}`;
}

/** The third person of a phrase that begins with a verb. */
function thirdPerson(phrase: string): string {
  return phrase.replace(/^\w+/, (verb) => {
    if (verb === 'have') return 'has';
    if (/(?:s|sh|ch|x)$/.test(verb)) return `${verb}es`;
    return /[^aeou]y$/.test(verb) ? `${verb.slice(0, -1)}ies` : `${verb}s`;
  });
}

const isOfCall = ({ view }: Evt): boolean => ((view.def?.category ?? 0) & EC.SYSCALL) !== 0;
/** Whether an event ends a system call. */
const isCallEnd = (evt: Evt): boolean => isExitType(evt.view.type) && isOfCall(evt);
/** Whether an event begins a system call. */
export const isCallBegin = (evt: Evt): boolean => HAS_EXIT[evt.view.type] === 1 && isOfCall(evt);

/** Makes sentences of events: what was asked, and what came. They have no line ends. */
export class Sentences {
  private readonly mask: (text: string) => string;
  private readonly compiled = new Map<string, Words>();
  private readonly context: FieldContext;
  private readonly path: (evt: Evt) => string | null;
  private readonly commandLine: Words;
  private readonly args: Words;

  constructor(context: FieldContext) {
    this.context = context;
    this.mask = maskOf(context);
    this.path = compileFormat('%fs.path.name', context);
    const commandLine = compileFormat('%proc.cmdline', context);
    this.commandLine = (evt) => commandLine(evt) ?? '';
    const args = compileFormat('*%evt.args', context);
    this.args = (evt) => (args(evt) ?? '').replace(RESULT, '');
  }

  /** The sentence of an event; null for one that ends no call and is no other event of interest. */
  of(evt: Evt): string | null {
    const { type } = evt.view;
    if (type === EVT.PROCEXIT_1_E) return this.ends(evt);
    const result = resultOf(evt);
    const name = eventName(evt);
    if (Number.isNaN(result))
      return isCallEnd(evt) ? `${this.who(evt)} calls ${name}, with a result that was not captured` : null;
    if (result === 0 && hasEventFlags(type, EF.CREATES_THREAD)) return `${this.who(evt)} begins`;
    const words = CALL_WORDS[name] ?? null;
    const asks = this.asks(evt, name, words);
    if (result < 0) return `${this.who(evt)} cannot ${asks}: ${errorText(result)}`;
    return `${this.who(evt)} ${thirdPerson(asks)}${OUTCOMES[words?.gives ?? 'number'](result)}`;
  }

  /** What a call asks, as its own words go on after who asks; `evt` ends it, or begins it if its end is not known. */
  asked(evt: Evt): string {
    const name = eventName(evt);
    const words = CALL_WORDS[name] ?? null;
    return words === null ? `calls ${name}${this.arguments(evt)}` : `asks to ${this.asks(evt, name, words)}`;
  }

  private ends(evt: Evt): string {
    const { thread, view } = evt;
    if (thread !== null && thread.tid !== thread.pid) return `a thread of ${this.who(evt)} ends`;
    return `${this.who(evt)} ends ${endingText(numberOf(view, 'status', 0))}`;
  }

  /** The process of an event. */
  who({ thread, view }: Evt): string {
    return thread === null ? `thread ${view.tid}` : `${this.mask(thread.comm)}(${thread.pid})`;
  }

  /** What a descriptor is. */
  descriptor({ fd, fdNum }: Evt): string {
    if (fd === null) return fdNum < 0 ? 'a descriptor' : `descriptor ${fdNum}`;
    const type = FD_TYPES[fd.type].name ?? 'unknown';
    return fd.name === '' ? `descriptor ${fdNum} (${type})` : `${this.mask(fd.name)} (descriptor ${fdNum}, ${type})`;
  }

  private asks(evt: Evt, name: string, words: CallWords | null): string {
    if (words === null) return `call ${name}${this.arguments(evt)}`;
    return this.compile(words.asks)(evt) || name;
  }

  /** The arguments of a call in parentheses; empty if it has none, or none were captured. */
  private arguments(evt: Evt): string {
    const entered = enteredArgs(evt, this.context.render).map(this.mask);
    const args = [this.args(evt), ...entered].filter((text) => text !== '');
    return args.length === 0 ? '' : ` (${args.join(' ')})`;
  }

  private compile(phrase: string): Words {
    const known = this.compiled.get(phrase);
    if (known !== undefined) return known;
    const parts = phrase.split(/(\{[\w ]+\})/).map((part) => this.part(part));
    const words: Words = (evt) => parts.map((part) => part(evt)).join('');
    this.compiled.set(phrase, words);
    return words;
  }

  /** The command line of a program that runs now, or the path of one that could not be run. */
  private program(evt: Evt): string {
    const failed = resultOf(evt) < 0 ? this.path(evt) : null;
    return failed ?? (this.commandLine(evt) || 'a program');
  }

  private argument(evt: Evt, name: string): string {
    const argument = argumentOf(evt, name);
    return argument === null
      ? `a ${name} that was not captured`
      : this.mask(argumentText(argument, this.context.render));
  }

  private part(text: string): Words {
    if (text === '{fd}') return (evt) => this.descriptor(evt);
    if (text === '{path}') return (evt) => this.path(evt) ?? 'a path that was not captured';
    if (text === '{program}') return (evt) => this.program(evt);
    if (text === '{signal}') return signalWords;
    const argument = ARGUMENT.exec(text)?.[1];
    if (argument !== undefined) return (evt) => this.argument(evt, argument);
    if (!text.includes('%')) return () => text;
    const format = compileFormat(`*${text}`, this.context);
    return (evt) => format(evt) ?? '';
  }
}
