/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * The writer of events with parameters of variable length. They are put together in a scratch slot
 * of the CPU and copied into the ring as a whole. The emitters call begin, one writer__ function per
 * parameter in order, end; a put__ function appends bytes of variable length and says how many.
 */
#pragma once

#include "ring.bpf.h"

struct writer {
	struct scratch *slot;
	u32 pos;  /* where the next value goes */
	u32 lens; /* where the next length goes */
};

/* Proof that a put__ function ran: how many bytes it appended. */
struct written {
	u32 len;
};

#define NOTHING ((struct written){0})
#define OFFSET_MASK 0xffff
/* A position may be beyond the largest event, until the end refuses it. */
#define POSITION_MASK 0x1ffff

/* The lower bits of a number; written in assembler so that the compiler cannot find it needless
 * where the verifier still needs it. */
#define low_bits(number, mask)                                     \
	({                                                         \
		u64 low_ = (number);                               \
		asm volatile("%0 &= %1" : "+r"(low_) : "i"(mask)); \
		low_;                                              \
	})

static __always_inline struct scratch *scratch__acquire(void)
{
	u32 first = bpf_get_smp_processor_id() * SCRATCH_SLOTS;

	for (u32 i = 0; i < SCRATCH_SLOTS; i++) {
		u32 key = first + i;
		struct scratch *slot = bpf_map_lookup_elem(&scratches, &key);

		if (slot && !__sync_lock_test_and_set(&slot->busy, 1))
			return slot;
	}
	stat__count(STAT_DROPS_NESTED);
	return NULL;
}

static __always_inline bool writer__begin(struct writer *w, u16 type, u32 nparams)
{
	w->slot = scratch__acquire();
	if (!w->slot)
		return false;
	event__head(w->slot->data, type, nparams, 0);
	w->lens = EVENT_HEADER_BYTES;
	w->pos = EVENT_HEADER_BYTES + nparams * sizeof(u16);
	return true;
}

/* Where the next value goes. At most 64 KiB may be written there. */
static __always_inline u8 *writer__at(struct writer *w)
{
	return w->slot->data + low_bits(w->pos, OFFSET_MASK);
}

/*
 * What the verifier has found out about a number differs from path to path, and it would follow each
 * of them to the end; what it reads from a map it knows nothing about, so the paths join here.
 */
static __always_inline u64 scratch__forget(struct scratch *slot, u64 number)
{
	*(volatile u64 *)&slot->number = number;
	return *(volatile u64 *)&slot->number;
}

static __always_inline void writer__forget_pos(struct writer *w)
{
	w->pos = scratch__forget(w->slot, w->pos);
}

static __always_inline void writer__len(struct writer *w, u32 len)
{
	store_u16(w->slot->data + w->lens, len);
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

static __always_inline void writer__end(struct writer *w)
{
	u32 len = w->pos;
	void *ring = ring__get();

	if (len > EVENT_MAX_BYTES) {
		stat__count(STAT_DROPS_TOO_LARGE);
	} else {
		store_u32(w->slot->data + 16, len);
		if (!ring || bpf_ringbuf_output(ring, w->slot->data, low_bits(len, OFFSET_MASK),
						ring__wakeup_flag(len)))
			stat__count(STAT_DROPS_RING);
	}
	__sync_lock_test_and_set(&w->slot->busy, 0);
}
