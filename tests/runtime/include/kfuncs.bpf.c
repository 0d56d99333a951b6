/* C that calls functions of the kernel. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct task_struct {
	int pid;
	int tgid;
} __attribute__((preserve_access_index));

extern struct task_struct *bpf_task_from_pid(int pid) __ksym;
extern void bpf_task_release(struct task_struct *task) __ksym;

int is_alive(int pid)
{
	struct task_struct *task = bpf_task_from_pid(pid);

	if (!task)
		return 0;
	bpf_task_release(task);
	return 1;
}

/* The place of the member is the kernel's. */
int thread_group(struct task_struct *task)
{
	int id = 0;

	bpf_probe_read_kernel(&id, sizeof(id), &task->tgid);
	return id;
}
