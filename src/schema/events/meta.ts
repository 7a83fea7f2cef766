/** Records not made by system calls: state, containers, users, plugins, drops. Facts of the reference 0.20.0. */

import { EC, EF, event, param } from '../event.js';

export const META_EVENTS = [
  event(148, 'DROP_E', 'drop', EC.INTERNAL | EC.METAEVENT, EF.SKIPPARSERESET, [param('ratio', 'uint32')]),
  event(149, 'DROP_X', 'drop', EC.INTERNAL | EC.METAEVENT, EF.SKIPPARSERESET, [param('ratio', 'uint32')]),
  event(196, 'SCAPEVENT_E', 'scapevent', EC.INTERNAL | EC.METAEVENT, EF.SKIPPARSERESET | EF.CHECKPOINT, [param('event_type', 'uint32'), param('event_data', 'uint64')]),
  event(234, 'PROCINFO_E', 'procinfo', EC.INTERNAL | EC.METAEVENT, EF.SKIPPARSERESET, [param('cpu_usr', 'uint64'), param('cpu_sys', 'uint64')]),
  event(244, 'CPU_HOTPLUG_E', 'cpu_hotplug', EC.SYSTEM | EC.METAEVENT, EF.MODIFIES_STATE | EF.SKIPPARSERESET, [param('cpu', 'uint32'), param('action', 'uint32')]),
  event(260, 'K8S_E', 'k8s', EC.INTERNAL | EC.METAEVENT, EF.MODIFIES_STATE | EF.SKIPPARSERESET, [param('json', 'charbuf')]),
  event(268, 'TRACER_E', 'tracer', EC.OTHER | EC.METAEVENT, 0, [param('id', 'int64'), param('tags', 'charbufarray'), param('args', 'charbufpairarray')]),
  event(269, 'TRACER_X', 'tracer', EC.OTHER | EC.METAEVENT, 0, [param('id', 'int64'), param('tags', 'charbufarray'), param('args', 'charbufpairarray')]),
  event(270, 'MESOS_E', 'mesos', EC.INTERNAL | EC.METAEVENT, EF.MODIFIES_STATE | EF.SKIPPARSERESET, [param('json', 'charbuf')]),
  event(280, 'NOTIFICATION_E', 'notification', EC.OTHER | EC.METAEVENT, EF.SKIPPARSERESET, [param('id', 'charbuf'), param('desc', 'charbuf')]),
  event(286, 'INFRASTRUCTURE_EVENT_E', 'infra', EC.INTERNAL | EC.METAEVENT, EF.SKIPPARSERESET, [param('source', 'charbuf'), param('name', 'charbuf'), param('description', 'charbuf'), param('scope', 'charbuf')]),
  event(322, 'PLUGINEVENT_E', 'pluginevent', EC.OTHER | EC.PLUGIN, EF.LARGE_PAYLOAD | EF.DESCRIBES, [param('plugin_id', 'uint32'), param('event_data', 'bytebuf')]),
  event(324, 'CONTAINER_JSON_2_E', 'container', EC.PROCESS | EC.METAEVENT, EF.MODIFIES_STATE | EF.LARGE_PAYLOAD | EF.DESCRIBES | EF.INITIAL, [param('json', 'charbuf')]),
  event(354, 'USER_ADDED_E', 'useradded', EC.PROCESS | EC.METAEVENT, EF.MODIFIES_STATE | EF.DESCRIBES | EF.INITIAL, [param('uid', 'uint32'), param('gid', 'uint32'), param('name', 'charbuf'), param('home', 'charbuf'), param('shell', 'charbuf'), param('container_id', 'charbuf')]),
  event(356, 'USER_DELETED_E', 'userdeleted', EC.PROCESS | EC.METAEVENT, EF.MODIFIES_STATE | EF.DESCRIBES | EF.INITIAL, [param('uid', 'uint32'), param('gid', 'uint32'), param('name', 'charbuf'), param('home', 'charbuf'), param('shell', 'charbuf'), param('container_id', 'charbuf')]),
  event(358, 'GROUP_ADDED_E', 'groupadded', EC.PROCESS | EC.METAEVENT, EF.MODIFIES_STATE | EF.DESCRIBES | EF.INITIAL, [param('gid', 'uint32'), param('name', 'charbuf'), param('container_id', 'charbuf')]),
  event(360, 'GROUP_DELETED_E', 'groupdeleted', EC.PROCESS | EC.METAEVENT, EF.MODIFIES_STATE | EF.DESCRIBES | EF.INITIAL, [param('gid', 'uint32'), param('name', 'charbuf'), param('container_id', 'charbuf')]),
  event(402, 'ASYNCEVENT_E', 'asyncevent', EC.OTHER | EC.METAEVENT, EF.LARGE_PAYLOAD | EF.DESCRIBES | EF.INITIAL, [param('plugin_id', 'uint32'), param('name', 'charbuf'), param('data', 'bytebuf')]),
];
