/* SPDX-License-Identifier: Apache-2.0 */
/* JSON as the plugins of the reference read it: more lenient than RFC 8259, and texts are kept as written
 * (docs/CLOUDTRAIL.md). */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "../prefilter/shared.h"

/* In the order of src/plugins/json-document.ts. */
enum kind { KIND_NULL, KIND_TRUE, KIND_FALSE, KIND_NUMBER, KIND_STRING, KIND_ARRAY, KIND_OBJECT };

/* Which texts of a node have a backslash. */
enum { ESCAPED_KEY = 1, ESCAPED_VALUE = 2 };

/* A value. The nodes of what is in it follow it, up to `next`. */
struct node {
	uint32_t kind;
	uint32_t escapes;
	/* the name of a member, as written, without quotes; NULL for others */
	const uint8_t *key;
	const uint8_t *key_end;
	/* as written; strings without quotes */
	const uint8_t *value;
	const uint8_t *value_end;
	/* after it and all that is in it */
	const struct node *next;
};

/* Where nodes are written: from `nodes` to `limit`. */
struct tape {
	struct node *nodes;
	struct node *limit;
};

/* Reads the value that begins at `at`. Returns the byte after it, or NULL if there is none that ends before
 * `end`; `is_full` tells whether the nodes did not fit. */
const uint8_t *read_value(struct tape tape, const uint8_t *at, const uint8_t *end, int *is_full);

/* The member of an object with a name: the first that is written so; if there is none, the first that is so
 * without its escapes. NULL if there is none. */
const struct node *member_of(const struct node *object, const uint8_t *name, uint32_t length);

/* Writes a text without its escapes; returns its end. It never becomes longer. */
uint8_t *write_unescaped(const uint8_t *at, const uint8_t *end, uint8_t *out);

/* The closing quote of a text, or NULL if there is none before `end`; sets *has_escape if there is a
 * backslash. */
const uint8_t *text_end(const uint8_t *at, const uint8_t *end, int *has_escape);

/* Reads a time (RFC 3339, as Go does): ns since 1970, modulo 2^64. Returns whether it is one. */
int read_time(const uint8_t *at, const uint8_t *end, uint64_t *ns);
