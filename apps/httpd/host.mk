# SPDX-License-Identifier: BSD-3-Clause
# Builds the server, its tests and its fuzzer as programs for the host:
#   make -f apps/httpd/host.mk [O=build/host/httpd] [SANITIZE=1] httpd | test | fuzz
here := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
O ?= build/host/httpd
FOLDER ?= $(here)/www
LARGE_KIB ?= 1024
PYTHON ?= /usr/bin/python3
SECONDS ?= 20

CFLAGS ?= -O2 -g
sanitizers := -fsanitize=address,undefined -fno-sanitize-recover
override CFLAGS += -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -I$(here)
# Of mallinfo(), the one name that every C library has.
override CFLAGS += -Wno-deprecated-declarations
ifdef SANITIZE
override CFLAGS += $(sanitizers)
endif

sources := main.c server.c listener.c connection.c request.c path.c range.c response.c files.c statistics.c
tested := request.c path.c range.c response.c files.c statistics.c tests/table.c
tests := $(patsubst $(here)/tests/%.c,%,$(wildcard $(here)/tests/test_*.c))

.PHONY: httpd test fuzz
httpd: $(O)/httpd
test: $(tests:%=$(O)/%)
	@set -e; for test in $^; do $$test; done
fuzz: $(O)/fuzz_request
	@mkdir -p $(O)/corpus
	$(O)/fuzz_request -max_total_time=$(SECONDS) -max_len=8192 \
		-dict=$(here)/tests/fuzz_request.dict $(O)/corpus

$(O)/embedded.c: $(here)/../../support/build/embed.py
	@mkdir -p $(O)
	$(PYTHON) $< --large $(LARGE_KIB) --depfile $(O)/embedded.d $(FOLDER) $@
-include $(O)/embedded.d

$(O)/httpd: $(sources:%=$(here)/%) $(wildcard $(here)/*.h) $(O)/embedded.c
	$(CC) $(CFLAGS) $(filter %.c,$^) -o $@

$(O)/test_%: $(here)/tests/test_%.c $(tested:%=$(here)/%) $(wildcard $(here)/*.h)
	@mkdir -p $(O)
	$(CC) $(CFLAGS) $(sanitizers) $(filter %.c,$^) -lcmocka -o $@

$(O)/fuzz_request: $(here)/tests/fuzz_request.c $(tested:%=$(here)/%) $(wildcard $(here)/*.h)
	@mkdir -p $(O)
	clang $(CFLAGS) $(sanitizers) -fsanitize=fuzzer $(filter %.c,$^) -o $@
