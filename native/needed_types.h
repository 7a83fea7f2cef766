/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For each type of the probe, libbpf searches all types of the kernel, which takes 40 ms. It can be given
 * fewer types.
 */
#pragma once

/* Writes to a file the types of this kernel to which libbpf adapts an object, with the numbers that they have
 * in the kernel. Returns 0, or a negative errno: then libbpf has to read all types. */
int needed_types__write(int file, const void *object);
