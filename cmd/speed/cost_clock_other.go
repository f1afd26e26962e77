//go:build !linux

package main

import "errors"

// cpuClockOf is Linux's alone.
func cpuClockOf(int) (float64, error) { return 0, errors.ErrUnsupported }
