// SPDX-License-Identifier: Apache-2.0
/* Entries of the audit logs of Google Cloud, as they are in files or in messages of Pub/Sub. */
#include "records.h"

/* Why entries are left out, in the order of src/plugins/record-scanner.ts. */
enum { NO_MESSAGE = NOT_JSON + 1 };

/* The time of the entry before. */
static uint64_t time_before;

/* What each letter of base64 stands for, also in the alphabet for addresses; -1 for no letter. */
static int32_t sextet_of(uint8_t letter)
{
	if (letter >= 'A' && letter <= 'Z')
		return letter - 'A';
	if (letter >= 'a' && letter <= 'z')
		return letter - 'a' + 26;
	if (letter >= '0' && letter <= '9')
		return letter - '0' + 52;
	if (letter == '+' || letter == '-')
		return 62;
	return letter == '/' || letter == '_' ? 63 : -1;
}

/* Decodes base64 in its place; returns the end, or NULL if it is none. */
static uint8_t *decode_base64(uint8_t *at, uint8_t *end)
{
	uint8_t *out = at;
	uint32_t bits = 0, count = 0;

	while (end > at && end[-1] == '=')
		end--;
	for (; at < end; at++) {
		int32_t sextet = sextet_of(*at);

		if (sextet < 0)
			return NULL;
		bits = bits << 6 | (uint32_t)sextet;
		if (++count % 4 != 1)
			*out++ = (uint8_t)(bits >> (6 - 2 * ((count - 1) % 4)));
	}
	return count % 4 == 1 ? NULL : out;
}

/* The data of a message of Pub/Sub; NULL for an entry. */
static const struct node *data_of(const struct node *record)
{
	const struct node *message = member_of(record, (const uint8_t *)"message", sizeof("message") - 1);

	return message == NULL || message->kind != KIND_OBJECT ? NULL : TEXT_MEMBER(message, "data");
}

static void find_time(const struct node *entry, uint64_t *ns)
{
	if (entry->kind == KIND_OBJECT && (read_time_of(TEXT_MEMBER(entry, "timestamp"), ns) ||
					   read_time_of(TEXT_MEMBER(entry, "receiveTimestamp"), ns)))
		time_before = *ns;
}

uint32_t take_gcp_entry(const struct node *record, struct tape tape, struct payload *payload, uint64_t *ns)
{
	const struct node *data = data_of(record);
	const uint8_t *end;
	int is_full;

	*ns = time_before;
	if (data == NULL) {
		const uint32_t size = (uint32_t)(record->value_end - record->value);

		__builtin_memcpy(payload->at, record->value, size);
		payload->end = payload->at + size;
		find_time(record, ns);
		return FAULTS;
	}
	payload->end = decode_base64(payload->at, write_unescaped(data->value, data->value_end, payload->at));
	if (payload->end == NULL)
		return NO_MESSAGE;
	end = read_value(tape, after_blanks(payload->at, payload->end), payload->end, &is_full);
	if (end != NULL && after_blanks(end, payload->end) == payload->end)
		find_time(tape.nodes, ns);
	return FAULTS;
}
