import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { SyssharkError } from '../../errors.js';
import { hostProgram } from '../../source/host-program.js';
import { reasonOf } from '../../source/system-error.js';
import { ANSWER, COMMAND, FRAME_HEAD } from './frames.js';
import { takeLines } from './said-lines.js';
import { type Given, SharedMemory } from './shared-memory.js';

/** Descriptors of the host: what it gets, and what it answers. */
const COMMANDS = 3;
const ANSWERS = 4;
/** Time for a plugin to end by itself, in ms. */
export const PATIENCE_MS = 3000;
/** Time for what it wrote to arrive after its end, in ms. */
const WORDS_MS = 500;
/** What runtimes write first when they end because of an error; what follows is a trace. */
const FATAL = /^(?:panic|fatal error|terminate called|runtime error):? ?.*/;

/** What the host says. */
export interface Answer {
  readonly kind: number;
  readonly content: Buffer;
}

/** The process that runs a plugin's library (native/plugins): nothing else survives its crash. */
export class HostProcess {
  readonly library: string;
  private readonly warn: (line: string) => void;
  private readonly child: ChildProcess;
  private readonly memory = new SharedMemory();
  private readonly answers: Readable;
  private readonly commands: Writable;
  /** Resolves when it has ended: how. */
  readonly gone: Promise<string>;
  private hasEnded = false;
  private isClosed = false;
  private wake: () => void = () => undefined;
  private wasKilled = false;
  /** The first line of a runtime's last words; null while there are none. */
  private lastWords: string | null = null;

  /** Starts it, behind the words of a command that runs it as somebody else; `warn` is told what the plugin says. Throws SyssharkError NO_ADDON. */
  constructor(library: string, warn: (line: string) => void, by: readonly string[] = []) {
    this.library = library;
    this.warn = (line) => warn(`sysshark: ${library}: ${line}`);
    // not in our group: Ctrl-C is for us, and we end the plugin
    const [program = '', ...words] = [...by, hostProgram(), resolve(library)];
    this.child = spawn(program, words, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', this.memory.fd],
      detached: true,
    });
    this.commands = this.child.stdio[COMMANDS] as Writable;
    this.answers = this.child.stdio[ANSWERS] as Readable;
    this.gone = new Promise((tell) => {
      this.child.on('error', (error) => tell(`cannot be run: ${error.message}`));
      const end = (code: number | null, signal: NodeJS.Signals | null): void =>
        tell(signal === null ? `ended with status ${code}` : `crashed (${signal})`);
      this.child.on('close', end);
      // its last words come until then, unless a child of it holds its standard error
      this.child.on('exit', (code, signal) => setTimeout(() => end(code, signal), WORDS_MS));
    });
    this.answers.on('readable', () => this.wake());
    this.answers.on('close', () => this.wake());
    this.answers.on('end', () => {
      this.hasEnded = true;
      this.wake();
    });
    // a host that is gone is noticed by its answers
    this.commands.on('error', () => undefined);
    for (const stream of [this.child.stdout, this.child.stderr]) if (stream !== null) takeLines(stream, this.hear);
  }

  /** Sends a command. */
  send(kind: number, content: Uint8Array): void {
    const head = Buffer.alloc(FRAME_HEAD);
    head.writeUInt32LE(kind, 0);
    head.writeUInt32LE(content.length, 4);
    this.commands.write(head);
    if (content.length > 0) this.commands.write(content);
  }

  /** The next answer. Throws SyssharkError IO if it is an error, or if the host has ended. */
  async receive(): Promise<Answer> {
    for (;;) {
      const head = await this.bytes(FRAME_HEAD);
      const [kind, length] = [head.readUInt32LE(0), head.readUInt32LE(4)];
      const content = length === 0 ? Buffer.alloc(0) : await this.bytes(length);
      if (kind === ANSWER.FAILED) throw this.failure(content.toString());
      if (kind !== ANSWER.LOG) return { kind, content };
      this.warn(content.toString());
    }
  }

  /** As receive; a plugin that does not answer is ended some time after `ended` is aborted. */
  async receiveBefore(ended: AbortSignal | null): Promise<Answer> {
    let forgetDeadline = (): void => undefined;
    const onEnd = (): void => {
      forgetDeadline = this.expectAnswer();
    };
    if (ended?.aborted === true) onEnd();
    ended?.addEventListener('abort', onEnd);
    try {
      return await this.receive();
    } finally {
      ended?.removeEventListener('abort', onEnd);
      forgetDeadline();
    }
  }

  /** An error of the plugin. */
  failure(text: string): SyssharkError {
    return new SyssharkError('IO', `${this.library}: ${text}`);
  }

  /** Asks for the values of events: a table and the events go where it reads them, what is said of them is the command. Throws SyssharkError IO. */
  ask(events: readonly Uint8Array[], command: Uint8Array): void {
    try {
      this.memory.put(events);
    } catch (error) {
      throw this.failure(`cannot be given events: ${reasonOf(error)}`);
    }
    this.send(COMMAND.EVENTS, command);
  }

  /** The values of the events that it was asked for, as far as it has answered. Throws SyssharkError IO. */
  given(): Given {
    const given = this.memory.given();
    if (given === null) throw this.failure('the plugin has damaged the memory of its process');
    return given;
  }

  /** What it could not send, as the content of a batch; null if it sent all up to the batch with the number `last`. */
  unsent(last: number): Buffer | null {
    return this.memory.unsent(last);
  }

  /** Ends it if it has not answered after the time that plugins have to end; returns what withdraws that. */
  expectAnswer(): () => void {
    const timer = setTimeout(() => this.kill(), PATIENCE_MS);
    return () => clearTimeout(timer);
  }

  /** Ends it at once, whatever the plugin does. */
  kill(): void {
    this.wasKilled = true;
    this.child.kill('SIGKILL');
  }

  /** Ends it: at first the plugin is asked, later it has no choice. Idempotent. */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.commands.end();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), PATIENCE_MS);
    void this.gone.then(() => {
      clearTimeout(timer);
      this.memory.close();
    });
    // what it still says is of no use, but it must not wait for us
    this.answers.removeAllListeners('readable').resume();
  }

  private async bytes(size: number): Promise<Buffer> {
    for (;;) {
      const bytes = this.answers.read(size) as Buffer | null;
      if (bytes?.length === size) return bytes;
      if (this.hasEnded || this.answers.destroyed) throw this.failure(`the plugin ${await this.end()}`);
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** How it ended. */
  private async end(): Promise<string> {
    const how = await this.gone;
    if (this.wasKilled) return 'did not answer, and was ended';
    return this.lastWords === null ? how : `crashed: ${this.lastWords}`;
  }

  /** Passes on what the plugin prints, except for the trace of a crash. */
  private readonly hear = (line: string): void => {
    if (this.lastWords !== null || line.trim() === '') return;
    if (FATAL.test(line)) this.lastWords = line;
    else this.warn(line);
  };
}
