/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Exported by name. */
#define SHARED __attribute__((visibility("default"), used))

/* For functions that run once per event; and for those that do not, and would make the others slower. */
#define INLINE static inline __attribute__((always_inline))
#define APART static __attribute__((noinline))
