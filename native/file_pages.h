/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* Lets go of the code and constants of the program and its libraries. What is used again comes back from the
 * page cache. */
void file_pages__release(void);
