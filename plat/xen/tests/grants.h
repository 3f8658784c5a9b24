/* SPDX-License-Identifier: BSD-3-Clause */
/* The cases of both versions of the grant table, on a hypervisor that is a fake. Included by test_grant_v?.c alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <uk/errno.h>
#include <uk/plat/xen_grant.h>

#include "../grant.h"

enum {
	FRAMES = 2,
	PEER = 7,
	RESERVED = GNTTAB_NR_RESERVED_ENTRIES,
	PER_FRAME = VERSION == 1 ? 512 : 256,
};

static _Alignas(4096) union {
	struct grant_entry_v1 v1[FRAMES * 512];
	union grant_entry_v2 v2[FRAMES * 256];
} table;
static _Alignas(4096) grant_status_t words[2048];
static _Alignas(4096) char pages[2][4096];

/* What Xen says. */
static bool has_no_table, wide_frames = VERSION == 2, has_version_2 = true;
static uint32_t version_in_use = 1, largest = FRAMES;
static unsigned int shown, shown_status;
static uint64_t frame_bits;

long xen_hypercall(unsigned int number, unsigned long a, unsigned long b, unsigned long c,
		   unsigned long d)
{
	(void)c;
	(void)d;
	assert_int_equal(number, __HYPERVISOR_grant_table_op);
	if (a == GNTTABOP_query_size) {
		struct gnttab_query_size *size = (void *)b;

		size->nr_frames = 1;
		size->max_nr_frames = largest;
		size->status = has_no_table ? GNTST_general_error : GNTST_okay;
		return 0;
	}
	if (a == GNTTABOP_get_version) {
		((struct gnttab_get_version *)b)->version = version_in_use;
		return 0;
	}
	assert_int_equal(a, GNTTABOP_set_version);
	if (!has_version_2)
		return -ENOSYS;
	version_in_use = ((struct gnttab_set_version *)b)->version;
	return 0;
}

uint64_t xen_frame_of(const void *address)
{
	return ((uintptr_t)address >> UK_PAGE_SHIFT & 0xfffff) | frame_bits;
}

bool xen_frames_are_wide(void)
{
	return wide_frames;
}

unsigned int xen_grant_frames_max(void)
{
	return 100;
}

void *xen_grant_frame(unsigned int index, bool status)
{
	if (status) {
		assert_int_equal(index, shown_status);
		shown_status++;
		return (char *)words + index * UK_PAGE_SIZE;
	}
	assert_int_equal(index, shown);
	shown++;
	return (char *)&table + index * UK_PAGE_SIZE;
}

/* As Xen does for a peer that maps or lets go. */
static void set_in_use(unsigned int reference, uint16_t how)
{
	uint16_t *word = VERSION == 1 ? &table.v1[reference].flags : &words[reference];

	*word = (uint16_t)((*word & ~(GTF_reading | GTF_writing)) | how);
}

static uint16_t flags_of(unsigned int reference)
{
	return VERSION == 1 ? table.v1[reference].flags : table.v2[reference].hdr.flags;
}

static void there_may_be_no_table(void **state)
{
	(void)state;
	has_no_table = true;
	assert_int_equal(ukplat_xen_grant_access(PEER, pages[0], true), -ENODEV);
	has_no_table = false;
}

static void an_entry_says_who_may_do_what(void **state)
{
	int reader = ukplat_xen_grant_access(PEER, pages[0], false);
	int writer = ukplat_xen_grant_access(PEER + 1, pages[1], true);

	(void)state;
	assert_int_equal(version_in_use, VERSION);
	assert_int_equal(reader, RESERVED);
	assert_int_equal(writer, RESERVED + 1);
	assert_int_equal(flags_of(RESERVED), GTF_permit_access | GTF_readonly);
	assert_int_equal(flags_of(RESERVED + 1), GTF_permit_access);
	if (VERSION == 1) {
		assert_int_equal(table.v1[writer].domid, PEER + 1);
		assert_int_equal(table.v1[writer].frame, (uint32_t)xen_frame_of(pages[1]));
	} else {
		assert_int_equal(table.v2[writer].hdr.domid, PEER + 1);
		assert_int_equal(table.v2[writer].full_page.frame, xen_frame_of(pages[1]));
	}
	assert_int_equal(ukplat_xen_grant_end((unsigned int)reader), 0);
	assert_int_equal(ukplat_xen_grant_end((unsigned int)writer), 0);
	assert_int_equal(flags_of(RESERVED), GTF_invalid);
	assert_int_equal(flags_of(RESERVED + 1), GTF_invalid);
}

static void a_wide_frame_needs_version_2(void **state)
{
	int reference;

	(void)state;
	frame_bits = UINT64_C(1) << 40;
	reference = ukplat_xen_grant_access(PEER, pages[0], true);
	frame_bits = 0;
	if (VERSION == 1) {
		assert_int_equal(reference, -ENOSPC);
		return;
	}
	assert_int_equal(table.v2[reference].full_page.frame >> 40, 1);
	assert_int_equal(ukplat_xen_grant_end((unsigned int)reference), 0);
}

static void what_is_in_use_does_not_end(void **state)
{
	static const uint16_t uses[] = { GTF_reading, GTF_writing, GTF_reading | GTF_writing };
	unsigned int reference = (unsigned int)ukplat_xen_grant_access(PEER, pages[0], true);

	(void)state;
	assert_false(ukplat_xen_grant_in_use(reference));
	for (size_t i = 0; i < UK_ARRAY_SIZE(uses); i++) {
		set_in_use(reference, uses[i]);
		assert_true(ukplat_xen_grant_in_use(reference));
		assert_int_equal(ukplat_xen_grant_end(reference), -EBUSY);
	}
	/* Nobody else gets the reference. */
	assert_int_not_equal(ukplat_xen_grant_access(PEER, pages[1], true), reference);
	set_in_use(reference, 0);
	assert_int_equal(ukplat_xen_grant_end(reference), 0);
	assert_int_equal(flags_of(reference), GTF_invalid);
}

static void references_come_back(void **state)
{
	unsigned int references[20], again[20];

	(void)state;
	for (int i = 0; i < 20; i++)
		references[i] = (unsigned int)ukplat_xen_grant_access(PEER, pages[0], true);
	for (int i = 0; i < 20; i++)
		assert_int_equal(ukplat_xen_grant_end(references[i]), 0);
	for (int i = 0; i < 20; i++)
		again[i] = (unsigned int)ukplat_xen_grant_access(PEER, pages[0], true);
	for (int i = 0; i < 20; i++) {
		assert_int_equal(again[i], references[19 - i]);
		assert_int_equal(ukplat_xen_grant_end(again[i]), 0);
	}
}

static unsigned int released;
static struct ukplat_xen_grant_retired *last_released;

static void release(struct ukplat_xen_grant_retired *retired)
{
	released++;
	last_released = retired;
}

static void a_peer_that_does_not_let_go_is_waited_for(void **state)
{
	struct ukplat_xen_grant_retired retired[3], at_once;
	int reference;

	(void)state;
	released = 0;
	for (int i = 0; i < 3; i++) {
		reference = ukplat_xen_grant_access(PEER, pages[0], true);
		retired[i] = (struct ukplat_xen_grant_retired){ .reference = (unsigned)reference,
								.release = release };
		set_in_use((unsigned int)reference, GTF_writing);
		assert_false(ukplat_xen_grant_retire(&retired[i]));
	}
	assert_int_equal(ukplat_xen_grant_quarantined(), 3);
	assert_int_equal(released, 0);

	/* The second one becomes free; each call looks at one of them. */
	set_in_use(retired[1].reference, 0);
	for (int i = 0; i < 3; i++) {
		reference = ukplat_xen_grant_access(PEER, pages[1], true);
		at_once = (struct ukplat_xen_grant_retired){ .reference = (unsigned)reference,
							     .release = release };
		assert_true(ukplat_xen_grant_retire(&at_once));
	}
	assert_int_equal(released, 4);
	assert_int_equal(ukplat_xen_grant_quarantined(), 2);
	set_in_use(retired[0].reference, 0);
	set_in_use(retired[2].reference, 0);
	for (int i = 0; i < 2; i++) {
		reference = ukplat_xen_grant_access(PEER, pages[1], true);
		assert_int_equal(ukplat_xen_grant_end((unsigned int)reference), 0);
	}
	assert_int_equal(released, 6);
	assert_true(last_released == &retired[0] || last_released == &retired[2]);
	assert_int_equal(ukplat_xen_grant_quarantined(), 0);
}

/* A released page may be granted again by who gets it back. */
static void grant_again(struct ukplat_xen_grant_retired *retired)
{
	retired->reference = (unsigned int)ukplat_xen_grant_access(PEER, pages[0], false);
	released++;
}

static void a_release_may_grant(void **state)
{
	struct ukplat_xen_grant_retired retired = {
		.reference = (unsigned int)ukplat_xen_grant_access(PEER, pages[0], true),
		.release = grant_again,
	};
	int reference;

	(void)state;
	released = 0;
	set_in_use(retired.reference, GTF_reading);
	assert_false(ukplat_xen_grant_retire(&retired));
	set_in_use(retired.reference, 0);
	reference = ukplat_xen_grant_access(PEER, pages[1], true);
	assert_int_equal(released, 1);
	assert_int_not_equal(reference, retired.reference);
	assert_int_equal(ukplat_xen_grant_end((unsigned int)reference), 0);
	assert_int_equal(ukplat_xen_grant_end(retired.reference), 0);
}

/* Last: it leaves no entry. One entry is still in use from before. */
static void the_table_grows_and_ends(void **state)
{
	static unsigned int references[FRAMES * PER_FRAME];
	unsigned int count = 0;
	int reference;

	(void)state;
	assert_int_equal(shown, 1);
	while ((reference = ukplat_xen_grant_access(PEER, pages[0], true)) > 0)
		references[count++] = (unsigned int)reference;
	assert_int_equal(reference, -ENOSPC);
	assert_int_equal(shown, FRAMES);
	assert_int_equal(shown_status, VERSION == 1 ? 0 : 1);
	assert_int_equal(count, FRAMES * PER_FRAME - RESERVED - 1);
	assert_int_equal(ukplat_xen_grant_access(PEER, pages[0], true), -ENOSPC);
	while (count)
		assert_int_equal(ukplat_xen_grant_end(references[--count]), 0);
	assert_true(ukplat_xen_grant_access(PEER, pages[0], true) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_may_be_no_table),
		cmocka_unit_test(an_entry_says_who_may_do_what),
		cmocka_unit_test(a_wide_frame_needs_version_2),
		cmocka_unit_test(references_come_back),
		cmocka_unit_test(a_peer_that_does_not_let_go_is_waited_for),
		cmocka_unit_test(a_release_may_grant),
		cmocka_unit_test(what_is_in_use_does_not_end),
		cmocka_unit_test(the_table_grows_and_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
