/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Gives back the space of a file's bytes from `start` up to `end`, which then read as 0; its size and what is
 * behind them stay. Returns 0 or -errno. */
int file_hole__punch(int fd, int64_t start, int64_t end);

#ifdef __cplusplus
}
#endif
