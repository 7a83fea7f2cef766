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
#include "shared.h"

/* Action on events by type, for each verdict on their thread. */
SHARED uint8_t actions[VERDICT_COUNT][EVENT_COUNT];

/*
 * A cache of threads, indexed by the low bits of the tid: the tid, `changes` when the thread was cached, its
 * verdict, `fd_changes` at the time of a verdict FDS_REJECTED, and the offsets of the last skipped event and
 * enter event.
 */
SHARED uint32_t tids[SLOTS];
SHARED uint32_t fetched_at[SLOTS];
SHARED uint8_t verdicts[SLOTS];
SHARED uint32_t fds_asked_at[SLOTS];
SHARED int32_t last_at[SLOTS];
SHARED int32_t enter_at[SLOTS];

/* The state's change counters, set by the caller, and the number of skipped events. */
SHARED uint32_t changes;
SHARED uint32_t fd_changes;
SHARED uint32_t skipped;

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

static uint32_t skip_run(const uint8_t *slab, uint32_t at, uint32_t end)
{
	while (at < end) {
		const struct event_block *block = (const struct event_block *)(slab + at);
		uint32_t slot, type;
		uint8_t verdict, action;

		type = block->event_type;
		slot = (uint32_t)block->tid % SLOTS;
		if (block->type != BLOCK_EVENT_V2 || type >= EVENT_COUNT ||
		    (uint64_t)block->tid != tids[slot] || fetched_at[slot] != changes)
			return at;
		verdict = verdict_on(slot);
		action = actions[verdict][type];
		if (action == ACTION_ENDS || (type <= EVT_GENERIC_X && changes_fds(block)))
			return at;
		if (action != ACTION_LEAVES) {
			last_at[slot] = (int32_t)at;
			if (type % 2 == 0) /* an enter event */
				enter_at[slot] = (int32_t)at;
		}
		if (verdict == VERDICT_ACCEPTED)
			keep(slab, at, block->length);
		skipped++;
		at += block->length;
	}
	return at;
}

/* Skips events from offset `at` of `slab`; returns the offset of the first one that the tables do not cover,
 * or `end`. */
SHARED uint32_t skip_events(const uint8_t *slab, uint32_t at, uint32_t end)
{
	uint32_t next = skip_run(slab, at, end);

	end_run(slab);
	return next;
}
