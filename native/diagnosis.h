/* SPDX-License-Identifier: Apache-2.0 */
/* Explains kernel errors in one line: what failed and what is missing. */
#pragma once

#include "probe.h"

/* Keeps libbpf's own messages for the next diagnosis instead of printing them. */
void diagnosis__capture_log(void);

/* Notes more about an error, instead of libbpf's messages. */
void diagnosis__note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Sets the code and message for `err` (a negative errno). `doing` names the step that failed. */
void diagnosis__explain(struct probe_error *error, const char *doing, int err);

/* Whether the kernel provides its type information (BTF), which the probe requires. */
bool diagnosis__has_btf(void);
