/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * Turns event bodies into programs. `SYS_ENTER(CODE) { … }` and `SYS_EXIT(CODE) { … }` define the programs of
 * one event. The loader finds them by name: the code name in the event table, and for 32-bit callers the same
 * with the suffix __ia32. In a body, arg(n) is an argument of the call, `call` is the call itself, and `ret`
 * its result (exit only).
 *
 * SYS_ENTER_ALIKE and SYS_EXIT_ALIKE define one program for callers of both widths, if the body reads at most
 * the result. SYS_EXIT_EITHER does so if the body is too large to be verified twice and runs rarely: it reads
 * the width at run time, and arguments only from registers. SYS_ENTER_BRIEF is for bodies that the dispatcher
 * contains; it defines only the program for 32-bit callers.
 */
#pragma once

#include "call.bpf.h"
#include "hook.bpf.h"
#include "kernel_stack.bpf.h"
#include "substitute.bpf.h"

#define arg(n) call__arg(call, n)

#define SECTION_ENTER "tp_btf/sys_enter"
#define SECTION_EXIT "tp_btf/sys_exit"
#define PROGRAMS_ENTER enter_programs
#define PROGRAMS_EXIT exit_programs

#define PROGRAM(CODE, HOOK, call_of, ...)                          \
	SEC(SECTION_##HOOK)                                        \
	int CODE(u64 *ctx)                                         \
	{                                                          \
		const struct call call = call_of(hook__regs(ctx)); \
                                                                   \
		stay_on_kernel_stack(ctx, &PROGRAMS_##HOOK);       \
		CODE##__body(__VA_ARGS__);                         \
		hook__leave(HOOK_##HOOK);                          \
		return 0;                                          \
	}

#if defined(__x86_64__)

#include "ia32.bpf.h"

/* The dispatcher has read the call. If it is unreadable here, its arguments were unmapped in the meantime. */
#define IA32_PROGRAM(CODE, HOOK, ...)                                                       \
	SEC(SECTION_##HOOK)                                                                 \
	int CODE##__ia32(u64 *ctx)                                                          \
	{                                                                                   \
		struct ia32_call found;                                                     \
		struct call call;                                                           \
                                                                                            \
		if (!ia32_call__read(&found, hook__regs(ctx)) || found.nr >= SYSCALL_MAX) { \
			stat__count(STAT_FOREIGN_ABI);                                      \
			return 0;                                                           \
		}                                                                           \
		call = ia32_call__as_call(&found);                                          \
		CODE##__body(__VA_ARGS__);                                                  \
		hook__leave(HOOK_##HOOK);                                                   \
		return 0;                                                                   \
	}

#else

#define IA32_PROGRAM(CODE, HOOK, ...)

#endif

#define ENTER_BODY(CODE) \
	static __always_inline void CODE##__body(const struct call *call __attribute__((unused)))
#define EXIT_BODY(CODE)                                                                           \
	static __always_inline void CODE##__body(const struct call *call __attribute__((unused)), \
						 long ret __attribute__((unused)))

#define SYS_ENTER_ALIKE(CODE)                     \
	ENTER_BODY(CODE);                         \
	PROGRAM(CODE, ENTER, call__native, &call) \
	ENTER_BODY(CODE)

#define SYS_ENTER(CODE)                           \
	ENTER_BODY(CODE);                         \
	PROGRAM(CODE, ENTER, call__native, &call) \
	IA32_PROGRAM(CODE, ENTER, &call)          \
	ENTER_BODY(CODE)

#define SYS_ENTER_BRIEF(CODE)            \
	ENTER_BODY(CODE);                \
	IA32_PROGRAM(CODE, ENTER, &call) \
	ENTER_BODY(CODE)

#define SYS_EXIT_ALIKE(CODE)                                        \
	EXIT_BODY(CODE);                                            \
	PROGRAM(CODE, EXIT, call__native, &call, hook__result(ctx)) \
	EXIT_BODY(CODE)

#define SYS_EXIT_EITHER(CODE)                                       \
	EXIT_BODY(CODE);                                            \
	PROGRAM(CODE, EXIT, call__either, &call, hook__result(ctx)) \
	EXIT_BODY(CODE)

#define SYS_EXIT(CODE)                                                                \
	EXIT_BODY(CODE);                                                              \
	PROGRAM(CODE, EXIT, call__native, &call, hook__result(ctx))                   \
	IA32_PROGRAM(CODE, EXIT, &call, ia32_call__result(&found, hook__result(ctx))) \
	EXIT_BODY(CODE)
