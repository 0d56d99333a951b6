/*
 * The one program that runtime cases trace: each word of its command line
 * does a known amount of work.
 *
 *   work getppid N        N getppid() calls
 *   work open PATH N      open and close PATH N times
 *   work read BYTES N     N reads of BYTES from /dev/zero
 *   work threads T N      T threads, N getppid() calls each
 *   work nap MS N         N sleeps of MS milliseconds
 *   work spin MS          spin in spin_inner() below spin_outer()
 *   work call N           N calls of add(I, 2I, "text I")
 *   work exec             execute /bin/true
 *   work write PATH BYTES write and sync BYTES to PATH
 *   work sleep S          wait S seconds
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static volatile long sink;

__attribute__((noinline)) long add(long a, long b, const char *text)
{
	sink += text[0];
	return a + b;
}

__attribute__((noinline)) void spin_inner(long rounds)
{
	for (long i = 0; i < rounds; i++)
		sink += i;
}

__attribute__((noinline)) void spin_outer(long rounds)
{
	spin_inner(rounds);
	sink++;
}

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void getppid_times(long num)
{
	for (long i = 0; i < num; i++)
		syscall(SYS_getppid);
}

static void *thread(void *arg)
{
	getppid_times((long)arg);
	return NULL;
}

static void threads(int num, long calls)
{
	pthread_t ids[64];

	for (int i = 0; i < num; i++)
		pthread_create(&ids[i], NULL, thread, (void *)calls);
	for (int i = 0; i < num; i++)
		pthread_join(ids[i], NULL);
}

static void open_times(const char *path, long num)
{
	for (long i = 0; i < num; i++)
		close(openat(AT_FDCWD, path, O_RDONLY));
}

static void read_times(size_t bytes, long num)
{
	static char buf[1 << 20];
	int fd = open("/dev/zero", O_RDONLY);

	for (long i = 0; i < num; i++)
		sink += read(fd, buf, bytes);
	close(fd);
}

static void write_bytes(const char *path, size_t bytes)
{
	static char buf[1 << 16];
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	while (bytes) {
		size_t part = bytes < sizeof(buf) ? bytes : sizeof(buf);

		if (write(fd, buf, part) != (ssize_t)part)
			exit(1);
		bytes -= part;
	}
	fsync(fd);
	close(fd);
}

static void nap(long ms, long num)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000 };

	for (long i = 0; i < num; i++)
		nanosleep(&ts, NULL);
}

/* A static probe as sys/sdt.h makes it: awl:tick with a 4-byte argument. */
static void tick(void)
{
	__asm__ volatile("990: nop\n"
			 ".pushsection .note.stapsdt,\"\",\"note\"\n"
			 ".balign 4\n"
			 ".4byte 992f-991f, 994f-993f, 3\n"
			 "991: .asciz \"stapsdt\"\n"
			 "992: .balign 4\n"
			 "993: .8byte 990b, 0, 0\n"
			 ".asciz \"awl\"\n"
			 ".asciz \"tick\"\n"
			 ".asciz \"-4@%edi\"\n"
			 "994: .balign 4\n"
			 ".popsection");
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	long a = argc > 2 ? atol(argv[2]) : 0;
	long b = argc > 3 ? atol(argv[3]) : 0;
	char text[32];

	if (!strcmp(what, "getppid")) {
		getppid_times(a);
	} else if (!strcmp(what, "open")) {
		open_times(argv[2], b);
	} else if (!strcmp(what, "read")) {
		read_times((size_t)a, b);
	} else if (!strcmp(what, "threads")) {
		threads((int)a, b);
	} else if (!strcmp(what, "nap")) {
		nap(a, b);
	} else if (!strcmp(what, "spin")) {
		for (long end = now_ms() + a; now_ms() < end;)
			spin_outer(100000);
	} else if (!strcmp(what, "call")) {
		for (long i = 0; i < a; i++) {
			snprintf(text, sizeof(text), "text %ld", i);
			sink += add(i, 2 * i, text);
		}
	} else if (!strcmp(what, "exec")) {
		execl("/bin/true", "true", "first", "second", (char *)NULL);
	} else if (!strcmp(what, "write")) {
		write_bytes(argv[2], (size_t)b);
	} else if (!strcmp(what, "sleep")) {
		tick();
		sleep((unsigned)a);
	} else {
		fputs("work: what?\n", stderr);
		return 2;
	}
	return 0;
}
