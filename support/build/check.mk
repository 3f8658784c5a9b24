# SPDX-License-Identifier: BSD-3-Clause
# Refuses an unknown application, platform or architecture, and a missing tool, with one line each.

ifneq ($(findstring /,$(APP))$(if $(wildcard $(APP_DIR)/Makefile.uk),,none),)
$(error unknown application APP=$(APP) (known: $(or $(known-apps),none)))
endif
ifeq ($(filter $(PLAT),$(known-plats)),)
$(error unknown platform PLAT=$(PLAT) (known: $(or $(known-plats),none)))
endif
ifeq ($(filter $(ARCH),$(known-archs)),)
$(error unknown architecture ARCH=$(ARCH) (known: $(or $(known-archs),none)))
endif
# A platform with folders of architectures has no others.
plat-archs := $(patsubst plat/$(PLAT)/%/sources.mk,%,$(wildcard plat/$(PLAT)/*/sources.mk))
ifneq ($(if $(plat-archs),$(filter-out $(plat-archs),$(ARCH))),)
$(error platform $(PLAT) has no ARCH=$(ARCH) (known: $(sort $(plat-archs))))
endif

# arch/<arch>/arch.mk sets cross (the tools' prefix) and the architecture's compiler flags.
include arch/$(ARCH)/arch.mk
CROSS_COMPILE ?= $(cross)
CC := $(CROSS_COMPILE)gcc
LD := $(CROSS_COMPILE)ld
NM := $(CROSS_COMPILE)nm
OBJCOPY := $(CROSS_COMPILE)objcopy
OBJDUMP := $(CROSS_COMPILE)objdump
READELF := $(CROSS_COMPILE)readelf

missing-tool := $(shell support/build/tools.sh $(CC) $(LD) $(OBJCOPY))
ifneq ($(missing-tool),)
$(error $(missing-tool))
endif
