import type { ParamType } from '../schema/param-types.js';
import { type FieldDef, fieldClass, plain, USUAL_DEMANDS } from './field.js';

/** Names of one type, grouped by whether they need an argument. */
interface Retired {
  readonly type: ParamType;
  readonly plain?: readonly string[];
  readonly withArg?: readonly string[];
}

/**
 * Fields of services that no longer exist (Kubernetes and Mesos metadata clients, tracers). Filters that use them must still
 * compile; no event has a value.
 */
const RETIRED: Readonly<Record<string, readonly Retired[]>> = {
  k8s: [
    {
      type: 'charbuf',
      plain: [
        'k8s.rc.name',
        'k8s.rc.id',
        'k8s.rc.labels',
        'k8s.svc.name',
        'k8s.svc.id',
        'k8s.svc.labels',
        'k8s.ns.id',
        'k8s.ns.labels',
        'k8s.rs.name',
        'k8s.rs.id',
        'k8s.rs.labels',
        'k8s.deployment.name',
        'k8s.deployment.id',
        'k8s.deployment.labels',
      ],
      withArg: ['k8s.rc.label', 'k8s.svc.label', 'k8s.ns.label', 'k8s.rs.label', 'k8s.deployment.label'],
    },
  ],
  mesos: [
    {
      type: 'charbuf',
      plain: [
        'mesos.task.name',
        'mesos.task.id',
        'mesos.task.labels',
        'mesos.framework.name',
        'mesos.framework.id',
        'marathon.app.name',
        'marathon.app.id',
        'marathon.app.labels',
        'marathon.group.name',
        'marathon.group.id',
      ],
      withArg: ['mesos.task.label', 'marathon.app.label'],
    },
  ],
  span: [
    { type: 'int64', plain: ['span.id'] },
    {
      type: 'charbuf',
      plain: [
        'span.time',
        'span.tags',
        'span.args',
        'span.enterargs',
        'span.duration.human',
        'span.rawtime',
        'span.rawparenttime',
      ],
      withArg: ['span.tag', 'span.arg', 'span.enterarg', 'span.idtag'],
    },
    { type: 'uint32', plain: ['span.ntags', 'span.nargs'] },
    { type: 'reltime', plain: ['span.duration'], withArg: ['span.duration.fortag'] },
    {
      type: 'uint64',
      plain: ['span.duration.quantized', 'span.count'],
      withArg: ['span.count.fortag', 'span.childcount.fortag'],
    },
  ],
  evtin: [
    { type: 'int64', plain: ['evtin.span.id', 'evtin.span.p.id', 'evtin.span.s.id', 'evtin.span.m.id'] },
    {
      type: 'uint32',
      plain: [
        'evtin.span.ntags',
        'evtin.span.nargs',
        'evtin.span.p.ntags',
        'evtin.span.p.nargs',
        'evtin.span.s.ntags',
        'evtin.span.s.nargs',
        'evtin.span.m.ntags',
        'evtin.span.m.nargs',
      ],
    },
    {
      type: 'charbuf',
      plain: [
        'evtin.span.tags',
        'evtin.span.args',
        'evtin.span.p.tags',
        'evtin.span.p.args',
        'evtin.span.s.tags',
        'evtin.span.s.args',
        'evtin.span.m.tags',
        'evtin.span.m.args',
      ],
      withArg: [
        'evtin.span.tag',
        'evtin.span.arg',
        'evtin.span.p.tag',
        'evtin.span.p.arg',
        'evtin.span.s.tag',
        'evtin.span.s.arg',
        'evtin.span.m.tag',
        'evtin.span.m.arg',
      ],
    },
  ],
};

function row(name: string, type: ParamType, arg: FieldDef['arg']) {
  const rule = arg === undefined ? {} : { arg };
  return {
    name,
    type,
    ...rule,
    isDeprecated: true as const,
    display: name,
    description: 'For old filters only: no event has a value.',
    bind: plain(() => null),
    ofKind: () => null,
  };
}

/** Fields without a value in any event. */
export const RETIRED_FIELDS = Object.entries(RETIRED).flatMap(([name, groups]) =>
  fieldClass(
    name,
    groups.flatMap((group) => [
      ...(group.plain ?? []).map((field) => row(field, group.type, undefined)),
      ...(group.withArg ?? []).map((field) => row(field, group.type, 'required')),
    ]),
    USUAL_DEMANDS,
  ),
);
