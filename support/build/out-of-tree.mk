# SPDX-License-Identifier: BSD-3-Clause
# An application outside the tree: its Makefile sets SKERRY and includes $(SKERRY)/Makefile, which ends here.
# Every goal is handed to the tree's own Makefile; docs/out-of-tree.md shows a whole application.

APP ?= $(notdir $(CURDIR))
$(if $(word 2,$(CURDIR)),$(error $(CURDIR): make cannot work in a path with blanks))
MAKEFLAGS += --no-print-directory

# O is relative to the application here, to the tree there; `set` carries options in it.
ifneq ($(filter set,$(MAKECMDGOALS)),)
out-of-tree-o := O='$(O)'
else ifdef O
out-of-tree-o := O='$(abspath $(O))'
endif

# The application's Makefile may fix these.
out-of-tree-settings := $(foreach v,PLAT ARCH M MEM ARGS NET PORTS,$(if $($v),$v='$($v)'))

.DEFAULT_GOAL := all
out-of-tree-goals := $(or $(MAKECMDGOALS),all)
.PHONY: $(out-of-tree-goals) skerry
$(out-of-tree-goals): skerry
	@:
skerry:
	@+$(MAKE) -C $(SKERRY) SKERRY=. $(out-of-tree-settings) APP=$(APP) APP_DIR=$(CURDIR) DEFAULT_O=$(CURDIR)/build $(out-of-tree-o) $(out-of-tree-goals)
