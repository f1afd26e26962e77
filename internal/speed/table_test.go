package speed_test

import (
	"strings"
	"testing"

	"github.com/iiq-approvals/bot/internal/speed"
)

func TestTable(t *testing.T) {
	t.Parallel()
	rows := []speed.Row{
		{What: "click to ack, p50", Unit: "ms", Goal: 10, Values: []float64{2.345, 0.8}},
		{What: "at rest", Unit: "MB", Goal: 60, Values: []float64{61.2, speed.Missing}},
		{What: "CPU", Unit: "ms", Goal: 3.8, How: "peer + 3 ms", Values: []float64{3.8, 0.8}},
		{What: "statements", Values: []float64{1234.4}},
	}
	want := strings.Join([]string{
		"| figure            | bot     | peer   | goal                 | met    |",
		"|-------------------|--------:|-------:|---------------------:|-------:|",
		"| click to ack, p50 | 2.35 ms | 0.8 ms | 10 ms                | yes    |",
		"| at rest           | 61.2 MB | -      | 60 MB                | **no** |",
		"| CPU               | 3.8 ms  | 0.8 ms | 3.8 ms (peer + 3 ms) | yes    |",
		"| statements        | 1234    | -      | -                    |        |",
		"",
	}, "\n")
	var got strings.Builder
	met, err := speed.Table(&got, []string{"bot", "peer"}, rows)
	if err != nil || met {
		t.Errorf("got %v, %v, want a goal that is not met", met, err)
	}
	if got.String() != want {
		t.Errorf("got\n%swant\n%s", got.String(), want)
	}
	if met, err := speed.Table(&got, []string{"bot", "peer"}, rows[:1]); err != nil || !met {
		t.Errorf("got %v, %v, want the goal met", met, err)
	}
}

// What was not measured meets no goal.
func TestMissingMeetsNoGoal(t *testing.T) {
	t.Parallel()
	for _, values := range [][]float64{nil, {speed.Missing, 1}} {
		if (speed.Row{Goal: 5, Values: values}).Met() {
			t.Errorf("%v: got the goal met, want not", values)
		}
	}
}

// A goal that is to be met exactly is missed by more and by less.
func TestAnExactGoal(t *testing.T) {
	t.Parallel()
	for value, want := range map[float64]bool{59: false, 60: true, 61: false, speed.Missing: false} {
		if got := (speed.Row{Goal: 60, Exactly: true, Values: []float64{value}}).Met(); got != want {
			t.Errorf("%v of exactly 60: got it met %v, want %v", value, got, want)
		}
	}
}
