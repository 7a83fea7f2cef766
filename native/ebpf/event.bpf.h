/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * How a body becomes programs. `SYS_ENTER(CODE) { … }` and `SYS_EXIT(CODE) { … }` define those of one event:
 * the loader finds them by their names, which are the code name in the event table and, for callers of 32
 * bits, that with __ia32 behind. In a body, arg(n) are the arguments of the call, `call` is the call itself,
 * `ret` its result (exit only). One program serves callers of every width where the body looks at the result
 * at most (SYS_ENTER_ALIKE, SYS_EXIT_ALIKE), and where it is too large to be verified twice and runs so
 * seldom that it may ask for the width (SYS_EXIT_EITHER; arguments in registers only). Where the dispatcher
 * has the body itself (SYS_ENTER_BRIEF), the program is for callers of 32 bits.
 */
#pragma once

#include "call.bpf.h"

#define arg(n) call__arg(call, n)

#define PROGRAM(CODE, hook, call_of, ...)                                         \
	SEC(hook)                                                                 \
	int CODE(u64 *ctx)                                                        \
	{                                                                         \
		const struct call call = call_of((const struct pt_regs *)ctx[0]); \
                                                                                  \
		CODE##__body(__VA_ARGS__);                                        \
		return 0;                                                         \
	}

#if defined(__x86_64__)

#include "ia32.bpf.h"

/* The dispatcher could read the call; where this cannot, its arguments were taken away meanwhile. */
#define IA32_PROGRAM(CODE, hook, ...)                                                                      \
	SEC(hook)                                                                                          \
	int CODE##__ia32(u64 *ctx)                                                                         \
	{                                                                                                  \
		struct ia32_call found;                                                                    \
		struct call call;                                                                          \
                                                                                                           \
		if (!ia32_call__read(&found, (const struct pt_regs *)ctx[0]) || found.nr >= SYSCALL_MAX) { \
			stat__count(STAT_FOREIGN_ABI);                                                     \
			return 0;                                                                          \
		}                                                                                          \
		call = ia32_call__as_call(&found);                                                         \
		CODE##__body(__VA_ARGS__);                                                                 \
		return 0;                                                                                  \
	}

#else

#define IA32_PROGRAM(CODE, hook, ...)

#endif

#define ENTER_BODY(CODE) \
	static __always_inline void CODE##__body(const struct call *call __attribute__((unused)))
#define EXIT_BODY(CODE)                                                                           \
	static __always_inline void CODE##__body(const struct call *call __attribute__((unused)), \
						 long ret __attribute__((unused)))

#define SYS_ENTER_ALIKE(CODE)                                  \
	ENTER_BODY(CODE);                                      \
	PROGRAM(CODE, "tp_btf/sys_enter", call__native, &call) \
	ENTER_BODY(CODE)

#define SYS_ENTER(CODE)                                        \
	ENTER_BODY(CODE);                                      \
	PROGRAM(CODE, "tp_btf/sys_enter", call__native, &call) \
	IA32_PROGRAM(CODE, "tp_btf/sys_enter", &call)          \
	ENTER_BODY(CODE)

#define SYS_ENTER_BRIEF(CODE)                         \
	ENTER_BODY(CODE);                             \
	IA32_PROGRAM(CODE, "tp_btf/sys_enter", &call) \
	ENTER_BODY(CODE)

#define SYS_EXIT_ALIKE(CODE)                                                \
	EXIT_BODY(CODE);                                                    \
	PROGRAM(CODE, "tp_btf/sys_exit", call__native, &call, (long)ctx[1]) \
	EXIT_BODY(CODE)

#define SYS_EXIT_EITHER(CODE)                                               \
	EXIT_BODY(CODE);                                                    \
	PROGRAM(CODE, "tp_btf/sys_exit", call__either, &call, (long)ctx[1]) \
	EXIT_BODY(CODE)

#define SYS_EXIT(CODE)                                                                        \
	EXIT_BODY(CODE);                                                                      \
	PROGRAM(CODE, "tp_btf/sys_exit", call__native, &call, (long)ctx[1])                   \
	IA32_PROGRAM(CODE, "tp_btf/sys_exit", &call, ia32_call__result(&found, (long)ctx[1])) \
	EXIT_BODY(CODE)
