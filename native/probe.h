/* SPDX-License-Identifier: Apache-2.0 */
/* The probe as its users see it: open, read, close. Knows nothing of Node. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct probe;

/* What the filter asks of calls that state does not need (ebpf/shared.h). */
struct probe_conditions {
	const uint8_t *steps; /* struct condition_step */
	size_t step_bytes;
	/* By system call number (`count`): the step that the enter and the exit event begin with, … */
	const uint16_t *enters, *exits;
	/* …and which argument is a path that they compare, counted from 1; 0: none. */
	const uint8_t *path_arguments;
	size_t count;
	const uint8_t *prefixes; /* struct path_prefix */
	size_t prefix_bytes;
};

/* Which system calls are recorded. */
struct probe_interest {
	const uint8_t *calls; /* one byte per number: INTEREST_ bits (ebpf/shared.h); from `count` on, none is
				 recorded */
	size_t count;
	struct probe_conditions conditions;
};

struct probe_options {
	uint32_t ring_bytes; /* of each CPU; a power of two, a multiple of the page size */
	uint32_t snaplen;    /* bytes kept of the data of one call, at most 65000 */
	/* more is kept where ports or data tell of a protocol, and of all that goes over these ports (to 0:
	 * none) */
	bool snaplen_is_dynamic;
	uint16_t full_port_min, full_port_max;
	/* events that are no system calls, and which of them are recorded */
	bool switches, signals, page_faults;
	bool self; /* whether this process is recorded as any other */
	/* whether its switches are, in any case: they tell when other threads get a CPU and lose it */
	bool own_switches;
	const struct probe_interest *interest; /* NULL: every call */
	/* whether a change of any thread, not only its own, makes a verdict (probe__reject) stale */
	bool stale_on_any_change;
	uint32_t followed; /* process that alone is recorded, with all that descends from it; 0: everybody */
};

/* Why something failed: a code for machines and one line for people. */
struct probe_error {
	const char *code; /* EPERM, NO_BTF, VERIFIER, FILES or PROBE */
	char message[512];
};

/* Loads and attaches; recording begins before it returns. NULL: `error` says why. */
struct probe *probe__open(const struct probe_options *options, struct probe_error *error);

/* Stops recording and keeps what is in the rings. */
void probe__detach(struct probe *probe);
void probe__close(struct probe *probe);

/*
 * Copies whole event blocks, ordered by time, into `slab` and gives the bytes written; 0: nothing
 * more for now. `all` leaves nothing back: only after probe__detach. The slab must have room for
 * PROBE_SLAB_MIN bytes.
 */
size_t probe__read(struct probe *probe, uint8_t *slab, size_t size, bool all);
#define PROBE_SLAB_MIN (128 * 1024)

/*
 * Rejects threads: until they change, only what state needs is recorded of them. Three words for each: the
 * tid and the time (low half first) of an event of the thread that was read from this probe and on which the
 * verdict is based. False: ignored, because events have arrived late since the last call; judge the threads
 * again.
 */
bool probe__reject(struct probe *probe, const uint32_t *verdicts, size_t count);

/*
 * Counters by slot, first the sums (STAT_COUNT of them), then the kernel's ones of each CPU, as far
 * as `count` reaches.
 */
void probe__stats(struct probe *probe, uint64_t *into, size_t count);

/* Names of the events that are recorded as generic ones, because the kernel refused their programs. */
size_t probe__refused_programs(const struct probe *probe, const char *const **names);

/* A descriptor that polls readable, once per edge, when a ring has passed its watermark. */
int probe__poll_fd(const struct probe *probe);

#ifdef __cplusplus
}
#endif
