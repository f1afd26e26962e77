package sensitivity

// mostSteps bounds the work on patterns that have to be tried one by one, for one item: some milliseconds. Only a file
// made of thousands of patterns with several stars, or with ? between stars, and an item of thousands of values made
// for them need more. See judgeUnread for what becomes of such an item.
const mostSteps = 1 << 19

// meter counts the steps of one judgement. It counts work and not time, so that a verdict is the same wherever and
// whenever it is made.
type meter struct {
	steps int
	// out is set when there were too many. What is found afterwards means nothing.
	out, endless bool
}

func (m *meter) spend(n int) {
	m.steps += n
	m.out = m.out || !m.endless && m.steps > mostSteps
}

// scan counts what a search through n bytes costs, which is less than a step for each.
func (m *meter) scan(n int) { m.spend(1 + n/4) }
