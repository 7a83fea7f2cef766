/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Definitions shared by the probe and its loader. */
#pragma once

#include <linux/types.h>

#include "../event_block.h"
#include "generated/calls.h"
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

/* Of the probe's programs; the kernel offers some functions only to those under the GPL. */
#define PROBE_LICENSE "Dual MIT/GPL"

/* Rows of the interest and system call tables; numbers beyond are recorded as generic events. */
#define SYSCALL_MAX 512

/* Interest of one system call: which of its two events are recorded. */
#define INTEREST_ENTER 1
#define INTEREST_EXIT 2
/* State needs the call, even if its thread is rejected. */
#define INTEREST_STATE 4
/* Its exit may change the verdict on a thread. */
#define INTEREST_CHANGE 8
/* The call opens a file, and state needs it only if it succeeds… */
#define INTEREST_OPENS 16
/* …or only if it opens a directory: paths of later calls may start there. */
#define INTEREST_DIRECTORIES 32
/* State needs the call only for the descriptors of its process, and not while that process is rejected. */
#define INTEREST_DESCRIPTORS 64
/* Its enter event is recorded only with its exit event (held_enter.bpf.h). */
#define INTEREST_HOLD 128

/* Verdicts on threads and on processes, indexed by the low bits of the tid or pid. */
#define VERDICT_SLOTS 65536
/* The kernel's PID_MAX_LIMIT on 64-bit machines, a power of two. */
#define TIDS_MAX (4 * 1024 * 1024)

/* Attempts to set a time that other CPUs set too; an attempt fails only if another CPU succeeds. */
#define RAISE_TRIES 8

/* Slots for held enter events, by the low bits of the tid, and the largest event that is held. */
#define HELD_ENTERS 16384
#define HELD_ENTER_WORDS 23
#define HELD_ENTER_BYTES (HELD_ENTER_WORDS * 8)
/* A mask of the lengths of held events. */
#define HELD_LEN_MASK 0xff
/* Set in the time of a held event in a ring: the event is older than those before it. */
#define HELD_TIME (1ULL << 63)

/* Steps of all conditions, and the most that one condition takes. The first two step numbers are its ends. */
#define CONDITION_STEPS 256
#define CONDITION_PATH 32
/* The word with the latency of a call. */
#define CONDITION_LATENCY 8
#define CONDITION_HOLDS 0
#define CONDITION_FAILS 1

/* Path prefixes that conditions compare, and the bytes of one; longer ones are not compared. */
#define PATH_PREFIXES 16
#define PATH_PREFIX_BYTES 64
#define PLAIN_PATH_BYTES 128

/*
 * Largest event. A plain event block holds 64 KiB; readers differ on whether header, CPU and trailer count,
 * so a few bytes stay free.
 */
#define EVENT_MAX_BYTES 65520

/*
 * The ring of a CPU consists of segments. A block starts in the first part of a segment, whose size is a
 * power of two, and may extend into this room after it. So a program can write an event of any length in its
 * final place.
 */
#define SEGMENT_ROOM_BYTES (128 * 1024 + 256)

/* The position after a block: in its segment, or at the start of the next one. */
static inline __attribute__((always_inline)) __u64 ring__after(__u64 position, __u32 block_bytes,
							       __u64 segment_mask)
{
	__u64 end = position + block_bytes;

	return (position ^ end) & ~segment_mask ? end & ~segment_mask : end;
}

/* The hooks of system calls. */
#define HOOK_ENTER 0
#define HOOK_EXIT 1
#define HOOK_COUNT 2

/*
 * Slots of a dispatch table: the events by number, again for 32-bit callers, and one for calls of tables
 * other than the machine's own, one that describes descriptors, and the dispatcher itself.
 */
#define IA32_SLOTS EVENT_COUNT
#define FOREIGN_SLOT (2 * EVENT_COUNT)
#define TABLE_SLOT (2 * EVENT_COUNT + 1)
#define DISPATCHER_SLOT (2 * EVENT_COUNT + 2)
#define PROGRAM_SLOTS (2 * EVENT_COUNT + 3)

/*
 * The type of records that describe the descriptors of a process (learn.bpf.h). It is not in the event table:
 * the records are only for sysshark, which turns them into events (src/state/table-learner.ts).
 */
#define TABLE_RECORD 0xfff0
/* Instead of a descriptor: the first record of a table, and the last one, if all are there and if not. */
#define TABLE_BEGINS (-1)
#define TABLE_ENDS (-2)
#define TABLE_IS_CUT (-3)

/* A system call by number: its code in a capture and its two events. */
struct syscall_row {
	u16 code, enter, exit;
};

/* A value of a call without an event of its own: how it is fetched (CALL_), its register, and a number of
 * bytes or of a structure. */
struct call_value {
	u8 fetch, argument, detail;
};

/* The values of such a call: those known at its enter, then those known at its exit. */
struct call_row {
	u8 is_known, enter_count, exit_count;
	struct call_value values[CALL_VALUES];
};

/* A number of the 32-bit table: the call of x86_64 (SYSCALL_MAX: none) and its own code. */
struct ia32_row {
	u16 nr, code;
	u8 layout; /* IA32_ */
};

/* A call number of socketcall: its system call, and how many arguments it has. */
struct ia32_socketcall {
	u16 nr;
	u8 count;
};

/* The state of one CPU. Positions count all bytes ever written to its ring. */
struct cpu_state {
	u64 written;	   /* where the next block goes; all before it is complete */
	u64 woken;	   /* where the reader was last woken */
	u64 busy;	   /* whether a block is being written */
	u64 number;	   /* used by cpu__forget */
	u32 first_segment; /* of its ring; set by the reader */
	u32 has_ring;
	u64 used_before;	/* CPU time of the thread that has the CPU, in ns, when it got it */
	u32 running_tid;	/* that thread */
	u32 inside[HOOK_COUNT]; /* the thread inside the main program of a hook (substitute.bpf.h); 0: none */
	u32 has_switched;	/* whether these are known */
	u64 substituted;	/* calls that only a substitute has taken */
	u64 stats[STAT_KERNEL_COUNT];
	u64 read __attribute__((aligned(128))); /* all before it may be overwritten; set by the reader */
} __attribute__((aligned(128)));

/* A verdict on a thread or a process, and when those of this slot last changed: older verdicts are stale. */
struct verdict {
	u64 event_ts; /* time of the event on which the verdict is based; 0: no verdict */
	u64 changed_at;
	u32 id; /* tid or pid */
	/* of a thread: itself, if the enter event of its call was skipped; of a process: the thread whose
	 * call is dispatched after the description of the table (table.bpf.h) */
	u32 noted_tid;
};

/* An enter event that waits for its exit. */
struct held_enter {
	u64 tid; /* 0: none waits */
	u64 len;
	u64 event[HELD_ENTER_WORDS];
};

/*
 * Compares the word `source` (an argument's number, 6 for the result, or 8 for the latency) with `value`. If
 * `source` is 7, `value` is the number of a prefix, and the relation is the outcome for the call's path: 1
 * differs, 2 begins with it, 4 unsure.
 */
struct condition_step {
	u8 source;
	u8 shift; /* bits of the word that are ignored, from the top */
	u8 is_signed;
	u8 relations; /* those for which `yes` is next: 1 less, 2 equal, 4 greater */
	u16 yes, no;
	u64 value;
};

/* A path prefix: its bytes, and a mask of those that count (0xff each). */
struct path_prefix {
	u64 text[PATH_PREFIX_BYTES / 8], mask[PATH_PREFIX_BYTES / 8];
};
