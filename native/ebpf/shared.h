/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* What the probe and its loader agree on. */
#pragma once

#include <linux/types.h>

#include "generated/events.h"
#include "generated/stats.h"

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s8 s8;
typedef __s16 s16;
typedef __s32 s32;
typedef __s64 s64;

/* Rows of the interest and system call tables; numbers beyond are recorded as generic events. */
#define SYSCALL_MAX 512

/* Interest of one system call: which of its two events are wanted. */
#define INTEREST_ENTER 1
#define INTEREST_EXIT 2
/* State needs the call, whatever the filter says of its thread. */
#define INTEREST_STATE 4
/* What is known of a thread may change at its exit. */
#define INTEREST_CHANGE 8

/* Threads that the filter refuses, by the low bits of their tid. */
#define REFUSAL_SLOTS 65536
/* Attempts to set a time that other CPUs set too; each that fails means that one of them did. */
#define REFUSAL_TRIES 8

/* Steps of conditions, and those that one condition takes at most. The first two numbers are ends. */
#define CONDITION_STEPS 256
#define CONDITION_PATH 32
#define CONDITION_HOLDS 0
#define CONDITION_FAILS 1

/* Head of an event on disk: ts u64, tid u64, len u32, type u16, nparams u32 (scap V2). */
#define EVENT_HEADER_BYTES 26

/*
 * Largest event: a plain event block holds 64 KiB (header, CPU and trailer not counted alike by
 * all readers, so a few bytes stay free).
 */
#define EVENT_MAX_BYTES 65520

/* Scratch slots of one CPU: the second is for a program that interrupts the first. */
#define SCRATCH_SLOTS 2

/*
 * Slots of a table of programs: those of events by number, again for callers of 32 bits, and the one that
 * takes calls of other tables than the machine's own.
 */
#define IA32_SLOTS EVENT_COUNT
#define FOREIGN_SLOT (2 * EVENT_COUNT)
#define PROGRAM_SLOTS (2 * EVENT_COUNT + 1)

/* What a system call number stands for: its code in a capture and its two events. */
struct syscall_row {
	u16 code, enter, exit;
};

/* What a number of the 32-bit table stands for: the call of x86_64 (SYSCALL_MAX: none) and its own code. */
struct ia32_row {
	u16 nr, code;
	u8 layout; /* IA32_ */
};

/* What a number of socketcall stands for, and how many arguments it has. */
struct ia32_socketcall {
	u16 nr;
	u8 count;
};

/* What each CPU counts. */
struct cpu_state {
	u64 unread; /* bytes written since the last wake-up */
	u64 stats[STAT_KERNEL_COUNT];
};

/* What the recorder said of a thread, and when the verdicts on the threads of this slot became void. */
struct refusal {
	u64 as_of; /* time of the event of the thread that it had come to; 0 for no verdict */
	u64 changed_at;
	u32 tid;
	u32 unused;
};

/* Compares `source` (an argument's number, or 6 for the result) with a value. */
struct condition_step {
	u8 source;
	u8 shift; /* bits of the word that do not count, from the top */
	u8 is_signed;
	u8 relations; /* the ones for which `yes` is next: 1 less, 2 equal, 4 greater */
	u16 yes, no;
	u64 value;
};
