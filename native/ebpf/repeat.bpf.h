/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Loops that the verifier follows only once. It follows each round of an ordinary loop, which takes it
 * milliseconds if the rounds are many. */
#pragma once

#include "kernel_types.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

/*
 * Calls `step` with the index and `context`, up to `count` times, until it returns 1. Kernels before 5.17
 * have an ordinary loop, for which `count` must be a small constant. A macro, so that the function is a
 * constant in both.
 *
 * `step` is declared __noinline: of a step that is inlined into the ordinary loop, clang may put the last
 * block before the first, which then follows it without a jump. Linux 6.1 refuses a program with such a loop,
 * even where it is not reached ("back-edge from insn").
 */
#define REPEAT(count, step, context)                                               \
	do {                                                                       \
		if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_loop)) { \
			bpf_loop(count, step, context, 0);                         \
		} else {                                                           \
			for (u32 index_ = 0; index_ < (count); index_++)           \
				if (step(index_, context))                         \
					break;                                     \
		}                                                                  \
	} while (0)
