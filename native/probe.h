/* SPDX-License-Identifier: Apache-2.0 */
/* The public interface of the probe: open, read, close. Independent of Node.js. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct probe;

/* The filter's conditions on system calls that state does not need (ebpf/shared.h). */
struct probe_conditions {
	const uint8_t *steps; /* struct condition_step */
	size_t step_bytes;
	/* By system call number (`count` of them): the first step for the enter and for the exit event. */
	const uint16_t *enters, *exits;
	/* By system call number: the argument that is a path to compare, counted from 1; 0: none. */
	const uint8_t *path_arguments;
	size_t count;
	const uint8_t *prefixes; /* struct path_prefix */
	size_t prefix_bytes;
};

/* Which system calls are recorded. */
struct probe_interest {
	const uint8_t *calls; /* INTEREST_ bits (ebpf/shared.h) by system call number; numbers from `count` on
				 are not recorded */
	size_t count;
	struct probe_conditions conditions;
};

/* What calls the programs of system calls. */
enum call_hooks {
	CALL_HOOKS_CHOSEN,	/* what suits the kernel */
	CALL_HOOKS_PERF,	/* perf, if it can be used; otherwise as with the next */
	CALL_HOOKS_SUBSTITUTED, /* BTF tracepoints that may be preempted (ebpf/substitute.bpf.h) */
};

struct probe_options {
	uint32_t ring_bytes; /* per CPU; a power of two, a multiple of the page size */
	uint32_t snaplen;    /* bytes kept of the data of one call; at most 65000 */
	/* whether more is kept of known protocols (recognized by port or data), and of all data on the ports
	 * from min to max (max 0: none) */
	bool snaplen_is_dynamic;
	uint16_t full_port_min, full_port_max;
	/* which events other than system calls are recorded */
	bool switches, signals, page_faults;
	bool self;			       /* whether this process is recorded, too */
	bool hides_parent;		       /* whether the process that started this one is not recorded */
	bool hides_helpers;		       /* whether processes that these start are not recorded */
	const struct probe_interest *interest; /* NULL: every call */
	/* whether a change of any thread makes all verdicts (probe__reject) stale, not only those on that
	 * thread */
	bool stale_on_any_change;
	/* whether calls that change descriptors are not recorded of rejected processes. When a process is no
	 * longer rejected, records describe its descriptors (ebpf/learn.bpf.h); kernels before 5.17 record
	 * the calls instead */
	bool learns_tables;
	uint32_t followed; /* only this process and its descendants are recorded; 0: all processes */
	enum call_hooks call_hooks;
};

/* An error: a code for programs and one line of text for users. */
struct probe_error {
	const char *code; /* EPERM, NO_BTF, VERIFIER, FILES or PROBE */
	char message[512];
};

/* Begins to prepare the next probe__open in a thread, because the caller has other work to do first. */
void probe__prepare(void);
/* Ends what probe__prepare began if no probe__open followed. */
void probe__cancel(void);

/* Loads and attaches the probe; recording starts before this returns. NULL on failure, with the reason in
 * `error`. */
struct probe *probe__open(const struct probe_options *options, struct probe_error *error);

/* Stops recording. Events in the rings can still be read. */
void probe__detach(struct probe *probe);
void probe__close(struct probe *probe);

/*
 * Copies whole event blocks, ordered by time, into `slab`. Returns the number of bytes; 0: nothing more for
 * now. `all` also delivers the newest events; use it only after probe__detach. The slab must have room for
 * PROBE_SLAB_MIN bytes.
 */
size_t probe__read(struct probe *probe, uint8_t *slab, size_t size, bool all);
#define PROBE_SLAB_MIN (128 * 1024)

/*
 * Moves events to a queue in memory if a ring is so full that it may soon overflow; probe__read delivers them
 * in their order. To be called from a thread of its own, whenever probe__poll_fd is readable. False: a ring
 * is still too full, because the queue has no room; call it again soon.
 */
bool probe__relieve(struct probe *probe);
/* Memory that the queue takes, in bytes, and the most that it takes on this machine. */
size_t probe__queued(const struct probe *probe);
size_t probe__queue_limit(void);

/*
 * Rejects threads and processes: until they change, only events that state needs are recorded of them. A
 * verdict is four words: the tid or pid, the time (low half first) of the event on which it is based, and
 * whether it is a pid. The event must be one of the thread, or of a thread of the process, that was read from
 * this probe. A time of 0 stands for that of attaching, for what /proc has shown since. False: the verdicts
 * were ignored because events have arrived late since the last call; judge the threads again.
 */
bool probe__reject(struct probe *probe, const uint32_t *verdicts, size_t count);
/* Call this after the first verdicts: with learns_tables, every thread counts as rejected until then. */
void probe__begin(struct probe *probe);

/* Writes the counters by slot (ebpf/generated/stats.h): those of events as they were when the events that
 * probe__read delivered last were read from the rings. `into` has room for all. */
void probe__stats(const struct probe *probe, uint64_t *into);

/* Names of the events that are recorded as generic events because the kernel refused their programs. */
size_t probe__refused_programs(const struct probe *probe, const char *const **names);

/* A descriptor that becomes readable (edge-triggered) when a ring passes its watermark. */
int probe__poll_fd(const struct probe *probe);

#ifdef __cplusplus
}
#endif
