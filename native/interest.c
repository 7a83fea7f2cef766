// SPDX-License-Identifier: Apache-2.0
/* Which system calls the kernel side records at all. */
#include "probe_state.h"

void probe__set_interest(struct probe *probe, const uint8_t *syscalls, size_t count)
{
	uint8_t *table = probe->skeleton->bss->interest;

	for (size_t nr = 0; nr < SYSCALL_MAX; nr++)
		__atomic_store_n(&table[nr], nr < count ? syscalls[nr] : 0, __ATOMIC_RELAXED);
}
