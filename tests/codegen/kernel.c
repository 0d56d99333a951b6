/*
 * A kernel in small: the types that code generation tests see instead of the
 * running kernel's. Compiled to BTF by the test runner.
 */
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long u64;
typedef int pid_t;

enum color {
	RED,
	GREEN = 5,
	BLUE = -1,
};

struct list_head {
	struct list_head *next, *prev;
};

struct mm_struct {
	unsigned long start_code;
	int users;
};

struct task_struct {
	u64 state;
	pid_t pid;
	pid_t tgid;
	char comm[16];
	struct task_struct *parent;
	struct mm_struct *mm;
	struct list_head tasks;
	u32 low : 3;
	u32 high : 5;
	int prio : 7;
	u8 bytes[6];
	int matrix[2][3];
	enum color color;
	union {
		u64 word;
		struct {
			u32 first;
			u32 second;
		};
	};
	_Bool running;
	int (*handler)(int);
};

struct pt_regs {
	unsigned long r15, r14, r13, r12, bp, bx, r11, r10, r9, r8, ax, cx, dx,
		si, di, orig_ax, ip, cs, flags, sp, ss;
};

struct bpf_perf_event_data {
	struct pt_regs regs;
	u64 sample_period;
	u64 addr;
};

struct task_struct *keep_task;
struct bpf_perf_event_data *keep_perf;

int wake_up(struct task_struct *task, int flags)
{
	return task->pid + flags;
}

/* What the language can't use. */
struct counters {
	u64 all;
	u64 __attribute__((btf_type_tag("percpu"))) * each;
};

struct counters *keep_counters;
