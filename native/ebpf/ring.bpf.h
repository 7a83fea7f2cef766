/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * Writes events to the ring of this CPU: in their final place, as the blocks that a file holds. The reader
 * maps the ring. Each CPU writes only to its own ring, one program at a time. A BPF ring buffer, which locks
 * for every record, would cost 24 ns more per event (docs/BENCHMARKS.md).
 */
#pragma once

#include "condition.bpf.h"
#include "verdict.bpf.h"

/* Addresses may be unaligned; all supported kernels allow that in BPF stores. */
#define store_u8(at, value) (*(u8 *)(at) = (u8)(value))
#define store_u16(at, value) (*(u16 *)(at) = (u16)(value))
#define store_u32(at, value) (*(u32 *)(at) = (u32)(value))
#define store_u64(at, value) (*(u64 *)(at) = (u64)(value))

static __always_inline void event__head(u8 *e, u32 caller, u16 type, u32 nparams, u32 len)
{
	store_u64(e + EVENT_TS_AT, now_ns());
	store_u64(e + EVENT_TID_AT, caller);
	store_u32(e + EVENT_LENGTH_AT, len);
	store_u16(e + EVENT_TYPE_AT, type);
	store_u32(e + EVENT_NPARAMS_AT, nparams);
}

/* The address of the next block; NULL if the reader has not finished with its segment. */
static __always_inline u8 *ring__next_block(const struct cpu_state *cpu)
{
	u64 written = cpu->written, segment = written >> segment_shift;
	u64 read = *(const volatile u64 *)&cpu->read;
	u8 *start;
	u32 key;

	if (!cpu->has_ring || segment - (read >> segment_shift) >= ring_segment_count)
		return NULL;
	key = cpu->first_segment + (segment & (ring_segment_count - 1));
	start = bpf_map_lookup_elem(&ring_segments, &key);
	return start ? start + (written & segment_mask) : NULL;
}

extern void bpf_preempt_disable(void) __ksym __weak;
extern void bpf_preempt_enable(void) __ksym __weak;

static __always_inline void preemption__hold(void)
{
	if (is_preemptible && bpf_preempt_disable)
		bpf_preempt_disable();
}

static __always_inline void preemption__allow(void)
{
	if (is_preemptible && bpf_preempt_disable)
		bpf_preempt_enable();
}

static __always_inline void ring__release(struct cpu_state *cpu)
{
	*(volatile u64 *)&cpu->busy = 0;
	preemption__allow();
}

/* Whether this program has interrupted one that is writing an event. */
static __always_inline bool ring__is_busy(void)
{
	const struct cpu_state *cpu = cpu_state__get();

	return cpu && *(const volatile u64 *)&cpu->busy;
}

/*
 * Room for an event of any length; NULL (and counted) if there is none. No other program writes to this ring
 * until the event is published or the ring is released. `busy` tells the reader that an event is coming, so
 * the time of the event must be read after this call.
 */
static __always_inline u8 *ring__claim(struct cpu_state *cpu)
{
	u8 *block;

	preemption__hold();
	if (__sync_lock_test_and_set(&cpu->busy, 1)) {
		cpu->stats[STAT_DROPS_NESTED]++;
		preemption__allow();
		return NULL;
	}
	block = ring__next_block(cpu);
	if (block)
		return block + BLOCK_EVENT_AT;
	cpu->stats[STAT_DROPS_RING]++;
	ring__release(cpu);
	return NULL;
}

static __always_inline void ring__wake_reader(struct cpu_state *cpu)
{
	u64 nothing = 0;

	cpu->woken = cpu->written;
	bpf_ringbuf_output(&wakeups, &nothing, sizeof(nothing), BPF_RB_FORCE_WAKEUP);
}

/* Adds the block header and trailer to an event of `len` bytes and publishes it. */
static __always_inline void ring__publish(struct cpu_state *cpu, u8 *e, u32 len)
{
	u32 padded = EVENT_PADDED_BYTES(len), total = BLOCK_EVENT_AT + padded + BLOCK_TRAILER_BYTES;

	store_u64(e - BLOCK_EVENT_AT, BLOCK_EVENT_V2 | (u64)total << 32);
	store_u16(e - BLOCK_EVENT_AT + BLOCK_CPU_AT, bpf_get_smp_processor_id());
	store_u32(e + len, 0); /* padding, partly overwritten */
	store_u32(e + padded, total);
	cpu->stats[STAT_EVENTS]++;
	store_release(&cpu->written, ring__after(cpu->written, total, segment_mask));
	if (cpu->written - cpu->woken >= wakeup_bytes)
		ring__wake_reader(cpu);
	ring__release(cpu);
}

/* The head of an annex with one entry, behind an event that ends here (docs/reference/ANNEX.md). */
static __always_inline void annex__head(u8 *end, u16 tag, u32 size)
{
	u8 *entry = end + ANNEX_HEAD_BYTES;

	store_u32(end, ANNEX_MAGIC);
	store_u16(end + 4, ANNEX_VERSION);
	store_u16(end + 6, 1);
	store_u16(entry, tag);
	store_u32(entry + 2, size);
}

/* Adds a second entry with the name of a task, at the end of an annex. Returns its size; 0 for NULL. */
static __always_inline u32 annex__name(u8 *annex, u8 *end, u16 tag, const struct task_struct *task)
{
	if (!task)
		return 0;
	store_u16(annex + 6, 2);
	store_u16(end, tag);
	store_u32(end + 2, sizeof(task->comm));
	bpf_probe_read_kernel(end + ANNEX_ENTRY_HEAD_BYTES, sizeof(task->comm), task->comm);
	return ANNEX_ENTRY_HEAD_BYTES + sizeof(task->comm);
}

/* Room for an event of known length, with its header written; NULL (and counted) if there is none. */
static __always_inline u8 *event__reserve(struct cpu_state *cpu, u32 caller, u16 type, u32 nparams,
					  const u32 len)
{
	u8 *e = cpu ? ring__claim(cpu) : NULL;

	if (e)
		event__head(e, caller, type, nparams, len);
	return e;
}
