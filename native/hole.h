/* SPDX-License-Identifier: Apache-2.0 */
/* Gives back the disk space of a part of a file. */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Makes zeros of bytes of a file, which then take no space; the file stays as long. Returns -errno, such as
 * -EOPNOTSUPP where the file system cannot do so. */
int hole__punch(int fd, int64_t from, int64_t bytes);

#ifdef __cplusplus
}
#endif
