// SPDX-License-Identifier: Apache-2.0
#include "json.h"

#define NS_PER_SECOND 1000000000
#define SECONDS_PER_DAY 86400
/* Days from 0000-03-01 to 1970-01-01. */
#define DAYS_BEFORE_1970 719468
#define DAYS_PER_400_YEARS 146097
#define FRACTION_DIGITS 9

struct text {
	const uint8_t *at;
	const uint8_t *end;
};

static int has_digit(const struct text *text, ptrdiff_t ahead)
{
	return text->end - text->at > ahead && text->at[ahead] >= '0' && text->at[ahead] <= '9';
}

/* Reads `count` digits; -1 if there are not so many. */
static int32_t read_digits(struct text *text, uint32_t count)
{
	int32_t number = 0;

	for (; count > 0; count--) {
		if (!has_digit(text, 0))
			return -1;
		number = number * 10 + (*text->at++ - '0');
	}
	return number;
}

static int skip_one(struct text *text, uint8_t byte)
{
	if (text->at == text->end || *text->at != byte)
		return 0;
	text->at++;
	return 1;
}

static int is_within(int32_t number, int32_t min, int32_t max)
{
	return number >= min && number <= max;
}

static int32_t days_in(int32_t year, int32_t month)
{
	if (month == 2)
		return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* Days since 1970-01-01, by years that begin in March. */
static int64_t days_since_1970(int32_t year, int32_t month, int32_t day)
{
	/* one cycle more, so that nothing is negative */
	int32_t from_march = year + 400 - (month <= 2), cycle = from_march / 400, of_cycle = from_march % 400;
	int32_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return (int64_t)(cycle - 1) * DAYS_PER_400_YEARS + of_cycle * 365 + of_cycle / 4 - of_cycle / 100 +
	       of_year - DAYS_BEFORE_1970;
}

static int read_date(struct text *text, int64_t *days)
{
	int32_t year = read_digits(text, 4), month, day;

	if (year < 0 || !skip_one(text, '-'))
		return 0;
	month = read_digits(text, 2);
	if (!is_within(month, 1, 12) || !skip_one(text, '-'))
		return 0;
	day = read_digits(text, 2);
	if (!is_within(day, 1, days_in(year, month)))
		return 0;
	*days = days_since_1970(year, month, day);
	return 1;
}

/* The hour may have one digit. */
static int read_clock(struct text *text, int32_t *seconds)
{
	int32_t hour = read_digits(text, has_digit(text, 1) ? 2 : 1), minute, second;

	if (!is_within(hour, 0, 23) || !skip_one(text, ':'))
		return 0;
	minute = read_digits(text, 2);
	if (!is_within(minute, 0, 59) || !skip_one(text, ':'))
		return 0;
	second = read_digits(text, 2);
	*seconds = (hour * 60 + minute) * 60 + second;
	return is_within(second, 0, 59);
}

/* What follows a point or comma, in ns; more than nine digits are cut. 0 if there is no fraction. */
static int32_t read_fraction(struct text *text)
{
	int32_t ns = 0, digits = 0;

	if (text->at == text->end || (*text->at != '.' && *text->at != ',') || !has_digit(text, 1))
		return 0;
	for (text->at++; has_digit(text, 0); text->at++)
		if (digits < FRACTION_DIGITS) {
			ns = ns * 10 + (*text->at - '0');
			digits++;
		}
	for (; digits < FRACTION_DIGITS; digits++)
		ns *= 10;
	return ns;
}

static int read_offset(struct text *text, int32_t *seconds)
{
	int32_t sign, hours, minutes;

	*seconds = 0;
	if (skip_one(text, 'Z'))
		return 1;
	if (text->at == text->end || (*text->at != '+' && *text->at != '-'))
		return 0;
	sign = *text->at++ == '-' ? -1 : 1;
	hours = read_digits(text, 2);
	if (!is_within(hours, 0, 24) || !skip_one(text, ':'))
		return 0;
	minutes = read_digits(text, 2);
	*seconds = sign * (hours * 60 + minutes) * 60;
	return is_within(minutes, 0, 60);
}

int read_time(const uint8_t *at, const uint8_t *end, uint64_t *ns)
{
	struct text text = {at, end};
	int64_t days;
	int32_t seconds, fraction, offset;

	if (!read_date(&text, &days) || !skip_one(&text, 'T') || !read_clock(&text, &seconds))
		return 0;
	fraction = read_fraction(&text);
	if (!read_offset(&text, &offset) || text.at != text.end)
		return 0;
	*ns = (uint64_t)(days * SECONDS_PER_DAY + seconds - offset) * NS_PER_SECOND + (uint64_t)fraction;
	return 1;
}
