/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * How a body becomes a program. `SYS_ENTER(CODE) { … }` and `SYS_EXIT(CODE) { … }` define the program
 * of one event; the loader finds it by its name, which is the code name in the event table. In a
 * body, `regs` are the registers of the call, arg(n) its arguments, `ret` its result (exit only).
 */
#pragma once

#include "maps.bpf.h"

#define arg(n) syscall__arg(regs, n)

#define SYS_ENTER(CODE)                                                       \
	static __always_inline void CODE##__body(const struct pt_regs *regs); \
	SEC("tp_btf/sys_enter")                                               \
	int CODE(u64 *ctx)                                                    \
	{                                                                     \
		CODE##__body((const struct pt_regs *)ctx[0]);                 \
		return 0;                                                     \
	}                                                                     \
	static __always_inline void CODE##__body(const struct pt_regs *regs __attribute__((unused)))

#define SYS_EXIT(CODE)                                                                               \
	static __always_inline void CODE##__body(const struct pt_regs *regs, long ret);              \
	SEC("tp_btf/sys_exit")                                                                       \
	int CODE(u64 *ctx)                                                                           \
	{                                                                                            \
		CODE##__body((const struct pt_regs *)ctx[0], (long)ctx[1]);                          \
		return 0;                                                                            \
	}                                                                                            \
	static __always_inline void CODE##__body(const struct pt_regs *regs __attribute__((unused)), \
						 long ret __attribute__((unused)))
