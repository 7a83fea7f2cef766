import { CONTAINER_FIELDS } from './container.js';
import { EVT_FIELDS } from './evt.js';
import { EVT_PATH_FIELDS } from './evt-abspath.js';
import { EVT_ARG_FIELDS } from './evt-arg.js';
import { EVT_AROUND_FIELDS } from './evt-around.js';
import { EVT_COUNT_FIELDS } from './evt-count.js';
import { EVT_INFRA_FIELDS } from './evt-infra.js';
import { EVT_NTH_FIELDS } from './evt-nth.js';
import { originFields } from './evt-source.js';
import { EVT_TIME_FIELDS } from './evt-time.js';
import { FD_FIELDS } from './fd.js';
import { FD_LIST_FIELDS } from './fd-list.js';
import { FD_NET_FIELDS } from './fd-net.js';
import { FD_PATH_FIELDS } from './fd-path.js';
import { FS_PATH_FIELDS } from './fs-path.js';
import { K8S_FIELDS } from './k8s.js';
import { OPEN_FLAG_FIELDS } from './open-flags.js';
import { PROC_FIELDS } from './proc.js';
import { PROC_ANCESTOR_FIELDS } from './proc-ancestors.js';
import { PROC_CONTAINER_FIELDS } from './proc-container.js';
import { PROC_EXE_FIELDS } from './proc-exe.js';
import { PROC_GROUP_FIELDS } from './proc-groups.js';
import { PROC_STREAM_FIELDS } from './proc-streams.js';
import { PROC_USAGE_FIELDS } from './proc-usage.js';
import { FieldRegistry } from './registry.js';
import { RETIRED_FIELDS } from './retired.js';
import { EVT_SYSLOG_FIELDS, SYSLOG_FIELDS } from './syslog.js';
import { THREAD_FIELDS } from './thread.js';
import { GROUP_FIELDS, USER_FIELDS } from './user.js';
import { UTIL_FIELDS } from './util.js';

/** The built-in fields, in listing order. */
export const BUILT_IN_FIELDS = new FieldRegistry([
  ...EVT_FIELDS,
  ...originFields([]),
  ...EVT_TIME_FIELDS,
  ...EVT_ARG_FIELDS,
  ...EVT_PATH_FIELDS,
  ...OPEN_FLAG_FIELDS,
  ...EVT_SYSLOG_FIELDS,
  ...EVT_AROUND_FIELDS,
  ...EVT_NTH_FIELDS,
  ...EVT_INFRA_FIELDS,
  ...EVT_COUNT_FIELDS,
  ...PROC_FIELDS,
  ...PROC_EXE_FIELDS,
  ...PROC_USAGE_FIELDS,
  ...PROC_ANCESTOR_FIELDS,
  ...PROC_GROUP_FIELDS,
  ...PROC_CONTAINER_FIELDS,
  ...PROC_STREAM_FIELDS,
  ...THREAD_FIELDS,
  ...USER_FIELDS,
  ...GROUP_FIELDS,
  ...CONTAINER_FIELDS,
  ...FD_PATH_FIELDS,
  ...FD_FIELDS,
  ...FD_NET_FIELDS,
  ...FS_PATH_FIELDS,
  ...SYSLOG_FIELDS,
  ...UTIL_FIELDS,
  ...FD_LIST_FIELDS,
  ...K8S_FIELDS,
  ...RETIRED_FIELDS,
]);
