package settings

import (
	"net"
	"strconv"
)

type httpEnv struct {
	Addr string `env:"HTTP_ADDR,default=:8080"`
}

func (e httpEnv) parse(r *checker) HTTP {
	return HTTP{Addr: parse(r, "HTTP_ADDR", e.Addr, "host:port or :port", func(s string) (string, bool) {
		_, port, err := net.SplitHostPort(s)
		if err != nil {
			return s, false
		}
		n, err := strconv.Atoi(port)
		return s, err == nil && n >= 0 && n <= 65535
	})}
}

// HTTP says where health and metrics are served.
type HTTP struct{ Addr string }
