/**
 * Heap bytes of what is kept of a machine, without its texts: objects of V8 (64 bits, no compressed pointers) with all that hangs on
 * them, as they are in practice. Measured with Node.js 20: many of each were made, and what `process.memoryUsage()` says of heap and buffers after
 * two collections of garbage was divided by their number.
 */
export const HEAP_BYTES = {
  /** A thread with its lists, its place in the table, its group and its place among its siblings. */
  THREAD: 1500,
  /** A descriptor with its place in its table and the label that it is shown with. */
  FD: 400,
  /** The addresses of a socket. */
  SOCKET_ENDS: 434,
  /** What a list of descriptors says of one. */
  FD_RECORD: 260,
  /** A place in a list for a record that others share. */
  PLACE: 16,
  /** A kept enter event, without its bytes. */
  ENTER_EVENT: 1200,
  /** The call that a thread is in, without the bytes of its event. */
  IN_FLIGHT_CALL: 600,
  /** A user or a group, and a record of one. */
  ACCOUNT: 200,
  /** A network interface, and a record of one. */
  INTERFACE: 800,
  /** A container, without what was said of it. */
  CONTAINER: 300,
  /** A parsed JSON object or array, each of its members beside their names, and a number. */
  OBJECT: 72,
  MEMBER: 48,
  NUMBER: 16,
  /** A string without its characters. */
  STRING: 24,
  /** A text's place among those that are kept once: an entry of a Map and what it points to. */
  SHARED_TEXT: 104,
} as const;
