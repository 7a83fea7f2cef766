/** Sockets. Facts of the reference 0.20.0. */

import { SOCKOPT_DYNAMIC_PARAM } from '../dynamic-params.js';
import { EC, EF, event, param } from '../event.js';
import { FILE_FLAGS } from '../flags/file.js';
import { SHUTDOWN_HOW, SOCKET_FAMILIES, SOCKOPT_LEVELS, SOCKOPT_OPTIONS } from '../flags/net.js';

export const NET_EVENTS = [
  event(18, 'SOCKET_E', 'socket', EC.NET | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE | EF.TMP_CONVERTER_MANAGED, [param('domain', 'enumflags32', { names: SOCKET_FAMILIES }), param('type', 'uint32'), param('proto', 'uint32')]),
  event(19, 'SOCKET_X', 'socket', EC.NET | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE | EF.TMP_CONVERTER_MANAGED, [param('fd', 'fd'), param('domain', 'enumflags32', { names: SOCKET_FAMILIES }), param('type', 'uint32'), param('proto', 'uint32')], [param('flags', 'flags32', { base: 'hex', names: FILE_FLAGS })]),
  event(20, 'BIND_E', 'bind', EC.NET | EC.SYSCALL, EF.USES_FD | EF.MODIFIES_STATE | EF.TMP_CONVERTER_MANAGED, [param('fd', 'fd')]),
  event(21, 'BIND_X', 'bind', EC.NET | EC.SYSCALL, EF.USES_FD | EF.MODIFIES_STATE | EF.TMP_CONVERTER_MANAGED, [param('res', 'errno'), param('addr', 'sockaddr'), param('fd', 'fd')]),
  event(22, 'CONNECT_E', 'connect', EC.NET | EC.SYSCALL, EF.USES_FD | EF.MODIFIES_STATE, [param('fd', 'fd'), param('addr', 'sockaddr')]),
  event(23, 'CONNECT_X', 'connect', EC.NET | EC.SYSCALL, EF.USES_FD | EF.MODIFIES_STATE, [param('res', 'errno'), param('tuple', 'socktuple'), param('fd', 'fd')], [param('addr', 'sockaddr')]),
  event(24, 'LISTEN_E', 'listen', EC.NET | EC.SYSCALL, EF.USES_FD | EF.TMP_CONVERTER_MANAGED, [param('fd', 'fd'), param('backlog', 'int32')]),
  event(25, 'LISTEN_X', 'listen', EC.NET | EC.SYSCALL, EF.USES_FD | EF.TMP_CONVERTER_MANAGED, [param('res', 'errno'), param('fd', 'fd'), param('backlog', 'int32')]),
  event(36, 'SHUTDOWN_E', 'shutdown', EC.NET | EC.SYSCALL, EF.USES_FD | EF.MODIFIES_STATE | EF.KEEPS_ENTER, [param('fd', 'fd'), param('how', 'enumflags8', { base: 'hex', names: SHUTDOWN_HOW })]),
  event(37, 'SHUTDOWN_X', 'shutdown', EC.NET | EC.SYSCALL, EF.USES_FD | EF.MODIFIES_STATE, [param('res', 'errno')], [param('fd', 'fd'), param('how', 'enumflags8', { base: 'hex', names: SHUTDOWN_HOW })]),
  event(38, 'GETSOCKNAME_E', 'getsockname', EC.NET | EC.SYSCALL, 0, []),
  event(39, 'GETSOCKNAME_X', 'getsockname', EC.NET | EC.SYSCALL, 0, []),
  event(40, 'GETPEERNAME_E', 'getpeername', EC.NET | EC.SYSCALL, 0, []),
  event(41, 'GETPEERNAME_X', 'getpeername', EC.NET | EC.SYSCALL, 0, []),
  event(44, 'SETSOCKOPT_E', 'setsockopt', EC.NET | EC.SYSCALL, 0, []),
  event(45, 'SETSOCKOPT_X', 'setsockopt', EC.NET | EC.SYSCALL, EF.USES_FD, [
    param('res', 'errno'),
    param('fd', 'fd'),
    param('level', 'enumflags8', { names: SOCKOPT_LEVELS }),
    param('optname', 'enumflags8', { names: SOCKOPT_OPTIONS }),
    param('val', 'dyn', { alternatives: SOCKOPT_DYNAMIC_PARAM }),
    param('optlen', 'uint32'),
  ]),
  event(46, 'GETSOCKOPT_E', 'getsockopt', EC.NET | EC.SYSCALL, EF.MODIFIES_STATE, []),
  event(47, 'GETSOCKOPT_X', 'getsockopt', EC.NET | EC.SYSCALL, EF.USES_FD | EF.MODIFIES_STATE, [
    param('res', 'errno'),
    param('fd', 'fd'),
    param('level', 'enumflags8', { names: SOCKOPT_LEVELS }),
    param('optname', 'enumflags8', { names: SOCKOPT_OPTIONS }),
    param('val', 'dyn', { alternatives: SOCKOPT_DYNAMIC_PARAM }),
    param('optlen', 'uint32'),
  ]),
  event(246, 'ACCEPT_5_E', 'accept', EC.NET | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE | EF.TMP_CONVERTER_MANAGED, []),
  event(247, 'ACCEPT_5_X', 'accept', EC.NET | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE | EF.FAILS_CLEANLY, [param('fd', 'fd'), param('tuple', 'socktuple'), param('queuepct', 'uint8'), param('queuelen', 'uint32'), param('queuemax', 'uint32')]),
  event(388, 'ACCEPT4_6_E', 'accept4', EC.NET | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE, [param('flags', 'int32', { base: 'hex' })]),
  event(389, 'ACCEPT4_6_X', 'accept4', EC.NET | EC.SYSCALL, EF.CREATES_FD | EF.MODIFIES_STATE | EF.FAILS_CLEANLY, [param('fd', 'fd'), param('tuple', 'socktuple'), param('queuepct', 'uint8'), param('queuelen', 'uint32'), param('queuemax', 'uint32')], [param('flags', 'int32', { base: 'hex' })]),
];
