// SPDX-License-Identifier: Apache-2.0
/*
 * Skips events that a filter is sure to reject, as WebAssembly (state/prefilter.ts). It is compiled ahead of
 * time, so it runs at full speed from the first event on, while V8 would still be interpreting. It decides by
 * tables alone and stops at the first event that they do not cover; the caller handles that one.
 */
#include <stdint.h>

#include "../ebpf/generated/events.h"
#include "../event_block.h"
#include "generated/actions.h"
#include "columns.h"
#include "pack.h"
#include "shared.h"
#include "sought.h"

/* Action on events by type, for each verdict on their thread. */
SHARED uint8_t actions[VERDICT_COUNT][EVENT_COUNT];

/* By system call code: which generic events of the call are rejected, whatever their thread. */
SHARED uint8_t rejected_calls[CALL_CODES];

/*
 * A cache of threads, indexed by the low bits of the tid: the tid, its changes when the thread was cached,
 * its verdict, `fd_changes` at the time of a verdict on its descriptors, and the offsets of the last skipped
 * event and enter event.
 */
SHARED uint32_t tids[SLOTS];
SHARED uint32_t fetched_at[SLOTS];
SHARED uint8_t verdicts[SLOTS];
SHARED uint32_t fds_asked_at[SLOTS];
SHARED int32_t last_at[SLOTS];
SHARED int32_t enter_at[SLOTS];

/* How often a descriptor may have changed, set by the caller; the number of skipped events, and the offset of
 * the last one. */
SHARED uint32_t fd_changes;
SHARED uint32_t skipped;
SHARED uint32_t last_skipped;

/* Where accepted events are copied to (set by the caller), how many bytes and events were copied, and the run
 * of adjacent events that is copied next. */
SHARED uint8_t *kept;
SHARED uint32_t kept_bytes;
SHARED uint32_t kept_events;
static uint32_t run_start, run_end;

static uint8_t verdict_on(uint32_t slot)
{
	uint8_t verdict = verdicts[slot];
	int is_of_fds = verdict == VERDICT_FDS_REJECTED || verdict == VERDICT_SOUGHT;

	return is_of_fds && fds_asked_at[slot] != fd_changes ? VERDICT_OPEN : verdict;
}

/* Copies the pending run of events. */
static void end_run(const uint8_t *slab)
{
	__builtin_memcpy(kept + kept_bytes, slab + run_start, run_end - run_start);
	kept_bytes += run_end - run_start;
	run_start = run_end = 0;
}

/* Keeps an event. Adjacent events are copied together. */
static void keep(const uint8_t *slab, uint32_t at, uint32_t length)
{
	if (at != run_end) {
		end_run(slab);
		run_start = at;
	}
	run_end = at + length;
	kept_events++;
}

/* Action on a generic event, where `action` is that on all of them. */
static uint8_t action_on_call(const struct event_block *block, uint8_t verdict, uint8_t action)
{
	uint32_t count = block->param_count, code;

	if (count == 0 || count > 2)
		return action;
	code = block->param_sizes[count];
	if (CHANGES_FDS(code))
		return ACTION_ENDS;
	if (verdict == VERDICT_ACCEPTED || code >= CALL_CODES || block->param_sizes[0] != sizeof(uint16_t))
		return action;
	if (rejected_calls[code] == REJECTED_CALLS_ALL ||
	    (rejected_calls[code] == REJECTED_CALLS_WITHOUT_ANNEX && !has_annex(block)))
		return ACTION_MARKS;
	return action;
}

/* What rows say of an event: its values, those of its enter event (its own if it is one), ns since that, and
 * the descriptor. */
struct call {
	struct values own;
	struct values enter;
	double latency;
	int32_t fd;
};

/* What an event leaves on its thread. */
struct left {
	double latency;
	int32_t fd;
};

/* Reads the enter event of an exit event. Returns 0 if it is none, or only the caller knows how long the call
 * took. */
INLINE int read_enter(const uint8_t *slab, const struct event_block *exit, int32_t enter_offset,
		      struct call *call)
{
	const struct event_block *enter = (const struct event_block *)(slab + enter_offset);

	if (enter_offset == NOWHERE || !values_of(enter, &call->enter) ||
	    call->enter.view != call->own.view - 1)
		return 0;
	if (exit->ts < enter->ts || exit->ts - enter->ts >= MAX_EXACT)
		return 0;
	call->latency = (double)(exit->ts - enter->ts);
	return 1;
}

/* Reads an event of which rows are made; if it is an exit event, its enter event is at an offset. Returns 0
 * if the caller must handle it. */
INLINE int read_call(const uint8_t *slab, const struct event_block *event, int32_t enter_offset,
		     struct call *call)
{
	if (!values_of(event, &call->own) || !row_types[call->own.view])
		return 0;
	call->enter = call->own;
	call->latency = 0;
	if (call->own.view % 2 == 1 && /* an exit event */
	    !read_enter(slab, event, enter_offset, call))
		return 0;
	call->fd = fd_of(fd_is_own[call->own.view] ? &call->own : &call->enter, fd_params[call->own.view]);
	return call->fd != OTHER_FD;
}

/* Reads what the last event of a thread has left there: descriptor, and latency. Returns 0 if only the caller
 * knows that, or `needs_enter` and it is an exit event. */
APART int read_left(const uint8_t *slab, uint32_t slot, int needs_enter, struct left *left)
{
	const struct event_block *last = (const struct event_block *)(slab + last_at[slot]);
	struct call call;

	if (last_at[slot] == NOWHERE || !read_call(slab, last, enter_at[slot], &call))
		return 0;
	left->fd = call.fd;
	left->latency = call.latency;
	return !needs_enter || call.own.view % 2 == 0;
}

/* Gives an event that leaves nothing on its thread what is left there; the latency only to switches of the
 * scheduler. */
INLINE int take_left(const uint8_t *slab, uint32_t slot, struct call *call)
{
	struct left left;

	if (!read_left(slab, slot, call->own.view != EVT_SCHEDSWITCH_6_E, &left))
		return 0;
	call->fd = left.fd;
	call->latency = left.latency;
	return 1;
}

static inline int has_room(void)
{
	if (row_count < ROWS)
		return 1;
	rows_full = 1;
	return 0;
}

static inline void put_row(uint32_t at, uint32_t subject, double result, double latency)
{
	rows_number += row_count == 0;
	subject_rows[subject] = rows_number;
	row_at[row_count] = at;
	row_skipped[row_count] = skipped;
	row_subjects[row_count] = (uint16_t)subject;
	row_results[row_count] = result;
	row_latencies[row_count] = latency;
	row_count++;
}

/* Makes a row of an event whose thread is in a slot; `leaves`: it leaves nothing on its thread. Returns 0 if
 * the caller must handle the event, or the rows are full. */
INLINE int add_row(const uint8_t *slab, uint32_t at, uint32_t slot, int leaves)
{
	const struct event_block *event = (const struct event_block *)(slab + at);
	struct call call;
	double result;
	uint32_t subject;

	if (!has_room() ||
	    !read_call(slab, event, enter_at[slot] == last_at[slot] ? enter_at[slot] : NOWHERE, &call))
		return 0;
	if (leaves && !take_left(slab, slot, &call))
		return 0;
	if (!read_result(&call.own, result_bytes[call.own.view], &result))
		return 0;
	if (call.own.view == EVT_FCNTL_X && result >= 0 && copies_fd(&call.enter))
		return 0;
	subject = find_subject((uint32_t)event->tid, call.own.kind, call.fd);
	if (subject == SUBJECTS)
		return 0;
	if (subject_verdicts[subject] == SUBJECT_PASSES)
		put_row(at, subject, result, call.latency);
	return subject_verdicts[subject] != SUBJECT_ENDS;
}

static uint32_t skip_run(const uint8_t *slab, uint32_t at, uint32_t end)
{
	while (at < end) {
		const struct event_block *block = (const struct event_block *)(slab + at);
		uint32_t slot, type;
		uint8_t verdict, action;

		type = block->event_type;
		slot = (uint32_t)block->tid % SLOTS;
		if (block->type != BLOCK_EVENT_V2 || type >= EVENT_COUNT ||
		    (uint64_t)block->tid != tids[slot] || fetched_at[slot] != changes_of(block->tid))
			return at;
		verdict = verdict_on(slot);
		action = actions[verdict][type];
		if (type <= EVT_GENERIC_X)
			action = action_on_call(block, verdict, action);
		if (action == ACTION_ENDS || (action == ACTION_SOUGHT && has_sought(block)) ||
		    (action >= ACTION_ROW && !add_row(slab, at, slot, action == ACTION_LEAVING_ROW)))
			return at;
		if (action != ACTION_LEAVES && action != ACTION_LEAVING_ROW) {
			last_at[slot] = (int32_t)at;
			if (type % 2 == 0) /* an enter event */
				enter_at[slot] = (int32_t)at;
		}
		if (verdict == VERDICT_ACCEPTED)
			keep(slab, at, block->length);
		skipped++;
		last_skipped = at;
		at += block->length;
	}
	return at;
}

/* Skips events from offset `at` of `slab`; returns the offset of the first one that the tables do not cover,
 * or `end`. */
SHARED uint32_t skip_events(const uint8_t *slab, uint32_t at, uint32_t end)
{
	uint32_t next;

	wanted = SUBJECTS;
	next = skip_run(slab, at, end);
	end_run(slab);
	return next;
}
