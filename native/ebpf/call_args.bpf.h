/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * Records calls that have no event of their own: a generic event, whose annex has the arguments and the
 * result (docs/reference/ANNEX.md#calls). A table says for each call where its values come from
 * (src/schema/calls).
 */
#pragma once

#include "args.bpf.h"
#include "put.bpf.h"

/* More than there are system call codes. */
#define CALL_CODES 512
#define CALL_ARGUMENTS 8

#define NS_PER_MICROSECOND 1000

const volatile struct call_row call_rows[CALL_CODES] = {CALL_ROWS};

/* Structures of two longs in the memory of the caller. */
struct two_longs {
	s64 first, second;
};

/* Reads structure `index` of an array; false if it is unreadable. */
static __always_inline bool user__two_longs(struct two_longs *pair, const struct call *call, u64 address,
					    u32 index)
{
	s32 narrow[2];

	if (!call__has_narrow_times(call))
		return !bpf_probe_read_user(pair, sizeof(*pair),
					    (const void *)(address + index * sizeof(*pair)));
	if (bpf_probe_read_user(narrow, sizeof(narrow), (const void *)(address + index * sizeof(narrow))))
		return false;
	pair->first = narrow[0];
	pair->second = narrow[1];
	return true;
}

/* Appends a time in ns, whose second part counts `unit` ns; nothing if it is unreadable or not a time. */
static __always_inline u32 call__put_time(u8 *at, const struct call *call, u64 address, u32 index, u32 unit)
{
	struct two_longs time = {};

	if (!user__two_longs(&time, call, address, index) || (u64)time.second >= NS_PER_SECOND / unit)
		return 0;
	store_u64(at, time.first * NS_PER_SECOND + time.second * unit);
	return sizeof(u64);
}

static __always_inline u32 call__put_bytes(u8 *at, u64 address, u32 size)
{
	const u32 bytes = low_bits(size, 63);

	return bpf_probe_read_user(at, bytes, (const void *)address) ? 0 : bytes;
}

static __always_inline u32 call__put_text(u8 *at, u64 address)
{
	const long len = user_string__read(at, address);

	return len > 0 ? len : 0;
}

/* Appends unsigned long number `index` of an array. */
static __always_inline u32 call__put_word(u8 *at, const struct call *call, u64 address, u32 index)
{
	const u32 size = call->is_narrow ? sizeof(u32) : sizeof(u64);

	store_u64(at, 0);
	return bpf_probe_read_user(at, size, (const void *)(address + index * size)) ? 0 : sizeof(u64);
}

/* Appends the first `len` bytes, at most 4095, that the call has written. */
static __always_inline u32 call__put_written(u8 *at, u64 address, u32 len)
{
	const u32 bytes = low_bits(len, PATH_BYTES - 1);

	return bpf_probe_read_user(at, bytes, (const void *)address) ? 0 : bytes;
}

/* How many bytes a call has written that returned `ret`; 0 if it failed. */
static __always_inline u32 call__written(struct cpu_state *cpu, long ret)
{
	return cpu__forget(cpu, ret <= 0 ? 0 : ret < PATH_BYTES ? ret : PATH_BYTES - 1);
}

/* Writes a value, and returns how many bytes it has. */
static __always_inline u32 call__put_value(u8 *at, const struct call *call, u32 written, u8 fetch, u64 word,
					   u32 detail)
{
	switch (fetch) {
	case CALL_U8:
		store_u8(at, word);
		return sizeof(u8);
	case CALL_U32:
		store_u32(at, word);
		return sizeof(u32);
	case CALL_U64:
		store_u64(at, word);
		return sizeof(u64);
	case CALL_INT:
		store_u64(at, (s64)(s32)word);
		return sizeof(u64);
	case CALL_LONG:
		store_u64(at, call->is_narrow && !(word >> 32) ? (u64)(s64)(s32)word : word);
		return sizeof(u64);
	case CALL_TEXT:
		return call__put_text(at, word);
	case CALL_BYTES:
		return call__put_bytes(at, word, detail);
	case CALL_WORD:
		return call__put_word(at, call, word, detail);
	case CALL_RESULT:
		return call__put_written(at, word, written);
	case CALL_TIMESPEC:
		return call__put_time(at, call, word, detail, 1);
	default:
		return call__put_time(at, call, word, detail, NS_PER_MICROSECOND);
	}
}

/* Writes the first `count` values of a row, and the length of each at `lens`. */
static __always_inline void call__put_values(struct writer *w, const struct call *call, u32 written,
					     const volatile struct call_row *row, u32 count, u32 lens)
{
	u64 words[CALL_ARGUMENTS] = {
		call__arg(call, 0), call__arg(call, 1), call__arg(call, 2),
		call__arg(call, 3), call__arg(call, 4), call__arg(call, 5),
	};

#pragma clang loop unroll(disable)
	for (u32 i = 0; i < CALL_VALUES && i < count; i++) {
		const volatile struct call_value *value = &row->values[i];
		u32 len = call__put_value(writer__at(w), call, written, value->fetch,
					  words[value->argument % CALL_ARGUMENTS], value->detail);

		store_u16(w->event + lens + i * sizeof(u16), len);
		w->pos += len;
		writer__forget_pos(w);
	}
}

/* Begins an annex with one entry behind an event that ends at `end`; `count` values follow. Returns where
 * their lengths go. */
static __always_inline u32 call__begin_annex(struct writer *w, u32 end, u32 count)
{
	const u32 entry = end + ANNEX_HEAD_BYTES + ANNEX_ENTRY_HEAD_BYTES;

	store_u16(w->event + entry, count);
	w->pos = entry + sizeof(u16) + count * sizeof(u16);
	return entry + sizeof(u16);
}

/* Ends the annex. Returns where. */
static __always_inline u32 call__end_annex(const struct writer *w, u32 end)
{
	const u32 pos = low_bits(w->pos, OFFSET_MASK);

	annex__head(w->event + end, ANNEX_CALL, pos - end - ANNEX_HEAD_BYTES - ANNEX_ENTRY_HEAD_BYTES);
	return pos;
}

#define GENERIC_E_VALUES_AT (EVENT_HEADER_BYTES + 2 * sizeof(u16))
#define GENERIC_E_BYTES (GENERIC_E_VALUES_AT + 2 * sizeof(u16))
#define GENERIC_X_VALUES_AT (EVENT_HEADER_BYTES + sizeof(u16))
#define GENERIC_X_BYTES (GENERIC_X_VALUES_AT + sizeof(u16))

/* `is_held`: the event is recorded only with its exit event. */
static __always_inline void call__record_enter(const struct call *call, u16 code, u16 nr, bool is_held)
{
	const volatile struct call_row *row = &call_rows[code % CALL_CODES];
	struct writer w = {.cpu = cpu_state__get()};
	u32 lens, len;

	w.event = event__reserve(w.cpu, current__tid(), EVT_GENERIC_E, 2, GENERIC_E_BYTES);
	if (!w.event)
		return;
	store_u16(w.event + EVENT_HEADER_BYTES, sizeof(u16));
	store_u16(w.event + EVENT_HEADER_BYTES + sizeof(u16), sizeof(u16));
	store_u16(w.event + GENERIC_E_VALUES_AT, code);
	store_u16(w.event + GENERIC_E_VALUES_AT + sizeof(u16), nr);
	lens = call__begin_annex(&w, GENERIC_E_BYTES, row->enter_count);
	call__put_values(&w, call, 0, row, row->enter_count, lens);
	len = call__end_annex(&w, GENERIC_E_BYTES);
	if (holds_enters && is_held && len <= HELD_ENTER_BYTES && enter__hold(w.event, len, HELD_ENTER_WORDS))
		ring__release(w.cpu);
	else
		ring__publish(w.cpu, w.event, len);
}

static __always_inline void call__record_exit(const struct call *call, u16 code, long ret)
{
	const volatile struct call_row *row = &call_rows[code % CALL_CODES];
	struct writer w = {.cpu = cpu_state__get()};
	u32 lens;

	w.event = event__reserve(w.cpu, current__tid(), EVT_GENERIC_X, 1, GENERIC_X_BYTES);
	if (!w.event)
		return;
	store_u16(w.event + EVENT_HEADER_BYTES, sizeof(u16));
	store_u16(w.event + GENERIC_X_VALUES_AT, code);
	lens = call__begin_annex(&w, GENERIC_X_BYTES, 1 + row->exit_count);
	store_u16(w.event + lens, sizeof(u64));
	store_u64(writer__at(&w), ret);
	w.pos += sizeof(u64);
	call__put_values(&w, call, call__written(w.cpu, ret), row, row->exit_count, lens + sizeof(u16));
	ring__publish(w.cpu, w.event, call__end_annex(&w, GENERIC_X_BYTES));
}

static __always_inline bool call__is_known(u16 code)
{
	return call_rows[code % CALL_CODES].is_known;
}
