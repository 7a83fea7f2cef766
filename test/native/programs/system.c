/* Calls on the machine or other processes: locked memory, semaphores, tracing, rings, modules, quotas. */
#include "expect.h"
#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/mount.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/ptrace.h>
#include <sys/quota.h>
#include <sys/sem.h>
#include <sys/wait.h>

static void locks(void)
{
	long at = CALL(SYS_mmap, NULL, 8192L, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0L), res;

	res = CALL(SYS_mlock, at, 4096L);
	EXPECT("MLOCK_E");
	EXPECT("MLOCK_X res=%ld addr=%ld len=4096", res, at);
	res = CALL(SYS_mlock2, at, 4096L, 1);
	EXPECT("MLOCK2_E");
	EXPECT("MLOCK2_X res=%ld addr=%ld len=4096 flags=0x1", res, at);
	res = CALL(SYS_munlock, 16L, 4096L);
	EXPECT("MUNLOCK_E");
	EXPECT("MUNLOCK_X res=%ld addr=16 len=4096", res);
	res = CALL(SYS_mlockall, MCL_CURRENT | MCL_ONFAULT);
	EXPECT("MLOCKALL_E");
	EXPECT("MLOCKALL_X res=%ld flags=0x5", res);
	res = CALL(SYS_munlockall);
	EXPECT("MUNLOCKALL_E");
	EXPECT("MUNLOCKALL_X res=%ld", res);
}

static void semaphores(void)
{
	struct sembuf ops[3] = {{0, 2, IPC_NOWAIT}, {1, -0, SEM_UNDO | IPC_NOWAIT}, {0, 1, 0}};
	long set = CALL(SYS_semget, IPC_PRIVATE, 2, IPC_CREAT | IPC_EXCL | 0600), res;

	EXPECT("SEMGET_E key=0 nsems=2 semflg=0x6000");
	EXPECT("SEMGET_X res=%ld", set);
	res = CALL(SYS_semop, set, ops, 3L);
	EXPECT("SEMOP_E semid=%ld", set);
	EXPECT("SEMOP_X res=%ld nsops=3 sem_num_0=0 sem_op_0=2 sem_flg_0=0x1 sem_num_1=1 sem_op_1=0 "
	       "sem_flg_1=0x3",
	       res);
	res = CALL(SYS_semop, set, ops, 1L);
	EXPECT("SEMOP_X res=0 nsops=1 sem_num_0=0 sem_op_0=2 sem_flg_0=0x1 sem_num_1=0 sem_op_1=0 "
	       "sem_flg_1=0");
	ops[0].sem_op = -100;
	res = CALL(SYS_semop, set, ops, 1L);
	EXPECT("SEMOP_X res=%ld nsops=1 sem_num_0=0 sem_op_0=0 sem_flg_0=0 sem_num_1=0 sem_op_1=0 "
	       "sem_flg_1=0",
	       res);
	res = CALL(SYS_semctl, set, 1, SETVAL, 7L);
	EXPECT("SEMCTL_E semid=%ld semnum=1 cmd=0x1000 val=7", set);
	EXPECT("SEMCTL_X res=%ld", res);
	res = CALL(SYS_semctl, set, 0, IPC_RMID, 7L);
	EXPECT("SEMCTL_E semid=%ld semnum=0 cmd=0x4 val=0", set);
	EXPECT("SEMCTL_X res=%ld", res);
	res = CALL(SYS_semctl, -1, 0, 9999, 7L);
	EXPECT("SEMCTL_E semid=-1 semnum=0 cmd=0 val=0");
	EXPECT("SEMCTL_X res=%ld", res);
}

/* A ptrace value in the form of an event: type, then value. */
static const char *number(unsigned long value)
{
	unsigned char bytes[9] = {0};

	memcpy(bytes + 1, &value, 8);
	return quoted(bytes, 9);
}

static void traces(void)
{
	static long word = 0x1122334455667788;
	pid_t child = fork();
	long peeked = 0, res;

	if (!child) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		_exit(0);
	}
	waitpid(child, NULL, 0);
	res = CALL(SYS_ptrace, (long)PTRACE_PEEKDATA, (long)child, &word, &peeked);
	EXPECT("PTRACE_E request=3 pid=%d", child);
	EXPECT("PTRACE_X res=%ld addr=%s data=%s", res, number((unsigned long)&word), number(word));
	res = CALL(SYS_ptrace, (long)PTRACE_CONT, (long)child, 0L, (long)SIGTERM);
	EXPECT("PTRACE_E request=8 pid=%d", child);
	EXPECT("PTRACE_X res=%ld addr=%s data=%s", res, number(0), quoted((unsigned char[]){1, SIGTERM}, 2));
	res = CALL(SYS_ptrace, (long)PTRACE_SEIZE, -1L, 3L, 4L);
	EXPECT("PTRACE_E request=20 pid=-1");
	EXPECT("PTRACE_X res=%ld addr=%s data=%s", res, number(0), number(0));
	waitpid(child, NULL, 0);
}

/* The name of feature 0x100 is unknown to the reference, so it is in no capture. */
static void rings(void)
{
	struct io_uring_params params = {.flags = IORING_SETUP_CQSIZE, .cq_entries = 16};
	union bpf_attr attr = {};
	long ring, res;

	ring = CALL(SYS_io_uring_setup, 4, &params);
	EXPECT("IO_URING_SETUP_E");
	EXPECT("IO_URING_SETUP_X res=%ld entries=4 sq_entries=%u cq_entries=%u flags=0x10 sq_thread_cpu=0 "
	       "sq_thread_idle=0 features=%u",
	       ring, params.sq_entries, params.cq_entries, params.features & 0x6ff);
	res = CALL(SYS_io_uring_setup, 4, NULL);
	EXPECT("IO_URING_SETUP_X res=%ld entries=4 sq_entries=0 cq_entries=0 flags=0 sq_thread_cpu=0 "
	       "sq_thread_idle=0 features=0",
	       res);
	res = CALL(SYS_io_uring_enter, 1234, 1, 2, IORING_ENTER_GETEVENTS | IORING_ENTER_SQ_WAIT, NULL, 0L);
	EXPECT("IO_URING_ENTER_E");
	EXPECT("IO_URING_ENTER_X res=%ld fd=1234 to_submit=1 min_complete=2 flags=0x5 sig=0", res);
	res = CALL(SYS_io_uring_register, 1234, IORING_REGISTER_PROBE, 0x1234L, 3);
	EXPECT("IO_URING_REGISTER_E");
	EXPECT("IO_URING_REGISTER_X res=%ld fd=1234 opcode=8 arg=0x1234 nr_args=3", res);
	res = CALL(SYS_bpf, BPF_MAP_LOOKUP_ELEM, &attr, (long)sizeof(attr));
	EXPECT("BPF_2_E cmd=1");
	EXPECT("BPF_2_X fd=%ld cmd=1", res);
	res = CALL(SYS_seccomp, 2, 0, "kill");
	EXPECT("SECCOMP_E op=2 flags=0");
	EXPECT("SECCOMP_X res=%ld", res);
}

static void mounts(void)
{
	long fs = CALL(SYS_fsopen, "tmpfs", 0), res;

	res = CALL(SYS_fsconfig, fs, FSCONFIG_SET_STRING, "size", "65536", 0);
	EXPECT("FSCONFIG_E");
	EXPECT("FSCONFIG_X res=%ld fd=%ld cmd=1 key=\"size\" value_bytebuf=- value_charbuf=\"65536\" aux=0",
	       res, fs);
	res = CALL(SYS_fsconfig, fs, FSCONFIG_SET_FLAG, "ro", NULL, 0);
	EXPECT("FSCONFIG_X res=%ld fd=%ld cmd=0 key=\"ro\" value_bytebuf=- value_charbuf=- aux=0", res, fs);
	res = CALL(SYS_fsconfig, -1, FSCONFIG_SET_BINARY, "key", "bytes", 5);
	EXPECT("FSCONFIG_X res=%ld fd=-1 cmd=2 key=\"key\" value_bytebuf=- value_charbuf=- aux=5", res);
	res = CALL(SYS_quotactl, QCMD(Q_GETQUOTA, GRPQUOTA), "/dev/none", 1000, NULL);
	EXPECT("QUOTACTL_E cmd=0x20 type=2 id=1000 quota_fmt=1");
	EXPECT("QUOTACTL_X res=%ld special=\"/dev/none\" quotafilepath=- dqb_bhardlimit=0 dqb_bsoftlimit=0 "
	       "dqb_curspace=0 "
	       "dqb_ihardlimit=0 dqb_isoftlimit=0 dqb_btime=0 dqb_itime=0 dqi_bgrace=0 dqi_igrace=0 "
	       "dqi_flags=0 quota_fmt_out=1",
	       res);
	res = CALL(SYS_quotactl, QCMD(Q_QUOTAON, USRQUOTA), "/dev/none", 4, "/aquota.user");
	EXPECT("QUOTACTL_E cmd=0x1 type=1 id=0 quota_fmt=8");
	EXPECT("QUOTACTL_X res=%ld special=\"/dev/none\" quotafilepath=\"/aquota.user\"", res);
	res = CALL(SYS_quotactl, QCMD(Q_SETQUOTA, USRQUOTA), "/dev/none", 5,
		   &(struct dqblk){.dqb_bhardlimit = 11, .dqb_ihardlimit = 12, .dqb_valid = QIF_BLIMITS});
	EXPECT("QUOTACTL_E cmd=0x40 type=1 id=5 quota_fmt=1");
	EXPECT("QUOTACTL_X res=%ld special=\"/dev/none\" quotafilepath=- dqb_bhardlimit=11 dqb_bsoftlimit=0 "
	       "dqb_curspace=0 dqb_ihardlimit=0",
	       res);
}

static void modules(void)
{
	long res;

	res = CALL(SYS_init_module, "not a module", 12L, "option=1");
	EXPECT("INIT_MODULE_E");
	EXPECT("INIT_MODULE_X res=%ld img=\"not a module\" length=12 uargs=\"option=1\"", res);
	res = CALL(SYS_finit_module, 1234, "option=2", 3);
	EXPECT("FINIT_MODULE_E");
	EXPECT("FINIT_MODULE_X res=%ld fd=1234 uargs=\"option=2\" flags=0x3", res);
	res = CALL(SYS_delete_module, "no_such_module", O_NONBLOCK);
	EXPECT("DELETE_MODULE_E");
	EXPECT("DELETE_MODULE_X res=%ld name=\"no_such_module\" flags=0x2", res);
}

int main(void)
{
	locks();
	semaphores();
	traces();
	rings();
	mounts();
	modules();
	return 0;
}
