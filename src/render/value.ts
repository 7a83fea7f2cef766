import { EventView } from '../decode/event-view.js';
import type { ParamDef } from '../schema/event.js';
import type { ParamType } from '../schema/param-types.js';
import type { Evt } from '../state/evt.js';
import { DEFAULT_RENDER_OPTIONS, type RenderOptions } from './options.js';

const NO_PARAM: ParamDef = { name: '', type: 'none', base: 'dec' };

/** The parameter that is being written: where its bytes are and what its row says. One object serves them all. */
export class Value {
  evt: Evt | null = null;
  view = new EventView();
  param: ParamDef = NO_PARAM;
  /** The type to read it as; for `dyn` parameters the one that the value itself names. */
  type: ParamType = 'none';
  index = 0;
  start = 0;
  length = 0;
  options: RenderOptions = DEFAULT_RENDER_OPTIONS;

  /** Moves to parameter `index` of an event. */
  move(evt: Evt, index: number, options: RenderOptions): void {
    const view = evt.view;
    this.evt = evt;
    this.view = view;
    this.param = view.def?.params[index] ?? NO_PARAM;
    this.type = this.param.type;
    this.index = index;
    this.start = index < view.paramCount ? view.paramStart(index) : 0;
    this.length = view.paramLength(index);
    this.options = options;
    if (this.type === 'dyn') this.enterAlternative();
  }

  private enterAlternative(): void {
    if (this.length === 0) return;
    const alternative = this.param.alternatives?.[this.view.bytes[this.start] as number];
    this.type = alternative?.type ?? 'dyn';
    this.start++;
    this.length--;
  }

  get uint8(): number {
    return this.view.view.getUint8(this.start);
  }
  get int8(): number {
    return this.view.view.getInt8(this.start);
  }
  get uint16(): number {
    return this.view.view.getUint16(this.start, true);
  }
  get int16(): number {
    return this.view.view.getInt16(this.start, true);
  }
  get uint32(): number {
    return this.view.view.getUint32(this.start, true);
  }
  get int32(): number {
    return this.view.view.getInt32(this.start, true);
  }
  /** Halves of a 64-bit value. */
  get hi(): number {
    return this.view.view.getUint32(this.start + 4, true);
  }
  get lo(): number {
    return this.view.view.getUint32(this.start, true);
  }
  /** Signed 64-bit value (see the 64-bit policy). */
  get int64(): number {
    return this.view.view.getInt32(this.start + 4, true) * 4294967296 + this.lo;
  }
}
