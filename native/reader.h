/* SPDX-License-Identifier: Apache-2.0 */
/* Whether output of this process is still read. */
#pragma once

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Whether a pipe or socket still has a reader; true for everything else. */
bool reader__is_there(int fd);

#ifdef __cplusplus
}
#endif
