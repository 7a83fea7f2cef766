/** Numbers that never had an event of their own. Facts of the reference 0.20.0. */

import { EC, EF, event } from '../event.js';

export const UNUSED_EVENTS = [
  event(153, 'SCHEDSWITCH_6_X', 'NA', EC.UNKNOWN, EF.UNUSED, []),
  event(187, 'PROCEXIT_1_X', 'NA', EC.UNKNOWN, EF.UNUSED | EF.ENDS_THREAD, []),
  event(197, 'SCAPEVENT_X', 'scapevent', EC.INTERNAL | EC.METAEVENT, EF.UNUSED, []),
  event(233, 'SIGNALDELIVER_X', 'NA', EC.UNKNOWN, EF.UNUSED, []),
  event(235, 'PROCINFO_X', 'NA', EC.UNKNOWN, EF.UNUSED, []),
  event(245, 'CPU_HOTPLUG_X', 'NA', EC.UNKNOWN, EF.UNUSED, []),
  event(261, 'K8S_X', 'NA', EC.UNKNOWN, EF.UNUSED, []),
  event(271, 'MESOS_X', 'NA', EC.UNKNOWN, EF.UNUSED, []),
  event(281, 'NOTIFICATION_X', 'NA', EC.UNKNOWN, EF.UNUSED, []),
  event(287, 'INFRASTRUCTURE_EVENT_X', 'NA', EC.UNKNOWN, EF.UNUSED, []),
  event(291, 'PAGE_FAULT_X', 'NA', EC.UNKNOWN, EF.UNUSED, []),
  event(323, 'PLUGINEVENT_X', 'NA', EC.UNKNOWN, EF.UNUSED | EF.DESCRIBES, []),
  event(325, 'CONTAINER_JSON_2_X', 'NA', EC.UNKNOWN, EF.UNUSED | EF.DESCRIBES, []),
  event(355, 'USER_ADDED_X', 'NA', EC.UNKNOWN, EF.UNUSED | EF.DESCRIBES, []),
  event(357, 'USER_DELETED_X', 'NA', EC.UNKNOWN, EF.UNUSED | EF.DESCRIBES, []),
  event(359, 'GROUP_ADDED_X', 'NA', EC.UNKNOWN, EF.UNUSED | EF.DESCRIBES, []),
  event(361, 'GROUP_DELETED_X', 'NA', EC.UNKNOWN, EF.UNUSED | EF.DESCRIBES, []),
  event(403, 'ASYNCEVENT_X', 'NA', EC.UNKNOWN, EF.UNUSED | EF.DESCRIBES, []),
];
