/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/* Bodies of the semaphore events. */
#pragma once

#include "../event.bpf.h"
#include "../generated/emitters.bpf.h"
#include "../generated/flags.bpf.h"

SYS_ENTER(SEMCTL_E)
{
	u16 cmd = arg(2);

	emit__semctl_e(call__tid(call), arg(0), arg(1), semctl_commands__to_scap(cmd),
		       cmd == SETVAL ? arg(3) : 0);
}

/* The first two operations; 0 if there are fewer or the call failed. */
SYS_EXIT(SEMOP_X)
{
	struct sembuf ops[2] = {};
	u32 count = arg(2);

	if (ret == 0 && count > 0)
		bpf_probe_read_user(ops, sizeof(ops[0]), (const void *)arg(1));
	if (ret == 0 && count > 1)
		bpf_probe_read_user(&ops[1], sizeof(ops[1]), (const void *)(arg(1) + sizeof(ops[0])));
	emit__semop_x(call__tid(call), ret, count, ops[0].sem_num, ops[0].sem_op,
		      semop_flags__to_scap(ops[0].sem_flg), ops[1].sem_num, ops[1].sem_op,
		      semop_flags__to_scap(ops[1].sem_flg));
}
