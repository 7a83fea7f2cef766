import type { FdInfo } from '../../state/fd-info.js';
import { Recent } from '../recent.js';
import { Connection, type RequestKeeper } from './connection.js';
import type { OpenRequest } from './open-request.js';
import { isServed, otherEnd } from './sockets.js';
import { Upstream } from './upstream.js';

/** Most connections of each kind that are known. */
const MAX_CONNECTIONS = 20_000;

/** The connections of servers, by their open file description. */
export class Network {
  private readonly connections = new Recent<number, Connection>(MAX_CONNECTIONS);
  private readonly upstreams = new Recent<number, Upstream>(MAX_CONNECTIONS);
  /** By the name that both ends of a connection have. */
  private readonly byName = new Recent<string, Upstream>(MAX_CONNECTIONS);
  private readonly keeper: RequestKeeper;

  constructor(keeper: RequestKeeper) {
    this.keeper = keeper;
  }

  /** A connection was accepted. */
  accept(fd: FdInfo, time: number): void {
    if (isServed(fd)) this.connections.set(fd.description, new Connection(time, this.keeper));
  }

  /** A connection that was accepted; undefined if its descriptor is anything else, or has not been used. */
  find({ description }: FdInfo): Connection | undefined {
    return this.connections.use(description);
  }

  /** The same, made anew if it is not known. */
  connectionOf(fd: FdInfo): Connection {
    const known = this.find(fd);
    if (known !== undefined) return known;
    const connection = new Connection(null, this.keeper);
    this.connections.set(fd.description, connection);
    return connection;
  }

  /** The request that a connection to another server is used for; null for none. */
  ownerOf({ description }: FdInfo): OpenRequest | null {
    const owner = this.upstreams.use(description)?.owner ?? null;
    return owner === null || owner.hasEnded ? null : owner;
  }

  /** A connection to another server, made anew if it is not known. */
  upstreamOf(fd: FdInfo): Upstream {
    const known = this.upstreams.use(fd.description);
    if (known !== undefined) return known;
    const upstream = new Upstream(otherEnd(fd));
    this.byName.set(fd.name, upstream);
    this.upstreams.set(fd.description, upstream);
    return upstream;
  }

  /** A request begins that another captured server may have asked: links the two. */
  answerTo(connection: string, request: OpenRequest): void {
    const upstream = this.byName.get(connection);
    if (upstream !== undefined) upstream.served = request;
  }

  /** A process closes a descriptor. Copies of it in other processes may still be used. */
  close({ description }: FdInfo, pid: number): void {
    this.upstreams.get(description)?.close();
    const connection = this.connections.get(description);
    if (connection === undefined) return;
    if (connection.waiting.every((request) => request.pid === pid)) connection.close();
    if (connection.count > 0 && connection.waiting.length === 0) this.connections.delete(description);
  }
}
