package localpg

import "syscall"

// dieWithParent asks the kernel to signal the child when the thread that
// forked it ends (prctl(2), PR_SET_PDEATHSIG). The caller must keep that
// thread: https://github.com/golang/go/issues/27505.
func dieWithParent(attr *syscall.SysProcAttr, sig syscall.Signal) { attr.Pdeathsig = sig }
