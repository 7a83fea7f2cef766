// SPDX-License-Identifier: Apache-2.0
/*
 * Included before everything else (-include) in code that is linked into the portable addon. If _GNU_SOURCE
 * is defined, glibc 2.38 and newer replace the strtol and scanf families with their C23 versions, which older
 * ones lack.
 */
#ifndef SYSSHARK_OLDER_GLIBC_H
#define SYSSHARK_OLDER_GLIBC_H

#include <features.h>

#undef __GLIBC_USE_C23_STRTOL
#define __GLIBC_USE_C23_STRTOL 0
/* the name up to glibc 2.40 */
#undef __GLIBC_USE_C2X_STRTOL
#define __GLIBC_USE_C2X_STRTOL 0

#endif
