/* Prints the events that a program expects: lines of the form CODE name=value … (test/native/harness.ts). */
#pragma once
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define EXPECT(...) printf(__VA_ARGS__), printf("\n")

/* Result of a raw system call, as the kernel returned it: negative errno on failure. */
static inline long result(long returned)
{
	return returned == -1 ? -errno : returned;
}

/* A raw system call, with its result as the kernel returned it. */
#define CALL(...) result(syscall(__VA_ARGS__))

/* Bytes in the form of an expectation; the text is never freed. */
static inline const char *quoted(const void *bytes, size_t len)
{
	char *text = malloc(6 * len + 3), *at = text;

	if (!len)
		return "-";
	*at++ = '"';
	for (size_t i = 0; i < len; i++)
		at += sprintf(at, "\\u%04x", ((const unsigned char *)bytes)[i]);
	strcpy(at, "\"");
	return text;
}

/* The 32-bit encoding of a device number that captures use. */
static inline unsigned int encoded_dev(dev_t dev)
{
	return (minor(dev) & 0xff) | major(dev) << 8 | (minor(dev) & ~0xffu) << 12;
}
