/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * Writes events with parameters of variable length. Emitters call writer__begin, one writer__ function per
 * parameter in order, then writer__end. A put__ function appends bytes of variable length and returns how
 * many.
 */
#pragma once

#include "held_enter.bpf.h"

struct writer {
	struct cpu_state *cpu;
	u8 *event;
	u32 pos;  /* where the next value goes */
	u32 lens; /* where the next length goes */
};

/* Proof that a put__ function ran: how many bytes it appended. */
struct written {
	u32 len;
};

#define NOTHING ((struct written){0})
#define OFFSET_MASK 0xffff
/* A position may be past the largest event; writer__end then drops the event. */
#define POSITION_MASK 0x1ffff

/* The lower bits of a number. In assembler, so that the compiler cannot remove a mask that the verifier
 * needs. */
#define low_bits(number, mask)                                     \
	({                                                         \
		u64 low_ = (number);                               \
		asm volatile("%0 &= %1" : "+r"(low_) : "i"(mask)); \
		low_;                                              \
	})

static __always_inline bool writer__begin(struct writer *w, u16 type, u32 nparams)
{
	w->cpu = cpu_state__get();
	w->event = w->cpu ? ring__claim(w->cpu) : NULL;
	if (!w->event)
		return false;
	event__head(w->event, current__tid(), type, nparams, 0);
	w->lens = EVENT_HEADER_BYTES;
	w->pos = EVENT_HEADER_BYTES + nparams * sizeof(u16);
	return true;
}

/* Where the next value goes. At most 64 KiB may be written there. */
static __always_inline u8 *writer__at(struct writer *w)
{
	return w->event + low_bits(w->pos, OFFSET_MASK);
}

/*
 * Makes the verifier forget what it knows about a number. That differs from path to path, so it would follow
 * each path to the end. It knows nothing about a number read from a map, so the paths join here.
 */
static __always_inline u64 cpu__forget(struct cpu_state *cpu, u64 number)
{
	*(volatile u64 *)&cpu->number = number;
	return *(volatile u64 *)&cpu->number;
}

static __always_inline void writer__forget_pos(struct writer *w)
{
	w->pos = cpu__forget(w->cpu, w->pos);
}

static __always_inline void writer__len(struct writer *w, u32 len)
{
	store_u16(w->event + w->lens, len);
	w->lens += sizeof(u16);
}

#define WRITER_FIXED(type, bits)                                                 \
	static __always_inline void writer__##type(struct writer *w, type value) \
	{                                                                        \
		store_u##bits(writer__at(w), value);                             \
		w->pos += sizeof(value);                                         \
		writer__len(w, sizeof(value));                                   \
	}

WRITER_FIXED(u8, 8)
WRITER_FIXED(u16, 16)
WRITER_FIXED(u32, 32)
WRITER_FIXED(u64, 64)
WRITER_FIXED(s16, 16)
WRITER_FIXED(s32, 32)
WRITER_FIXED(s64, 64)

static __always_inline void writer__written(struct writer *w, struct written bytes)
{
	writer__len(w, bytes.len);
}

/*
 * Completes the header, and gives the length of the event. False (and counted) if it is too large; the ring
 * is released then. No length stands for that: to the verifier, any event could have it and keep the ring.
 */
static __always_inline bool writer__finish(struct writer *w, u32 *len)
{
	if (w->pos > EVENT_MAX_BYTES) {
		w->cpu->stats[STAT_DROPS_TOO_LARGE]++;
		ring__release(w->cpu);
		return false;
	}
	*len = low_bits(w->pos, OFFSET_MASK);
	store_u32(w->event + EVENT_LENGTH_AT, *len);
	return true;
}

static __always_inline void writer__end(struct writer *w)
{
	u32 len;

	if (writer__finish(w, &len))
		ring__publish(w->cpu, w->event, len);
}

/* Ends an enter event. */
static __always_inline void writer__end_enter(struct writer *w, const u16 type)
{
	u32 len;

	if (writer__finish(w, &len))
		enter__publish(w->cpu, w->event, type, len, HELD_ENTER_BYTES);
}
