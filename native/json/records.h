/* SPDX-License-Identifier: Apache-2.0 */
/* What records are, by the logs that they are of. */
#pragma once

#include "json.h"

/* Logs, in the order of FORMAT of src/plugins/record-scanner.ts. */
enum format { CLOUDTRAIL, GCP_AUDIT, K8S_AUDIT };

/* Why records of all logs are left out; each log has more reasons behind it, less than FAULTS. */
enum { NOT_JSON, FAULTS = 4 };

/* Where a payload is written, and its end. */
struct payload {
	uint8_t *at;
	uint8_t *end;
};

/* The first byte that is no blank; `end` if there is none. */
const uint8_t *after_blanks(const uint8_t *at, const uint8_t *end);

/* The member of an object that is a string; NULL if there is none. */
const struct node *text_member(const struct node *object, const char *name, uint32_t length);

#define TEXT_MEMBER(object, name) text_member((object), (name), sizeof(name) - 1)

/* Reads the time of a string, without its escapes. Returns whether it is one; 0 for NULL. */
int read_time_of(const struct node *text, uint64_t *ns);

/* Whether a string without its escapes is the text. */
int is_text(const struct node *string, const char *text, uint32_t length);

#define IS_TEXT(string, text) is_text((string), (text), sizeof(text) - 1)

/*
 * Writes the payload of an entry, or of the message that has one, and finds its time. Returns why it is left
 * out, FAULTS if it is not. There is room for the whole text of the record.
 */
uint32_t take_gcp_entry(const struct node *record, struct tape tape, struct payload *payload, uint64_t *ns);
