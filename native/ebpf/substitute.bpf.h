/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * Where programs of system calls may be preempted, because perf cannot call them (hook.bpf.h). The kernel
 * skips a program that is already running on the CPU. A thread that loses the CPU inside a dispatcher, at the
 * latest where that allows preemption again, would cost all calls of the threads that have the CPU in the
 * meantime.
 *
 * So two programs are attached to each hook, and jump to its dispatcher. The substitute comes first: while a
 * thread is inside the main program on this CPU, the substitute takes the calls of others. The main program
 * may be free again when its turn comes, even on another CPU, so the substitute marks the thread: the main
 * program leaves a marked call out. What a thread does not unmark, because the main program was skipped, the
 * next substitute does.
 */
#pragma once

#include "maps.bpf.h"

/* A mark for each thread, by tid: the substitute has taken its call. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1); /* set by the loader: TIDS_MAX / 64 where programs may be preempted */
	__type(key, u32);
	__type(value, u64);
} taken_calls SEC(".maps");

static __always_inline u64 *taken_calls__word(u32 tid)
{
	u32 key = tid % TIDS_MAX / 64;

	return bpf_map_lookup_elem(&taken_calls, &key);
}

static __always_inline void call__mark_taken(u32 tid)
{
	u64 *word = taken_calls__word(tid);

	if (word)
		__sync_fetch_and_or(word, 1ULL << tid % 64);
}

/* Removes the mark of a thread. Whether there was one. */
static __always_inline bool call__unmark_taken(u32 tid)
{
	u64 *word = taken_calls__word(tid), bit = 1ULL << tid % 64;

	if (!word || !(*(volatile u64 *)word & bit))
		return false;
	__sync_fetch_and_and(word, ~bit);
	return true;
}

/* Whether the substitute of a hook takes a call: another thread is inside the main program. */
static __always_inline bool substitute__takes(u32 hook)
{
	struct cpu_state *cpu = cpu_state__get();
	u32 tid = current__tid(), inside;

	call__unmark_taken(tid);
	inside = cpu ? *(volatile u32 *)&cpu->inside[hook] : 0;
	if (!inside || inside == tid)
		return false;
	call__mark_taken(tid);
	__sync_fetch_and_add(&cpu->substituted, 1);
	return true;
}

/* Whether the main program of a hook takes a call. No other thread is inside it on this CPU; this one is from
 * now on. */
static __always_inline bool main__takes(u32 hook)
{
	struct cpu_state *cpu = cpu_state__get();
	u32 tid = current__tid();
	bool is_taken;

	if (!cpu)
		return false;
	is_taken = call__unmark_taken(tid);
	if (is_taken)
		__sync_fetch_and_add(&cpu->substituted, -1);
	*(volatile u32 *)&cpu->inside[hook] = is_taken ? 0 : tid;
	return !is_taken;
}

/* Ends a dispatcher of a hook, or a program to which it has jumped. */
static __always_inline void hook__leave(u32 hook)
{
	struct cpu_state *cpu = is_preemptible && !is_called_by_perf ? cpu_state__get() : 0;

	if (cpu && *(volatile u32 *)&cpu->inside[hook] == current__tid())
		*(volatile u32 *)&cpu->inside[hook] = 0;
}

SEC("tp_btf/sys_enter")
int on_enter_substitute(u64 *ctx)
{
	if (substitute__takes(HOOK_ENTER))
		bpf_tail_call_static(ctx, &enter_programs, DISPATCHER_SLOT);
	return 0;
}

SEC("tp_btf/sys_enter")
int on_enter_main(u64 *ctx)
{
	if (main__takes(HOOK_ENTER))
		bpf_tail_call_static(ctx, &enter_programs, DISPATCHER_SLOT);
	return 0;
}

SEC("tp_btf/sys_exit")
int on_exit_substitute(u64 *ctx)
{
	if (substitute__takes(HOOK_EXIT))
		bpf_tail_call_static(ctx, &exit_programs, DISPATCHER_SLOT);
	return 0;
}

SEC("tp_btf/sys_exit")
int on_exit_main(u64 *ctx)
{
	if (main__takes(HOOK_EXIT))
		bpf_tail_call_static(ctx, &exit_programs, DISPATCHER_SLOT);
	return 0;
}
