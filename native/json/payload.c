// SPDX-License-Identifier: Apache-2.0
/* What fields ask of one JSON text. */
#include <wasm_simd128.h>

#include "json.h"

enum { NOT_JSON = 0, IS_JSON = 1, NODES_FULL = 2 };

/* Reads a whole text, which blanks may surround, into nodes. */
SHARED uint32_t read_json(const uint8_t *at, const uint8_t *end, struct node *nodes, struct node *limit)
{
	int is_full;
	const struct tape tape = {nodes, limit};

	while (at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r'))
		at++;
	at = read_value(tape, at, end, &is_full);
	if (is_full)
		return NODES_FULL;
	if (at == NULL)
		return NOT_JSON;
	while (at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r'))
		at++;
	return at == end ? IS_JSON : NOT_JSON;
}

/* The member with a name, or NULL. */
SHARED const struct node *find_member(const struct node *object, const uint8_t *name, uint32_t length)
{
	return object->kind == KIND_OBJECT ? member_of(object, name, length) : NULL;
}

/* Writes a text without escapes; returns its end. */
SHARED uint8_t *unescape(const uint8_t *at, const uint8_t *end, uint8_t *out)
{
	return write_unescaped(at, end, out);
}

/* Reads a time, whose escapes are gone, as ns since 1970. Returns whether it is one. */
SHARED uint32_t time_at(const uint8_t *at, const uint8_t *end, uint64_t *ns)
{
	return (uint32_t)read_time(at, end, ns);
}

/* Writes JSON without the blanks between its parts; returns its end. The JSON is sound. */
SHARED uint8_t *compact(const uint8_t *at, const uint8_t *end, uint8_t *out)
{
	while (at < end) {
		int has_escape = 0;

		if (*at == '"') {
			const uint8_t *quote = text_end(at + 1, end, &has_escape);

			__builtin_memcpy(out, at, (size_t)(quote + 1 - at));
			out += quote + 1 - at;
			at = quote + 1;
		} else if (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r') {
			at++;
		} else {
			*out++ = *at++;
		}
	}
	return out;
}

static int begins(const uint8_t *at, const uint8_t *end, const uint8_t *name, uint32_t length)
{
	if (end - at < (ptrdiff_t)length)
		return 0;
	for (uint32_t i = 0; i < length; i++)
		if (at[i] != name[i])
			return 0;
	return 1;
}

/* Whether a member may have this name: it is somewhere in the text, or there is an escape that can stand for
 * a letter. The name has at least two bytes; the memory must be readable for some bytes after the end. */
SHARED uint32_t may_have(const uint8_t *at, const uint8_t *end, const uint8_t *name, uint32_t length)
{
	const v128_t first = wasm_i8x16_splat((int8_t)name[0]), second = wasm_i8x16_splat((int8_t)name[1]);
	const v128_t backslash = wasm_i8x16_const_splat('\\'), u = wasm_i8x16_const_splat('u');

	for (; at < end; at += sizeof(v128_t)) {
		v128_t here = wasm_v128_load(at), after = wasm_v128_load(at + 1);
		v128_t names = wasm_v128_and(wasm_i8x16_eq(here, first), wasm_i8x16_eq(after, second));
		v128_t codes = wasm_v128_and(wasm_i8x16_eq(here, backslash), wasm_i8x16_eq(after, u));

		if (!wasm_v128_any_true(wasm_v128_or(names, codes)))
			continue;
		if (wasm_v128_any_true(codes))
			return 1;
		for (uint32_t found = wasm_i8x16_bitmask(names); found != 0; found &= found - 1)
			if (begins(at + __builtin_ctz(found), end, name, length))
				return 1;
	}
	return 0;
}

static uint64_t time_read;

/* Reads a time; the result is in time_low and time_high. Returns whether it is one. */
SHARED uint32_t time_low;
SHARED uint32_t time_high;
SHARED uint32_t parse_time(const uint8_t *at, const uint8_t *end)
{
	int is_time = read_time(at, end, &time_read);

	time_low = (uint32_t)time_read;
	time_high = (uint32_t)(time_read >> 32);
	return (uint32_t)is_time;
}
