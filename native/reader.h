/* SPDX-License-Identifier: Apache-2.0 */
/* Who reads what this process writes. */
#pragma once

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Whether what is written to a pipe or socket can still be read by anybody; true for everything else. */
bool reader__is_there(int fd);

#ifdef __cplusplus
}
#endif
