/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events that were moved out of the rings before they were requested: slabs in memory, up to a bound. Memory
 * is given back slab by slab as events are taken. One thread adds and another takes.
 */
#pragma once

#include "rings.h"

#include <pthread.h>

/* Memory of a slab. */
#define SLAB_SIZE (1u << 20)

struct slab_head {
	struct slab *next;
	struct ring_counts counts; /* when its events were read */
	size_t start, end;	   /* range of `bytes` that holds events */
};

struct slab {
	struct slab_head head;
	uint8_t bytes[SLAB_SIZE - sizeof(struct slab_head)];
};

struct slab_queue {
	pthread_mutex_t lock; /* of `first` and `last` */
	struct slab *first, *last;
	struct slab *begun; /* of which a part was taken; older than `first` */
	size_t bytes;	    /* memory of all slabs */
};

/* The most memory that a queue takes on this machine, in bytes. */
size_t slab_queue__limit(void);

void slab_queue__open(struct slab_queue *queue);
void slab_queue__close(struct slab_queue *queue);

/* An empty slab, to be filled and then added or freed; NULL at the limit or if there is no memory. */
struct slab *slab_queue__new(struct slab_queue *queue);
void slab_queue__add(struct slab_queue *queue, struct slab *slab);
void slab_queue__free(struct slab_queue *queue, struct slab *slab);

/* Copies the oldest whole blocks that fit and removes them. Returns their bytes, and in `counts` those of the
 * last slab that was taken from; 0 and no counts if there are none. Less than half of `size`: none are left.
 */
size_t slab_queue__take(struct slab_queue *queue, uint8_t *into, size_t size, struct ring_counts *counts);

/* Bytes of memory that the queue takes at the moment. */
size_t slab_queue__bytes(const struct slab_queue *queue);
