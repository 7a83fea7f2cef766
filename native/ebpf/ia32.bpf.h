/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * Translates system calls of 32-bit programs and of int 0x80 to the numbers and the argument order of x86_64
 * (src/schema/syscalls/ia32.ts).
 */
#pragma once

#include "args.bpf.h"
#include "generated/syscalls_ia32.h"

#define IA32_MAX 512
#define IA32_SOCKETCALL_MAX 32
#define IA32_IPC_MAX 32
/* The upper half of the call number of ipc is a version. */
#define IPC_NUMBER_MASK 0xffff
/* The offset of mmap2 is in units of 4096 bytes. */
#define MMAP2_SHIFT 12
#define ARGUMENTS 6

const volatile struct ia32_row ia32_rows[IA32_MAX] = {IA32_ROWS};
const volatile struct ia32_socketcall ia32_socketcalls[IA32_SOCKETCALL_MAX] = {IA32_SOCKETCALLS};
const volatile u16 ia32_ipc_codes[IA32_IPC_MAX] = {IA32_IPC_CODES};

struct ia32_call {
	u64 nr; /* of x86_64; SYSCALL_MAX if only `code` is known */
	u64 args[ARGUMENTS];
	u64 result_at; /* where the call stores a 64-bit result; 0: nowhere */
	u16 code;
	bool has_wide_times;
	bool is_bare; /* the arguments have an order of their own */
};

/* Reads `count` arguments, at most six, from the caller's memory; the others become 0. False if
 * unreadable. */
static __always_inline bool ia32_call__read_block(struct ia32_call *call, u64 address, u32 count)
{
	u32 words[ARGUMENTS] = {};

	if (count > ARGUMENTS || bpf_probe_read_user(words, count * sizeof(u32), (const void *)address))
		return false;
	for (int i = 0; i < ARGUMENTS; i++)
		call->args[i] = words[i];
	return true;
}

static __always_inline void ia32_call__widen_ids(struct ia32_call *call, const int first)
{
	for (int i = first; i < ARGUMENTS; i++) {
		u16 id = call->args[i];

		call->args[i] = id == (u16)-1 ? (u32)-1 : id;
	}
}

/* A call that is unknown or whose arguments are unreadable stays socketcall. */
static __always_inline void ia32_call__demultiplex_socketcall(struct ia32_call *call)
{
	u64 number = call->args[0];
	u8 count;

	/* without it, the compiler compares a copy, and the verifier of 6.1 does not know the bounds of the
	 * number */
	barrier_var(number);
	if (number >= IA32_SOCKETCALL_MAX)
		return;
	count = ia32_socketcalls[number].count;
	if (count && ia32_call__read_block(call, call->args[1], count))
		call->nr = ia32_socketcalls[number].nr;
}

static __always_inline void ia32_call__demultiplex_ipc(struct ia32_call *call)
{
	u64 number = call->args[0] & IPC_NUMBER_MASK;

	barrier_var(number);
	if (number < IA32_IPC_MAX && ia32_ipc_codes[number])
		call->code = ia32_ipc_codes[number];
	call->is_bare = true;
}

/* Makes the halves of an offset, low and high, one argument. */
static __always_inline void ia32_call__join(u64 *args, const int at)
{
	args[at] |= args[at + 1] << 32;
}

/* Converts the arguments to the order and width of x86_64. */
static __always_inline void ia32_call__arrange(struct ia32_call *call, u8 layout)
{
	u64 *args = call->args;

	switch (layout) {
	case IA32_WIDE:
		call->has_wide_times = true;
		break;
	case IA32_FIRST:
		args[1] = args[2] = args[3] = args[4] = args[5] = 0;
		break;
	case IA32_SIGNED:
		args[1] = (s32)args[1];
		break;
	case IA32_PAGES:
		args[5] <<= MMAP2_SHIFT;
		break;
	case IA32_PAIR:
		args[3] |= args[4] << 32;
		break;
	case IA32_OFFSET1:
		ia32_call__join(args, 1);
		args[2] = args[3];
		args[3] = args[4];
		break;
	case IA32_OFFSET2:
		ia32_call__join(args, 2);
		args[3] = args[4];
		args[4] = args[5];
		break;
	case IA32_OFFSETS1:
		ia32_call__join(args, 1);
		ia32_call__join(args, 3);
		args[2] = args[3];
		args[3] = args[5];
		break;
	case IA32_OFFSETS2:
		ia32_call__join(args, 2);
		ia32_call__join(args, 4);
		args[3] = args[4];
		break;
	case IA32_SEEK:
		call->result_at = args[3];
		args[1] = args[1] << 32 | args[2];
		args[2] = args[4];
		break;
	case IA32_IDS:
		ia32_call__widen_ids(call, 0);
		break;
	case IA32_OWNER_IDS:
		ia32_call__widen_ids(call, 1);
		break;
	case IA32_BLOCK:
		if (!ia32_call__read_block(call, args[0], ARGUMENTS))
			call->nr = SYSCALL_MAX;
		break;
	case IA32_SOCKETCALL:
		ia32_call__demultiplex_socketcall(call);
		break;
	case IA32_IPC:
		ia32_call__demultiplex_ipc(call);
		break;
	}
}

/* Reads and translates a call. False for numbers that are no call of the 32-bit table, such as those of
 * x32. */
static __always_inline bool ia32_call__read(struct ia32_call *call, const struct pt_regs *regs)
{
	u32 number = regs->orig_ax;
	const volatile struct ia32_row *row;
	u8 layout;

	if (number >= IA32_MAX)
		return false;
	row = &ia32_rows[number];
	layout = row->layout;
	call->nr = row->nr;
	call->code = row->code;
	call->result_at = 0;
	call->has_wide_times = false;
	call->is_bare = false;
#pragma unroll
	for (int i = 0; i < ARGUMENTS; i++)
		call->args[i] = syscall__narrow_arg(regs, i);
	ia32_call__arrange(call, layout);
	/* otherwise the compiler compares a copy, and the verifier does not know the bounds of nr itself */
	barrier_var(call->nr);
	return layout != IA32_NONE;
}

/* The result, as on x86_64. */
static __always_inline long ia32_call__result(const struct ia32_call *call, long ret)
{
	return call->result_at && ret == 0 ? (long)user__u64(call->result_at) : ret;
}

static __always_inline struct call ia32_call__as_call(const struct ia32_call *call)
{
	return (struct call){.args = call->args, .is_narrow = true, .has_wide_times = call->has_wide_times};
}
