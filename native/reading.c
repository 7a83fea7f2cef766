// SPDX-License-Identifier: Apache-2.0
/*
 * Reading events from a probe. Usually probe__read takes them straight from the rings. When it is not called
 * for too long, because its caller writes, compresses or filters, another thread moves them from the rings to
 * a queue (probe__relieve), and probe__read takes the older ones from there.
 */
#include "clock.h"
#include "file_pages.h"
#include "probe_state.h"

#include <malloc.h>
#include <string.h>

/* How long an event may take from its timestamp to its record before it counts as late. */
#define HOLD_BACK_NS 1000000ULL
/* The two clocks are not read at the same instant. A larger difference means that the machine slept. */
#define SLEEP_MIN_NS 10000000ULL
/* Rings are relieved when one is filled to this fraction. */
#define RELIEF_PART 4
/* Memory is given back this long after the start, and after the queue was last used: by then, its events are
 * compressed and written. Then again after twice as long each time, up to the last one: Node.js frees buffers
 * only when it next collects garbage, which takes seconds if little happens. */
#define TRIM_AFTER_NS 1000000000ULL
#define TRIM_LAST_NS 32000000000ULL

/*
 * The time since the epoch by the clock of events. That is the monotonic clock, which the kernel reads with
 * one function call less than the boot clock; sleep is added as soon as it is noticed.
 */
static uint64_t probe__now(struct probe *probe)
{
	struct probe_bpf__bss *memory = probe->skeleton->bss;
	uint64_t slept = slept_ns();

	if (slept > probe->slept_ns + SLEEP_MIN_NS) {
		__atomic_fetch_add(&memory->epoch_ns, slept - probe->slept_ns, __ATOMIC_RELAXED);
		probe->slept_ns = slept;
	}
	return clock_ns(CLOCK_MONOTONIC) + memory->epoch_ns;
}

/* Copies events from the rings. */
static size_t probe__read_rings(struct probe *probe, uint8_t *slab, size_t size, bool all)
{
	uint64_t now = probe__now(probe);

	rings__snapshot(&probe->rings);
	return rings__read(&probe->rings, slab, size, all ? UINT64_MAX : now - HOLD_BACK_NS);
}

void probe__trim_later(struct probe *probe)
{
	probe->trim_wait_ns = TRIM_AFTER_NS;
	probe->trim_from_ns = clock_ns(CLOCK_MONOTONIC);
}

/* Takes events from the queue. */
static size_t probe__take(struct probe *probe, uint8_t *slab, size_t size)
{
	size_t used = slab_queue__take(&probe->queue, slab, size, &probe->counts);

	if (used)
		probe__trim_later(probe);
	return used;
}

/*
 * Gives back memory after the start, and after the queue was used: the allocator keeps most of what was
 * needed to load the programs, or to compress so many events at a time.
 */
static void probe__trim(struct probe *probe)
{
	if (!probe->trim_wait_ns || clock_ns(CLOCK_MONOTONIC) - probe->trim_from_ns < probe->trim_wait_ns)
		return;
	probe->trim_wait_ns = probe->trim_wait_ns < TRIM_LAST_NS ? probe->trim_wait_ns * 2 : 0;
	malloc_trim(0);
	file_pages__release();
}

size_t probe__read(struct probe *probe, uint8_t *slab, size_t size, bool all)
{
	size_t used = probe__take(probe, slab, size);

	if (used)
		return used;
	probe__trim(probe);
	pthread_mutex_lock(&probe->reading);
	/* what has been queued meanwhile is older than what is in the rings */
	used = probe__take(probe, slab, size);
	if (!used) {
		used = probe__read_rings(probe, slab, size, all);
		rings__count(&probe->rings, &probe->counts);
	}
	pthread_mutex_unlock(&probe->reading);
	return used;
}

/* Moves as many events from the rings to the queue as fit into one slab. False if there is no room, or if no
 * event may be delivered yet. */
static bool probe__queue_slab(struct probe *probe)
{
	struct slab *slab = slab_queue__new(&probe->queue);

	if (!slab)
		return false;
	slab->head.end = probe__read_rings(probe, slab->bytes, sizeof(slab->bytes), false);
	if (slab->head.end == 0) {
		slab_queue__free(&probe->queue, slab);
		return false;
	}
	rings__count(&probe->rings, &slab->head.counts);
	slab_queue__add(&probe->queue, slab);
	return true;
}

bool probe__relieve(struct probe *probe)
{
	const struct ring_layout *layout = &probe->layout;
	const uint64_t too_full = (uint64_t)layout->segment_bytes * layout->segment_count / RELIEF_PART;
	bool is_needed, has_moved = true;

	do {
		pthread_mutex_lock(&probe->reading);
		rings__snapshot(&probe->rings);
		is_needed = rings__fullest(&probe->rings) >= too_full;
		has_moved = is_needed && probe__queue_slab(probe);
		pthread_mutex_unlock(&probe->reading);
	} while (has_moved);
	return !is_needed;
}

size_t probe__queued(const struct probe *probe)
{
	return slab_queue__bytes(&probe->queue);
}

size_t probe__queue_limit(void)
{
	return slab_queue__limit();
}

/* Skipped runs for which no substitute ran. Each is counted as substituted before it is skipped, so the
 * skipped ones are read first. */
static uint64_t probe__missed_runs(const struct probe *probe)
{
	const uint64_t skipped = programs__missed_runs(&probe->programs);
	const uint64_t substituted = rings__substituted(&probe->rings);

	return skipped > substituted ? skipped - substituted : 0;
}

void probe__stats(const struct probe *probe, uint64_t *into)
{
	memcpy(into, probe->counts.kernel, sizeof(probe->counts.kernel));
	into[STAT_MISSED_RUNS] = probe__missed_runs(probe);
	into[STAT_LATE_EVENTS] = probe->counts.late_events;
	into[STAT_PROGRAMS_MISSING] = probe->programs.refused_count;
}
