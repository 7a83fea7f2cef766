/* Events without a system call: signals, switches, page faults. */
#include "expect.h"
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#define REALTIME 36

static void ignore(int sig)
{
	(void)sig;
}

static void expect_delivery(int sender, int sig)
{
	EXPECT("SIGNALDELIVER_E spid=%d dpid=%d sig=%d", sender, getpid(), sig);
}

static void signals_to_self(void)
{
	const int own[] = {SIGUSR1, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, REALTIME};

	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
		signal(own[i], ignore);
		kill(getpid(), own[i]);
		expect_delivery(own[i] == SIGUSR1 ? 0 : getpid(), own[i]);
	}
}

static void signals_of_children(void)
{
	int child = fork();

	signal(SIGCHLD, ignore);
	if (!child)
		for (;;)
			pause();
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	/* the kernel turns the signal into the end of the thread group, and forgets its sender */
	EXPECT("@%d SIGNALDELIVER_E spid=0 dpid=%d sig=9", child, child);
	expect_delivery(child, SIGCHLD);
}

static unsigned long pages_of_self(void)
{
	unsigned long pages = 0;
	FILE *statm = fopen("/proc/self/statm", "r");

	if (fscanf(statm, "%lu", &pages) != 1)
		abort();
	fclose(statm);
	return pages;
}

static void switches(void)
{
	unsigned long kb = pages_of_self() * (unsigned long)sysconf(_SC_PAGESIZE) / 1024;

	nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
	EXPECT("SCHEDSWITCH_6_E vm_size=%lu vm_swap=0", kb);
}

#if defined(__x86_64__)
static void expect_fault(const char *page, const void *ip, int flags)
{
	EXPECT("PAGE_FAULT_E addr=%lu ip=%lu error=%d", (unsigned long)page, (unsigned long)ip, flags);
}

static void faults(void)
{
	char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	void *ip;
	char byte;

	asm volatile("lea 1f(%%rip), %0\n1:\tmovb (%2), %1" : "=&r"(ip), "=&q"(byte) : "r"(pages));
	expect_fault(pages, ip, 2 | 8 | 16);
	asm volatile("lea 1f(%%rip), %0\n1:\tmovb %b1, (%2)" : "=&r"(ip) : "q"(1), "r"(pages) : "memory");
	/* the zero page is mapped and not writable */
	expect_fault(pages, ip, 1 | 4 | 16);
	/* by the kernel, for the caller */
	syscall(SYS_uname, pages + 4096);
	EXPECT("PAGE_FAULT_E addr=%lu error=%d", (unsigned long)(pages + 4096), 2 | 4 | 32);
}
#endif

int main(void)
{
	signals_to_self();
	signals_of_children();
	switches();
#if defined(__x86_64__)
	faults();
#endif
	return 0;
}
