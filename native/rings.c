// SPDX-License-Identifier: Apache-2.0
/*
 * The rings are memory of the probe (ebpf/ring.bpf.h), mapped here. They consist of segments of whole event
 * blocks.
 *
 * Order: each ring is in time order, and the stream merges them. An event is delivered only if no older event
 * can still arrive. The caller reads the clock first, then takes the snapshot of the write positions, and
 * requests events up to shortly before that time, because the clocks of CPUs may differ. If a CPU was writing
 * an event at the snapshot, the stream stops at the event before it. An event that still arrives late gets
 * the time of the event before it, so time never goes backwards. The events of a thread keep their order:
 * when a thread moves to another CPU, it has finished its event on the first CPU before the next one begins.
 *
 * An enter event that was held (ebpf/held_enter.bpf.h) keeps its time, so time does go backwards there. It
 * comes after the events before it in its ring, and after all older events, so also after those of its
 * thread.
 */
#include "rings.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ebpf/shared.h"

/* Segments of a ring, unless they would be smaller or larger than these limits. */
#define SEGMENTS 16
#define SEGMENT_BYTES_MIN (64u << 10)
#define SEGMENT_BYTES_MAX (2u << 20)

/* Whether a CPU is present, online or not. Events of a CPU that is added later count as lost. */
static bool cpu__is_present(uint32_t cpu)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%u", cpu);
	return access(path, F_OK) == 0;
}

int ring_layout__choose(struct ring_layout *layout, uint32_t ring_bytes)
{
	uint32_t bytes = ring_bytes / SEGMENTS;
	int cpus = libbpf_num_possible_cpus();

	if (cpus < 0)
		return cpus;
	if (bytes < SEGMENT_BYTES_MIN)
		bytes = SEGMENT_BYTES_MIN;
	if (bytes > SEGMENT_BYTES_MAX)
		bytes = SEGMENT_BYTES_MAX;
	*layout = (struct ring_layout){
		.cpus = (uint32_t)cpus, .segment_bytes = bytes, .segment_count = ring_bytes / bytes};
	for (uint32_t cpu = 0; cpu < layout->cpus; cpu++)
		layout->present += cpu__is_present(cpu);
	return 0;
}

size_t ring_layout__segment_size(const struct ring_layout *layout)
{
	return layout->segment_bytes + SEGMENT_ROOM_BYTES;
}

static size_t states__size(const struct ring_layout *layout)
{
	return layout->cpus * sizeof(struct cpu_state);
}

static size_t segments__size(const struct ring_layout *layout)
{
	return (size_t)layout->present * layout->segment_count * ring_layout__segment_size(layout);
}

static int rings__map(struct rings *rings, const struct ring_maps *maps)
{
	void *states =
		mmap(NULL, states__size(&rings->layout), PROT_READ | PROT_WRITE, MAP_SHARED, maps->states, 0);
	void *segments;

	if (states == MAP_FAILED)
		return -errno;
	rings->states = states;
	segments = mmap(NULL, segments__size(&rings->layout), PROT_READ, MAP_SHARED, maps->segments, 0);
	if (segments == MAP_FAILED)
		return -errno;
	rings->segments = segments;
	return 0;
}

static int ignore_wakeup(void *context, void *data, size_t size)
{
	(void)context, (void)data, (void)size;
	return 0;
}

static int rings__open_wakeups(struct rings *rings, int map_fd)
{
	struct epoll_event edge = {.events = EPOLLIN | EPOLLET};

	rings->wakeups = ring_buffer__new(map_fd, ignore_wakeup, NULL, NULL);
	if (!rings->wakeups)
		return -errno;
	rings->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (rings->epoll_fd < 0 || epoll_ctl(rings->epoll_fd, EPOLL_CTL_ADD, map_fd, &edge))
		return -errno;
	return 0;
}

/* Assigns its segments to each present CPU. */
static void rings__share_out(struct rings *rings)
{
	const struct ring_layout *layout = &rings->layout;

	for (uint32_t cpu = 0; cpu < layout->cpus && rings->count < layout->present; cpu++) {
		uint32_t first = rings->count * layout->segment_count;

		if (!cpu__is_present(cpu))
			continue;
		rings->states[cpu].first_segment = first;
		__atomic_store_n(&rings->states[cpu].has_ring, 1, __ATOMIC_RELEASE);
		rings->all[rings->count++] = (struct ring){
			.state = &rings->states[cpu],
			.segments = rings->segments + first * ring_layout__segment_size(layout),
		};
	}
}

int rings__open(struct rings *rings, const struct ring_layout *layout, const struct ring_maps *maps)
{
	int err;

	rings->layout = *layout;
	rings->all = calloc(layout->present, sizeof(*rings->all));
	rings->heap = calloc(layout->present, sizeof(*rings->heap));
	if (!rings->all || !rings->heap)
		return -ENOMEM;
	err = rings__map(rings, maps);
	err = err ? err : rings__open_wakeups(rings, maps->wakeups);
	if (!err)
		rings__share_out(rings);
	return err;
}

void rings__close(struct rings *rings)
{
	if (rings->states)
		munmap(rings->states, states__size(&rings->layout));
	if (rings->segments)
		munmap((void *)rings->segments, segments__size(&rings->layout));
	ring_buffer__free(rings->wakeups);
	free(rings->all);
	free(rings->heap);
	if (rings->epoll_fd >= 0)
		close(rings->epoll_fd);
	*rings = (struct rings){.epoll_fd = -1};
}

static const uint8_t *ring__block(const struct rings *rings, const struct ring *ring)
{
	const struct ring_layout *layout = &rings->layout;
	uint64_t segment = ring->pos / layout->segment_bytes % layout->segment_count;

	return ring->segments + segment * ring_layout__segment_size(layout) +
	       ring->pos % layout->segment_bytes;
}

uint32_t block__bytes(const uint8_t *block)
{
	uint32_t bytes;

	memcpy(&bytes, block + BLOCK_LENGTH_AT, sizeof(bytes));
	return bytes;
}

/* Reads the time of the block at pos. False at the end of the snapshot. */
static bool ring__find_head(const struct rings *rings, struct ring *ring)
{
	if (ring->pos >= ring->end)
		return false;
	memcpy(&ring->head_ts, ring__block(rings, ring) + BLOCK_EVENT_AT + EVENT_TS_AT,
	       sizeof(ring->head_ts));
	ring->is_head_held = (ring->head_ts & HELD_TIME) != 0;
	ring->head_ts &= ~HELD_TIME;
	return true;
}

/* Restores the heap order from `at` downwards. */
static void rings__sift_down(struct rings *rings, uint32_t at)
{
	struct ring **heap = rings->heap, *ring = heap[at];

	for (;;) {
		uint32_t child = 2 * at + 1;

		if (child >= rings->heap_count)
			break;
		if (child + 1 < rings->heap_count && heap[child + 1]->head_ts < heap[child]->head_ts)
			child++;
		if (heap[child]->head_ts >= ring->head_ts)
			break;
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = ring;
}

/* The bound that an empty ring sets: if its CPU is writing, the stream stops at its last event. */
static uint64_t ring__bound(const struct ring *ring, uint64_t until)
{
	return ring->is_busy && ring->last_ts < until ? ring->last_ts : until;
}

void rings__snapshot(struct rings *rings)
{
	ring_buffer__consume(rings->wakeups);
	for (uint32_t i = 0; i < rings->count; i++) {
		struct ring *ring = &rings->all[i];

		ring->is_busy = __atomic_load_n(&ring->state->busy, __ATOMIC_SEQ_CST) != 0;
		ring->end = __atomic_load_n(&ring->state->written, __ATOMIC_ACQUIRE);
	}
}

uint64_t rings__fullest(const struct rings *rings)
{
	uint64_t most = 0;

	for (uint32_t i = 0; i < rings->count; i++) {
		uint64_t bytes = rings->all[i].end - rings->all[i].pos;

		most = bytes > most ? bytes : most;
	}
	return most;
}

void rings__count(const struct rings *rings, struct ring_counts *counts)
{
	*counts = (struct ring_counts){.late_events = rings->late_events};
	for (uint32_t cpu = 0; cpu < rings->layout.cpus; cpu++)
		for (uint32_t slot = 0; slot < STAT_KERNEL_COUNT; slot++)
			counts->kernel[slot] +=
				__atomic_load_n(&rings->states[cpu].stats[slot], __ATOMIC_RELAXED);
}

uint64_t rings__substituted(const struct rings *rings)
{
	uint64_t count = 0;

	for (uint32_t cpu = 0; cpu < rings->layout.cpus; cpu++)
		count += __atomic_load_n(&rings->states[cpu].substituted, __ATOMIC_RELAXED);
	return count;
}

/* Fills the heap; returns the time up to which events may be delivered. */
static uint64_t rings__begin(struct rings *rings, uint64_t until)
{
	rings->heap_count = 0;
	for (uint32_t i = 0; i < rings->count; i++) {
		struct ring *ring = &rings->all[i];

		if (ring__find_head(rings, ring))
			rings->heap[rings->heap_count++] = ring;
		else
			until = ring__bound(ring, until);
	}
	for (uint32_t at = rings->heap_count / 2; at-- > 0;)
		rings__sift_down(rings, at);
	return until;
}

/* Sets the time of an event in the slab: a late one gets that of the one before it, a held one its own. */
static void rings__keep_order(struct rings *rings, const struct ring *ring, uint8_t *block)
{
	uint8_t *ts = block + BLOCK_EVENT_AT + EVENT_TS_AT;

	if (ring->is_head_held) {
		memcpy(ts, &ring->head_ts, sizeof(ring->head_ts));
	} else if (ring->head_ts >= rings->last_ts) {
		rings->last_ts = ring->head_ts;
	} else {
		memcpy(ts, &rings->last_ts, sizeof(rings->last_ts));
		rings->late_events++;
	}
}

/* Advances the ring on top of the heap; returns the new bound. */
static uint64_t rings__advance(struct rings *rings, uint32_t bytes, uint64_t until)
{
	struct ring *ring = rings->heap[0];

	if (!ring->is_head_held)
		ring->last_ts = ring->head_ts;
	ring->pos = ring__after(ring->pos, bytes, rings->layout.segment_bytes - 1);
	if (!ring__find_head(rings, ring)) {
		rings->heap[0] = rings->heap[--rings->heap_count];
		until = ring__bound(ring, until);
	}
	if (rings->heap_count)
		rings__sift_down(rings, 0);
	return until;
}

size_t rings__read(struct rings *rings, uint8_t *slab, size_t size, uint64_t until)
{
	size_t used = 0;

	until = rings__begin(rings, until);
	while (rings->heap_count && rings->heap[0]->head_ts <= until) {
		const struct ring *ring = rings->heap[0];
		const uint8_t *block = ring__block(rings, ring);
		uint32_t bytes = block__bytes(block);

		if (bytes > size - used)
			break;
		memcpy(slab + used, block, bytes);
		rings__keep_order(rings, ring, slab + used);
		used += bytes;
		until = rings__advance(rings, bytes, until);
	}
	for (uint32_t i = 0; i < rings->count; i++)
		__atomic_store_n(&rings->all[i].state->read, rings->all[i].pos, __ATOMIC_RELEASE);
	return used;
}
