# SPDX-License-Identifier: BSD-3-Clause
# Xen's public headers for those components that include <xen/...>, and nothing else of the folder that they are in.
xen-headers := $(abspath $(BUILD))/include/xen-headers
ifneq ($(wildcard /usr/include/xen/xen.h),)
$(shell mkdir -p $(xen-headers) && ln -sfn /usr/include/xen $(xen-headers)/xen)
else ifneq ($(filter xen host,$(PLAT)),)
$(error Xen's headers are missing; type: make setup, or apt-get install libxen-dev)
endif
xen-cflags := -isystem $(xen-headers) -D__XEN_INTERFACE_VERSION__=0x00040d00
