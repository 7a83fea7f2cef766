// SPDX-License-Identifier: Apache-2.0
/* Sends verdicts on threads and processes to the probe (ebpf/verdict.bpf.h). */
#include "probe_state.h"

#define WORDS 4 /* per verdict: tid or pid, low and high half of the event's time, whether it is a pid */

static void verdict__set(struct verdict *verdict, uint32_t id, uint64_t event_ts)
{
	__atomic_store_n(&verdict->event_ts, 0, __ATOMIC_SEQ_CST);
	__atomic_store_n(&verdict->id, id, __ATOMIC_SEQ_CST);
	__atomic_store_n(&verdict->event_ts, event_ts, __ATOMIC_SEQ_CST);
}

bool probe__reject(struct probe *probe, const uint32_t *verdicts, size_t count)
{
	/* a late event has a later time than its own, so a verdict based on it would look too new */
	bool is_in_order = probe->counts.late_events == probe->late_events_known;

	probe->late_events_known = probe->counts.late_events;
	for (size_t i = 0; is_in_order && i < count; i++) {
		const uint32_t *words = verdicts + WORDS * i;
		struct verdict *all = words[3] ? probe->skeleton->bss->process_verdicts
					       : probe->skeleton->bss->thread_verdicts;
		uint64_t event_ts = words[1] | (uint64_t)words[2] << 32;

		/* without it, calls of a rejected process must not be skipped */
		if (words[3] && programs__refused(&probe->programs, "on_table"))
			continue;
		verdict__set(&all[words[0] % VERDICT_SLOTS], words[0],
			     event_ts ? event_ts : probe->attached_ts);
	}
	return is_in_order;
}

void probe__begin(struct probe *probe)
{
	__atomic_store_n(&probe->skeleton->bss->is_judged, true, __ATOMIC_SEQ_CST);
}
