// SPDX-License-Identifier: Apache-2.0
/* Which system calls the kernel side records at all. */
#include "probe_state.h"

#include <string.h>

void probe__set_interest(struct probe *probe, const uint8_t *syscalls, size_t count)
{
	uint8_t *table = probe->skeleton->bss->interest;

	for (size_t nr = 0; nr < SYSCALL_MAX; nr++)
		__atomic_store_n(&table[nr], nr < count ? syscalls[nr] : 0, __ATOMIC_RELAXED);
}

bool probe__set_conditions(struct probe *probe, const uint8_t *steps, size_t bytes, const uint16_t *enters,
			   const uint16_t *exits, size_t count)
{
	struct probe_bpf__bss *memory = probe->skeleton->bss;

	if (bytes != sizeof(memory->condition_steps) || count != SYSCALL_MAX)
		return false;
	memcpy(memory->condition_steps, steps, bytes);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	for (size_t nr = 0; nr < SYSCALL_MAX; nr++) {
		__atomic_store_n(&memory->enter_conditions[nr], enters[nr], __ATOMIC_RELAXED);
		__atomic_store_n(&memory->exit_conditions[nr], exits[nr], __ATOMIC_RELAXED);
	}
	return true;
}
