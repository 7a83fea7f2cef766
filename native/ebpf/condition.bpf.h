/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * What the filter asks of a call, as steps: each compares one word with a value and says which step comes
 * next (src/filter/condition-program.ts makes them).
 */
#pragma once

#include "call.bpf.h"
#include "path_prefix.bpf.h"

#define CONDITION_RESULT 6
#define CONDITION_PATH_OUTCOMES 7
#define CONDITION_WORDS 8
#define RELATION_LESS 1
#define RELATION_EQUAL 2
#define RELATION_GREATER 4

static __always_inline u8 condition_step__relation(const volatile struct condition_step *step, u64 word)
{
	u8 shift = step->shift & 63;
	u64 value = step->value;

	if (step->source == CONDITION_PATH_OUTCOMES)
		return word >> (value % PATH_PREFIXES * PATH_OUTCOME_BITS);
	word <<= shift;
	if (step->is_signed) {
		s64 signed_word = (s64)word >> shift;

		return signed_word == (s64)value  ? RELATION_EQUAL
		       : signed_word < (s64)value ? RELATION_LESS
						  : RELATION_GREATER;
	}
	word >>= shift;
	return word == value ? RELATION_EQUAL : word < value ? RELATION_LESS : RELATION_GREATER;
}

/* Whether the condition that begins at a step holds for a call; `path` is one of its arguments, counted
 * from 1. */
static __always_inline bool condition__holds(u32 at, u32 path, const struct call *call, long ret)
{
	u64 words[CONDITION_WORDS] = {
		call__arg(call, 0), call__arg(call, 1), call__arg(call, 2),	  call__arg(call, 3),
		call__arg(call, 4), call__arg(call, 5), [CONDITION_RESULT] = ret,
	};

	if (path)
		words[CONDITION_PATH_OUTCOMES] =
			path__outcomes((const void *)words[(path - 1) % CONDITION_WORDS]);
	for (int i = 0; i < CONDITION_PATH && at > CONDITION_FAILS; i++) {
		const volatile struct condition_step *step = &condition_steps[at % CONDITION_STEPS];
		u64 word = words[step->source % CONDITION_WORDS];

		at = condition_step__relation(step, word) & step->relations ? step->yes : step->no;
	}
	return at != CONDITION_FAILS;
}
