import { join } from 'node:path';
import { Collector } from '../../fleet/collector.js';
import { Assembly, type AssemblyParts } from '../../fleet/nats/assembly.js';
import { brokerOf } from '../../fleet/nats/broker.js';
import { loadNats } from '../../fleet/nats/nats.js';
import { NatsReceiver } from '../../fleet/nats/receiver.js';
import { Store } from '../../fleet/store.js';
import { Tokens } from '../../fleet/tokens.js';
import { readPrivateFile } from '../../source/private-file.js';
import { EXIT } from '../exit-codes.js';
import type { CollectRequest, ListenRequest, StreamRequest } from '../options/collect-options.js';
import { TextOutput } from '../print/text-output.js';
import type { ProcessIo } from '../process-io.js';
import { KeptCheckers } from './check-program.js';
import { planServerDrop } from './privileges.js';
import { RowWriting } from './row-writing.js';

/** What takes items, until it is closed. */
interface Taker {
  /** Begins; resolves to the address of where items come from. Throws SyssharkError IO. */
  readonly begin: () => Promise<string>;
  /** Begins to store what comes: the store is open. */
  readonly store: () => void;
  readonly close: () => void;
}

/** Serves hosts. Reads files of secrets, which may be root's. Throws SyssharkError. */
function serving({ listening, ...files }: ListenRequest, store: Store, warn: ProcessIo['warn']): Taker {
  const tokens = Tokens.read(files.tokens, 'host');
  const operators = files.operators === null ? null : Tokens.read(files.operators, 'operator');
  if (files.operators !== null) operators?.refuseShared(tokens, files.operators);
  const certificate = files.certificate === null ? null : Buffer.from(readPrivateFile(files.certificate));
  const collector = new Collector({ listening, certificate, tokens, operators, store, warn });
  return { begin: () => collector.listen(), store: () => undefined, close: () => collector.close() };
}

/** Takes from a stream. Reads files of secrets, which may be root's. Throws SyssharkError. */
function receiving({ address, tokenFile, authority }: StreamRequest, { folder, store, warn }: AssemblyParts): Taker {
  const broker = brokerOf(address, tokenFile, authority);
  const receiver = new NatsReceiver({ nats: loadNats(), broker, warn });
  const ended = new AbortController();
  return {
    begin: async () => {
      await receiver.open();
      return address.text;
    },
    store: () => {
      const assembly = new Assembly({ folder, store, warn }, ended.signal);
      assembly.open();
      void receiver.run(assembly, ended.signal);
    },
    close: () => {
      ended.abort();
      receiver.close();
    },
  };
}

/** What takes items for a store. Throws SyssharkError. */
function takersOf({ listen, stream, folder }: CollectRequest, store: Store, warn: ProcessIo['warn']): Taker[] {
  return [
    listen === null ? null : serving(listen, store, warn),
    stream === null ? null : receiving(stream, { folder: join(folder, 'parts'), store, warn }),
  ].filter((taker) => taker !== null);
}

/** Takes what hosts send until it is interrupted; resolves to the exit status. Throws SyssharkError. */
export async function runCollect(request: CollectRequest, version: string, processIo: ProcessIo): Promise<number> {
  const { folder, hostLimit } = request;
  const { warn } = processIo;
  const writing = RowWriting.of(request, version, warn);
  const drop = planServerDrop(request, 'collect takes nothing', processIo);
  const checkers = new KeptCheckers();
  const store = new Store({ folder, limit: hostLimit, check: checkers.check, backlog: writing?.backlog ?? null, warn });
  const takers = takersOf(request, store, warn);
  const ended = new Promise<void>((resolve) => processIo.onEnd(() => resolve()));
  try {
    const addresses: string[] = [];
    for (const taker of takers) addresses.push(await taker.begin());
    drop?.applyWhole();
    writing?.take();
    store.open();
    for (const taker of takers) taker.store();
    writing?.start(store);
    const text = new TextOutput(processIo.stdout, processIo.isStdoutTerminal);
    for (const address of addresses) text.line(address);
    await text.flush();
    await ended;
    return EXIT.DONE;
  } finally {
    for (const taker of takers) taker.close();
    checkers.close();
    await writing?.close();
  }
}
