// SPDX-License-Identifier: Apache-2.0
/* Which threads the filter refuses, for the kernel side. */
#include "probe_state.h"

#define WORDS 3 /* of one verdict: tid, low and high half of its time */

static void refusal__set(struct refusal *refusal, const uint32_t *verdict)
{
	__atomic_store_n(&refusal->as_of, 0, __ATOMIC_SEQ_CST);
	__atomic_store_n(&refusal->tid, verdict[0], __ATOMIC_SEQ_CST);
	__atomic_store_n(&refusal->as_of, verdict[1] | (uint64_t)verdict[2] << 32, __ATOMIC_SEQ_CST);
}

bool probe__refuse(struct probe *probe, const uint32_t *verdicts, size_t count)
{
	/* an event that came late has the time of another one, perhaps of one that nobody has seen yet */
	bool is_in_order = probe->rings.stragglers == probe->stragglers_known;

	probe->stragglers_known = probe->rings.stragglers;
	for (size_t i = 0; is_in_order && i < count; i++) {
		const uint32_t *verdict = verdicts + WORDS * i;

		refusal__set(&probe->skeleton->bss->refusals[verdict[0] % REFUSAL_SLOTS], verdict);
	}
	return is_in_order;
}
