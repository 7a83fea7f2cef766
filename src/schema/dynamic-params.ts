import type { ParamType } from './param-types.js';

/** One form of a `dyn` parameter, selected by the byte before its value. */
export interface DynAlternative {
  readonly type: ParamType;
}

const alternatives = (...types: ParamType[]): readonly DynAlternative[] => types.map((type) => ({ type }));

/** Values of socket options; index = tag byte. */
export const SOCKOPT_DYNAMIC_PARAM = alternatives('bytebuf', 'errno', 'uint32', 'uint64', 'reltime');
/** Values passed to or from ptrace. */
export const PTRACE_DYNAMIC_PARAM = alternatives('uint64', 'sigtype');
/** Results of bpf(2). */
export const BPF_DYNAMIC_PARAM = alternatives('fd', 'errno');
/** Results of keyctl(2). */
export const KEYCTL_DYNAMIC_PARAM = alternatives('int64', 'charbuf');
