/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Found by its name from outside. */
#define SHARED __attribute__((visibility("default"), used))
