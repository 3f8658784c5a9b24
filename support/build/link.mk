# SPDX-License-Identifier: BSD-3-Clause
# The image: all component objects and archives under the platform's link script, then checks. With CONFIG_SYMBOLS it
# is linked twice: the first link gives the addresses for the table of names that the second one contains.

.PHONY: all built size boot boot-in-lab xl-configuration
all: $(IMAGE)

# For other goals: silent when nothing is to be done.
built: $(IMAGE)
	@:

archives := $(strip $(foreach c,$(components),$($c.archives)) $(arch-archives))
link-script := $(BUILD)/link.lds
link := $(PYTHON) support/build/link.py --build $(BUILD) --nm $(NM) -- $(LD) $(link-flags) -T $(link-script)
linked-objects := $(component-objects) --start-group $(archives) --end-group
image-check := READELF=$(READELF) NM=$(NM) OBJDUMP=$(OBJDUMP) $(PYTHON) support/check/image.py

# Linked again when a component goes, too.
$(call remember,$(BUILD)/link.flags,$(link-flags) $(linked-objects) $(CONFIG_SYMBOLS))

# The platform's, or that of the platform on this architecture.
link-source := $(firstword $(wildcard plat/$(PLAT)/link.lds.S plat/$(PLAT)/$(ARCH)/link.lds.S))

$(link-script): $(link-source) $(BUILD)/link.flags
	$(Q)$(CC) -E -P -undef -D__ASSEMBLY__ -x assembler-with-cpp $(addprefix -I,$(layer-plat) plat/common) \
		-include $(call config-header,base) -MMD -MP -MF $@.d -MT $@ $< -o $@
-include $(link-script).d

$(BUILD)/symbols/first: $(component-objects) $(archives) $(link-script) support/build/symbols.py
	@mkdir -p $(@D)
	$(Q)$(PYTHON) support/build/symbols.py $(NM) "" $(@D)/empty.S
	$(Q)$(CC) -c $(@D)/empty.S -o $(@D)/empty.o
	$(Q)$(link) -o $@ $(linked-objects) $(@D)/empty.o

$(BUILD)/symbols/table.o: $(BUILD)/symbols/first
	$(Q)$(PYTHON) support/build/symbols.py $(NM) $< $(@:.o=.S)
	$(Q)$(CC) -c $(@:.o=.S) -o $@

symbols := $(if $(CONFIG_SYMBOLS),$(BUILD)/symbols/table.o)

$(IMAGE).dbg: $(component-objects) $(archives) $(link-script) $(symbols)
	$(call say,LD,$@)
	$(Q)$(link) -Map=$(BUILD)/map -o $@ $(linked-objects) $(symbols)
	$(Q)$(if $(symbols),$(PYTHON) support/build/symbols.py --check $(NM) $@ $(symbols:.o=.S))
	$(Q)RAW_SYSCALLS="$(foreach c,$(components),$($c.raw-syscalls))" $(image-check) $@

# A platform may have a last word about where the image is loaded.
image-placer := $(wildcard plat/$(PLAT)/$(ARCH)/place.py)

$(IMAGE): $(IMAGE).dbg $(image-placer)
	$(Q)$(OBJCOPY) $(or $(plat/$(PLAT).image-objcopy),--strip-all) $< $@
	$(Q)$(if $(image-placer),$(PYTHON) $(image-placer) $@)

size: $(IMAGE)
	@$(PYTHON) support/build/size.py $(BUILD) $(IMAGE)

# `make xl` comes here.
xl-configuration: $(IMAGE)
	@$(PYTHON) support/run/xl.py $(IMAGE)

# `make lab` comes here. An image runs until it ends, or somebody ends it.
boot-in-lab: $(IMAGE)
	@$(PYTHON) support/lab/boot.py --arch $(ARCH) $(if $(filter xen,$(PLAT)),--shell,--timeout 86400) $(PLAT) $(IMAGE)

# `make run` and `make gdb` come here.
boot: $(IMAGE)
	@DEBUG="$(DEBUG)" $(PYTHON) support/run/run.py $(IMAGE)
