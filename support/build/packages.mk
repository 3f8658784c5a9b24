# SPDX-License-Identifier: BSD-3-Clause
# Third-party parts. A Makefile.uk names them (packages := newlib) and uses their folder as $(package-newlib).
# support/packages/package.sh NAME ARCH prints that folder after it fetched and built what is needed; the answer
# is kept in the build folder. Until it is there, make reads everything once more after it got it.

package-files = $(packages:%=$(BUILD)/packages/%.mk)

-include $(wildcard $(BUILD)/packages/*.mk)

$(BUILD)/packages/%.mk:
	@mkdir -p $(@D)
	@folder=$$(support/packages/package.sh $* $(ARCH)) && echo "package-$* := $$folder" >$@
