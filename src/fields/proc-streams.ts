import { FD_TYPE_NAMES, FD_TYPES } from '../schema/fd-types.js';
import type { FdInfo } from '../state/fd-info.js';
import { type FieldDef, type FieldValue, subjectClass } from './field.js';
import { ofThread } from './of-thread.js';

function standardFields(number: number, stream: string) {
  const read = (what: (fd: FdInfo) => FieldValue): FieldDef['bind'] =>
    ofThread((thread) => {
      const fd = thread.findFd(number);
      return fd === null ? null : what(fd);
    });
  return [
    {
      name: `proc.${stream}.type`,
      type: 'charbuf' as const,
      display: `${stream} Type`,
      description: `fd.type of ${stream}.`,
      bind: read((fd) => FD_TYPES[fd.type].name),
      values: FD_TYPE_NAMES,
    },
    {
      name: `proc.${stream}.name`,
      type: 'charbuf' as const,
      display: `${stream} Name`,
      description: `fd.name of ${stream}.`,
      bind: read((fd) => fd.name),
    },
  ];
}

/** The standard input, output and error of a process. */
export const PROC_STREAM_FIELDS = subjectClass('process', [
  ...standardFields(0, 'stdin'),
  ...standardFields(1, 'stdout'),
  ...standardFields(2, 'stderr'),
]);
