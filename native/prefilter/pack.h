/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packs rows for a keeper of all of them (state/row-packer.ts): numbers of 32 bits by row, in chunks that the
 * caller takes away when they are full. Of offsets and times, what is packed are the steps from row to row.
 */
#pragma once

#include "columns.h"

/* The chunk, by PACKED column, and the values at every PACKED_BASE_ROWS-th row of offsets and times. */
SHARED int32_t packed[PACKED_COLUMNS][PACKED_ROWS];
SHARED double packed_bases[PACKED_STEP_COLUMNS][PACKED_ROWS / PACKED_BASE_ROWS];
/* Offset and time of the row before. */
SHARED double packed_last[PACKED_STEP_COLUMNS];
/* What times count from, in ns since the epoch; and the number of each subject, by that of its rows. Both are
 * set by the caller. */
SHARED uint64_t packed_origin;
SHARED uint32_t packed_ids[SUBJECTS];
/* Not 0 if a row was before the row before it. */
SHARED uint32_t packed_goes_back;

/* Values that do not fit: column, row of the chunk, and value. */
#define WIDE_ROOM (PACKED_COLUMNS * ROWS)
SHARED uint8_t wide_columns[WIDE_ROOM];
SHARED uint32_t wide_rows[WIDE_ROOM];
SHARED double wide_values[WIDE_ROOM];
SHARED uint32_t wide_count;

static inline void pack(uint32_t column, uint32_t to, double value)
{
	if (value > PACKED_VALUE_WIDE && value <= INT32_MAX) {
		packed[column][to] = (int32_t)value;
	} else if (value != value) {
		packed[column][to] = PACKED_VALUE_NONE;
	} else {
		packed[column][to] = PACKED_VALUE_WIDE;
		wide_columns[wide_count] = (uint8_t)column;
		wide_rows[wide_count] = to;
		wide_values[wide_count++] = value;
	}
}

static inline void pack_step(uint32_t column, uint32_t to, double value)
{
	if (to % PACKED_BASE_ROWS == 0) {
		packed_bases[column][to / PACKED_BASE_ROWS] = value;
		packed_last[column] = value;
	}
	pack(column, to, value - packed_last[column]);
	packed_last[column] = value;
}

/* ns from the origin of times to an event, which may be before it. */
static inline int64_t nanos_of(const uint8_t *slab, uint32_t at)
{
	return (int64_t)(((const struct event_block *)(slab + at))->ts - packed_origin);
}

/* Whether the time of a row is so near to the origin that doubles have it exactly, and steps from it. */
static inline int is_near(int64_t nanos)
{
	return nanos >= -(int64_t)(MAX_EXACT / 2) && nanos <= (int64_t)(MAX_EXACT / 2);
}

/* Packs rows [row, end) of events in `slab` to the chunk from `to` on; `from`: what is added to offsets in
 * the slab. Returns the first row that is not packed: its time is far from the origin. */
SHARED uint32_t pack_rows(const uint8_t *slab, uint32_t row, uint32_t end, uint32_t to, double from)
{
	wide_count = 0;
	for (; row < end; row++, to++) {
		int64_t nanos = nanos_of(slab, row_at[row]);

		if (!is_near(nanos))
			return row;
		packed_goes_back |= (double)nanos < packed_last[PACKED_TIMES];
		pack_step(PACKED_OFFSETS, to, from + row_at[row]);
		pack_step(PACKED_TIMES, to, (double)nanos);
		packed[PACKED_SUBJECTS][to] = (int32_t)packed_ids[row_subjects[row]];
		pack(PACKED_RESULTS, to, row_results[row]);
		pack(PACKED_LATENCIES, to, row_latencies[row]);
	}
	return row;
}
