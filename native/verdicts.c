// SPDX-License-Identifier: Apache-2.0
/* Sends verdicts on threads to the probe (ebpf/verdict.bpf.h). */
#include "probe_state.h"

#define WORDS 3 /* per verdict: tid, low and high half of the event's time */

static void thread_verdict__set(struct thread_verdict *verdict, const uint32_t *words)
{
	__atomic_store_n(&verdict->event_ts, 0, __ATOMIC_SEQ_CST);
	__atomic_store_n(&verdict->tid, words[0], __ATOMIC_SEQ_CST);
	__atomic_store_n(&verdict->event_ts, words[1] | (uint64_t)words[2] << 32, __ATOMIC_SEQ_CST);
}

bool probe__reject(struct probe *probe, const uint32_t *verdicts, size_t count)
{
	/* a late event has a later time than its own, so a verdict based on it would look too new */
	bool is_in_order = probe->counts.late_events == probe->late_events_known;

	probe->late_events_known = probe->counts.late_events;
	for (size_t i = 0; is_in_order && i < count; i++) {
		const uint32_t *verdict = verdicts + WORDS * i;

		thread_verdict__set(&probe->skeleton->bss->thread_verdicts[verdict[0] % VERDICT_SLOTS],
				    verdict);
	}
	return is_in_order;
}
