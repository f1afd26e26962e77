package patience

import (
	"flag"
	"strconv"
)

// AtOnce lets up to n tests of the package run side by side that say they may, for packages whose tests wait for others most of
// their time. The flag -test.parallel overrides it. TestMain calls it before it runs the tests. n must be at least 1.
func AtOnce(n int) {
	flag.Parse()
	named := false
	flag.Visit(func(f *flag.Flag) { named = named || f.Name == "test.parallel" })
	if named {
		return
	}
	if err := flag.Set("test.parallel", strconv.Itoa(n)); err != nil {
		panic(err)
	}
}
