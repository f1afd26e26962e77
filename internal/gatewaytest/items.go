package gatewaytest

import (
	"context"
	"fmt"
	"strings"
)

// Items asks for a page of work items.
func (t *Target) Items(ctx context.Context, params ...string) ([]Element, error) {
	r, err := t.Get(ctx, "/object/WorkItem", params...)
	if err != nil {
		return nil, err
	}
	return r.List("WorkItem")
}

// Both gives the item from the list and by its id.
func (t *Target) Both(ctx context.Context, id string) (map[string]Element, error) {
	list, err := t.Items(ctx, "filter", `id=="`+id+`"`)
	if err != nil {
		return nil, err
	}
	if len(list) != 1 {
		return nil, fmt.Errorf("list filtered by id: got %d items, want 1", len(list))
	}
	r, err := t.Get(ctx, "/object/WorkItem/"+id)
	if err != nil {
		return nil, err
	}
	one, err := r.Document("WorkItem")
	return map[string]Element{"listed": list[0], "by id": one}, err
}

// Tag gives the tag that the gateway tells of an item.
func (t *Target) Tag(ctx context.Context, id string) (string, error) {
	seen, err := t.Both(ctx, id)
	if err != nil {
		return "", err
	}
	tag := seen["listed"].Attr("tag")
	if len(tag) != 64 || strings.Trim(tag, "0123456789abcdef") != "" {
		return "", fmt.Errorf("tag: got %q, want 64 lower-case hexadecimal digits", tag)
	}
	return tag, Same("tag by id", seen["by id"].Attr("tag"), tag)
}
