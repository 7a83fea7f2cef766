/**
 * Heap bytes of stored objects, without their texts: V8 objects (64 bits, no compressed pointers) with everything they own, as used
 * in practice. Measured with Node.js 20: many of each were created, and the growth in heap and buffers that `process.memoryUsage()`
 * reports after two garbage collections was divided by their number.
 */
export const HEAP_BYTES = {
  /** A thread with its lists, its table entry, its group and its entry among its siblings. */
  THREAD: 1500,
  /** A descriptor with its table entry and label. */
  FD: 400,
  /** The addresses of a socket. */
  SOCKET_ENDS: 434,
  /** A record of one descriptor in a list. */
  FD_RECORD: 260,
  /** An entry in a list for a record that others share. */
  PLACE: 16,
  /** A kept enter event, without its bytes. */
  ENTER_EVENT: 1200,
  /** The in-flight call of a thread, without the bytes of its event. */
  IN_FLIGHT_CALL: 600,
  /** A user or a group, and its record. */
  ACCOUNT: 200,
  /** A network interface, and its record. */
  INTERFACE: 800,
  /** A container, without its details. */
  CONTAINER: 300,
  /** A parsed JSON object or array, a member excluding its name, and a number. */
  OBJECT: 72,
  MEMBER: 48,
  NUMBER: 16,
  /** A string without its characters. */
  STRING: 24,
  /** An entry of a text that is stored once: the Map entry and its value. */
  SHARED_TEXT: 104,
} as const;
