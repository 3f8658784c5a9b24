# SPDX-License-Identifier: BSD-3-Clause
# The arguments of make, their defaults, and how commands are shown.

APP ?= httpd
PLAT ?= kvm
ARCH ?= x86_64
APP_DIR ?= apps/$(APP)

# `make set O="LIB_X=y"`: there O carries the options and the build folder is the default one.
ifneq ($(filter set,$(MAKECMDGOALS)),)
ifndef SET
SET := $(O)
override O := $(or $(DEFAULT_O),build)
endif
endif
# An empty O means the default, too, and not the root folder.
ifeq ($(strip $(O)),)
override O := $(or $(DEFAULT_O),build)
endif

# Make takes a blank for the end of a name.
$(foreach v,CURDIR O APP,$(if $(word 2,$($v)),$(error $v=$($v): make cannot work in a path with blanks)))

BUILD := $(O)/$(APP)/$(PLAT)-$(ARCH)
IMAGE := $(BUILD)/$(APP)
PYTHON := /usr/bin/python3 -B

export APP PLAT ARCH APP_DIR SET

# V=1 shows commands; else one short line each, $(call say,CC,$<), unless make -s asks for silence.
Q := $(if $(filter 1,$(V)),,@)
silent := $(findstring s,$(filter-out -%,$(firstword $(MAKEFLAGS))))
say = $(if $(Q),$(if $(silent),,$(info $(empty)  $(1)  $(2))))

define newline


endef

known-apps := $(sort $(patsubst apps/%/Makefile.uk,%,$(wildcard apps/*/Makefile.uk)))
known-plats := $(sort $(filter-out common,$(patsubst plat/%/Makefile.uk,%,$(wildcard plat/*/Makefile.uk))))
known-archs := $(sort $(patsubst arch/%/Makefile.uk,%,$(wildcard arch/*/Makefile.uk)))
known-libs := $(sort $(patsubst lib/%/Makefile.uk,%,$(wildcard lib/*/Makefile.uk)))
