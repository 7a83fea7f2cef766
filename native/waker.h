/* SPDX-License-Identifier: Apache-2.0 */
/* A thread that waits until a ring passes its watermark, relieves the rings of a probe if JavaScript has not
 * read them for long, and calls JavaScript. */
#pragma once

#include <atomic>
#include <napi.h>
#include <thread>

struct probe;

class Waker
{
public:
	/* The probe must stay open as long as this object exists. */
	Waker(Napi::Env env, Napi::Function wake, probe *probe);
	~Waker();
	Waker(const Waker &) = delete;
	Waker &operator=(const Waker &) = delete;

private:
	void Run();
	void Wake();

	probe *probe_;
	int stop_fd_;
	std::atomic<bool> called_{false}; /* a call is pending */
	Napi::ThreadSafeFunction wake_;
	std::thread thread_;
};
