/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows: what most questions ask of an event, at fixed places (state/event-columns.ts). Where an event comes
 * from is its subject: a thread, a descriptor and an event type. Subjects are numbered, and judged by the
 * caller once, not once an event.
 */
#pragma once

#include "../ebpf/generated/events.h"
#include "../event_block.h"
#include "generated/actions.h"
#include "shared.h"
#include "values.h"

#define NOWHERE (-1)
#define NO_FD (-1)

/* By type of views: whether rows are made of such events. The parameter with the descriptor, NO_FD for events
 * without one: that of the event itself, or, if it is not the own one, of the enter event. And the bytes of
 * the result; 0 for none. */
SHARED uint8_t row_types[VIEW_COUNT];
SHARED int8_t fd_params[VIEW_COUNT];
SHARED uint8_t fd_is_own[VIEW_COUNT];
SHARED uint8_t result_bytes[VIEW_COUNT];

/* Changes that may be of any thread, and of any descriptor, set by the caller; and changes of some, by the
 * low bits of tids and of the numbers of descriptors (state/near-changes.ts). */
SHARED uint32_t changes;
SHARED uint32_t wide_fd_changes;
SHARED uint32_t thread_changes[NEAR];
SHARED uint32_t number_changes[NEAR];

static inline uint32_t changes_of(int64_t tid)
{
	return changes + thread_changes[(uint32_t)tid % NEAR];
}

static inline uint32_t fd_changes_of(int32_t fd)
{
	return wide_fd_changes + number_changes[(uint32_t)fd % NEAR];
}

/* Whether the threads of subjects are read, and their descriptors: subjects do not differ in what is not. */
SHARED uint8_t subject_reads[2];

/* What a subject stands for, by a hash of it: valid while the counts of changes are these. */
struct subject {
	uint32_t tid;
	uint32_t type;
	int32_t fd;
	uint32_t changes;
	uint32_t fd_changes;
	uint32_t number;
};
static struct subject subjects[SUBJECTS];

/* By number, which subjects get in turns: the place of the last one that got it, the caller's verdict on it,
 * and the rows in which it was last: they are numbered by how often the rows were empty. */
#define NO_TYPE UINT32_MAX
static uint32_t subject_places[SUBJECTS];
SHARED uint8_t subject_verdicts[SUBJECTS];
static uint32_t subject_rows[SUBJECTS];
static uint32_t next_number;
static uint32_t rows_number;

/* The rows, by column: offset of the event, number of events skipped before it, subject, result (NaN for
 * none), and ns since the enter event. */
SHARED uint32_t row_at[ROWS];
SHARED uint32_t row_skipped[ROWS];
SHARED uint16_t row_subjects[ROWS];
SHARED double row_results[ROWS];
SHARED double row_latencies[ROWS];
SHARED uint32_t row_count;

/* Whether there is no room for more rows, or no number for another subject. The caller then empties the rows.
 */
SHARED uint32_t rows_full;

/* The subject that the caller must judge, and its descriptor; SUBJECTS for none. */
SHARED uint32_t wanted;
SHARED int32_t wanted_fd;

/* A descriptor that only the caller can handle, and where the whole numbers end that doubles have exactly. */
#define OTHER_FD (-2)
#define MAX_EXACT (UINT64_C(1) << 53)

/* The value of a parameter of some bytes; null if there is no such parameter. */
static inline const uint8_t *param_of(const struct values *values, uint32_t index, uint32_t bytes)
{
	const uint8_t *value = values->first;

	if (index >= values->count || values->sizes[index] != bytes)
		return 0;
	for (uint32_t i = 0; i < index; i++)
		value += values->sizes[i];
	return value;
}

/* The descriptor in a parameter, which may be no small number, as AT_FDCWD; OTHER_FD if only the caller can
 * handle it. */
static inline int32_t fd_of(const struct values *values, int8_t param)
{
	const uint8_t *value;
	int64_t fd;

	if (param == NO_FD)
		return NO_FD;
	value = param_of(values, (uint32_t)param, sizeof(fd));
	if (!value)
		return OTHER_FD;
	fd = *(const int64_t *)value;
	return fd < INT32_MIN || fd > INT32_MAX || fd == NO_FD ? OTHER_FD : (int32_t)fd;
}

/* Whether the enter event of fcntl says that it copies its descriptor, or does not say what it does. */
static inline int copies_fd(const struct values *enter)
{
	const uint8_t *command = param_of(enter, 1, sizeof(*command));

	return !command || COPIES_FD(*command);
}

/* Reads the result of an exit event; 0 if only the caller can. */
static inline int read_result(const struct values *exit, uint32_t bytes, double *result)
{
	const uint8_t *value;
	int64_t whole;

	*result = __builtin_nan("");
	if (!bytes)
		return 1;
	value = param_of(exit, 0, bytes);
	if (!value)
		return 0;
	whole = bytes == sizeof(int32_t) ? *(const int32_t *)value : *(const int64_t *)value;
	*result = (double)whole;
	return whole < (int64_t)MAX_EXACT && whole > -(int64_t)MAX_EXACT;
}

/* Gives the next number to the subject at a place; 0 if there are rows with it. */
APART int give_number(uint32_t place)
{
	uint32_t number = next_number;
	struct subject *before;

	if (row_count > 0 && subject_rows[number] == rows_number)
		return 0;
	next_number = (number + 1) % SUBJECTS;
	before = &subjects[subject_places[number]];
	if (before->number == number)
		before->type = NO_TYPE;
	subject_places[number] = place;
	subject_verdicts[number] = SUBJECT_ENDS;
	subjects[place].number = number;
	return 1;
}

/* The number of a subject; sets `wanted` if the caller has to judge it. SUBJECTS if there is none, and the
 * rows must be emptied. */
INLINE uint32_t find_subject(uint32_t tid, uint32_t type, int32_t fd)
{
	uint32_t thread = 0, descriptor = 0;
	uint32_t place;
	struct subject *subject;

	if (!subject_reads[0])
		tid = 0;
	else
		thread = changes_of(tid);
	if (!subject_reads[1])
		fd = NO_FD;
	else if (fd != NO_FD)
		descriptor = fd_changes_of(fd);
	place = (tid * 0x9e3779b1u ^ (uint32_t)fd * 0x85ebca6bu ^ type << 22) >> (32 - SUBJECT_BITS);
	subject = &subjects[place];
	if (subject->tid == tid && subject->type == type && subject->fd == fd && subject->changes == thread &&
	    subject->fd_changes == descriptor)
		return subject->number;
	if (!give_number(place)) {
		rows_full = 1;
		return SUBJECTS;
	}
	*subject = (struct subject){tid, type, fd, thread, descriptor, subject->number};
	wanted = subject->number;
	wanted_fd = fd;
	return wanted;
}
