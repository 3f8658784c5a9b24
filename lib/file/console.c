/* SPDX-License-Identifier: BSD-3-Clause */
/* The console as a file. Input is taken from the platform only once somebody wants it. */
#include <uk/errno.h>
#include <uk/plat/console.h>
#include <uk/plat/irq.h>
#include <uk/stat.h>
#include <uk/string.h>

#include "console.h"

enum { INPUT_SIZE = 256 };

/* Requests that make a file a terminal (asm-generic/ioctls.h). */
enum { TCGETS = 0x5401, TIOCGWINSZ = 0x5413 };

/* struct termios as the kernel has it (asm-generic/termbits.h), struct winsize (termios.h). */
struct terminal {
	uint32_t input_flags, output_flags, control_flags, local_flags;
	uint8_t line;
	uint8_t characters[19];
};

struct window_size {
	uint16_t rows, columns, width, height;
};

_Static_assert(sizeof(struct terminal) == 36, "struct termios of the Linux ABI");

static struct uk_spinlock lock = UK_SPINLOCK_INIT;
/* Under @lock: what has arrived and was not read yet. */
static char input[INPUT_SIZE];
static size_t input_start, input_len;
static bool input_ended;

static bool started; /* by threads alone */

/* Under @lock. Return: whether there is news. */
static bool take_input(void)
{
	bool news = false;

	while (input_len < INPUT_SIZE && !input_ended) {
		size_t end = (input_start + input_len) % INPUT_SIZE;
		size_t room = uk_min(INPUT_SIZE - input_len, INPUT_SIZE - end);
		int count = ukplat_console_read(input + end, room);

		if (count < 0)
			break;
		input_len += (size_t)count;
		input_ended = count == 0;
		news = true;
	}
	return news;
}

static bool console_event(void *arg)
{
	bool enabled = uk_spin_lock(&lock);
	bool news = take_input();

	(void)arg;
	uk_spin_unlock(&lock, enabled);
	if (news)
		uk_file_notify(&uk_console_file);
	return news;
}

/* A platform without an interrupt for its console has no input. */
static void start(void)
{
	static struct ukplat_irq_action action = { .handler = console_event };
	int irq;

	if (started)
		return;
	started = true;
	irq = ukplat_console_irq();
	if (irq < 0 || ukplat_irq_register((unsigned int)irq, &action))
		input_ended = true;
}

static size_t give_input(char *to, size_t len)
{
	size_t given = 0;

	while (given < len && input_len) {
		size_t piece = uk_min(uk_min(input_len, len - given), INPUT_SIZE - input_start);

		memcpy(to + given, input + input_start, piece);
		input_start = (input_start + piece) % INPUT_SIZE;
		input_len -= piece;
		given += piece;
	}
	return given;
}

/* What has arrived; -EAGAIN when nothing has and the end is not reached either. */
static ssize_t read_now(const struct uk_iovec *parts, int count)
{
	bool enabled = uk_spin_lock(&lock);
	ssize_t total = 0;

	take_input();
	if (!input_len && !input_ended)
		total = -EAGAIN;
	for (int i = 0; i < count && input_len; i++)
		total += (ssize_t)give_input(parts[i].base, parts[i].len);
	uk_spin_unlock(&lock, enabled);
	return total;
}

static ssize_t console_read(struct uk_file *file, const struct uk_iovec *parts, int count,
			    int64_t offset)
{
	ssize_t total;
	int error = 0;

	(void)offset;
	start();
	while ((total = read_now(parts, count)) == -EAGAIN && !error) {
		if (atomic_load(&file->flags) & UK_FILE_NONBLOCK)
			return -EAGAIN;
		error = uk_file_wait(file, UK_READY_IN, UK_NEVER);
	}
	return error ? error : total;
}

static ssize_t console_write(struct uk_file *file, const struct uk_iovec *parts, int count,
			     int64_t offset)
{
	ssize_t total = 0;

	(void)file;
	(void)offset;
	for (int i = 0; i < count; i++) {
		ukplat_console_write(parts[i].base, parts[i].len);
		total += (ssize_t)parts[i].len;
	}
	return total;
}

static unsigned int console_ready(struct uk_file *file)
{
	bool enabled;
	unsigned int ready = UK_READY_OUT;

	(void)file;
	start();
	enabled = uk_spin_lock(&lock);
	take_input();
	if (input_len || input_ended)
		ready |= UK_READY_IN;
	uk_spin_unlock(&lock, enabled);
	return ready;
}

static int console_stat(struct uk_file *file, struct uk_stat *stat)
{
	(void)file;
	stat->mode = UK_STAT_CHARACTER | 0620;
	return 0;
}

/* Enough for isatty(); its size is unknown and its modes are the other end's. */
static int console_ioctl(struct uk_file *file, unsigned long request, void *arg)
{
	(void)file;
	if (request != TCGETS && request != TIOCGWINSZ)
		return -ENOTTY;
	if (!arg)
		return -EFAULT;
	memset(arg, 0, request == TCGETS ? sizeof(struct terminal) : sizeof(struct window_size));
	return 0;
}

static const struct uk_file_ops console_ops = {
	.read = console_read,
	.write = console_write,
	.stat = console_stat,
	.ioctl = console_ioctl,
	.ready = console_ready,
};

/* Three descriptors stand for it at the start. */
struct uk_file uk_console_file = {
	.ops = &console_ops,
	.references = 3,
	.flags = UK_FILE_READABLE | UK_FILE_WRITABLE,
	.waiters = UK_WAIT_QUEUE_INIT(uk_console_file.waiters),
};
