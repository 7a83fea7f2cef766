/** The machine. Facts of the reference 0.20.0. */

import { EC, EF, event, param } from '../event.js';
import { FSCONFIG_CMDS } from '../flags/file.js';

export const SYSTEM_EVENTS = [
  event(372, 'FSCONFIG_E', 'fsconfig', EC.SYSTEM | EC.SYSCALL, 0, []),
  event(373, 'FSCONFIG_X', 'fsconfig', EC.SYSTEM | EC.SYSCALL, EF.USES_FD, [param('res', 'errno'), param('fd', 'fd'), param('cmd', 'enumflags32', { names: FSCONFIG_CMDS }), param('key', 'charbuf'), param('value_bytebuf', 'bytebuf'), param('value_charbuf', 'charbuf'), param('aux', 'int32')]),
];
