/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Calls without an event of their own. If these programs are missing, the dispatchers record them by name
 * only. */
#pragma once

#include "../call_args.bpf.h"
#include "../dispatch.bpf.h"
#include "../event.bpf.h"
#include "../generated/emitters.bpf.h"
#include "../hook.bpf.h"

static __always_inline void generic__enter(const struct call *call, u16 code, u16 nr, u8 interest)
{
	if (call__is_known(code))
		call__record_enter(call, code, nr, interest & INTEREST_HOLD);
	else
		emit__generic_e(current__tid(), code, nr);
}

static __always_inline void generic__exit(const struct call *call, u16 code, long ret)
{
	if (call__is_known(code))
		call__record_exit(call, code, ret);
	else
		emit__generic_x(current__tid(), code);
}

SEC("tp_btf/sys_enter")
int GENERIC_E(u64 *ctx)
{
	const struct call call = call__native(hook__regs(ctx));
	const long nr = hook__nr(ctx);

	generic__enter(&call, syscall_row__get(nr).code, nr, syscall__interest(nr));
	hook__leave(HOOK_ENTER);
	return 0;
}

SEC("tp_btf/sys_exit")
int GENERIC_X(u64 *ctx)
{
	const struct call call = call__native(hook__regs(ctx));

	generic__exit(&call, syscall_row__get(syscall__nr(call.regs)).code, hook__result(ctx));
	hook__leave(HOOK_EXIT);
	return 0;
}

#if defined(__x86_64__)

#include "../ia32.bpf.h"

/* Makes the verifier forget what it knows about a call: each layout of arguments would be followed to the
 * end. */
static __always_inline bool ia32_call__forget(struct ia32_call *found)
{
	struct cpu_state *cpu = cpu_state__get();

	if (!cpu)
		return false;
#pragma unroll
	for (int i = 0; i < ARGUMENTS; i++)
		found->args[i] = cpu__forget(cpu, found->args[i]);
	found->nr = cpu__forget(cpu, found->nr);
	found->code = cpu__forget(cpu, found->code);
	found->has_wide_times = cpu__forget(cpu, found->has_wide_times) & 1;
	found->is_bare = cpu__forget(cpu, found->is_bare) & 1;
	return true;
}

/* The code of a call that is recorded as one of x86_64, or its own. */
static __always_inline u16 ia32_call__code(const struct ia32_call *found)
{
	if (found->nr >= SYSCALL_MAX)
		return found->code;
	return syscall_row__get(low_bits(found->nr, SYSCALL_MAX - 1)).code;
}

SEC("tp_btf/sys_enter")
int GENERIC_E__ia32(u64 *ctx)
{
	const struct pt_regs *regs = hook__regs(ctx);
	struct ia32_call found;
	struct call call;
	u16 nr;

	if (!ia32_call__read(&found, regs) || !ia32_call__forget(&found))
		return 0;
	call = ia32_call__as_call(&found);
	nr = found.nr < SYSCALL_MAX ? found.nr : syscall__nr(regs);
	if (found.is_bare)
		emit__generic_e(current__tid(), found.code, nr);
	else
		generic__enter(&call, ia32_call__code(&found), nr, syscall__interest(found.nr));
	hook__leave(HOOK_ENTER);
	return 0;
}

SEC("tp_btf/sys_exit")
int GENERIC_X__ia32(u64 *ctx)
{
	struct ia32_call found;
	struct call call;

	if (!ia32_call__read(&found, hook__regs(ctx)) || !ia32_call__forget(&found))
		return 0;
	call = ia32_call__as_call(&found);
	if (found.is_bare)
		emit__generic_x(current__tid(), found.code);
	else
		generic__exit(&call, ia32_call__code(&found), hook__result(ctx));
	hook__leave(HOOK_EXIT);
	return 0;
}

#endif
