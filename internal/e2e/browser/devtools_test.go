package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/gorilla/websocket"
)

// devTools is a connection to a browser: calls by number, and events for whoever asked for their session.
type devTools struct {
	conn    *websocket.Conn
	writing sync.Mutex

	mu      sync.Mutex
	next    int
	waiting map[int]chan reply
	events  map[string]func(method string, params json.RawMessage)
	ended   chan struct{}
}

type reply struct {
	Result json.RawMessage
	Err    error
}

// frame is a message in either direction.
type frame struct {
	ID        int             `json:"id,omitempty"`
	Method    string          `json:"method,omitempty"`
	Params    json.RawMessage `json:"params,omitempty"`
	SessionID string          `json:"sessionId,omitempty"`
	Result    json.RawMessage `json:"result,omitempty"`
	Error     *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

func dial(address string) (*devTools, error) {
	conn, _, err := websocket.DefaultDialer.Dial(address, nil)
	if err != nil {
		return nil, fmt.Errorf("dial: %w", err)
	}
	d := &devTools{conn: conn, waiting: map[int]chan reply{}, events: map[string]func(string, json.RawMessage){},
		ended: make(chan struct{})}
	go d.read()
	return d, nil
}

func (d *devTools) close() {
	_ = d.conn.Close()
	<-d.ended
}

func (d *devTools) read() {
	defer close(d.ended)
	for {
		var f frame
		if err := d.conn.ReadJSON(&f); err != nil {
			return
		}
		d.take(f)
	}
}

func (d *devTools) take(f frame) {
	d.mu.Lock()
	answer, listener := d.waiting[f.ID], d.events[f.SessionID]
	delete(d.waiting, f.ID)
	d.mu.Unlock()
	switch {
	case f.Method != "" && listener != nil:
		listener(f.Method, f.Params)
	case answer != nil && f.Error != nil:
		answer <- reply{Err: errors.New(f.Error.Message)}
	case answer != nil:
		answer <- reply{Result: f.Result}
	}
}

// listen hands the events of a session to f, one after the other; f must not call the browser.
func (d *devTools) listen(session string, f func(method string, params json.RawMessage)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.events[session] = f
}

// call asks the browser, in a session or, with "", the browser itself, and reads the answer into out unless that is nil.
func (d *devTools) call(ctx context.Context, session, method string, params, out any) error {
	raw, err := json.Marshal(params)
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	d.mu.Lock()
	d.next++
	id, answer := d.next, make(chan reply, 1)
	d.waiting[id] = answer
	d.mu.Unlock()
	d.writing.Lock()
	err = d.conn.WriteJSON(frame{ID: id, Method: method, Params: raw, SessionID: session})
	d.writing.Unlock()
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	select {
	case r := <-answer:
		if r.Err != nil {
			return fmt.Errorf("%s: %w", method, r.Err)
		}
		if out != nil {
			if err := json.Unmarshal(r.Result, out); err != nil {
				return fmt.Errorf("%s: %w", method, err)
			}
		}
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", method, ctx.Err())
	case <-d.ended:
		return fmt.Errorf("%s: the browser has ended", method)
	}
}
