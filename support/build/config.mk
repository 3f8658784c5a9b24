# SPDX-License-Identifier: BSD-3-Clause
# Kconfig: $(BUILD)/config (what was chosen) becomes $(BUILD)/config.mk for make and headers for the compiler.

kconfig := $(PYTHON) support/kconfig/kconfig.py --build $(BUILD)

.PHONY: $(goals-of-kconfig)
menuconfig defconfig olddefconfig savedefconfig set:
	@$(kconfig) $@

# The folders are there for libraries and applications that come and go.
ifneq ($(filter-out $(goals-of-kconfig),$(or $(MAKECMDGOALS),all)),)
$(BUILD)/config.mk: $(wildcard $(BUILD)/config lib/*/Config.uk $(APP_DIR)/Config.uk support/kconfig/*.py) lib Config.uk \
		$(if $(wildcard $(BUILD)/config),,no-config)
	@$(kconfig) generate
.PHONY: no-config
no-config:

include $(BUILD)/config.mk
endif
