/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * Enter events that only their exit decides: the filter accepts no such enter, and rejects the exit if its
 * result does not match. Such an event is built in the ring like any other, but then copied to a slot of its
 * thread instead of published. If the exit is recorded, the enter is published before it, with its own time,
 * which is marked because it is older than what the ring already has (rings.c). Otherwise it never takes
 * room.
 *
 * A slot belongs to a thread during a call. If another thread in a call has it, or the event is too large for
 * it, the event is published at once.
 */
#pragma once

#include "ring.bpf.h"

static __always_inline struct held_enter *held_enter__slot(u32 tid)
{
	u32 key = tid & (HELD_ENTERS - 1);

	return bpf_map_lookup_elem(&held_enters, &key);
}

/* The slot of a thread if there is an event in it; otherwise NULL. */
static __always_inline struct held_enter *held_enter__find(u32 tid)
{
	struct held_enter *slot = holds_enters ? held_enter__slot(tid) : NULL;

	return slot && *(volatile u64 *)&slot->tid == tid ? slot : NULL;
}

static __always_inline u16 held_enter__type(const struct held_enter *slot)
{
	return *(const u16 *)((const u8 *)slot->event + EVENT_TYPE_AT);
}

static __always_inline void held_enter__free(struct held_enter *slot)
{
	store_release(&slot->tid, 0);
}

/* The slot of a thread, for a new event; NULL if another thread has it. */
static __always_inline struct held_enter *held_enter__take(u32 tid)
{
	struct held_enter *slot = held_enter__slot(tid);

	if (!slot)
		return NULL;
	if (*(volatile u64 *)&slot->tid == tid)
		return slot;
	return !slot->tid && !__sync_val_compare_and_swap(&slot->tid, 0, tid) ? slot : NULL;
}

/* Moves an event, whose length in words is at most `words`, to the slot of its thread. False if it cannot. */
static __always_inline bool enter__hold(const u8 *e, u32 len, const u32 words)
{
	struct held_enter *slot = held_enter__take(*(const u32 *)(e + EVENT_TID_AT));

	if (!slot)
		return false;
	slot->len = len;
#pragma unroll
	for (u32 i = 0; i < words; i++)
		slot->event[i] = *(const u64 *)(e + i * sizeof(u64));
	return true;
}

/* Publishes the enter event of a call, or holds it. `most`: an upper bound of its length. */
static __always_inline void enter__publish(struct cpu_state *cpu, u8 *e, const u16 type, u32 len,
					   const u32 most)
{
	const u32 words = (most + sizeof(u64) - 1) / sizeof(u64);

	if (holds_enters && holds_event[type] && len <= HELD_ENTER_BYTES && enter__hold(e, len, words))
		ring__release(cpu);
	else
		ring__publish(cpu, e, len);
}

/* Publishes a held event. */
static __always_inline void held_enter__publish(const struct held_enter *slot)
{
	struct cpu_state *cpu = cpu_state__get();
	u8 *e = cpu ? ring__claim(cpu) : NULL;

	if (!e)
		return;
#pragma unroll
	for (u32 i = 0; i < HELD_ENTER_WORDS; i++)
		*(u64 *)(e + i * sizeof(u64)) = slot->event[i];
	store_u64(e + EVENT_TS_AT, slot->event[EVENT_TS_AT / sizeof(u64)] | HELD_TIME);
	ring__publish(cpu, e, slot->len & HELD_LEN_MASK);
}

/* Nanoseconds since the enter event of a call, if it is held. */
static __always_inline u64 enter__age(u32 tid, u16 type)
{
	const struct held_enter *slot = held_enter__find(tid);

	return slot && held_enter__type(slot) == type ? now_ns() - slot->event[EVENT_TS_AT / sizeof(u64)]
						      : LATENCY_UNKNOWN;
}

/* Ends the call of a thread: its exit event, which follows the enter event `type`, is recorded next. */
static __always_inline void enter__release(u32 tid, u16 type)
{
	struct held_enter *slot = held_enter__find(tid);

	if (!slot)
		return;
	if (held_enter__type(slot) == type)
		held_enter__publish(slot);
	held_enter__free(slot);
}

/* Ends the call of a thread, whose exit event is not recorded. */
static __always_inline void enter__drop(u32 tid)
{
	struct held_enter *slot = held_enter__find(tid);

	if (slot)
		held_enter__free(slot);
}
