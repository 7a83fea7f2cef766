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

bool probe__set_conditions(struct probe *probe, const struct probe_conditions *conditions)
{
	struct probe_bpf__bss *memory = probe->skeleton->bss;
	const uint16_t *enters = conditions->enters, *exits = conditions->exits;
	size_t prefixes = conditions->prefix_bytes / sizeof(memory->path_prefixes[0]);

	if (conditions->step_bytes != sizeof(memory->condition_steps) || conditions->count != SYSCALL_MAX ||
	    prefixes > PATH_PREFIXES)
		return false;
	memcpy(memory->condition_steps, conditions->steps, conditions->step_bytes);
	memcpy(memory->path_prefixes, conditions->prefixes, prefixes * sizeof(memory->path_prefixes[0]));
	memcpy(memory->path_arguments, conditions->path_arguments, SYSCALL_MAX);
	memory->path_prefix_count = prefixes;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	for (size_t nr = 0; nr < SYSCALL_MAX; nr++) {
		__atomic_store_n(&memory->enter_conditions[nr], enters[nr], __ATOMIC_RELAXED);
		__atomic_store_n(&memory->exit_conditions[nr], exits[nr], __ATOMIC_RELAXED);
	}
	return true;
}
