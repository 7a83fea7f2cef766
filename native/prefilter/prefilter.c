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
#include "shared.h"

/* Action on events by type, for each verdict on their thread. */
SHARED uint8_t actions[VERDICT_COUNT][EVENT_COUNT];

/*
 * A cache of threads, indexed by the low bits of the tid: the tid, its changes when the thread was cached,
 * its verdict, `fd_changes` at the time of a verdict FDS_REJECTED, and the offsets of the last skipped event
 * and enter event.
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

	return verdict == VERDICT_FDS_REJECTED && fds_asked_at[slot] != fd_changes ? VERDICT_OPEN : verdict;
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

/* Whether a generic event is of a call that changes descriptors. */
static int changes_fds(const struct event_block *block)
{
	uint32_t count = block->param_count;

	return count > 0 && count <= 2 && CHANGES_FDS(block->param_sizes[count]);
}

/* Reads the values of the enter event of an exit event, which must be the last event in its slot. Returns 0
 * if only the caller knows how long the call took. */
static inline int find_enter(const uint8_t *slab, const struct event_block *exit, uint32_t slot,
			     struct values *values, double *latency)
{
	const struct event_block *enter = (const struct event_block *)(slab + enter_at[slot]);

	if (enter_at[slot] == NOWHERE || enter_at[slot] != last_at[slot] || !values_of(enter, values))
		return 0;
	if (exit->ts < enter->ts || exit->ts - enter->ts >= MAX_EXACT)
		return 0;
	*latency = (double)(exit->ts - enter->ts);
	return 1;
}

/* Makes a row of an event whose thread is in a slot. Returns 0 if the caller must handle the event, or the
 * rows are full. */
static int add_row(const uint8_t *slab, uint32_t at, uint32_t slot)
{
	const struct event_block *event = (const struct event_block *)(slab + at);
	struct values own, enter;
	double result, latency = 0;
	uint32_t subject;
	int32_t fd;

	if (row_count == ROWS || !values_of(event, &own) || !row_types[own.view])
		return 0;
	enter = own;
	if (own.view % 2 == 1 && /* an exit event */
	    (!find_enter(slab, event, slot, &enter, &latency) || enter.view != own.view - 1))
		return 0;
	fd = fd_of(fd_is_own[own.view] ? &own : &enter, fd_params[own.view]);
	if (fd == OTHER_FD || !read_result(&own, result_bytes[own.view], &result))
		return 0;
	subject = find_subject((uint32_t)event->tid, own.kind, fd);
	if (subject_verdicts[subject] == SUBJECT_PASSES) {
		row_at[row_count] = at;
		row_skipped[row_count] = skipped;
		row_subjects[row_count] = (uint16_t)subject;
		row_results[row_count] = result;
		row_latencies[row_count] = latency;
		row_count++;
	}
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
		if (action == ACTION_ENDS || (type <= EVT_GENERIC_X && changes_fds(block)) ||
		    (action == ACTION_ROW && !add_row(slab, at, slot)))
			return at;
		if (action != ACTION_LEAVES) {
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
