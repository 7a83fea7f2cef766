// SPDX-License-Identifier: (GPL-2.0-only OR MIT)
/*
 * The probe: every system call comes in at on_sys_enter and on_sys_exit, and goes on in the program
 * of its own event, or becomes a generic event where there is none.
 */
#include "event.bpf.h"
#include "generated/emitters.bpf.h"
#include "generated/plain_bodies.bpf.h"
#include "events/clone.bpf.h"
#include "events/control.bpf.h"
#include "events/descriptor.bpf.h"
#include "events/exec.bpf.h"
#include "events/file.bpf.h"
#include "events/ipc.bpf.h"
#include "events/message.bpf.h"
#include "events/process.bpf.h"
#include "events/quota.bpf.h"
#include "events/socket.bpf.h"
#include "events/system.bpf.h"
#include "events/tracepoints.bpf.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

/* Code and events of a number; numbers out of the table are unknown, hence generic. */
static __always_inline struct syscall_row syscall_row__get(long nr)
{
	u64 at = nr;

	if (at < SYSCALL_MAX)
		return *(const struct syscall_row *)&syscall_rows[at];
	return (struct syscall_row){0, EVT_GENERIC_E, EVT_GENERIC_X};
}

/* Who wants this call: INTEREST_ bits. */
static __always_inline u8 syscall__interest(long nr)
{
	u64 at = nr;

	return at < SYSCALL_MAX ? interest[at] : INTEREST_ENTER | INTEREST_EXIT;
}

/*
 * Whether one event of this call is recorded. There is no call behind a negative number: it stands
 * at the end of rt_sigreturn, which has restored other registers, and where a tracer cancelled a call.
 */
static __always_inline bool syscall__is_wanted(long nr, u8 wanted, u8 which)
{
	u64 pid_tgid = bpf_get_current_pid_tgid();

	if (nr < 0 || !(wanted & which) || (u32)(pid_tgid >> 32) == self_tgid)
		return false;
	return (wanted & INTEREST_STATE) || !thread__is_refused((u32)pid_tgid);
}

/* Whether a call meets a condition of the filter; state needs its calls whatever the filter asks of them. */
static __always_inline bool syscall__can_pass(const u16 *conditions, long nr, u8 wanted,
					      const struct pt_regs *regs, long ret)
{
	u64 at = nr;

	if ((wanted & INTEREST_STATE) || at >= SYSCALL_MAX || !conditions[at])
		return true;
	return condition__holds(conditions[at], regs, ret);
}

SEC("tp_btf/sys_enter")
int on_sys_enter(u64 *ctx)
{
	const struct pt_regs *regs = (const struct pt_regs *)ctx[0];
	long nr = (long)ctx[1];
	struct syscall_row row;
	u8 wanted;

	if (syscall__is_foreign(bpf_get_current_task_btf(), nr)) {
		stat__count(STAT_FOREIGN_ABI);
		return 0;
	}
	wanted = syscall__interest(nr);
	if (!syscall__is_wanted(nr, wanted, INTEREST_ENTER) ||
	    !syscall__can_pass(enter_conditions, nr, wanted, regs, 0))
		return 0;
	row = syscall_row__get(nr);
	bpf_tail_call(ctx, &enter_programs, row.enter);
	emit__generic_e(row.code, nr);
	return 0;
}

SEC("tp_btf/sys_exit")
int on_sys_exit(u64 *ctx)
{
	const struct pt_regs *regs = (const struct pt_regs *)ctx[0];
	long nr = syscall__nr(regs);
	struct syscall_row row;
	u8 wanted;

	if (syscall__is_foreign(bpf_get_current_task_btf(), nr)) {
		if (!syscall__is_foreign_execve(nr, (long)ctx[1]))
			return 0;
		nr = SYSCALL_EXECVE;
	}
	wanted = syscall__interest(nr);
	if (!syscall__is_wanted(nr, wanted, INTEREST_EXIT) ||
	    !syscall__can_pass(exit_conditions, nr, wanted, regs, (long)ctx[1]))
		return 0;
	if (wanted & INTEREST_CHANGE)
		threads__change();
	row = syscall_row__get(nr);
	bpf_tail_call(ctx, &exit_programs, row.exit);
	emit__generic_x(row.code);
	return 0;
}

/*
 * The recorder calls once with the cookie and is known from then on, whatever namespace it is in.
 * Attached for that one call only.
 */
SEC("tp_btf/sys_enter")
int on_handshake(u64 *ctx)
{
	const struct pt_regs *regs = (const struct pt_regs *)ctx[0];

	if (handshake_cookie && syscall__arg(regs, 0) == handshake_cookie)
		self_tgid = bpf_get_current_pid_tgid() >> 32;
	return 0;
}
