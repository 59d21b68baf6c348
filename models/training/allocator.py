"""How memory is taken from the system: tensors of megabytes come and go by the hundred in every step of training."""

import os
import platform
import sys

# glibc gives large blocks back at once and takes them again in pages of 4 KiB, of which each is cleared when first
# touched: half of a step's time where memory is slow. Huge pages, and none given back.
TUNABLES = ("glibc.malloc.hugetlb=1", "glibc.malloc.mmap_threshold=4294967296",
            "glibc.malloc.trim_threshold=17179869184")


def keep_memory() -> None:
    """Starts the program anew with those settings, which are read at its start, unless the user has chosen some."""
    if platform.libc_ver()[0] == "glibc" and "GLIBC_TUNABLES" not in os.environ:
        os.environ["GLIBC_TUNABLES"] = ":".join(TUNABLES)
        os.execv(sys.executable, sys.orig_argv)
