/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* A search in a sorted array of the kernel. */
#pragma once

#include "repeat.bpf.h"

/* What is left of the array. */
struct search {
	const void *numbers; /* the number of the first entry */
	u32 stride;	     /* bytes from one number to the next */
	u32 sought;
	u32 low;
	u32 count;
};

/* Leaves one half. 1 when one entry is left. */
static __noinline long search__halve(u32 index, struct search *search)
{
	u32 half = search->count / 2, number = 0;

	(void)index;
	if (search->count <= 1)
		return 1;
	bpf_probe_read_kernel(&number, sizeof(number),
			      search->numbers + (u64)(search->low + half) * search->stride);
	if (number <= search->sought)
		search->low += half;
	search->count -= half;
	return 0;
}

/* The index of the last entry whose number is at most `sought`; 0 if there is none. `halvings`: enough of
 * them to leave one entry. */
static __always_inline u32 sorted__find(const void *numbers, u32 stride, u32 count, u32 sought,
					const u32 halvings)
{
	struct search search = {.numbers = numbers, .stride = stride, .sought = sought, .count = count};

	REPEAT(halvings, search__halve, &search);
	return search.low;
}
