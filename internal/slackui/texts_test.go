package slackui

import (
	"reflect"
	"testing"

	"github.com/iiq-approvals/bot/internal/approvals"
)

// No entry of the catalogue is missing in any language.
func TestNoTextIsMissing(t *testing.T) {
	for _, l := range approvals.Languages() {
		c := reflect.ValueOf(speak(l)).Elem()
		for i := range c.NumField() {
			if name := c.Type().Field(i).Name; c.Field(i).IsZero() {
				t.Errorf("%s lacks %s", l, name)
			}
		}
	}
}
