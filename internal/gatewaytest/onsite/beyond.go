package onsite

import (
	"context"
	"fmt"
	"time"

	"github.com/iiq-approvals/bot/internal/gatewaytest"
)

// beyond is what the checks can have of a simulator and of the stand-in, and not of a real IdentityIQ.
type beyond struct{}

func no(what string) error { return fmt.Errorf("%s: %w", what, gatewaytest.ErrBeyond) }

func (beyond) AddPerson(context.Context, gatewaytest.Person) (string, error) {
	return "", no("another person")
}

func (beyond) AddGroup(context.Context, string, ...string) (string, error) {
	return "", no("another workgroup")
}
func (beyond) SetMembers(context.Context, string, ...string) error { return no("other members") }
func (beyond) ChangePerson(context.Context, string, map[string]any) error {
	return no("a changed person")
}

func (beyond) StoredPerson(context.Context, string) (string, error) {
	return "", no("what is stored of a person")
}

func (beyond) ChangeItem(context.Context, string, map[string]any) error {
	return no("a changed item")
}

func (beyond) Decide(context.Context, string, string, string) error {
	return no("a decision on IdentityIQ's own page")
}
func (beyond) Expire(context.Context, string) error { return no("an item that expires") }
func (beyond) AddReview(context.Context, gatewaytest.Review) (string, error) {
	return "", no("an access review")
}

func (beyond) AddLine(context.Context, gatewaytest.ReviewLine) (string, error) {
	return "", no("a line of a review")
}

func (beyond) SignReview(context.Context, string, string) error { return no("a signed review") }
func (beyond) StoredReview(context.Context, string) (string, error) {
	return "", no("what is stored of a review")
}

func (beyond) Entities(context.Context, string) (map[string]string, error) {
	return nil, no("the entities of a review")
}
func (beyond) AuditRows(context.Context) (int, error) { return 0, no("the gateway's audit rows") }
func (beyond) Settings(context.Context) (map[string]string, error) {
	return nil, no("another setting of the plugin")
}

func (beyond) Set(context.Context, map[string]*string) error {
	return no("another setting of the plugin")
}

func (beyond) Hold(context.Context, string, time.Duration) error { return no("a row that is held") }
func (beyond) FailEngine(context.Context, int) error             { return no("an engine that throws") }
func (beyond) FailCommit(context.Context, int) error             { return no("a commit that fails") }
func (beyond) Describe(context.Context, gatewaytest.Catalogued) error {
	return no("another description")
}
func (beyond) Give(context.Context, gatewaytest.Grant) error       { return no("another access") }
func (beyond) AddClient(context.Context, gatewaytest.Client) error { return no("another client") }
func (beyond) AddLate(context.Context, gatewaytest.ItemSpec, time.Duration) (gatewaytest.Item, error) {
	return gatewaytest.Item{}, no("an item that is committed late")
}

func (beyond) TouchLate(context.Context, string, time.Duration) error {
	return no("a change that is committed late")
}
