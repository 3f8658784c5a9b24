# SPDX-License-Identifier: BSD-3-Clause
# Rules for the components of one image. Each becomes one object, $(BUILD)/<component>.o, in which only UK_API symbols
# are visible. What a component's Makefile.uk may set stands in components.mk.

# A library may be gone that an old configuration enables.
components := arch/$(ARCH) plat/common plat/$(PLAT) $(addprefix lib/,$(filter $(known-libs),$(libraries))) app
$(foreach c,$(components),$(eval $(call read,$c,$(if $(filter app,$c),$(APP_DIR),$c))))
$(eval $(call need-packages,$(foreach c,$(components),$($c.packages))))

# Sources may lie in the tree, in the build folder or anywhere; objects lie in the build folder.
object-path = $(basename $(patsubst %,$(BUILD)/%,$(patsubst /%,abs/%,$(patsubst $(BUILD)/%,gen/%,$(1))))).o
objects-of = $(foreach s,$(call in-folder,$(1),$(2)),$(call object-path,$s))
$(foreach c,$(components),$(eval $c.objects := $(call objects-of,$($c.folder),$($c.srcs-y))))

# Unit tests in the image are linked into their component, so that they see what it hides.
$(foreach c,$(components),$(eval $c.test-objects := \
	$(if $(CONFIG_LIB_CMOCKA),$(call objects-of,$($c.folder)/tests,$($c.image-tests-y)))))

# A component may be headers alone, and then has no object.
with-objects := $(foreach c,$(components),$(if $($c.objects),$c))
component-objects := $(with-objects:%=$(BUILD)/%.o)
all-objects := $(foreach c,$(with-objects),$($c.objects) $($c.test-objects))
$(shell mkdir -p $(sort $(dir $(all-objects) $(component-objects))))

component-flags = $(strip $(common-cflags) $(if $($(1).hosted),,$(freestanding-cflags)) \
	$(if $($(1).hosted)$($(1).simd)$(filter app,$(1)),,$(arch-core-cflags)) \
	$(call include-flags,$(1)) $($(1).cflags))

# Hosted programs, whatever their component is. The C library's headers come before all others.
image-test-flags = $(strip $(common-cflags) -D_GNU_SOURCE -DUNIT_TEST='"$(1)/$(basename $(notdir $@))"' \
	-include lib/cmocka/include/uk/unit_test.h -Ilib/cmocka/image -I$($(1).folder) $($(1).test-cflags) \
	$(foreach d,libc_newlib cmocka,$(addprefix -isystem ,$(lib/$d.exports))) $(call include-flags,$(1)))

# Objects are compiled again when their flags change, a component is linked again when its list of objects does.
define rules-of
$(call remember,$(BUILD)/$(1).flags,$(call component-flags,$(1)))
$(if $($(1).test-objects),$(call remember,$(BUILD)/$(1).test-flags,$(call image-test-flags,$(1))))
$(call remember,$(BUILD)/$(1).list,$($(1).objects) $($(1).test-objects))
$($(1).objects): private flags = $$(call component-flags,$(1))
$(if $($(1).test-objects),$($(1).test-objects): private flags = $$(call image-test-flags,$(1)))
$($(1).objects) $($(1).test-objects): $(BUILD)/$(1).flags support/build/lib.mk
$(if $($(1).test-objects),$($(1).test-objects): $(BUILD)/$(1).test-flags)
$(BUILD)/$(1).o: $($(1).objects) $($(1).test-objects) $(BUILD)/$(1).list
endef
$(foreach c,$(with-objects),$(eval $(call rules-of,$c)))
-include $(all-objects:.o=.d)

# A dependency must be enabled: its option is selected in Kconfig, which knows why. Said by a rule and not while
# reading, because the configuration that was read may be an old one that make is about to renew.
problem-of = $(foreach d,$(filter-out $(libraries),$($(1).deps)),$($(1).folder) needs lib/$d, which \
	$(if $(filter $d,$(known-libs)),is not enabled: its Config.uk should select it,does not exist)$(newline))
problems := $(strip $(foreach c,$(components),$(call problem-of,$c)))
ifneq ($(problems),)
.PHONY: problems
problems:
	$(error $(problems))
$(all-objects): | problems
endif

as-flags := -D__ASSEMBLY__ -Wa,--noexecstack

define compile
$(call say,$(1),$<)
$(Q)$(CC) $(flags) $(2) -MMD -MP -c $< -o $@
endef

$(BUILD)/gen/%.o: $(BUILD)/%.c
	$(call compile,CC)
$(BUILD)/gen/%.o: $(BUILD)/%.S
	$(call compile,AS,$(as-flags))
$(BUILD)/abs/%.o: /%.c
	$(call compile,CC)
$(BUILD)/abs/%.o: /%.S
	$(call compile,AS,$(as-flags))
$(BUILD)/%.o: %.c
	$(call compile,CC)
$(BUILD)/%.o: %.S
	$(call compile,AS,$(as-flags))

# Of an application, main alone is seen, whether or not its source knows UK_API.
localize = $(if $(filter %/app.o,$@),--keep-global-symbol=main,--localize-hidden)

$(component-objects):
	$(Q)$(LD) -r -o $@.tmp $(filter %.o,$^)
	$(Q)$(OBJCOPY) $(localize) $@.tmp $@
	$(Q)rm $@.tmp
