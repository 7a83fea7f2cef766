import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { HttpAnswer, HttpMessage } from '../../src/web/protocol.js';
import { get, isAborted, messageOf } from '../api/client.js';
import { byteStringOf } from '../bytes/base64.js';
import { jumpTo } from '../state/choose.js';
import { cursor } from '../state/store.js';
import { bytesOf, unicodeOf, visible, visibleLines } from '../text/byte-string.js';
import { counted, size } from '../text/counts.js';
import { duration } from '../text/durations.js';
import { side, sought } from './stream.js';

/** The requests and answers that went through the descriptor of an event. */
export function HttpMessages({ row }: { row: number }): JSX.Element | null {
  const answer = useSignal<HttpAnswer | null>(null);
  const problem = useSignal<string | null>(null);
  useEffect(() => {
    const loading = new AbortController();
    get<HttpAnswer>(`/api/streams/${row}/http`, loading.signal).then(
      (found) => {
        answer.value = found;
      },
      (error: unknown) => {
        if (!isAborted(error)) problem.value = messageOf(error);
      },
    );
    return () => loading.abort();
  }, [row]);
  if (problem.value !== null) return <p class="bad">{problem.value}</p>;
  return answer.value === null ? null : <Messages answer={answer.value} />;
}

const isOnSide = ({ isRead }: HttpMessage): boolean => side.value === 'both' || (side.value === 'reads') === isRead;

function Messages({ answer: { messages, strayBytes, isCut } }: { answer: HttpAnswer }): JSX.Element {
  const shown = messages.filter(isOnSide);
  return (
    <>
      {shown.length === 0 && <p class="dim">No request or answer of HTTP/1 went through it.</p>}
      {shown.map((message, index) => (
        <Message key={index} message={message} />
      ))}
      {strayBytes > 0 && <p class="dim">{counted(strayBytes, 'byte')} belong to no request or answer of HTTP/1.</p>}
      {isCut && <p class="dim">There is more; this is where the answer was cut.</p>}
    </>
  );
}

const JSON_TEXT = /^\s*[[{]/;

/** A body as it is read: JSON with a line for each member. */
function bodyText(bytes: string): string {
  const text = unicodeOf(bytes);
  if (text === null || !JSON_TEXT.test(text)) return visibleLines(bytes);
  try {
    const lines = JSON.stringify(JSON.parse(text), null, 2).split('\n');
    return lines.map((line) => visible(bytesOf(line))).join('\n');
  } catch {
    return visibleLines(bytes);
  }
}

function headerLines(headers: readonly string[]): string[] {
  return headers.flatMap((name, at) => (at % 2 === 0 ? [`${visible(name)}: ${visible(headers[at + 1] ?? '')}`] : []));
}

/** The class of a text that has what is looked for. */
const found = (text: string): string =>
  sought.value !== '' && text.toLowerCase().includes(sought.value.toLowerCase()) ? 'found' : '';

function Message({ message }: { message: HttpMessage }): JSX.Element {
  const { row, isRead, isRequest, exchange, latency, line, headers, length, coding, isComplete } = message;
  const body = byteStringOf(message.body);
  const text = [...headerLines(headers), ...(body === '' ? [] : ['', bodyText(body)])].join('\n');
  const classes = [
    'piece',
    isRead ? 'read' : 'write',
    found(`${line}\n${text}`),
    cursor.value?.row === row ? 'on' : '',
  ];
  const facts = [
    isRequest ? `request ${exchange}` : `answer to request ${exchange}`,
    ...(latency === null ? [] : [`after ${duration(latency)}`]),
    ...(length > 0 ? [`body ${size(length)}${coding === '' ? '' : `, ${visible(coding)}`}`] : []),
    ...(isComplete ? [] : ['its end is not in the capture']),
  ];
  return (
    <article class={classes.filter((name) => name !== '').join(' ')} onClick={() => void jumpTo(row)}>
      <button type="button" class="quiet from">
        <b>
          {isRead ? '← ' : '→ '}
          {visible(line)}
        </b>{' '}
        {facts.join(' · ')}
      </button>
      <pre>{text}</pre>
    </article>
  );
}
