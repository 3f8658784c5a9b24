# SPDX-License-Identifier: BSD-3-Clause
# What a person types. The rules themselves are in support/build/; `make help` explains the goals.
#
# make [APP=httpd] [PLAT=kvm] [ARCH=x86_64] [O=build] [V=1] [GOAL...]

ifndef SKERRY
SKERRY := .
else ifneq ($(realpath $(SKERRY)),$(realpath .))
include $(SKERRY)/support/build/out-of-tree.mk
outside := y
endif

ifndef outside
.DEFAULT_GOAL := all
MAKEFLAGS += --no-builtin-rules --no-builtin-variables
.DELETE_ON_ERROR:
.SUFFIXES:

include support/build/arguments.mk
include support/build/goals.mk

# Goals that need no configuration of one image keep quiet about a wrong one.
ifneq ($(filter-out $(goals-without-image),$(or $(MAKECMDGOALS),all)),)
include support/build/check.mk
include support/build/config.mk
ifneq ($(filter-out $(goals-of-kconfig),$(or $(MAKECMDGOALS),all)),)
ifneq ($(wildcard $(BUILD)/config.mk),)
include support/build/flags.mk
include support/build/packages.mk
include support/build/components.mk
include support/build/lib.mk
include support/build/link.mk
endif
endif
endif
endif
