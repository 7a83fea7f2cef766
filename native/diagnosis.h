/* SPDX-License-Identifier: Apache-2.0 */
/* Turns a failure of the kernel into one line that says what is missing. */
#pragma once

#include "probe.h"

/* Keeps libbpf's own messages for the next diagnosis instead of printing them. */
void diagnosis__capture_log(void);

/* Fills in code and message for `err` (negative errno), which came up while `doing` something. */
void diagnosis__explain(struct probe_error *error, const char *doing, int err);

/* Whether the kernel's type information, without which nothing works, is there. */
bool diagnosis__has_btf(void);
