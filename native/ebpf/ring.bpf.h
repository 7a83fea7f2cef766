/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Events into the ring of this CPU. */
#pragma once

#include "condition.bpf.h"
#include "refusal.bpf.h"

/* The addresses are not aligned in general; the kernels supported allow that where BPF stores. */
#define store_u8(at, value) (*(u8 *)(at) = (u8)(value))
#define store_u16(at, value) (*(u16 *)(at) = (u16)(value))
#define store_u32(at, value) (*(u32 *)(at) = (u32)(value))
#define store_u64(at, value) (*(u64 *)(at) = (u64)(value))

static __always_inline void event__head(u8 *e, u16 type, u32 nparams, u32 len)
{
	store_u64(e, now_ns());
	store_u64(e + 8, (u32)bpf_get_current_pid_tgid());
	store_u32(e + 16, len);
	store_u16(e + 20, type);
	store_u32(e + 22, nparams);
}

static __always_inline void *ring__get(void)
{
	u32 cpu = bpf_get_smp_processor_id();

	return bpf_map_lookup_elem(&rings, &cpu);
}

/* Counts the bytes of one event; the flag tells whether it wakes the reader. */
static __always_inline u64 ring__wakeup_flag(u32 len)
{
	struct cpu_state *state = cpu_state__get();

	if (!state)
		return BPF_RB_NO_WAKEUP;
	state->stats[STAT_EVENTS]++;
	state->unread += len;
	if (state->unread < wakeup_bytes)
		return BPF_RB_NO_WAKEUP;
	state->unread = 0;
	return BPF_RB_FORCE_WAKEUP;
}

/* Room in the ring for an event of known length, its head filled in; NULL (counted) when full. */
static __always_inline u8 *event__reserve(u16 type, u32 nparams, const u32 len)
{
	void *ring = ring__get();
	u8 *e = ring ? bpf_ringbuf_reserve(ring, len, 0) : NULL;

	if (e)
		event__head(e, type, nparams, len);
	else
		stat__count(STAT_DROPS_RING);
	return e;
}

static __always_inline void event__submit(u8 *e, const u32 len)
{
	bpf_ringbuf_submit(e, ring__wakeup_flag(len));
}
