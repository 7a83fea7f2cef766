/* SPDX-License-Identifier: Apache-2.0 */
/* Locks of the threads that read the rings. */
#pragma once

#include <pthread.h>

/* A thread that holds the lock runs as urgently as one that waits for it. */
static inline void init_inheriting(pthread_mutex_t *lock)
{
	pthread_mutexattr_t inheriting;

	pthread_mutexattr_init(&inheriting);
	pthread_mutexattr_setprotocol(&inheriting, PTHREAD_PRIO_INHERIT);
	pthread_mutex_init(lock, &inheriting);
	pthread_mutexattr_destroy(&inheriting);
}
