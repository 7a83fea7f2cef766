// SPDX-License-Identifier: Apache-2.0
/*
 * A record in a BPF ring buffer: u32 length with a busy bit (being written) and a discard bit, u32
 * for the kernel, then the bytes, padded to 8 (linux/bpf.h).
 *
 * Order. Each ring is in order, the stream is merged from them. An event is given out only when
 * nothing older can still come: the caller takes the time first, then the snapshot of the write
 * positions, and asks for events until a little before that time, because a program may be held up
 * between taking its timestamp and finishing its record. A record that is still busy stops the
 * stream at the event before it. What comes too late all the same gets the time of the event before
 * it, so that time never goes back: a thread that moves to another CPU has always finished the event
 * of the first CPU before the next one begins, hence its events stay in its own order.
 */
#include "rings.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <unistd.h>

#include "event_block.h"

#define RECORD_HEAD_BYTES 8

static int ring__map(struct ring *ring, uint32_t bytes)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *consumer = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, 0);
	uint8_t *producer;

	if (consumer == MAP_FAILED)
		return -errno;
	ring->consumer = consumer;
	producer = mmap(NULL, page + 2 * (size_t)bytes, PROT_READ, MAP_SHARED, ring->fd, (off_t)page);
	if (producer == MAP_FAILED)
		return -errno;
	ring->producer = (const uint64_t *)producer;
	ring->data = producer + page;
	ring->mask = bytes - 1;
	return 0;
}

static void ring__close(struct ring *ring)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	if (ring->consumer)
		munmap(ring->consumer, page);
	if (ring->producer)
		munmap((void *)ring->producer, page + 2 * (ring->mask + 1));
	if (ring->fd >= 0)
		close(ring->fd);
}

/* A ring for one CPU, in the probe's map and in the epoll set. */
static int ring__open(struct ring *ring, uint32_t bytes, int map_fd, int epoll_fd)
{
	struct epoll_event edge = {.events = EPOLLIN | EPOLLET};
	uint32_t key = ring->cpu;
	int err;

	ring->fd = bpf_map_create(BPF_MAP_TYPE_RINGBUF, "ring", 0, 0, bytes, NULL);
	if (ring->fd < 0)
		return -errno;
	err = ring__map(ring, bytes);
	if (err)
		return err;
	if (bpf_map_update_elem(map_fd, &key, &ring->fd, BPF_ANY) ||
	    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, ring->fd, &edge))
		return -errno;
	return 0;
}

/* Whether a CPU is online; one that comes later has no ring, its events count as lost. */
static bool cpu__is_online(uint32_t cpu)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%u/online", cpu);
	FILE *file = fopen(path, "re");
	int digit = file ? fgetc(file) : '1'; /* the first CPU has no such file */

	if (file)
		fclose(file);
	return digit != '0';
}

int rings__open(struct rings *rings, uint32_t cpus, uint32_t ring_bytes, int map_fd)
{
	rings->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (rings->epoll_fd < 0)
		return -errno;
	rings->all = calloc(cpus, sizeof(*rings->all));
	rings->heap = calloc(cpus, sizeof(*rings->heap));
	if (!rings->all || !rings->heap)
		return -ENOMEM;
	for (uint32_t cpu = 0; cpu < cpus; cpu++) {
		struct ring *ring = &rings->all[rings->count];
		int err;

		if (!cpu__is_online(cpu))
			continue;
		*ring = (struct ring){.fd = -1, .cpu = (uint16_t)cpu};
		rings->count++;
		err = ring__open(ring, ring_bytes, map_fd, rings->epoll_fd);
		if (err)
			return err;
	}
	return 0;
}

void rings__close(struct rings *rings)
{
	for (uint32_t i = 0; i < rings->count; i++)
		ring__close(&rings->all[i]);
	free(rings->all);
	free(rings->heap);
	if (rings->epoll_fd >= 0)
		close(rings->epoll_fd);
	*rings = (struct rings){.epoll_fd = -1};
}

static const uint8_t *ring__record(const struct ring *ring)
{
	return ring->data + (ring->pos & ring->mask);
}

/* Length word of the record at pos, with its two bits. */
static uint32_t ring__length(const struct ring *ring)
{
	return __atomic_load_n((const uint32_t *)ring__record(ring), __ATOMIC_ACQUIRE);
}

static uint64_t padded(uint64_t length)
{
	return (length + RECORD_HEAD_BYTES + 7) & ~7ULL;
}

enum head { HEAD_EVENT, HEAD_END, HEAD_BUSY };

/* Moves pos to the next event of the snapshot and notes its time. */
static enum head ring__find_head(struct ring *ring)
{
	while (ring->pos < ring->end) {
		uint32_t length = ring__length(ring);

		if (length & BPF_RINGBUF_BUSY_BIT)
			return HEAD_BUSY;
		if (!(length & BPF_RINGBUF_DISCARD_BIT)) {
			memcpy(&ring->head_ts, ring__record(ring) + RECORD_HEAD_BYTES, sizeof(ring->head_ts));
			return HEAD_EVENT;
		}
		ring->pos += padded(length & ~BPF_RINGBUF_DISCARD_BIT);
	}
	return HEAD_END;
}

/* Restores the order of the heap from `at` downwards. */
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

/* Takes a ring with nothing to give into account: one that is busy bounds the whole stream. */
static uint64_t ring__bound(const struct ring *ring, enum head head, uint64_t until)
{
	return head == HEAD_BUSY && ring->last_ts < until ? ring->last_ts : until;
}

void rings__snapshot(struct rings *rings)
{
	for (uint32_t i = 0; i < rings->count; i++)
		rings->all[i].end = __atomic_load_n(rings->all[i].producer, __ATOMIC_ACQUIRE);
}

/* Fills the heap; gives the time until which the stream may go. */
static uint64_t rings__begin(struct rings *rings, uint64_t until)
{
	rings->heap_count = 0;
	for (uint32_t i = 0; i < rings->count; i++) {
		struct ring *ring = &rings->all[i];
		enum head head = ring__find_head(ring);

		if (head == HEAD_EVENT)
			rings->heap[rings->heap_count++] = ring;
		until = ring__bound(ring, head, until);
	}
	for (uint32_t at = rings->heap_count / 2; at-- > 0;)
		rings__sift_down(rings, at);
	return until;
}

/* Puts a frame around the event at pos; 0 when the slab has no room left. */
static size_t rings__frame(struct rings *rings, const struct ring *ring, uint8_t *to, size_t room)
{
	uint32_t length = ring__length(ring);
	uint32_t total = (BLOCK_HEAD_BYTES + length + BLOCK_TAIL_BYTES + 3) & ~3u;
	uint32_t block[2] = {EVENT_BLOCK, total};

	if (total > room)
		return 0;
	memset(to + total - 8, 0, 4); /* padding, where there is any */
	memcpy(to, block, sizeof(block));
	memcpy(to + 8, &ring->cpu, sizeof(ring->cpu));
	memcpy(to + BLOCK_HEAD_BYTES, ring__record(ring) + RECORD_HEAD_BYTES, length);
	memcpy(to + total - BLOCK_TAIL_BYTES, &total, sizeof(total));
	if (ring->head_ts < rings->last_ts) {
		memcpy(to + BLOCK_HEAD_BYTES, &rings->last_ts, sizeof(rings->last_ts));
		rings->stragglers++;
	} else {
		rings->last_ts = ring->head_ts;
	}
	return total;
}

/* Goes on to the next event of the ring on top; gives the new bound. */
static uint64_t rings__advance(struct rings *rings, uint64_t until)
{
	struct ring *ring = rings->heap[0];
	enum head head;

	ring->last_ts = ring->head_ts;
	ring->pos += padded(ring__length(ring));
	head = ring__find_head(ring);
	if (head != HEAD_EVENT)
		rings->heap[0] = rings->heap[--rings->heap_count];
	if (rings->heap_count)
		rings__sift_down(rings, 0);
	return ring__bound(ring, head, until);
}

size_t rings__read(struct rings *rings, uint8_t *slab, size_t size, uint64_t until)
{
	size_t used = 0;

	until = rings__begin(rings, until);
	while (rings->heap_count && rings->heap[0]->head_ts <= until) {
		size_t total = rings__frame(rings, rings->heap[0], slab + used, size - used);

		if (!total)
			break;
		used += total;
		until = rings__advance(rings, until);
	}
	for (uint32_t i = 0; i < rings->count; i++)
		__atomic_store_n(rings->all[i].consumer, rings->all[i].pos, __ATOMIC_RELEASE);
	return used;
}
