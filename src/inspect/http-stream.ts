import { bodyOf } from '../output/streams/http-body.js';
import { HttpConversation, type NumberedMessage } from '../output/streams/http-exchange.js';
import type { BodyMemory } from '../output/streams/http-reader.js';
import type { Inspection } from './inspection.js';
import { type DescriptorSink, followDescriptor } from './stream.js';

/** A request or an answer that went through a descriptor. All texts are byte strings. */
export interface StreamMessage {
  /** The row with its first bytes. */
  readonly row: number;
  /** ns since the epoch. */
  readonly time: bigint;
  readonly isRead: boolean;
  readonly isRequest: boolean;
  /** Which request of its connection it is, or answers, from 1. */
  readonly exchange: number;
  /** From the end of the request to the end of the answer, in ns; null if it is not known. */
  readonly latency: number | null;
  readonly line: string;
  /** Names and values, alternately. */
  readonly headers: readonly string[];
  /** The captured part of the body, inflated if all of a compressed one was captured; its first bytes if it is long. */
  readonly body: Buffer;
  /** Bytes of the body as it was sent. */
  readonly length: number;
  /** How it was compressed; empty if it was not. */
  readonly coding: string;
  readonly isComplete: boolean;
}

/** The HTTP/1 messages of a descriptor. */
export interface HttpStream {
  readonly name: string;
  readonly messages: readonly StreamMessage[];
  /** Bytes that belong to none of them. */
  readonly strayBytes: number;
  readonly isCut: boolean;
}

/** Most messages that are told, and bytes of each body. */
const MAX_MESSAGES = 2000;
const MAX_BODY = 64 << 10;
const BODY_MEMORY = 16 << 20;

/**
 * The requests and answers that went through the descriptor of a row's event, each when it has ended. `signal` is aborted when nobody
 * waits for them any more.
 */
export async function httpStream(
  inspection: Inspection,
  row: number,
  signal: AbortSignal | null = null,
): Promise<HttpStream> {
  const { kept } = inspection.index;
  const memory: BodyMemory = { left: BODY_MEMORY };
  const conversation = new HttpConversation(memory);
  const messages: StreamMessage[] = [];
  /** Where the message of each direction has begun. */
  const starts = { read: row, written: row };
  const add = (ended: readonly NumberedMessage[], at: number): void => {
    for (const one of ended) {
      const direction = one.isRead ? 'read' : 'written';
      messages.push(messageOf(one, starts[direction], kept.time(starts[direction])));
      starts[direction] = at;
    }
  };
  const sink: DescriptorSink = {
    piece: (piece, evt, at) => {
      if (!conversation.isWithin(piece.isRead)) starts[piece.isRead ? 'read' : 'written'] = at;
      add(conversation.take(piece, evt), at);
      return messages.length < MAX_MESSAGES;
    },
  };
  const found = await followDescriptor(inspection, row, sink, signal);
  add(conversation.finish(), row);
  return { ...found, messages, strayBytes: conversation.strayBytes };
}

function messageOf({ message, isRead, exchange, latency }: NumberedMessage, row: number, time: bigint): StreamMessage {
  const { isRequest, line, headers, length, isComplete } = message;
  const { bytes, coding } = bodyOf(message);
  return {
    row,
    time,
    isRead,
    isRequest,
    exchange,
    latency: Number.isNaN(latency) ? null : latency,
    line,
    headers,
    body: bytes.subarray(0, MAX_BODY),
    length,
    coding,
    isComplete,
  };
}
