package slackui

// pool runs work on a bounded number of goroutines, and lets a bounded number of further pieces wait.
type pool struct {
	room    chan struct{}
	running chan struct{}
}

func newPool(workers, queue int) *pool {
	return &pool{room: make(chan struct{}, workers+queue), running: make(chan struct{}, workers)}
}

// start returns false when workers and queue are full. It never waits.
func (p *pool) start(work func()) bool {
	select {
	case p.room <- struct{}{}:
	default:
		return false
	}
	go func() {
		defer func() { <-p.room }()
		p.running <- struct{}{}
		defer func() { <-p.running }()
		work()
	}()
	return true
}
