/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Exported by name. */
#define SHARED __attribute__((visibility("default"), used))
