// SPDX-License-Identifier: Apache-2.0
#include "shared.h"

#include <sys/mman.h>

#define FROM_FILE 5

struct shared *shared__map(struct buffer *blocks, struct buffer *values)
{
	uint8_t *memory = mmap(NULL, SHARED_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, FROM_FILE, 0);

	if (memory == MAP_FAILED)
		return NULL;
	*blocks = (struct buffer){memory + SHARED_BLOCKS_AT, 0, SHARED_BLOCKS_SIZE};
	*values = (struct buffer){memory + SHARED_VALUES_AT, 0, SHARED_VALUES_SIZE};
	struct shared *shared = (struct shared *)memory;
	shared->batch = 1;
	return shared;
}
