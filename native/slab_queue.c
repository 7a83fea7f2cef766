// SPDX-License-Identifier: Apache-2.0
#include "slab_queue.h"
#include "event_block.h"
#include "lock.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The limit: this much, or this part of the machine's memory if that is less. */
#define LIMIT_BYTES ((size_t)256 << 20)
#define LIMIT_PART 8

size_t slab_queue__limit(void)
{
	size_t part = (size_t)sysconf(_SC_PHYS_PAGES) / LIMIT_PART * (size_t)sysconf(_SC_PAGESIZE);

	return part < LIMIT_BYTES ? part : LIMIT_BYTES;
}

void slab_queue__open(struct slab_queue *queue)
{
	*queue = (struct slab_queue){};
	init_inheriting(&queue->lock);
}

size_t slab_queue__bytes(const struct slab_queue *queue)
{
	return __atomic_load_n(&queue->bytes, __ATOMIC_RELAXED);
}

struct slab *slab_queue__new(struct slab_queue *queue)
{
	struct slab *slab;

	if (slab_queue__bytes(queue) + sizeof(*slab) > slab_queue__limit())
		return NULL;
	/* not from the heap, which would keep what is freed */
	slab = mmap(NULL, sizeof(*slab), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE,
		    -1, 0);
	if (slab == MAP_FAILED)
		return NULL;
	__atomic_fetch_add(&queue->bytes, sizeof(*slab), __ATOMIC_RELAXED);
	return slab;
}

void slab_queue__free(struct slab_queue *queue, struct slab *slab)
{
	munmap(slab, sizeof(*slab));
	__atomic_fetch_sub(&queue->bytes, sizeof(*slab), __ATOMIC_RELAXED);
}

void slab_queue__add(struct slab_queue *queue, struct slab *slab)
{
	pthread_mutex_lock(&queue->lock);
	if (queue->last)
		queue->last->head.next = slab;
	else
		queue->first = slab;
	queue->last = slab;
	pthread_mutex_unlock(&queue->lock);
}

/* The oldest slab, removed from the list; NULL if there is none. */
static struct slab *slab_queue__next(struct slab_queue *queue)
{
	struct slab *slab = queue->begun;

	if (slab)
		return slab;
	pthread_mutex_lock(&queue->lock);
	slab = queue->first;
	if (slab)
		queue->first = slab->head.next;
	if (!queue->first)
		queue->last = NULL;
	pthread_mutex_unlock(&queue->lock);
	queue->begun = slab;
	return slab;
}

static void slab_queue__drop_begun(struct slab_queue *queue)
{
	slab_queue__free(queue, queue->begun);
	queue->begun = NULL;
}

/* Bytes of the whole blocks at the start of a slab that fit into `size`. */
static size_t slab__fitting(const struct slab *slab, size_t size)
{
	size_t all = slab->head.end - slab->head.start, fitting = 0;

	if (all <= size)
		return all;
	for (;;) {
		uint32_t bytes = block__bytes(slab->bytes + slab->head.start + fitting);

		if (bytes > size - fitting)
			return fitting;
		fitting += bytes;
	}
}

size_t slab_queue__take(struct slab_queue *queue, uint8_t *into, size_t size, struct ring_counts *counts)
{
	struct slab *slab;
	size_t used = 0, bytes;

	while ((slab = slab_queue__next(queue))) {
		/* a slab is divided only if too little would be copied otherwise */
		if (used >= size / 2 && slab->head.end - slab->head.start > size - used)
			break;
		bytes = slab__fitting(slab, size - used);
		if (bytes == 0)
			break;
		memcpy(into + used, slab->bytes + slab->head.start, bytes);
		*counts = slab->head.counts;
		used += bytes;
		slab->head.start += bytes;
		if (slab->head.start < slab->head.end)
			break;
		slab_queue__drop_begun(queue);
	}
	return used;
}

void slab_queue__close(struct slab_queue *queue)
{
	while (slab_queue__next(queue))
		slab_queue__drop_begun(queue);
	pthread_mutex_destroy(&queue->lock);
}
