package gatewaytest

import (
	"context"
	"errors"
	"fmt"
)

// With changes settings of the gateway for the time of a function.
func (t *Target) With(ctx context.Context, settings map[string]string, do func() error) error {
	if len(settings) == 0 {
		return do()
	}
	before, err := GatewayOf(t).Settings(ctx)
	if err != nil {
		return fmt.Errorf("read settings: %w", err)
	}
	changed, back := map[string]*string{}, map[string]*string{}
	for name, value := range settings {
		changed[name], back[name] = &value, nil
		if was, set := before[name]; set {
			back[name] = &was
		}
	}
	if err := GatewayOf(t).Set(ctx, changed); err != nil {
		return fmt.Errorf("change settings: %w", err)
	}
	return errors.Join(do(), GatewayOf(t).Set(context.WithoutCancel(ctx), back))
}
