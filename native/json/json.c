// SPDX-License-Identifier: Apache-2.0
#include <wasm_simd128.h>

#include "json.h"

/* Values in values, at most; the outermost one counts. */
#define MAX_DEPTH 300
#define LANES ((ptrdiff_t)sizeof(v128_t))
#define ESCAPE_DIGITS 4
#define FIRST_SURROGATE 0xd800
#define FIRST_LOW_SURROGATE 0xdc00
#define AFTER_SURROGATES 0xe000
#define NOT_HEX UINT32_MAX

struct reader {
	const uint8_t *at;
	const uint8_t *end;
	struct node *next;
	struct node *limit;
	int is_full;
};

INLINE uint32_t quotes_and_backslashes(const uint8_t *at)
{
	v128_t bytes = wasm_v128_load(at);

	return wasm_i8x16_bitmask(wasm_v128_or(wasm_i8x16_eq(bytes, wasm_i8x16_const_splat('"')),
					       wasm_i8x16_eq(bytes, wasm_i8x16_const_splat('\\'))));
}

/* The next quote or backslash; `end` if there is none. */
INLINE const uint8_t *next_special(const uint8_t *at, const uint8_t *end)
{
	for (; end - at >= LANES; at += LANES) {
		uint32_t found = quotes_and_backslashes(at);

		if (found != 0)
			return at + __builtin_ctz(found);
	}
	while (at < end && *at != '"' && *at != '\\')
		at++;
	return at;
}

INLINE const uint8_t *end_of_text(const uint8_t *at, const uint8_t *end, int *has_escape)
{
	for (at = next_special(at, end); at < end && *at == '\\'; at = next_special(at, end)) {
		*has_escape = 1;
		/* it hides the next byte */
		if (end - at < 2)
			return NULL;
		at += 2;
	}
	return at < end ? at : NULL;
}

const uint8_t *text_end(const uint8_t *at, const uint8_t *end, int *has_escape)
{
	return end_of_text(at, end, has_escape);
}

INLINE int is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

INLINE void skip_blanks(struct reader *reader)
{
	while (reader->at < reader->end && is_blank(*reader->at))
		reader->at++;
}

/* Goes past a byte, if it is the next one. */
INLINE int skip(struct reader *reader, uint8_t byte)
{
	if (reader->at == reader->end || *reader->at != byte)
		return 0;
	reader->at++;
	return 1;
}

INLINE uint8_t lower(uint8_t byte)
{
	return byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte;
}

INLINE int follows(const struct reader *reader, const char *word, ptrdiff_t length, int any_case)
{
	if (reader->end - reader->at < length)
		return 0;
	for (ptrdiff_t i = 0; i < length; i++) {
		uint8_t byte = reader->at[i];

		if ((any_case ? lower(byte) : byte) != (uint8_t)word[i])
			return 0;
	}
	return 1;
}

INLINE int is_of_number(uint8_t byte)
{
	return (byte >= '0' && byte <= '9') || byte == '.' || byte == '-' || byte == '+' || byte == 'e' ||
	       byte == 'E';
}

/* A run of the characters of numbers, or nan or inf behind one sign or none. */
static int read_number(struct reader *reader)
{
	const uint8_t *start = reader->at;

	while (reader->at < reader->end && is_of_number(*reader->at))
		reader->at++;
	if (reader->at == reader->end)
		return reader->at > start;
	if (reader->at > start && !(reader->at == start + 1 && (*start == '-' || *start == '+')))
		return 1;
	if (!follows(reader, "inf", 3, 1) && !follows(reader, "nan", 3, 1))
		return 0;
	reader->at += 3;
	return 1;
}

/* The opening quote is behind the reader. */
INLINE int read_text(struct reader *reader, const uint8_t **start, const uint8_t **end, int *has_escape)
{
	const uint8_t *quote = end_of_text(reader->at, reader->end, has_escape);

	if (quote == NULL)
		return 0;
	*start = reader->at;
	*end = quote;
	reader->at = quote + 1;
	return 1;
}

INLINE struct node *take_node(struct reader *reader)
{
	if (reader->next == reader->limit) {
		reader->is_full = 1;
		return NULL;
	}
	return reader->next++;
}

static int read_node(struct reader *reader, struct node *node, uint32_t depth);

INLINE int read_key(struct reader *reader, struct node *node)
{
	int has_escape = 0;

	skip_blanks(reader);
	if (!skip(reader, '"') || !read_text(reader, &node->key, &node->key_end, &has_escape))
		return 0;
	node->escapes = has_escape ? ESCAPED_KEY : 0;
	skip_blanks(reader);
	return skip(reader, ':');
}

/* What is between the brackets of an object or array; the opening one is behind the reader. */
static int read_inside(struct reader *reader, uint8_t closing, uint32_t depth)
{
	skip_blanks(reader);
	if (skip(reader, closing))
		return 1;
	do {
		struct node *node = take_node(reader);

		if (node == NULL)
			return 0;
		node->key = NULL;
		node->key_end = NULL;
		node->escapes = 0;
		if (closing == '}' && !read_key(reader, node))
			return 0;
		skip_blanks(reader);
		if (!read_node(reader, node, depth))
			return 0;
		skip_blanks(reader);
	} while (skip(reader, ','));
	return skip(reader, closing);
}

static int read_word(struct reader *reader, struct node *node, const char *word, ptrdiff_t length,
		     enum kind kind)
{
	if (!follows(reader, word, length, 0))
		return 0;
	node->kind = kind;
	reader->at += length;
	return 1;
}

static int read_plain(struct reader *reader, struct node *node)
{
	if (read_word(reader, node, "null", 4, KIND_NULL) || read_word(reader, node, "true", 4, KIND_TRUE) ||
	    read_word(reader, node, "false", 5, KIND_FALSE))
		return 1;
	node->kind = KIND_NUMBER;
	return read_number(reader);
}

static int read_nested(struct reader *reader, struct node *node, uint32_t depth)
{
	int is_object = *reader->at == '{';

	node->kind = is_object ? KIND_OBJECT : KIND_ARRAY;
	reader->at++;
	return read_inside(reader, is_object ? '}' : ']', depth);
}

/* Reads a value into a node whose key is set. */
static int read_node(struct reader *reader, struct node *node, uint32_t depth)
{
	int has_escape = 0, is_read;

	if (reader->at == reader->end || ++depth > MAX_DEPTH)
		return 0;
	if (*reader->at == '"') {
		reader->at++;
		node->kind = KIND_STRING;
		node->next = reader->next;
		if (!read_text(reader, &node->value, &node->value_end, &has_escape))
			return 0;
		if (has_escape)
			node->escapes |= ESCAPED_VALUE;
		return 1;
	}
	node->value = reader->at;
	is_read = *reader->at == '{' || *reader->at == '[' ? read_nested(reader, node, depth)
							   : read_plain(reader, node);
	node->value_end = reader->at;
	node->next = reader->next;
	return is_read;
}

const uint8_t *read_value(struct tape tape, const uint8_t *at, const uint8_t *end, int *is_full)
{
	struct reader reader = {at, end, tape.nodes, tape.limit, 0};
	struct node *root = take_node(&reader);
	int is_read = 0;

	if (root != NULL) {
		root->key = NULL;
		root->key_end = NULL;
		root->escapes = 0;
		is_read = read_node(&reader, root, 0);
	}
	*is_full = reader.is_full;
	return is_read ? reader.at : NULL;
}

static int is_same(const uint8_t *text, const uint8_t *end, const uint8_t *other, uint32_t length)
{
	if (end - text != (ptrdiff_t)length)
		return 0;
	for (uint32_t i = 0; i < length; i++)
		if (text[i] != other[i])
			return 0;
	return 1;
}

/* Whether a name is another one once its escapes are gone. `name` is short. */
static int is_same_unescaped(const struct node *node, const uint8_t *name, uint32_t length)
{
	uint8_t plain[1024];

	if ((node->escapes & ESCAPED_KEY) == 0 || (size_t)(node->key_end - node->key) > sizeof(plain))
		return 0;
	return is_same(plain, write_unescaped(node->key, node->key_end, plain), name, length);
}

const struct node *member_of(const struct node *object, const uint8_t *name, uint32_t length)
{
	uint32_t has_escape = 0;

	for (const struct node *node = object + 1; node < object->next; node = node->next) {
		has_escape |= node->escapes & ESCAPED_KEY;
		if (is_same(node->key, node->key_end, name, length))
			return node;
	}
	if (!has_escape)
		return NULL;
	for (const struct node *node = object + 1; node < object->next; node = node->next)
		if (is_same_unescaped(node, name, length))
			return node;
	return NULL;
}

static uint32_t hex_digit(uint8_t byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	byte = lower(byte);
	return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10u : NOT_HEX;
}

/* The number in the four digits of \uXXXX; NOT_HEX if there are not four. */
static uint32_t hex_number(const uint8_t *at, const uint8_t *end)
{
	uint32_t number = 0;

	if (end - at < ESCAPE_DIGITS)
		return NOT_HEX;
	for (uint32_t i = 0; i < ESCAPE_DIGITS; i++) {
		uint32_t digit = hex_digit(at[i]);

		if (digit == NOT_HEX)
			return NOT_HEX;
		number = number << 4 | digit;
	}
	return number;
}

static uint8_t *write_utf8(uint32_t character, uint8_t *out)
{
	if (character < 0x80) {
		*out++ = (uint8_t)character;
		return out;
	}
	if (character < 0x800) {
		*out++ = (uint8_t)(0xc0 | character >> 6);
	} else {
		if (character < 0x10000) {
			*out++ = (uint8_t)(0xe0 | character >> 12);
		} else {
			*out++ = (uint8_t)(0xf0 | character >> 18);
			*out++ = (uint8_t)(0x80 | (character >> 12 & 0x3f));
		}
		*out++ = (uint8_t)(0x80 | (character >> 6 & 0x3f));
	}
	*out++ = (uint8_t)(0x80 | (character & 0x3f));
	return out;
}

static uint8_t *copy(const uint8_t *at, const uint8_t *end, uint8_t *out)
{
	__builtin_memmove(out, at, (size_t)(end - at));
	return out + (end - at);
}

/* The character of two halves; U+FFFD if they are none. */
static uint32_t joined(uint32_t high, uint32_t low)
{
	if (high >= FIRST_LOW_SURROGATE || low < FIRST_LOW_SURROGATE || low >= AFTER_SURROGATES)
		return 0xfffd;
	return 0x10000 + ((high - FIRST_SURROGATE) << 10) + (low - FIRST_LOW_SURROGATE);
}

/* Writes what \u at `*from` stands for, and moves `*from` behind it. */
static uint8_t *write_code(const uint8_t **from, const uint8_t *end, uint8_t *out)
{
	const uint8_t *at = *from;
	uint32_t number = hex_number(at + 2, end), second;

	if (number == NOT_HEX) {
		*from = at + 2;
		return copy(at, at + 2, out);
	}
	*from = at + 6;
	if (number < FIRST_SURROGATE || number >= AFTER_SURROGATES)
		return write_utf8(number, out);
	second = end - at >= 12 && at[6] == '\\' && at[7] == 'u' ? hex_number(at + 8, end) : NOT_HEX;
	if (second == NOT_HEX)
		return copy(at, at + 6, out);
	*from = at + 12;
	return write_utf8(joined(number, second), out);
}

/* What a letter behind a backslash stands for; 0 for itself and the backslash. */
static uint8_t plain_escape(uint8_t letter)
{
	switch (letter) {
	case '"':
	case '\\':
	case '/':
		return letter;
	case 'b':
		return '\b';
	case 'f':
		return '\f';
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	default:
		return 0;
	}
}

uint8_t *write_unescaped(const uint8_t *at, const uint8_t *end, uint8_t *out)
{
	while (at < end) {
		uint8_t plain;

		if (*at != '\\' || end - at < 2) {
			*out++ = *at++;
		} else if (at[1] == 'u') {
			out = write_code(&at, end, out);
		} else if ((plain = plain_escape(at[1])) != 0) {
			*out++ = plain;
			at += 2;
		} else {
			out = copy(at, at + 2, out);
			at += 2;
		}
	}
	return out;
}
