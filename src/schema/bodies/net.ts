import { arg, int, type PlainBodies, RET, special, ZERO } from './fetch.js';

/** Domain, type with its flags, and protocol of a new socket. */
const KIND = [special('socket_families', 0), arg(1), arg(2)];

/** Sockets. */
export const NET_BODIES: PlainBodies = {
  SOCKET_E: KIND,
  SOCKET_X: [RET, ...KIND],
  SOCKETPAIR_E: KIND,
  BIND_E: [int(0)],
  LISTEN_E: [int(0), arg(1)],
  LISTEN_X: [RET, int(0), arg(1)],
  ACCEPT_5_E: [],
  ACCEPT4_6_E: [ZERO],
  SHUTDOWN_E: [int(0), special('shutdown_how', 1)],
  SHUTDOWN_X: [RET],
  GETSOCKNAME_E: [],
  GETSOCKNAME_X: [],
  GETPEERNAME_E: [],
  GETPEERNAME_X: [],
  GETSOCKOPT_E: [],
  SETSOCKOPT_E: [],
  RECVFROM_E: [int(0), arg(2)],
  RECVMSG_E: [int(0)],
  SENDMMSG_E: [],
  RECVMMSG_E: [],
};
