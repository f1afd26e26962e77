package campaign

import "syscall"

// dieWithParent asks the kernel to kill the child with us, so that no replica outlives its campaign (prctl(2),
// PR_SET_PDEATHSIG). The caller must keep the thread: https://github.com/golang/go/issues/27505.
func dieWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGKILL }
