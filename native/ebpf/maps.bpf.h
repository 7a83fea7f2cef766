/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* The memory of the probe, and the settings that the loader fills in before loading. */
#pragma once

#include "arch.bpf.h"

/* Bytes of data kept per read or write. */
const volatile u32 snaplen = 80;
/* Whether more is kept of known protocols (recognized by port or data), and of all data on the ports from min
 * to max (max 0: none). */
const volatile bool snaplen_is_dynamic;
const volatile u16 full_port_min, full_port_max;
/* Bytes in a ring before its reader is woken. */
const volatile u32 wakeup_bytes = 512 * 1024;
/* Segments of a ring, and the bytes of a segment in which blocks start (minus one): powers of two. */
const volatile u32 ring_segment_count = 2;
const volatile u64 segment_mask = 0xffff;
const volatile u32 segment_shift = 16;
const volatile u32 page_shift = 12;
/* Whether the kernel may preempt programs, so that another one may run in between on the same CPU. */
const volatile bool is_preemptible;
/* Whether perf calls the programs that it can call, without preemption: those of system calls (hook.bpf.h),
 * of births and of ends of processes. */
const volatile bool is_called_by_perf;
/* Whether the filter has conditions on system calls, and whether these compare paths or latencies. Constants,
 * because the verifier takes long for what depends on them, and leaves it out if they are false. */
const volatile bool has_conditions;
const volatile bool has_path_prefixes;
const volatile bool has_latencies;
/* Whether any enter event is held until its exit. */
const volatile bool holds_enters;
/* Whether only the threads in `followed` are recorded. */
const volatile bool is_following;
/* Whether the process that started the recorder is not recorded, either: it shows what is. */
const volatile bool hides_parent;
/* Whether processes that these two start are not recorded, either: plugins run in them. */
const volatile bool hides_helpers;
/* Whether user space understands the records of tables (learn.bpf.h). */
const volatile bool learns_tables;

/* Nanoseconds to add to the monotonic clock to get the time since the epoch; the loader adds sleep of the
 * machine. */
u64 epoch_ns;
/* Thread group of the recorder in the initial pid namespace; never recorded. */
u32 self_tgid;
/* The same for the process that started the recorder, if it is to be hidden (hides_parent). */
u32 parent_tgid;
/* INTEREST_ bits by system call number. */
u8 interest[SYSCALL_MAX];
/* By event type: whether an enter event is held. */
bool holds_event[EVENT_COUNT];
/* The steps of the filter's conditions on system calls, and the first step by system call number; 0: no
 * condition. */
struct condition_step condition_steps[CONDITION_STEPS];
u16 enter_conditions[SYSCALL_MAX];
u16 exit_conditions[SYSCALL_MAX];
/* By system call number: the argument that is a path to compare, counted from 1; 0: none. */
u8 path_arguments[SYSCALL_MAX];
struct path_prefix path_prefixes[PATH_PREFIXES];
u32 path_prefix_count;
/* A bit for each thread of the captured command, by tid. The loader sets the first one. */
u64 followed[TIDS_MAX / 64];
/* Verdicts, written by user space; only changed_at and noted_tid are written here. */
struct verdict thread_verdicts[VERDICT_SLOTS];
struct verdict process_verdicts[VERDICT_SLOTS];
/* Whether the first verdicts are there. Until then, every thread counts as rejected. */
bool is_judged;
/* A bit for each process whose descriptors are not known to state, by pid (table.bpf.h). */
u64 unfollowed[TIDS_MAX / 64];
/* When any thread last changed; used if verdicts on a thread depend on other threads. */
u64 threads_changed_at;
const volatile bool stale_on_any_change;

const volatile struct syscall_row syscall_rows[SYSCALL_MAX] = {SYSCALL_ROWS};

/* By CPU. Not a per-CPU array, because those cannot be mapped. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1); /* set by the loader: number of CPUs */
	__type(key, u32);
	__type(value, struct cpu_state);
} cpu_states SEC(".maps");

/* The segments of all rings, mapped by the reader. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1); /* set by the loader: those of present CPUs */
	__uint(key_size, sizeof(u32));
	__uint(value_size, 64 * 1024 + SEGMENT_ROOM_BYTES); /* set by the loader: segment_mask + 1 + … */
} ring_segments SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1); /* set by the loader: HELD_ENTERS if any event is held */
	__type(key, u32);
	__type(value, struct held_enter);
} held_enters SEC(".maps");

/* Wakes the reader; its content does not matter. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096); /* set by the loader: a page */
} wakeups SEC(".maps");

/* Programs by slot. One table per hook: since 6.12 hooks may not share one. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, PROGRAM_SLOTS);
	__type(key, u32);
	__type(value, u32);
} enter_programs SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, PROGRAM_SLOTS);
	__type(key, u32);
	__type(value, u32);
} exit_programs SEC(".maps");

static __always_inline struct cpu_state *cpu_state__get(void)
{
	u32 cpu = bpf_get_smp_processor_id();

	return bpf_map_lookup_elem(&cpu_states, &cpu);
}

static __always_inline void stat__count(u32 slot)
{
	struct cpu_state *state = cpu_state__get();

	if (state)
		state->stats[slot]++;
}

static __always_inline u32 current__tid(void)
{
	return (u32)bpf_get_current_pid_tgid();
}
