# SPDX-License-Identifier: BSD-3-Clause
# Compiler and linker flags for images: what every component gets, by option and by architecture.

gcc-include := $(shell $(CC) -print-file-name=include)

optimize := $(if $(CONFIG_OPTIMIZE_SIZE),-Os,$(if $(CONFIG_OPTIMIZE_DEBUG),-Og,-O2))

# No path of this machine may reach an object: two clones give the same image.
prefix-map = $(foreach p,$(packages),-ffile-prefix-map=$(package-$p)/=$p/ ) \
	-ffile-prefix-map=$(abspath $(BUILD))/=build/ -ffile-prefix-map=$(BUILD)/=build/ \
	$(if $(filter /%,$(APP_DIR)),-ffile-prefix-map=$(APP_DIR)/=app/) -ffile-prefix-map=$(CURDIR)=.

common-cflags = -std=gnu11 $(optimize) -g -gno-record-gcc-switches $(prefix-map) \
	-Wall -Wextra $(if $(CONFIG_WERROR),-Werror) \
	-nostdinc -isystem $(gcc-include) -fPIE -fvisibility=hidden -ffunction-sections -fdata-sections \
	-fno-common -fno-stack-protector -fno-asynchronous-unwind-tables \
	$(if $(CONFIG_FRAME_POINTERS),-fno-omit-frame-pointer,-fomit-frame-pointer) $(arch-cflags)

# GCC's limits.h looks for a libc's unless it is told that it is there already.
freestanding-cflags := -ffreestanding -D_GCC_LIMITS_H_

link-flags := -pie --no-dynamic-linker -z noexecstack -z max-page-size=4096 \
	--gc-sections --build-id=none --no-undefined --warn-common --fatal-warnings $(arch-ldflags)
