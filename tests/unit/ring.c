/*
 * Reading a ring buffer, on memory that plays the kernel's part.
 */
#include "attach/ring.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 64 << 10 };
#define BUSY (1U << 31)
#define DISCARD (1U << 30)

struct fixture {
	struct ring ring;
	u64 consumer, producer;
	u8 *data;
	/* what was read */
	u32 num;
	u64 last;
	u64 sum_len;
	u32 stop_at; /* stop after so many records; 0: never */
};

static void fixture_init(struct fixture *fix)
{
	*fix = (struct fixture){ .data = aligned_alloc(8, 2 * SIZE) };
	memset(fix->data, 0, 2 * SIZE);
	fix->ring.consumer = &fix->consumer;
	fix->ring.producer = &fix->producer;
	fix->ring.data = fix->data;
	fix->ring.mask = SIZE - 1;
}

/* Write as the kernel does: both copies of the data show it. */
static void put(struct fixture *fix, u32 len, u32 flags, u64 value)
{
	u8 record[512] = { 0 };
	u32 head = len | flags;
	u64 size = align_up(len + 8ULL, 8);

	memcpy(record, &head, sizeof(head));
	memcpy(record + 8, &value, len < 8 ? len : 8);
	for (u64 i = 0; i < size; i++) {
		u64 at = (fix->producer + i) & (SIZE - 1);

		fix->data[at] = record[i];
		fix->data[at + SIZE] = record[i];
	}
	fix->producer += size;
}

static enum record_next take(void *arg, const void *bytes, size_t size)
{
	struct fixture *fix = arg;

	fix->num++;
	fix->sum_len += size;
	fix->last = 0;
	memcpy(&fix->last, bytes, size < 8 ? size : 8);
	return fix->num == fix->stop_at ? RECORD_STOP : RECORD_MORE;
}

static int read_all(struct fixture *fix, bool *stopped)
{
	*stopped = false;
	return ring_read(&fix->ring, take, fix, stopped);
}

Test(ring, records_arrive_in_order_and_room_is_given_back)
{
	struct fixture fix;
	bool stopped;

	fixture_init(&fix);
	cr_assert_eq(read_all(&fix, &stopped), 0);
	put(&fix, 24, 0, 1);
	put(&fix, 3, 0, 0x020202);
	put(&fix, 40, 0, 3);
	cr_assert_eq(read_all(&fix, &stopped), 3);
	cr_assert_eq(fix.last, 3);
	cr_assert_eq(fix.sum_len, 67);
	cr_assert_eq(fix.consumer, fix.producer);
	cr_assert_not(stopped);
	free(fix.data);
}

Test(ring, a_record_over_the_end_of_the_ring_is_whole)
{
	struct fixture fix;
	bool stopped;

	fixture_init(&fix);
	for (u32 i = 0; i < 5000; i++) {
		put(&fix, 56 + i % 3 * 8, 0, i);
		cr_assert_eq(read_all(&fix, &stopped), 1);
		cr_assert_eq(fix.last, i);
	}
	cr_assert_gt(fix.producer, SIZE);
	free(fix.data);
}

Test(ring, discarded_records_are_skipped)
{
	struct fixture fix;
	bool stopped;

	fixture_init(&fix);
	put(&fix, 16, 0, 1);
	put(&fix, 16, DISCARD, 2);
	put(&fix, 16, 0, 3);
	cr_assert_eq(read_all(&fix, &stopped), 2);
	cr_assert_eq(fix.last, 3);
	free(fix.data);
}

Test(ring, a_record_that_is_being_written_holds_up_the_rest)
{
	struct fixture fix;
	bool stopped;
	u64 busy;

	fixture_init(&fix);
	put(&fix, 16, 0, 1);
	busy = fix.producer;
	put(&fix, 16, BUSY, 2);
	put(&fix, 16, 0, 3);
	cr_assert_eq(read_all(&fix, &stopped), 1);
	cr_assert_eq(fix.consumer, busy);
	fix.data[busy + 3] = 0; /* the producer is done */
	cr_assert_eq(read_all(&fix, &stopped), 2);
	cr_assert_eq(fix.last, 3);
	free(fix.data);
}

Test(ring, reading_stops_when_asked_to)
{
	struct fixture fix;
	bool stopped;

	fixture_init(&fix);
	fix.stop_at = 2;
	for (u32 i = 1; i <= 4; i++)
		put(&fix, 8, 0, i);
	cr_assert_eq(read_all(&fix, &stopped), 2);
	cr_assert(stopped);
	cr_assert_eq(fix.consumer, 32);
	cr_assert_eq(ring_read(&fix.ring, NULL, NULL, &stopped), 0);
	cr_assert_eq(fix.consumer, fix.producer);
	free(fix.data);
}

Test(ring, a_length_beyond_the_written_part_is_damage)
{
	struct fixture fix;
	bool stopped;

	fixture_init(&fix);
	put(&fix, 16, 0, 1);
	fix.data[0] = 0xff;
	cr_assert_eq(read_all(&fix, &stopped), -EIO);
	cr_assert_eq(fix.num, 0);
	cr_assert_eq(fix.consumer, fix.producer);
	free(fix.data);
}
