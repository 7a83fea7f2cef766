// SPDX-License-Identifier: Apache-2.0
#include "file_hole.h"

#include <errno.h>
#include <fcntl.h>

int file_hole__punch(int fd, int64_t start, int64_t end)
{
	if (fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, start, end - start))
		return -errno;
	return 0;
}
