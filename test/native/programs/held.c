/*
 * Processes that read, some of whose tids share a slot of the probe (HELD_ENTERS in native/ebpf/shared.h).
 * Prints the role of each process and its pid. Every process that ends by itself makes READS reads that
 * succeed, then one that fails.
 */
#include "expect.h"
#include <linux/sched.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>

#define SLOTS 16384
#define READS 100
#define TRIES 100

static int empty_pipe[2];
static char *path;

static void read_many(void)
{
	int zero = open("/dev/zero", O_RDONLY);
	char byte;

	for (int i = 0; i < READS; i++)
		if (read(zero, &byte, 1) != 1)
			abort();
	if (read(-1, &byte, 1) != -1)
		abort();
}

static void ignore(int signal)
{
	(void)signal;
}

/* Reads from a pipe that stays empty. */
static void block(void)
{
	struct sigaction action = {.sa_handler = ignore};
	char bytes[7];

	sigaction(SIGUSR1, &action, NULL);
	if (read(empty_pipe[0], bytes, sizeof(bytes)) != -1 || errno != EINTR)
		abort();
	read_many();
	_exit(0);
}

/* Waits until a thread of a process is in a read that blocks. */
static void await_block(pid_t pid)
{
	char name[64], text[16] = "", expected[16];
	FILE *file;

	snprintf(name, sizeof(name), "/proc/%d/syscall", pid);
	snprintf(expected, sizeof(expected), "%d ", SYS_read);
	while (strncmp(text, expected, strlen(expected))) {
		usleep(1000);
		file = fopen(name, "r");
		if (!file || !fgets(text, sizeof(text), file))
			abort();
		fclose(file);
	}
}

static pid_t start_blocked(void)
{
	pid_t pid = fork();

	if (!pid)
		block();
	await_block(pid);
	return pid;
}

static void end(pid_t pid, int signal)
{
	int status;

	if (signal)
		kill(pid, signal);
	waitpid(pid, &status, 0);
	if (signal != SIGKILL && status)
		abort();
}

/* Runs read_many in a process whose tid has the slot of `other`. 0 if there is another one with that tid. */
static pid_t read_with_slot_of(pid_t other)
{
	pid_t tid = other > SLOTS ? other - SLOTS : other + SLOTS, pid;
	struct clone_args args = {.exit_signal = SIGCHLD, .set_tid = (uintptr_t)&tid, .set_tid_size = 1};

	pid = (pid_t)syscall(SYS_clone3, &args, sizeof(args));
	if (pid < 0)
		return 0;
	if (!pid) {
		read_many();
		_exit(0);
	}
	end(pid, 0);
	return pid;
}

/* A process beside one that blocks, which is then interrupted; false if the tid was not free. */
static int try_beside(void)
{
	pid_t blocked = start_blocked(), beside = read_with_slot_of(blocked);

	end(blocked, SIGUSR1);
	if (beside)
		printf("interrupted %d\nbeside %d\n", blocked, beside);
	return beside > 0;
}

/* A process after one that was killed in a read. */
static int try_after(void)
{
	pid_t killed = start_blocked(), after;

	end(killed, SIGKILL);
	after = read_with_slot_of(killed);
	if (after)
		printf("killed %d\nafter %d\n", killed, after);
	return after > 0;
}

static void *execute(void *unused)
{
	await_block(getpid());
	execl(path, "executed", NULL);
	return unused;
}

/* A process whose first thread blocks while another one executes a program. */
static void block_during_exec(void)
{
	pid_t pid = fork();
	pthread_t thread;

	if (!pid) {
		pthread_create(&thread, NULL, execute, NULL);
		block();
	}
	end(pid, 0);
	printf("executed %d\n", pid);
}

static void repeat(int (*try)(void))
{
	for (int i = 0; i < TRIES; i++)
		if (try())
			return;
	abort();
}

int main(int argc, char **argv)
{
	(void)argc;
	path = argv[0];
	if (!strcmp(path, "executed")) {
		read_many();
		return 0;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (pipe(empty_pipe))
		abort();
	repeat(try_beside);
	repeat(try_after);
	block_during_exec();
	return 0;
}
