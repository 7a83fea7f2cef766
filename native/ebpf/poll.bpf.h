/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* The descriptors that poll and ppoll wait for. */
#pragma once

#include "generated/flags.bpf.h"
#include "put.bpf.h"
#include <linux/poll.h>

/* Most entries kept, as in the reference. */
#define POLL_LIST_MAX 16
#define POLL_ENTRY_BYTES (sizeof(s64) + sizeof(s16))

/* Which flags of an entry are recorded. */
#define POLL_REQUESTED 0
#define POLL_RETURNED 1

/* Appends a count (u16), then the descriptor (s64) and flags (s16) of each. The count is 0 if the list is
 * unreadable. */
static __always_inline struct written put__poll_list(struct writer *w, u64 list, u32 count, const int which)
{
	u32 entries = count < POLL_LIST_MAX ? count : POLL_LIST_MAX;
	u8 *at = writer__at(w);

	for (u32 i = 0; i < POLL_LIST_MAX && i < entries; i++) {
		u8 *entry = at + sizeof(u16) + i * POLL_ENTRY_BYTES;
		struct pollfd polled;

		if (bpf_probe_read_user(&polled, sizeof(polled), (const void *)(list + i * sizeof(polled)))) {
			entries = 0;
			break;
		}
		store_u64(entry, (s64)polled.fd);
		store_u16(entry + sizeof(s64),
			  poll_flags__to_scap(which == POLL_REQUESTED ? polled.events : polled.revents));
	}
	store_u16(at, entries);
	return writer__appended(w, sizeof(u16) + entries * POLL_ENTRY_BYTES);
}
