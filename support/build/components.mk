# SPDX-License-Identifier: BSD-3-Clause
# Components: folders with a Makefile.uk, each read once. That is arch/<arch>, plat/common, plat/<plat>, lib/<name>,
# and the application. No list names them. A Makefile.uk may set:
#
#   srcs-y  srcs-$(CONFIG_X)   C and assembler sources, relative to its folder (or absolute, or in $(BUILD))
#   deps    deps-$(CONFIG_X)   libraries whose public headers and options it may use
#   cflags                     extra flags for its own sources
#   includes                   extra private include folders
#   exports                    more public include folders, relative or absolute (-isystem)
#   archives                   archives for the final link
#   packages                   third-party parts: NAME.package describes each, $(package-NAME) is its folder
#   hosted := y                compiled against the libc it depends on, not freestanding
#   simd := y                  may use vector registers (a hosted component always may)
#   raw-syscalls               functions that may contain a raw system call (platforms alone)
#   image-objcopy              how the file that boots is made from the linked one (platforms alone; --strip-all)
#
# and for its unit tests, tests/test_*.c, which are programs for this machine:
#
#   test-srcs                  its sources that they are linked with (default: the C files of srcs-y)
#   test-deps                  libraries (or other components, by folder) linked with them, as far as they are used
#   test-packages := y         they need the component's third-party parts
#   test-cflags  test-libs     extra flags, for its sources too, and libraries of this machine
#   image-tests-y              those that run in an image, too, where LIB_CMOCKA is enabled: lib/cmocka/README.md

inputs := srcs-y srcs- deps deps-y deps- cflags includes exports archives packages hosted simd raw-syscalls \
	image-objcopy test-srcs test-deps test-cflags test-libs test-packages image-tests-y image-tests-
kept := srcs-y cflags archives packages hosted simd raw-syscalls \
	image-objcopy test-srcs test-deps test-cflags test-libs test-packages image-tests-y image-tests-

# Paths in a Makefile.uk: relative ones start in its folder.
in-folder = $(foreach p,$(2),$(if $(filter /% $(BUILD)/%,$p),$p,$(1)/$p))

# read COMPONENT,FOLDER: include its Makefile.uk with all inputs empty, keep what it set as COMPONENT.input.
define read
$(foreach v,$(inputs),$v :=$(newline))
include $(2)/Makefile.uk
$(1).folder := $(2)
$(1).deps := $$(strip $$(deps) $$(deps-y))
$(1).includes := $$(call in-folder,$(2),$$(includes))
$(1).exports := $$(call in-folder,$(2),$$(exports))
$(foreach v,$(kept),$(1).$v := $$($v)$(newline))
endef

# What a component may see: its layer and those left of it, its own folder, its declared dependencies.
layer-arch := include arch/include arch/$(ARCH)/include
layer-plat := $(layer-arch) plat/include plat/common/include plat/$(PLAT)/include plat/$(PLAT)/$(ARCH)/include
layer-lib := $(layer-plat)
layer-app := $(layer-plat)
layer-apps := $(layer-plat)
layer-of = $(firstword $(subst /, ,$(1)))

config-header = $(BUILD)/include/config/$(1).h
config-headers = $(call config-header,base) \
	$(foreach c,$(patsubst apps/%,app,$(filter app apps/% lib/%,$(1))) $($(1).deps:%=lib/%),$(call config-header,$c))

include-flags = $(addprefix -I,$(layer-$(call layer-of,$(1))) $($(1).folder)/include $($(1).includes)) \
	$(foreach d,$($(1).deps),-Ilib/$d/include) \
	$(foreach d,$(1) $($(1).deps:%=lib/%),$(addprefix -isystem ,$($d.exports))) \
	$(addprefix -include ,$(call config-headers,$(1)))

# remember FILE,TEXT: a file that is written only when its text changes; what depends on it then follows.
same = $(and $(findstring x$(1)x,x$(2)x),$(findstring x$(2)x,x$(1)x))
remember = $(if $(call same,$(strip $(file <$(1))),$(strip $(2))),,$(file >$(1),$(strip $(2))))
