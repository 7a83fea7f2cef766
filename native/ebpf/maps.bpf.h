/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* What the probe keeps, and the settings that the loader fills in before loading. */
#pragma once

#include "arch.bpf.h"

/* Nanoseconds between the boot clock and the epoch. */
const volatile u64 boot_epoch_ns;
/* Bytes of data kept of one read or write. */
const volatile u32 snaplen = 80;
/* Bytes in a ring before its reader is woken. */
const volatile u32 wakeup_bytes = 256 * 1024;
const volatile u32 page_shift = 12;
/* The argument by which the handshake knows its caller. */
const volatile u64 handshake_cookie;

/* Thread group of the recorder, as the kernel's first namespace counts it; never recorded. */
u32 self_tgid;
/* INTEREST_ bits by system call number; mapped by the loader. */
u8 interest[SYSCALL_MAX];
/* What the filter asks of the registers of calls, and the step that it begins with by system call number; 0:
 * nothing. */
struct condition_step condition_steps[CONDITION_STEPS];
u16 enter_conditions[SYSCALL_MAX];
u16 exit_conditions[SYSCALL_MAX];
/* Verdicts; written by the recorder but for changed_at. */
struct refusal refusals[REFUSAL_SLOTS];
/* When any thread last changed, which counts where verdicts on a thread depend on others. */
u64 threads_changed_at;
bool refusals_are_wide;

const volatile struct syscall_row syscall_rows[SYSCALL_MAX] = {SYSCALL_ROWS};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct cpu_state);
} cpu_states SEC(".maps");

/* Room for one event in the making; values are written at up to EVENT_MAX_BYTES and reach beyond. */
struct scratch {
	u64 busy;
	u64 number; /* on its way through scratch__forget */
	u8 data[128 * 1024];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, SCRATCH_SLOTS); /* the loader: times the number of CPUs */
	__type(key, u32);
	__type(value, struct scratch);
} scratches SEC(".maps");

struct ring {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096); /* the loader makes the real ones */
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1); /* the loader: number of CPUs */
	__type(key, u32);
	__array(values, struct ring);
} rings SEC(".maps");

/* Programs by slot. One table a hook: since 6.12 they may not be shared. */
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
	u32 zero = 0;

	return bpf_map_lookup_elem(&cpu_states, &zero);
}

static __always_inline void stat__count(u32 slot)
{
	struct cpu_state *state = cpu_state__get();

	if (state)
		state->stats[slot]++;
}
