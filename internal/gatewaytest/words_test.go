package gatewaytest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// heardWords keeps the words of the refusals that checks have met, with their statuses.
type heardWords struct {
	mu    sync.Mutex
	words map[string]int
	odd   []string
}

// RoundTrip is that of the default transport.
func (h *heardWords) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || res.StatusCode < http.StatusBadRequest {
		return res, err
	}
	raw, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	res.Body = io.NopCloser(bytes.NewReader(raw))
	var told struct{ Error string }
	// IdentityIQ's own refusals have no word, or OAuth's.
	if err == nil && json.Unmarshal(raw, &told) == nil && told.Error != "" && res.StatusCode != http.StatusUnauthorized {
		h.hear(told.Error, res.StatusCode)
	}
	return res, err
}

func (h *heardWords) hear(word string, status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.words == nil {
		h.words = map[string]int{}
	}
	if before, known := h.words[word]; known && before != status {
		h.odd = append(h.odd, fmt.Sprintf("%s with %d and with %d", word, before, status))
	}
	h.words[word] = status
}

// everyWord wants the words heard to be those of the contract: each is brought about by some check, and there is no other.
func (h *heardWords) everyWord(t *testing.T) {
	t.Helper()
	want := contractWords(t)
	for _, word := range slices.Sorted(maps.Keys(want)) {
		if got, heard := h.words[word]; !heard || !slices.Contains(want[word], got) {
			t.Errorf("the word %s: got it %v, with status %d, want it brought about by a check, with one of %v", word, heard, got, want[word])
		}
	}
	for word := range h.words {
		if want[word] == nil {
			t.Errorf("got the word %s, want none that the contract has not", word)
		}
	}
	if len(h.odd) > 0 {
		t.Errorf("got words with several statuses, want one each: %v", h.odd)
	}
}

var (
	refusalRow = regexp.MustCompile(`(?m)^\| ([0-9, ]+) \| (.+) \|$`)
	// quoted also finds what stands in a refusal beside its word, in the same marks behind "with the fresh" and the like.
	quoted = regexp.MustCompile("`([a-z_]+)`")
	beside = regexp.MustCompile("with [a-z ]*(`[a-zA-Z]+`|the winner \\([^)]*\\)|`Retry-After`)")
)

// contractWords gives the words of the contract's table of refusals, with the statuses of their rows.
func contractWords(t *testing.T) map[string][]int {
	t.Helper()
	raw, err := os.ReadFile("../../docs/gateway-contract.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, found := strings.Cut(string(raw), "\n## Refusals\n")
	text, _, _ = strings.Cut(text, "\n## ")
	words := map[string][]int{}
	for _, row := range refusalRow.FindAllStringSubmatch(text, -1) {
		var statuses []int
		for _, one := range strings.Split(row[1], ",") {
			if n, err := strconv.Atoi(strings.TrimSpace(one)); err == nil {
				statuses = append(statuses, n)
			}
		}
		for _, m := range quoted.FindAllStringSubmatch(beside.ReplaceAllString(row[2], ""), -1) {
			words[m[1]] = statuses
		}
	}
	if !found || len(words) < 30 {
		t.Fatalf("the contract's table of refusals: got %d words, want 30 at least: %v", len(words), words)
	}
	return words
}
