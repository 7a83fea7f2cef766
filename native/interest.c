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

static bool any(const uint16_t *steps)
{
	for (size_t nr = 0; nr < SYSCALL_MAX; nr++)
		if (steps[nr])
			return true;
	return false;
}

static void set_conditions(struct probe_bpf *skeleton, const struct probe_conditions *conditions)
{
	struct probe_bpf__bss *memory = skeleton->bss;

	memcpy(memory->condition_steps, conditions->steps, conditions->step_bytes);
	memcpy(memory->enter_conditions, conditions->enters, sizeof(memory->enter_conditions));
	memcpy(memory->exit_conditions, conditions->exits, sizeof(memory->exit_conditions));
	memcpy(memory->path_arguments, conditions->path_arguments, sizeof(memory->path_arguments));
	memcpy(memory->path_prefixes, conditions->prefixes, conditions->prefix_bytes);
	memory->path_prefix_count = conditions->prefix_bytes / sizeof(memory->path_prefixes[0]);
	skeleton->rodata->has_conditions = any(conditions->enters) || any(conditions->exits);
	skeleton->rodata->has_path_prefixes = memory->path_prefix_count > 0;
	for (size_t i = 0; i < CONDITION_STEPS; i++)
		if (memory->condition_steps[i].source == CONDITION_LATENCY)
			skeleton->rodata->has_latencies = true;
}

/* Notes which enter events are held until their exit, and makes room for them. Generic ones are held by call
 * (call_args.bpf.h). */
static int hold_enters(struct probe_bpf *skeleton)
{
	struct probe_bpf__bss *memory = skeleton->bss;

	for (size_t nr = 0; nr < SYSCALL_MAX; nr++) {
		if (!(memory->interest[nr] & INTEREST_HOLD))
			continue;
		memory->holds_event[skeleton->rodata->syscall_rows[nr].enter] = true;
		skeleton->rodata->holds_enters = true;
	}
	memory->holds_event[EVT_GENERIC_E] = false;
	if (!skeleton->rodata->holds_enters)
		return 0;
	return bpf_map__set_max_entries(skeleton->maps.held_enters, HELD_ENTERS);
}

bool interest__set(struct probe_bpf *skeleton, const struct probe_interest *interest)
{
	struct probe_bpf__bss *memory = skeleton->bss;

	if (!interest) {
		memset(memory->interest, INTEREST_ENTER | INTEREST_EXIT | INTEREST_STATE, SYSCALL_MAX);
		return true;
	}
	if (interest->count > SYSCALL_MAX || !interest__fits(&interest->conditions))
		return false;
	memcpy(memory->interest, interest->calls, interest->count);
	set_conditions(skeleton, &interest->conditions);
	return hold_enters(skeleton) == 0;
}

void interest__mark_events(const struct probe_bpf *skeleton, bool *events)
{
	for (size_t nr = 0; nr < SYSCALL_MAX; nr++) {
		const uint8_t interest = skeleton->bss->interest[nr];
		const struct syscall_row *row =
			(const struct syscall_row *)&skeleton->rodata->syscall_rows[nr];

		events[row->enter] |= (interest & INTEREST_ENTER) != 0;
		events[row->exit] |= (interest & INTEREST_EXIT) != 0;
	}
}
