import type { ParamType } from './param-types.js';

/** One reading of a `dyn` parameter, chosen by the byte in front of its value. */
export interface DynAlternative {
  readonly type: ParamType;
}

const alternatives = (...types: ParamType[]): readonly DynAlternative[] => types.map((type) => ({ type }));

/** Values of socket options, index = tag byte. */
export const SOCKOPT_DYNAMIC_PARAM = alternatives('bytebuf', 'errno', 'uint32', 'uint64', 'reltime');
/** Values that ptrace moves. */
export const PTRACE_DYNAMIC_PARAM = alternatives('uint64', 'sigtype');
/** Results of bpf(2). */
export const BPF_DYNAMIC_PARAM = alternatives('fd', 'errno');
/** Results of keyctl(2). */
export const KEYCTL_DYNAMIC_PARAM = alternatives('int64', 'charbuf');
