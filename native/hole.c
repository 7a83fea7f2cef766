// SPDX-License-Identifier: Apache-2.0
#include "hole.h"

#include <errno.h>
#include <fcntl.h>

int hole__punch(int fd, int64_t from, int64_t bytes)
{
	return fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, from, bytes) ? -errno : 0;
}
