/* SPDX-License-Identifier: Apache-2.0 */
/* A thread that waits until a ring passes its watermark, then calls JavaScript. */
#pragma once

#include <atomic>
#include <napi.h>
#include <thread>

class Waker
{
public:
	Waker(Napi::Env env, Napi::Function wake, int poll_fd);
	~Waker();
	Waker(const Waker &) = delete;
	Waker &operator=(const Waker &) = delete;

private:
	void Wait();

	int poll_fd_;
	int stop_fd_;
	std::atomic<bool> called_{false}; /* a call is pending */
	Napi::ThreadSafeFunction wake_;
	std::thread thread_;
};
