/*
 * The reading side of a BPF ring buffer, as the kernel's interface describes
 * it: records of an 8-byte header and data, aligned to 8 bytes; a busy bit
 * while the producer still writes, a discard bit when it changed its mind.
 */
#include "attach/ring.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

enum { RING_HEADER = 8, RING_GIVE_BACK = 16384 };
#define RING_BUSY (1U << 31)
#define RING_DISCARD (1U << 30)

int ring_open(struct ring *ring, int fd, u64 size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t whole = page + 2 * (size_t)size;
	void *map;

	*ring = (struct ring){ .mask = size - 1 };
	map = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		return -errno;
	ring->consumer = map;
	ring->consumer_map = page;
	map = mmap(NULL, whole, PROT_READ, MAP_SHARED, fd, (off_t)page);
	if (map == MAP_FAILED) {
		int err = -errno;

		ring_close(ring);
		return err;
	}
	ring->producer = map;
	ring->data = (const u8 *)map + page;
	ring->producer_map = whole;
	return 0;
}

void ring_close(struct ring *ring)
{
	if (ring->consumer_map)
		munmap(ring->consumer, ring->consumer_map);
	if (ring->producer_map)
		munmap((void *)(uintptr_t)ring->producer, ring->producer_map);
	*ring = (struct ring){ 0 };
}

static void give_back(struct ring *ring, u64 pos)
{
	__atomic_store_n(ring->consumer, pos, __ATOMIC_RELEASE);
}

/*
 * Room is given back every now and then: not once at the end, because a
 * record function may take its time and producers need the room meanwhile;
 * not after each record, because the producers read that word all the time.
 */
int ring_read(struct ring *ring, record_fn fn, void *arg, bool *stopped)
{
	u64 pos = __atomic_load_n(ring->consumer, __ATOMIC_RELAXED);
	u64 given = pos;
	u64 end = __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);
	int num = 0;

	while (pos < end) {
		const u8 *at = ring->data + (pos & ring->mask);
		u32 head = __atomic_load_n((const u32 *)(const void *)at,
					   __ATOMIC_ACQUIRE);
		u32 len = head & ~(RING_BUSY | RING_DISCARD);
		u64 next = pos + align_up((u64)len + RING_HEADER, 8);
		bool stop = false;

		if (head & RING_BUSY)
			break;
		if (next > end) {
			give_back(ring, end);
			return -EIO;
		}
		if (!(head & RING_DISCARD) && fn) {
			stop = fn(arg, at + RING_HEADER, len) == RECORD_STOP;
			num++;
		}
		pos = next;
		if (pos - given >= RING_GIVE_BACK) {
			give_back(ring, pos);
			given = pos;
		}
		if (stop) {
			*stopped = true;
			break;
		}
	}
	if (pos != given)
		give_back(ring, pos);
	return num;
}
