# SPDX-License-Identifier: BSD-3-Clause
# Rules for components. A component is a folder with a Makefile.uk: arch/<arch>, plat/common, plat/<plat>, each
# enabled lib/<name>, the application. It becomes one object, $(BUILD)/<component>.o, in which only UK_API symbols
# are visible. No list names the folders. A Makefile.uk may set:
#
#   srcs-y  srcs-$(CONFIG_X)   C and assembler sources, relative to its folder (or absolute, or in $(BUILD))
#   deps    deps-$(CONFIG_X)   libraries whose public headers and options it may use
#   cflags                     extra flags for its own sources
#   includes                   extra private include folders
#   exports                    more public include folders, for third-party headers (-isystem)
#   archives                   archives for the final link
#   packages                   third-party parts; the folder of each is $(package-NAME)
#   hosted := y                compiled against the libc it depends on, not freestanding
#   simd := y                  may use vector registers (a hosted component always may)
#   raw-syscalls               functions that may contain a raw system call (platforms alone)

inputs := srcs-y srcs- deps deps-y deps- cflags includes exports archives hosted simd raw-syscalls
kept := cflags exports archives hosted simd raw-syscalls

components := arch/$(ARCH) plat/common plat/$(PLAT) $(addprefix lib/,$(libraries)) app
packages :=

# Sources may lie in the tree, in the build folder or anywhere; objects lie in the build folder.
source-paths = $(foreach s,$(2),$(if $(filter /% $(BUILD)/%,$s),$s,$(1)/$s))
object-paths = $(addsuffix .o,$(basename $(patsubst %,$(BUILD)/%,$(patsubst /%,abs/%,$(patsubst $(BUILD)/%,gen/%,$(1))))))
folder-paths = $(foreach i,$(2),$(if $(filter /% $(BUILD)/%,$i),$i,$(1)/$i))

# read COMPONENT,FOLDER: include its Makefile.uk with all inputs empty, keep what it set as COMPONENT.input.
define read
$(foreach v,$(inputs),$v :=$(newline))
include $(2)/Makefile.uk
$(1).folder := $(2)
$(1).objects := $$(call object-paths,$$(call source-paths,$(2),$$(srcs-y)))
$(1).deps := $$(strip $$(deps) $$(deps-y))
$(1).includes := $$(call folder-paths,$(2),$$(includes))
$(foreach v,$(kept),$(1).$v := $$($v)$(newline))
endef

folder-of = $(if $(filter app,$(1)),$(APP_DIR),$(1))
$(foreach c,$(components),$(eval $(call read,$c,$(call folder-of,$c))))

# Third-party parts that were named just now and are not there yet: make gets them, then starts again.
ifneq ($(packages),)
include $(package-files)
endif

# What a component may see: its layer and those left of it, its own folder, its declared dependencies.
layer-arch := include arch/include arch/$(ARCH)/include
layer-plat := $(layer-arch) plat/include plat/common/include plat/$(PLAT)/include
layer-lib := $(layer-plat)
layer-app := $(layer-plat)
layer-of = $(firstword $(subst /, ,$(1)))

config-header = $(BUILD)/include/config/$(1).h
config-headers = $(call config-header,base) \
	$(foreach c,$(filter app lib/%,$(1)) $($(1).deps:%=lib/%),$(call config-header,$c))

include-flags = $(addprefix -I,$(layer-$(call layer-of,$(1))) $($(1).folder)/include $($(1).includes)) \
	$(foreach d,$($(1).deps),-Ilib/$d/include) \
	$(foreach d,$(1) $($(1).deps:%=lib/%),$(addprefix -isystem ,$($d.exports))) \
	$(addprefix -include ,$(call config-headers,$(1)))

component-flags = $(strip $(common-cflags) $(if $($(1).hosted),,$(freestanding-cflags)) \
	$(if $($(1).hosted)$($(1).simd)$(filter app,$(1)),,$(arch-core-cflags)) \
	$(call include-flags,$(1)) $($(1).cflags))

all-objects := $(foreach c,$(components),$($c.objects))
# A component may be headers alone, and then has no object.
component-objects := $(foreach c,$(components),$(if $($c.objects),$(BUILD)/$c.o))
$(shell mkdir -p $(sort $(dir $(all-objects) $(component-objects))))

# A component's objects are compiled again when its flags change: the flags lie in a file that is written only then.
same = $(and $(findstring x$(1)x,x$(2)x),$(findstring x$(2)x,x$(1)x))
remember = $(if $(call same,$(strip $(file <$(1))),$(strip $(2))),,$(file >$(1),$(strip $(2))))
$(foreach c,$(components),$(call remember,$(BUILD)/$c.flags,$(call component-flags,$c)))
$(foreach c,$(components),$(call remember,$(BUILD)/$c.list,$($c.objects)))

define rules-of
$($(1).objects): private flags = $$(call component-flags,$(1))
$($(1).objects): $(BUILD)/$(1).flags support/build/lib.mk
$(BUILD)/$(1).o: $($(1).objects) $(BUILD)/$(1).list
endef
$(foreach c,$(components),$(if $($c.objects),$(eval $(call rules-of,$c))))
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
