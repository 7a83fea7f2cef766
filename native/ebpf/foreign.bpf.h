/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * System calls of tables other than the machine's own; the dispatchers pass them to these programs. A call
 * without a native equivalent is counted once, at its enter.
 */
#pragma once

#include "dispatch.bpf.h"
#include "generated/emitters.bpf.h"
#include "hook.bpf.h"
#include "substitute.bpf.h"

#if defined(__x86_64__)

#include "ia32.bpf.h"

static __always_inline void foreign__enter(u64 *ctx)
{
	const struct pt_regs *regs = hook__regs(ctx);
	struct syscall_row row;
	struct ia32_call found;
	struct call call;
	u8 interest;

	if (!ia32_call__read(&found, regs)) {
		syscall__count_unknown(bpf_get_current_task_btf());
		return;
	}
	call = ia32_call__as_call(&found);
	interest = syscall__interest(found.nr);
	if (!syscall__is_recorded(bpf_get_current_task_btf(), found.nr, interest, INTEREST_ENTER) ||
	    !syscall__can_pass(enter_conditions, found.nr, interest, &call, NOT_ENDED))
		return;
	barrier_var(found.nr);
	if (found.nr >= SYSCALL_MAX) {
		bpf_tail_call(ctx, &enter_programs, IA32_SLOTS + EVT_GENERIC_E);
		emit__generic_e(current__tid(), found.code, syscall__nr(regs));
		return;
	}
	row = syscall_row__get(found.nr);
	if (table__is_needed(bpf_get_current_task_btf(), row.enter))
		bpf_tail_call(ctx, &enter_programs, TABLE_SLOT);
	bpf_tail_call(ctx, &enter_programs, IA32_SLOTS + row.enter);
	emit__generic_e(current__tid(), row.code, found.nr);
}

SEC("tp_btf/sys_enter")
int on_foreign_enter(u64 *ctx)
{
	foreign__enter(ctx);
	hook__leave(HOOK_ENTER);
	return 0;
}

static __always_inline void foreign__exit(u64 *ctx)
{
	const struct pt_regs *regs = hook__regs(ctx);
	struct syscall_row row;
	struct ia32_call found;
	struct call call;
	struct outcome outcome;
	long ret;
	u8 interest;

	if (!ia32_call__read(&found, regs)) {
		enter__drop(current__tid());
		return;
	}
	call = ia32_call__as_call(&found);
	ret = ia32_call__result(&found, hook__result(ctx));
	interest = syscall__interest_in_exit(syscall__interest(found.nr), ret);
	row = syscall_row__get(found.nr);
	outcome = call__outcome(bpf_get_current_task_btf(), row.enter, ret);
	if (!syscall__is_recorded(bpf_get_current_task_btf(), found.nr, interest, INTEREST_EXIT) ||
	    !syscall__can_pass(exit_conditions, found.nr, interest, &call, &outcome)) {
		enter__drop(current__tid());
		return;
	}
	if (interest & INTEREST_CHANGE)
		caller__change();
	enter__release(current__tid(), row.enter);
	if (found.nr >= SYSCALL_MAX) {
		bpf_tail_call(ctx, &exit_programs, IA32_SLOTS + EVT_GENERIC_X);
		emit__generic_x(current__tid(), found.code);
		return;
	}
	table__take_from_others(bpf_get_current_task_btf(), row.exit, ret);
	bpf_tail_call(ctx, &exit_programs, IA32_SLOTS + row.exit);
	emit__generic_x(current__tid(), row.code);
}

SEC("tp_btf/sys_exit")
int on_foreign_exit(u64 *ctx)
{
	foreign__exit(ctx);
	hook__leave(HOOK_EXIT);
	return 0;
}

#elif defined(__aarch64__)

SEC("tp_btf/sys_enter")
int on_foreign_enter(u64 *ctx)
{
	(void)ctx;
	syscall__count_unknown(bpf_get_current_task_btf());
	return 0;
}

/* Records only an execve that started a 32-bit program. The number is that of the caller's table. */
SEC("tp_btf/sys_exit")
int on_foreign_exit(u64 *ctx)
{
	long nr = syscall__nr(hook__regs(ctx));
	u8 interest = syscall__interest(SYSCALL_EXECVE);

	if ((nr != SYSCALL_EXECVE && nr != COMPAT_EXECVE) || hook__result(ctx) ||
	    !syscall__is_recorded(bpf_get_current_task_btf(), nr, interest, INTEREST_EXIT))
		return 0;
	if (interest & INTEREST_CHANGE)
		caller__change();
	bpf_tail_call(ctx, &exit_programs, EVT_EXECVE_19_X);
	emit__generic_x(current__tid(), syscall_row__get(SYSCALL_EXECVE).code);
	return 0;
}

#endif
