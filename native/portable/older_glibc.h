// SPDX-License-Identifier: Apache-2.0
/*
 * Included before everything else (-include) in what is linked into the portable addon: glibc 2.38 and newer
 * would have the strtol and scanf families replaced by those of C23, which older ones lack, wherever
 * _GNU_SOURCE is defined.
 */
#ifndef SYSSHARK_OLDER_GLIBC_H
#define SYSSHARK_OLDER_GLIBC_H

#include <features.h>

#undef __GLIBC_USE_C23_STRTOL
#define __GLIBC_USE_C23_STRTOL 0
/* its name up to glibc 2.40 */
#undef __GLIBC_USE_C2X_STRTOL
#define __GLIBC_USE_C2X_STRTOL 0

#endif
