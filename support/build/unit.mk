# SPDX-License-Identifier: BSD-3-Clause
# Unit tests: programs for this machine, built with the host's compiler, libc, cmocka and sanitizers.
#
# <component>/tests/test_x.c becomes $(BUILD)/tests/<component>/test_x, linked with all of its component, and, as far as
# they are used, with the components of test-deps and with the fakes of contracts in tests/fakes/. Every library is
# enabled and every option has its default. UNIT=lib/ring takes the tests of one component, or one test.
#
# With FUZZ=1 the same for <component>/tests/fuzz_x.c, which are libFuzzer targets, built by clang and run SECONDS long
# each; a finding stays beside the program.

include support/build/arguments.mk
BUILD := $(O)/$(if $(FUZZ),fuzz,host)
kind := $(if $(FUZZ),fuzz,test)
SECONDS ?= 20
PLAT := host
ARCH := x86_64
APP := unit
APP_DIR := apps/*
.DEFAULT_GOAL := unit
MAKEFLAGS += --no-builtin-rules --no-builtin-variables
.DELETE_ON_ERROR:
.PHONY: unit FORCE

ifeq ($(wildcard /usr/include/cmocka.h),)
$(error cmocka is missing; type: make setup, or apt-get install libcmocka-dev)
endif

$(BUILD)/config.mk: $(wildcard lib/*/Config.uk) lib Config.uk $(wildcard support/kconfig/*.py)
	@$(PYTHON) support/kconfig/kconfig.py --build $(BUILD) host

include $(BUILD)/config.mk
ifneq ($(wildcard $(BUILD)/config.mk),)
include support/build/packages.mk
include support/build/components.mk

components := $(patsubst %/Makefile.uk,%,$(sort $(wildcard arch/*/Makefile.uk plat/*/Makefile.uk lib/*/Makefile.uk \
	apps/*/Makefile.uk)))
$(foreach c,$(components),$(eval $(call read,$c,$c)))

# Tests stand on this machine's libc instead of an image's.
$(foreach c,$(components),$(eval $c.deps := $(filter-out libc_%,$($c.deps)))$(eval $c.exports :=))
layer-plat += plat/linuxu/include
layer-lib := $(layer-plat)
layer-apps := $(layer-plat)

CC := $(if $(FUZZ),clang,gcc)
sanitize := $(if $(FUZZ),-fsanitize=fuzzer-no-link ) -fsanitize=address,undefined -fno-sanitize-recover=all
# Of warnings the unit tests' compiler has told already.
warnings := $(if $(FUZZ),-w,-Wall -Wextra -Werror)
host-cflags := -std=gnu11 -O1 -g $(warnings) -fno-omit-frame-pointer -fno-common -ffunction-sections \
	-fdata-sections -D_GNU_SOURCE $(sanitize)

tests-of = $(patsubst %.c,%,$(wildcard $(1)/tests/$(kind)_*.c))
tested := $(foreach c,$(components),$(if $(call tests-of,$c),$c))
linked-deps = $(foreach d,$($(1).test-deps),$(if $(findstring /,$d),$d,lib/$d))
linked := $(sort $(tested) $(foreach c,$(tested),$(call linked-deps,$c)))
$(eval $(call need-packages,$(foreach c,$(linked),$(if $($c.test-packages),$($c.packages)))))

sources-of = $(call in-folder,$(1),$(or $($(1).test-srcs),$(filter %.c,$($(1).srcs-y))))
objects-of = $(foreach s,$(call sources-of,$(1)),$(basename $(BUILD)/$(patsubst /%,abs/%,$s)).o)
flags-of = $(host-cflags) $(call include-flags,$(1)) -I$(1) $($(1).test-cflags)

# A test sees what its component sees, and what it is linked with.
test-flags-of = $(call flags-of,$(1)) -Itests/fakes $(foreach d,$(call linked-deps,$(1)),-I$d/include \
	$(if $(filter lib/%,$d),-include $(call config-header,$d)))

define component-rules
$(call objects-of,$(1)): private flags = $$(call flags-of,$(1))
$(call objects-of,$(1)): $(BUILD)/$(1).flags
$(call remember,$(BUILD)/$(1).flags,$(call flags-of,$(1)) $(call objects-of,$(1)))
$(BUILD)/$(1).a: $(call objects-of,$(1))
endef

# test-rules COMPONENT,TEST: the test's own definitions come first, its component's next, fakes last.
define test-rules
$(BUILD)/$(2).o: private flags = $$(call test-flags-of,$(1))
$(BUILD)/$(2).o: $(BUILD)/$(1).flags
$(BUILD)/$(2): private libs := $($(1).test-libs)
$(BUILD)/$(2): $(BUILD)/$(2).o $(call objects-of,$(1)) $(patsubst %,$(BUILD)/%.a,$(call linked-deps,$(1))) $(fakes)
endef

fake-objects := $(patsubst %.c,$(BUILD)/%.o,$(sort $(wildcard tests/fakes/*.c)))
fakes := $(if $(fake-objects),$(BUILD)/tests/fakes.a)
all-tests := $(foreach c,$(tested),$(call tests-of,$c))
all-objects := $(foreach c,$(linked),$(call objects-of,$c)) $(fake-objects) $(all-tests:%=$(BUILD)/%.o)
$(shell mkdir -p $(sort $(dir $(all-objects) $(linked:%=$(BUILD)/%.a))))

$(foreach c,$(linked),$(eval $(call component-rules,$c)))
$(foreach c,$(tested),$(foreach t,$(call tests-of,$c),$(eval $(call test-rules,$c,$t))))
$(fake-objects): private flags := $(host-cflags) $(addprefix -I,$(layer-lib) $(wildcard lib/*/include)) \
	-include $(call config-header,base) $(xen-cflags)
$(BUILD)/tests/fakes.a: $(fake-objects)
-include $(all-objects:.o=.d)

$(BUILD)/%.o: %.c
	$(call say,HOSTCC,$<)
	$(Q)$(CC) $(flags) -MMD -MP -c $< -o $@
$(BUILD)/%.o: %.S
	$(call say,HOSTAS,$<)
	$(Q)$(CC) $(flags) -D__ASSEMBLY__ -Wa,--noexecstack -MMD -MP -c $< -o $@
$(BUILD)/abs/%.o: /%.c
	$(call say,HOSTCC,$<)
	$(Q)$(CC) $(flags) -MMD -MP -c $< -o $@
%.a:
	$(Q)rm -f $@
	$(Q)ar rcs $@ $(filter %.o,$^)
$(all-tests:%=$(BUILD)/%):
	$(Q)$(CC) $(sanitize) $(if $(FUZZ),-fsanitize=fuzzer) -Wl,--gc-sections -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group \
		-lcmocka -pthread $(libs)

# Each test prints one line, and all it said when it fails.
chosen := $(foreach t,$(all-tests),$(if $(UNIT),$(if $(filter $(UNIT) $(UNIT)/%,$t $(subst /tests/,/,$t)),$t),$t))
$(if $(UNIT),$(if $(strip $(chosen)),,$(error UNIT=$(UNIT): no such unit test (known: $(sort $(tested))))))
unit: $(chosen:%=run-%)
	@echo "$(if $(FUZZ),fuzzing,unit tests): $(words $(chosen)) programs passed"
$(all-tests:%=run-%): run-%: $(BUILD)/% FORCE
	@support/build/run-$(if $(FUZZ),fuzz,unit).sh $< $* $(if $(FUZZ),$(SECONDS))
endif
