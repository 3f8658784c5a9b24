/* SPDX-License-Identifier: BSD-3-Clause */
/* Event channels, the FIFO interface (Xen public headers, event_channel.h; Xen's design "FIFO-based ABI"). */
#include <uk/arch/cpu.h>

#include "event.h"

enum {
	WORDS_PER_PAGE = UK_PAGE_SIZE / sizeof(event_word_t),
	PAGES = (EVENT_CHANNELS + WORDS_PER_PAGE - 1) / WORDS_PER_PAGE,
};

#define PENDING (1U << EVTCHN_FIFO_PENDING)
#define MASKED	(1U << EVTCHN_FIFO_MASKED)
#define LINKED	(1U << EVTCHN_FIFO_LINKED)

/* Shared with Xen, whole pages: the queues' heads; a word for each channel, in which the queues are linked. */
static union {
	struct evtchn_fifo_control_block block;
	char page[UK_PAGE_SIZE];
} control __attribute__((aligned(4096)));
static event_word_t words[PAGES * WORDS_PER_PAGE] __attribute__((aligned(4096)));

/* Where to go on in each queue; 0: at the head that Xen gives. Events masked. */
static uint32_t heads[EVTCHN_FIFO_MAX_QUEUES];

static void mask(unsigned int port)
{
	__atomic_fetch_or(&words[port], MASKED, __ATOMIC_SEQ_CST);
}

/* Take a channel off its queue. Return: the next one, or 0 when it was the last. */
static uint32_t unlink(event_word_t *word)
{
	/* Pairs with Xen, which links a channel behind the last one as long as that is linked itself. */
	event_word_t old =
		__atomic_fetch_and(word, ~(LINKED | EVTCHN_FIFO_LINK_MASK), __ATOMIC_SEQ_CST);

	return old & EVTCHN_FIFO_LINK_MASK;
}

/* One channel of a queue. Return: whether there are more. */
static bool run_one(unsigned int queue)
{
	uint32_t port = heads[queue];
	event_word_t old;

	if (port == 0) {
		/* Pairs with Xen, which writes the head before it marks the queue ready. */
		ukarch_rmb();
		port = __atomic_load_n(&control.block.head[queue], __ATOMIC_RELAXED);
	}
	if (port == 0 || port >= UK_ARRAY_SIZE(words))
		return false;
	heads[queue] = unlink(&words[port]);
	old = __atomic_load_n(&words[port], __ATOMIC_RELAXED);
	if (old & PENDING && !(old & MASKED)) {
		/* Cleared before the handler looks at its ring: what comes later raises it again. */
		__atomic_fetch_and(&words[port], ~PENDING, __ATOMIC_SEQ_CST);
		event_run(port);
	}
	return heads[queue] != 0;
}

/* A queue at a time, the most urgent first. */
static void scan(void)
{
	uint32_t ready = __atomic_exchange_n(&control.block.ready, 0, __ATOMIC_SEQ_CST);

	while (ready) {
		unsigned int queue = (unsigned int)__builtin_ctz(ready);

		if (queue >= EVTCHN_FIFO_MAX_QUEUES)
			return;
		if (!run_one(queue))
			ready &= ~(1U << queue);
		ready |= __atomic_exchange_n(&control.block.ready, 0, __ATOMIC_SEQ_CST);
	}
}

const struct event_interface event_fifo = { mask, scan };

static bool add_page(unsigned int page)
{
	event_word_t *first = &words[page * WORDS_PER_PAGE];
	struct evtchn_expand_array op = { .array_gfn = xen_frame_of(first) };

	for (unsigned int i = 0; i < WORDS_PER_PAGE; i++)
		first[i] = MASKED;
	return xen_event_op(EVTCHNOP_expand_array, &op) == 0;
}

bool event_fifo_init(void)
{
	struct evtchn_init_control op = { .control_gfn = xen_frame_of(&control) };

	if (xen_event_op(EVTCHNOP_init_control, &op))
		return false;
	for (unsigned int page = 0; page < PAGES; page++)
		if (!add_page(page))
			xen_fail("no memory for event channels");
	return true;
}
