/*
 * What tracing needs before anything is tried: capabilities, BPF, tracefs.
 */
#include "rights.h"

#include "base/base.h"
#include "base/log.h"
#include "base/sys.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool has_cap(u64 caps, int cap)
{
	return caps >> cap & 1;
}

/* Effective capabilities of this process. */
static u64 own_caps(void)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };

	if (syscall(SYS_capget, &head, data))
		return 0;
	return (u64)data[1].effective << 32 | data[0].effective;
}

static bool lacks(const char *name)
{
	log_error("Missing %s capability, please run bpftrace as the root "
		  "user.",
		  name);
	return false;
}

bool rights_check(void)
{
	u64 caps = own_caps();

	if (!has_cap(caps, CAP_SYS_ADMIN)) {
		if (!has_cap(caps, CAP_BPF))
			return lacks("CAP_BPF");
		if (!has_cap(caps, CAP_PERFMON))
			return lacks("CAP_PERFMON");
	}
	if (!has_cap(caps, CAP_DAC_READ_SEARCH))
		return lacks("CAP_DAC_READ_SEARCH");
	if (!has_cap(caps, CAP_DAC_OVERRIDE))
		return lacks("CAP_DAC_OVERRIDE");
	if (syscall(SYS_bpf, -1, NULL, 0) < 0 && errno == ENOSYS) {
		log_error("This kernel has no BPF: it was built without "
			  "CONFIG_BPF_SYSCALL.");
		return false;
	}
	if (!sys_tracefs()) {
		log_error("tracefs is not mounted: mount -t tracefs tracefs "
			  "/sys/kernel/tracing");
		return false;
	}
	return true;
}
