import type { FdInfo } from '../state/fd-info.js';

/** Whether a socket has two ends, and whether it listens for connections. */
export { isIpSocket as isConnection, isServerSocket as isListening } from '../state/fd-name.js';

const ZERO_IPV4 = new Uint8Array(4);
const ZERO_IPV6 = new Uint8Array(16);

/** All-zero address of a socket's family, for a socket whose address is unknown. */
export const zeroAddress = (fd: FdInfo): Uint8Array =>
  fd.type === 'IPV6_SOCK' || fd.type === 'IPV6_SERVSOCK' ? ZERO_IPV6 : ZERO_IPV4;
