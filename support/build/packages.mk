# SPDX-License-Identifier: BSD-3-Clause
# Third-party parts. A library has NAME.package beside its Makefile.uk, which says `packages := NAME` and uses the
# part's folder, $(package-NAME): built for $(ARCH) when the description has a recipe, sources else. The folder is
# found once and kept in the build folder; make then reads everything again, knowing it.

-include $(wildcard $(BUILD)/packages/*.mk)

# need-packages NAMES: rules that find them. One that is gone from the cache is made again.
define need-packages
packages := $(sort $(1))
$(foreach p,$(sort $(1)),$(call package-rule,$p,$(wildcard lib/*/$p.package)))
$(if $(strip $(1)),include $(patsubst %,$(BUILD)/packages/%.mk,$(sort $(1))))
endef

# package-recipe FILE: the files of the recipe that a description names, in folders too.
package-recipe = $(foreach p,$(shell sed -n 's/^recipe=//p' $(1) | tr -d '"'),$(shell find $(dir $(1))$(p) -type f))

define package-rule
$(BUILD)/packages/$(1).mk: $(2) $(call package-recipe,$(2)) $(if $(wildcard $(package-$(1))),,no-package)
	@mkdir -p $$(@D)
	@folder=$$$$(if grep -q '^recipe=' $(2) /dev/null; then support/packages/build.sh $(1) $(ARCH); \
		else support/packages/source.sh $(1); fi) && echo "package-$(1) := $$$$folder" >$$@

endef

.PHONY: no-package
no-package:
