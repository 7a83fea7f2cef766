import type { Client, ClientUnaryCall, MetadataValue } from '@grpc/grpc-js';
import type { AnyDefinition, PackageDefinition, ServiceDefinition } from '@grpc/proto-loader';
import type { Json } from './json-values.js';
import { ANSWER_BYTES, ANSWER_MS } from './limits.js';

/** Headers of a call, by name. */
type Headers = Readonly<Record<string, MetadataValue>>;

/** A method: its service, such as runtime.v1.RuntimeService, and its name. */
export interface Method {
  readonly service: string;
  readonly name: string;
}

/** The parts of a connection. */
interface Connection {
  readonly client: Client;
  readonly definitions: PackageDefinition;
  readonly grpc: typeof import('@grpc/grpc-js');
}

async function connect(socket: string, messages: object): Promise<Connection> {
  // loaded on demand: few captures need it
  const [grpc, { fromJSON }] = await Promise.all([import('@grpc/grpc-js'), import('@grpc/proto-loader')]);
  const definitions = fromJSON(messages as Parameters<typeof fromJSON>[0], { defaults: true, longs: Number });
  const client = new grpc.Client(`unix:${socket}`, grpc.credentials.createInsecure(), {
    'grpc.max_receive_message_length': ANSWER_BYTES,
    'grpc.enable_http_proxy': 0,
  });
  return { client, definitions, grpc };
}

const isService = (definition: AnyDefinition | undefined): definition is ServiceDefinition =>
  definition !== undefined && !('format' in definition);

/** gRPC calls to a local socket, over one connection. */
export class GrpcSocket {
  private readonly socket: string;
  private readonly messages: object;
  private connection: Promise<Connection> | null = null;
  private readonly calls = new Set<ClientUnaryCall>();
  private isClosed = false;

  /** `messages` describes the services and their messages, as @grpc/proto-loader's fromJSON takes it. */
  constructor(socket: string, messages: object) {
    this.socket = socket;
    this.messages = messages;
  }

  /** The answer to a request; null for an error, or if there is no answer in time. */
  async call(method: Method, request: object, headers: Headers = {}): Promise<Json> {
    this.connection ??= connect(this.socket, this.messages);
    const { client, definitions, grpc } = await this.connection;
    if (this.isClosed) return null;
    const service = definitions[method.service];
    const definition = isService(service) ? service[method.name] : undefined;
    if (definition === undefined) throw new Error(`no definition of ${method.service}/${method.name}`);
    const { path, requestSerialize, responseDeserialize } = definition;
    const metadata = new grpc.Metadata();
    for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
    const limits = { deadline: Date.now() + ANSWER_MS };
    return new Promise((resolve) => {
      const done = (error: unknown, answer?: Json): void => {
        this.calls.delete(call);
        resolve(error === null ? answer : null);
      };
      const call = client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        metadata,
        limits,
        done,
      );
      this.calls.add(call);
    });
  }

  /** Cancels all calls, which resolve to null, and closes the connection. */
  close(): void {
    this.isClosed = true;
    for (const call of this.calls) call.cancel();
    void this.connection?.then(({ client }) => client.close());
  }
}
