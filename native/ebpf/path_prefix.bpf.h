/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * Compares the path argument of a call with the prefixes of the filter. The filter means the resolved path
 * (src/state/path.ts), which is equal to the argument only if that is plain: absolute, printable, and without
 * "//", "/." or a "/" at its end. For any other path the outcome is unsure.
 */
#pragma once

#include "maps.bpf.h"

#define PATH_DIFFERS 1
#define PATH_BEGINS 2
#define PATH_UNSURE 4
/* Bits of the outcome per prefix, lowest bits first. */
#define PATH_OUTCOME_BITS 4
#define PATH_ALL_UNSURE 0x4444444444444444ULL

union path_text {
	char bytes[PLAIN_PATH_BYTES];
	u64 words[PLAIN_PATH_BYTES / 8];
};

static __always_inline bool path__is_plain(const union path_text *path, long len)
{
	if (len < 2 || len >= PLAIN_PATH_BYTES || path->bytes[0] != '/')
		return false;
#pragma clang loop unroll(disable)
	for (int i = 0; i < PLAIN_PATH_BYTES - 1 && i < len - 1; i++) {
		char c = path->bytes[i], next = path->bytes[i + 1];

		if (c < ' ' || c > '~' || (c == '/' && (next == '/' || next == '.' || !next)))
			return false;
	}
	return true;
}

/* Branchless: each branch would double the paths that the verifier follows. */
static __always_inline u64 path__compare(const union path_text *path,
					 const volatile struct path_prefix *prefix)
{
	u64 difference = 0;

	for (int i = 0; i < PATH_PREFIX_BYTES / 8; i++)
		difference |= (path->words[i] ^ prefix->text[i]) & prefix->mask[i];
	/* the top bit of a number or of its negative is set for every number but 0 */
	difference = (difference | -difference) >> 63;
	return PATH_BEGINS - difference;
}

/* The outcomes for the path at an address in the caller's memory. */
static __always_inline u64 path__outcomes(const void *user)
{
	union path_text path;
	u64 outcomes = 0;

	if (!path__is_plain(&path, bpf_probe_read_user_str(path.bytes, sizeof(path), user)))
		return PATH_ALL_UNSURE;
#pragma clang loop unroll(disable)
	for (u32 i = 0; i < PATH_PREFIXES && i < path_prefix_count; i++)
		outcomes |= path__compare(&path, &path_prefixes[i]) << (i * PATH_OUTCOME_BITS);
	return outcomes;
}
