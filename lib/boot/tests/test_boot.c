/* SPDX-License-Identifier: BSD-3-Clause */
/* The order of levels, the ways to end. Each boot runs in a child: it ends but once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <uk/boot.h>
#include <uk/cmdline.h>
#include <uk/errno.h>
#include <uk/plat/boot.h>
#include <uk/plat/clock.h>
#include <uk/plat/console.h>
#include <uk/plat/power.h>

/* What the child writes to its end of a pipe: console output and the trace of what ran. */
static char output[4096];
static struct ukplat_boot_info info;
static int pipe_end;
static void (*stop_handler)(void);
static const char *scenario;

static void say(const char *text)
{
	if (write(pipe_end, text, strlen(text)) < 0)
		_exit(99);
}

void ukplat_console_write(const char *data, size_t len)
{
	if (write(pipe_end, data, len) < 0)
		_exit(99);
}

uint64_t ukplat_clock_monotonic(void)
{
	return 0;
}

const struct ukplat_boot_info *ukplat_boot_info(void)
{
	return &info;
}

void ukplat_exit(int status)
{
	say("off");
	_exit(status);
}

void ukplat_stop_set_handler(void (*handler)(void))
{
	stop_handler = handler;
}

static unsigned long number;
UK_OPTION(number_option, .name = "t.number", .help = "a number", .type = UK_OPTION_UINT,
	  .value = &number);

#define LEVEL(level)                                                     \
	static int run_##level(void)                                     \
	{                                                                \
		say(number == 5 ? #level "! " : #level " ");             \
		if (!strcmp(scenario, "fail " #level))                   \
			return -EIO;                                     \
		return strcmp(scenario, "memory " #level) ? 0 : -ENOMEM; \
	}                                                                \
	UK_INIT(level, run_##level)

LEVEL(late);
LEVEL(libc);
LEVEL(network);
LEVEL(driver);
LEVEL(bus);
LEVEL(sched);
LEVEL(memory);
LEVEL(early);

UK_TABLE_DECLARE(exit);

/* The compiler may turn the order within this file round: who is last in the table is told here. */
static void trace_exit(void (*self)(int status), int status)
{
	const struct uk_exit *last = __stop_uk_table_exit[-1];
	char text[32];

	snprintf(text, sizeof(text), "%s exit(%d) ", self == last->run ? "last" : "first", status);
	say(text);
	if (self == last->run && !strcmp(scenario, "exit again"))
		uk_boot_exit(4);
	if (self == last->run && !strcmp(scenario, "stop twice"))
		stop_handler();
}

static void one_exit(int status)
{
	trace_exit(one_exit, status);
}
UK_EXIT(one_exit);

static void other_exit(int status)
{
	trace_exit(other_exit, status);
}
UK_EXIT(other_exit);

int application_main(int argc, char **argv);

int application_main(int argc, char **argv)
{
	say("main");
	for (int i = 1; i < argc; i++) {
		say(":");
		say(argv[i]);
	}
	say(" ");
	if (!strncmp(scenario, "stop", 4))
		stop_handler();
	return !strcmp(scenario, "status") ? 7 : 0;
}

/* Return: the exit status of a boot in a child; what it said is in @output. */
static int boot(const char *what, const char *line)
{
	int ends[2], status;
	size_t used = 0;
	ssize_t n;
	pid_t child;

	scenario = what;
	strcpy(info.command_line, line);
	assert_int_equal(pipe(ends), 0);
	pipe_end = ends[1];
	child = fork();
	if (child == 0)
		uk_boot();
	close(ends[1]);
	while ((n = read(ends[0], output + used, sizeof(output) - 1 - used)) > 0)
		used += (size_t)n;
	output[used] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void runs_levels_in_order_then_main_then_exits(void **state)
{
	(void)state;
	assert_int_equal(boot("", ""), 0);
	assert_string_equal(output, "early memory sched bus driver network libc late main "
				    "last exit(0) first exit(0) off");
}

static void hands_options_and_arguments_over(void **state)
{
	(void)state;
	assert_int_equal(boot("", "t.number=5 -- a 'b c'"), 0);
	assert_string_equal(output, "early! memory! sched! bus! driver! network! libc! late! "
				    "main:a:b c last exit(0) first exit(0) off");
}

static void ends_with_the_status_of_main(void **state)
{
	(void)state;
	assert_int_equal(boot("status", ""), 7);
	assert_non_null(strstr(output, "last exit(7) first exit(7) off"));
}

static void names_the_init_function_that_failed(void **state)
{
	(void)state;
	assert_int_equal(boot("fail bus", ""), 1);
	assert_string_equal(output, "early memory sched bus "
				    "error: boot: run_bus failed: error (5)\noff");
	assert_int_equal(boot("memory memory", ""), 1);
	assert_string_equal(output, "early memory "
				    "error: boot: run_memory failed: not enough memory (12)\noff");
}

static void refuses_a_wrong_command_line(void **state)
{
	(void)state;
	assert_int_equal(boot("", "t.numer=5"), 2);
	assert_ptr_equal(strstr(output, "error: cmdline: unknown option t.numer=5"), output);
	assert_null(strstr(output, "early"));
	assert_int_equal(boot("", "help"), 0);
	assert_non_null(strstr(output, "t.number=NUMBER"));
	assert_null(strstr(output, "early"));
}

static void stops_in_order_when_asked(void **state)
{
	(void)state;
	assert_int_equal(boot("stop", ""), 0);
	assert_non_null(strstr(output, "main last exit(0) first exit(0) off"));
}

static void stops_at_once_when_asked_twice(void **state)
{
	(void)state;
	assert_int_equal(boot("stop twice", ""), 0);
	assert_non_null(strstr(output, "main last exit(0) off"));
}

static void runs_each_exit_function_once(void **state)
{
	(void)state;
	assert_int_equal(boot("exit again", ""), 4);
	assert_non_null(strstr(output, "main last exit(0) first exit(4) off"));
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_levels_in_order_then_main_then_exits),
		cmocka_unit_test(hands_options_and_arguments_over),
		cmocka_unit_test(ends_with_the_status_of_main),
		cmocka_unit_test(names_the_init_function_that_failed),
		cmocka_unit_test(refuses_a_wrong_command_line),
		cmocka_unit_test(stops_in_order_when_asked),
		cmocka_unit_test(stops_at_once_when_asked_twice),
		cmocka_unit_test(runs_each_exit_function_once),
	};

	(void)argc;
	(void)argv;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
