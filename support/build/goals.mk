# SPDX-License-Identifier: BSD-3-Clause
# Goals other than building an image, and the help text.

goals-of-kconfig := menuconfig defconfig olddefconfig savedefconfig set
# run, gdb, perf and bench install what is missing before anything looks for it, then call make again.
goals-without-image := help list clean setup check unit fuzz soak test run xl lab gdb perf bench

.PHONY: $(goals-without-image)

define help-text
make [APP=name] [PLAT=name] [ARCH=name] [O=folder] [V=1] [goal]

  all             build one image: O/APP/PLAT-ARCH/APP (default: httpd, kvm, x86_64, build)
  run             build it and boot it: a Linux process or a QEMU guest (MEM= ARGS= M= NET=)
  xl              build it and write a configuration for Xen's xl beside it: PLAT=xen (MEM= ARGS= M=pv)
  lab             build it and boot it under a real hypervisor: PLAT=kvm, or PLAT=xen with a shell in dom0
  gdb             the same under gdb, as a Linux process or a QEMU guest (GDB_ARGS=), with `skerry threads`
  perf            the same recorded by perf in O/APP/PLAT-ARCH/perf.data, as a Linux process
  bench           its figures beside a peer's, measured in turn (ROUNDS=)
  size            what each component takes
  list            applications, platforms, libraries, what is built

  menuconfig      choose options in a terminal
  defconfig       back to the defaults
  olddefconfig    drop options that no longer exist
  savedefconfig   write what was chosen to O/APP/PLAT-ARCH/defconfig
  set O="X=y .."  choose options by name

  setup           install missing Debian packages
  unit            unit tests on this machine
  fuzz soak       libFuzzer targets, SECONDS=20 or 3600 each, UNIT=lib/x those of one component
  test [T=word]   every test, or those of one mark
  check           format, include rules, static analysis
  clean           remove the build folder
endef

help:
	$(info $(help-text))
	@:

list:
	$(info applications: $(known-apps))
	$(info platforms:    $(known-plats))
	$(info architectures: $(known-archs))
	$(info libraries:    $(known-libs))
	$(info built:        $(or $(foreach f,$(sort $(wildcard $(O)/*/*/*.dbg)),$(f:%.dbg=%)),nothing))
	@:

# A mistyped O= must not cost somebody's sources.
clean:
	$(if $(wildcard $(O)/.git $(O)/Makefile $(O)/Makefile.uk $(O)/*/Makefile.uk),$(error O=$(O) is no build folder))
	$(Q)rm -rf $(O)

setup:
	@support/setup/setup.sh $(GROUP)

check:
	@support/check/check.sh

# As many programs at once as there are CPUs, unless -j says otherwise; every failure is shown.
unit:
	@+$(MAKE) --no-print-directory -k -f support/build/unit.mk O=$(O) $(if $(findstring -j,$(MFLAGS)),,-j$(shell nproc)) unit

# Targets run side by side, like unit tests.
fuzz:
	@+$(MAKE) --no-print-directory -k -f support/build/unit.mk O=$(O) FUZZ=1 $(if $(findstring -j,$(MFLAGS)),,-j$(shell nproc)) unit

soak:
	@+$(MAKE) --no-print-directory fuzz SECONDS=$(or $(SECONDS),3600)

# Arguments of run.py reach it through the environment.
export M MEM ARGS NET PORTS

# Packages for another architecture than this machine's.
setup-arch := $(if $(filter arm64,$(ARCH)),arm64)

boot = @+$(MAKE) --no-print-directory $(1) boot

run:
	@support/setup/setup.sh build run $(setup-arch)
	$(call boot)

xl:
	$(if $(filter xen,$(PLAT)),,$(error xl starts guests of Xen: PLAT=xen))
	@support/setup/setup.sh build $(setup-arch)
	@+$(MAKE) --no-print-directory xl-configuration

lab:
	$(if $(filter kvm-x86_64 xen-x86_64 xen-arm64,$(PLAT)-$(ARCH)),,$(error lab boots guests: PLAT=xen, or PLAT=kvm ARCH=x86_64))
	@support/setup/setup.sh build lab $(setup-arch)
	@+$(MAKE) --no-print-directory boot-in-lab

export GDB_ARGS

gdb:
	$(if $(filter linuxu kvm,$(PLAT)),,$(error gdb runs Linux processes and guests of QEMU: PLAT=linuxu or PLAT=kvm))
	@support/setup/setup.sh build $(if $(filter kvm,$(PLAT)),run) debug $(setup-arch)
	$(call boot,DEBUG=gdb)

perf:
	$(if $(filter linuxu,$(PLAT)),,$(error perf runs Linux processes: PLAT=linuxu))
	@support/setup/setup.sh build debug $(setup-arch)
	$(call boot,DEBUG='$(perf-command)')
# Machines without hardware counters have this event, too.
perf-command = perf record -e cpu-clock --call-graph fp -o $(BUILD)/perf.data --

# The TCP rows of httpd are netbench's. bench.py finds that image beside httpd's.
bench-with := $(filter-out $(APP),$(if $(filter httpd,$(APP)),netbench))
export ROUNDS

bench:
	@support/setup/setup.sh build run bench $(setup-arch) $(if $(filter xen,$(PLAT)),lab)
	@+$(MAKE) --no-print-directory built
	$(if $(bench-with),@+$(MAKE) --no-print-directory APP=$(bench-with) APP_DIR=apps/$(bench-with) built)
	@$(PYTHON) support/bench/bench.py $(IMAGE)

# As many test processes as there are CPUs; pytest's closing line is the last one. T=unit or T=xen: the tests of that
# mark, or of all marks that start so.
test:
	@support/setup/setup.sh build run test arm64
	$(if $(filter-out unit,$(T)),,@+$(MAKE) --no-print-directory unit)
	@$(PYTHON) -m pytest -n $(shell nproc) --dist loadgroup $(if $(T),--part=$(T)) tests
