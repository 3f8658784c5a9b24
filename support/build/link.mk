# SPDX-License-Identifier: BSD-3-Clause
# The image: all component objects and archives under the platform's link script, then checks.

archives := $(foreach c,$(components),$($c.archives))
link-script := $(BUILD)/link.lds

.PHONY: all size boot
all: $(IMAGE)

$(link-script): plat/$(PLAT)/link.lds.S $(call config-header,base)
	$(Q)$(CC) -E -P -undef -D__ASSEMBLY__ -x assembler-with-cpp $(addprefix -I,$(layer-plat) plat/common) \
		-include $(call config-header,base) -MMD -MF $@.d -MT $@ $< -o $@
-include $(link-script).d

# Linked again when a component goes, too.
$(call remember,$(BUILD)/link.flags,$(link-flags) $(component-objects) $(archives))

$(IMAGE).dbg: $(component-objects) $(archives) $(link-script) $(BUILD)/link.flags
	$(call say,LD,$@)
	$(Q)$(LD) $(link-flags) -T $(link-script) -Map=$(BUILD)/map -o $@ \
		$(component-objects) --start-group $(archives) --end-group

$(IMAGE): $(IMAGE).dbg
	$(Q)$(OBJCOPY) --strip-all $< $@

size: $(IMAGE)
	@$(SIZE) $(component-objects) $(IMAGE).dbg
	@stat -c '%s bytes  %n' $(IMAGE)

# `make run` comes here. A debugger wants the file with symbols.
boot: $(IMAGE)
	@DEBUG="$(DEBUG)" $(PYTHON) support/run/run.py $(if $(DEBUG),$(IMAGE).dbg,$(IMAGE))
