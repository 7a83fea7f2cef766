// SPDX-License-Identifier: Apache-2.0
/* Which system calls the probe records. */
#include "interest.h"

#include <string.h>

static bool interest__fits(const struct probe_conditions *conditions)
{
	return conditions->step_bytes == CONDITION_STEPS * sizeof(struct condition_step) &&
	       conditions->count == SYSCALL_MAX &&
	       conditions->prefix_bytes <= PATH_PREFIXES * sizeof(struct path_prefix);
}

static void set_conditions(struct probe_bpf__bss *memory, const struct probe_conditions *conditions)
{
	memcpy(memory->condition_steps, conditions->steps, conditions->step_bytes);
	memcpy(memory->enter_conditions, conditions->enters, sizeof(memory->enter_conditions));
	memcpy(memory->exit_conditions, conditions->exits, sizeof(memory->exit_conditions));
	memcpy(memory->path_arguments, conditions->path_arguments, sizeof(memory->path_arguments));
	memcpy(memory->path_prefixes, conditions->prefixes, conditions->prefix_bytes);
	memory->path_prefix_count = conditions->prefix_bytes / sizeof(memory->path_prefixes[0]);
}

bool interest__set(struct probe_bpf__bss *memory, const struct probe_interest *interest)
{
	if (!interest) {
		memset(memory->interest, INTEREST_ENTER | INTEREST_EXIT | INTEREST_STATE, SYSCALL_MAX);
		return true;
	}
	if (interest->count > SYSCALL_MAX || !interest__fits(&interest->conditions))
		return false;
	memcpy(memory->interest, interest->calls, interest->count);
	set_conditions(memory, &interest->conditions);
	return true;
}
