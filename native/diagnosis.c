// SPDX-License-Identifier: Apache-2.0
#include "diagnosis.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Enough open files for a capture. */
#define CAPTURE_FILES 64

/* libbpf's last warning on this thread. */
static __thread char last_warning[256];

static int keep_warning(enum libbpf_print_level level, const char *format, va_list args)
{
	if (level == LIBBPF_WARN)
		vsnprintf(last_warning, sizeof(last_warning), format, args);
	return 0;
}

void diagnosis__capture_log(void)
{
	last_warning[0] = '\0';
	libbpf_set_print(keep_warning);
}

void diagnosis__note(const char *format, ...)
{
	va_list values;

	va_start(values, format);
	keep_warning(LIBBPF_WARN, format, values);
	va_end(values);
}

bool diagnosis__has_btf(void)
{
	return access("/sys/kernel/btf/vmlinux", R_OK) == 0;
}

/* Effective capabilities of this thread; all capabilities if /proc cannot be read. */
static uint64_t effective_capabilities(void)
{
	unsigned long long capabilities = ~0ULL;
	char line[128];
	FILE *status = fopen("/proc/thread-self/status", "re");

	if (!status)
		return capabilities;
	while (fgets(line, sizeof(line), status))
		if (sscanf(line, "CapEff: %llx", &capabilities) == 1)
			break;
	fclose(status);
	return capabilities;
}

/* The missing capabilities, as text; NULL if none is missing. */
static const char *missing_capabilities(void)
{
	uint64_t has = effective_capabilities();
	bool bpf = has >> CAP_BPF & 1, perfmon = has >> CAP_PERFMON & 1;

	if (has >> CAP_SYS_ADMIN & 1 || (bpf && perfmon))
		return NULL;
	if (bpf)
		return "CAP_PERFMON";
	return perfmon ? "CAP_BPF" : "CAP_BPF and CAP_PERFMON";
}

static void explain_permission(struct probe_error *error, const char *doing)
{
	const char *missing = missing_capabilities();
	const char *way_out = geteuid() ? "use sudo (root is given up once capturing starts) "
					  "or only the capabilities (docs/PRIVILEGES.md)"
					: "in a container, grant them with --cap-add";

	error->code = "EPERM";
	if (missing)
		snprintf(error->message, sizeof(error->message), "%s: permission denied, lacks %s: %s", doing,
			 missing, way_out);
	else
		snprintf(error->message, sizeof(error->message),
			 "%s: permission denied even for root (container, lockdown or a security module?)",
			 doing);
}

static void explain_files(struct probe_error *error, const char *doing)
{
	error->code = "FILES";
	snprintf(error->message, sizeof(error->message),
		 "%s: this needs more open files than RLIMIT_NOFILE allows: set it to %d or more (ulimit -n, "
		 "LimitNOFILE= of a systemd service)",
		 doing, CAPTURE_FILES);
}

void diagnosis__explain(struct probe_error *error, const char *doing, int err)
{
	size_t length = strcspn(last_warning, "\n");

	if (err == -EPERM || (err == -EACCES && missing_capabilities())) {
		explain_permission(error, doing);
	} else if (err == -EMFILE) {
		explain_files(error, doing);
	} else if (!diagnosis__has_btf()) {
		error->code = "NO_BTF";
		snprintf(error->message, sizeof(error->message),
			 "%s: this kernel has no type information (/sys/kernel/btf/vmlinux), needs "
			 "CONFIG_DEBUG_INFO_BTF=y",
			 doing);
	} else {
		error->code = err == -EACCES || err == -EINVAL ? "VERIFIER" : "PROBE";
		snprintf(error->message, sizeof(error->message), "%s: %s%s%.*s", doing, strerror(-err),
			 length ? ": " : "", (int)length, last_warning);
	}
}
