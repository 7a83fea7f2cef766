// SPDX-License-Identifier: Apache-2.0
/*
 * Goes past events that a filter is sure to refuse, as WebAssembly (state/prefilter.ts): it is compiled ahead,
 * so it runs at full speed from the first event on, where V8 would still be interpreting. It knows of an
 * event only whether the tables let it go by; whoever calls it looks at the one that it stops at.
 */
#include <stdint.h>

#include "../ebpf/generated/events.h"
#include "../event_block.h"
#include "generated/actions.h"
#include "shared.h"

/* Action on events by type, for each verdict on their thread. */
SHARED uint8_t actions[VERDICT_COUNT][EVENT_COUNT];

/*
 * Threads at hand, by the low bits of their tid: their tids, what `changes` was when they were fetched, the
 * verdict and, where it is FDS_REFUSED, what `fd_changes` was then, and offsets of the last event and enter
 * event that were passed.
 */
SHARED uint32_t tids[SLOTS];
SHARED uint32_t fetched_at[SLOTS];
SHARED uint8_t verdicts[SLOTS];
SHARED uint32_t fds_asked_at[SLOTS];
SHARED int32_t last_at[SLOTS];
SHARED int32_t enter_at[SLOTS];

/* Counters of the state as they are now, and events passed. */
SHARED uint32_t changes;
SHARED uint32_t fd_changes;
SHARED uint32_t passed;

/* Where events are kept (set by who calls), how many and how many bytes; and those in a row that are still to
 * be copied. */
SHARED uint8_t *kept;
SHARED uint32_t kept_bytes;
SHARED uint32_t kept_events;
static uint32_t run_start, run_end;

static uint8_t verdict_on(uint32_t slot)
{
	uint8_t verdict = verdicts[slot];

	return verdict == VERDICT_FDS_REFUSED && fds_asked_at[slot] != fd_changes ? VERDICT_OPEN : verdict;
}

/* Copies the events in a row that are still to be kept. */
static void end_run(const uint8_t *slab)
{
	__builtin_memcpy(kept + kept_bytes, slab + run_start, run_end - run_start);
	kept_bytes += run_end - run_start;
	run_start = run_end = 0;
}

/* Keeps an event: those that follow one another are copied in one go. */
static void keep(const uint8_t *slab, uint32_t at, uint32_t length)
{
	if (at != run_end) {
		end_run(slab);
		run_start = at;
	}
	run_end = at + length;
	kept_events++;
}

static uint32_t skip_run(const uint8_t *slab, uint32_t at, uint32_t end)
{
	while (at < end) {
		const struct event_block *block = (const struct event_block *)(slab + at);
		uint32_t slot, type;
		uint8_t verdict, action;

		type = block->event_type;
		slot = (uint32_t)block->tid % SLOTS;
		if (block->type != BLOCK_EVENT_V2 || type >= EVENT_COUNT || (uint64_t)block->tid != tids[slot] ||
		    fetched_at[slot] != changes)
			return at;
		verdict = verdict_on(slot);
		action = actions[verdict][type];
		if (action == ACTION_ENDS)
			return at;
		if (action != ACTION_LEAVES) {
			last_at[slot] = (int32_t)at;
			if (type % 2 == 0) /* an enter event */
				enter_at[slot] = (int32_t)at;
		}
		if (verdict == VERDICT_ACCEPTED)
			keep(slab, at, block->length);
		passed++;
		at += block->length;
	}
	return at;
}

/* Goes from offset `at` of `slab` to the first event that cannot be passed like this, or `end`; returns its
 * offset. */
SHARED uint32_t skip_events(const uint8_t *slab, uint32_t at, uint32_t end)
{
	uint32_t behind = skip_run(slab, at, end);

	end_run(slab);
	return behind;
}
