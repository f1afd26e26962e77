package slacksim

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"github.com/iiq-approvals/bot/internal/slacksim/blockkit"
)

// content is what a message is to show. Nil blocks, attachments and metadata were not given; `[]` and `{}` were.
type content struct {
	text        string
	hasText     bool
	blocks      json.RawMessage
	attachments json.RawMessage
	metadata    json.RawMessage
	unfurl      bool
	warnings    []string
}

// readContent takes and validates the content of a message from its arguments.
func (s *Sim) readContent(c *call) (content, error) {
	ct := content{text: c.text("text"), hasText: c.has("text"), unfurl: c.text("unfurl_links") != "false"}
	if c.has("markdown_text") {
		return ct, markdownText(c, &ct)
	}
	if n := utf8.RuneCountInString(ct.text); n > maxText {
		ct.text = string([]rune(ct.text)[:maxText])
		ct.warnings = append(ct.warnings, "message_truncated")
	}
	var err error
	if raw := c.json("blocks"); raw != nil {
		if ct.blocks, err = s.readBlocks(raw); err != nil {
			return ct, err
		}
	}
	if raw := c.json("attachments"); raw != nil {
		if ct.attachments, err = readAttachments(raw); err != nil {
			return ct, err
		}
	}
	if raw := c.json("metadata"); raw != nil {
		ct.metadata, err = readMetadata(raw)
	}
	return ct, err
}

func markdownText(c *call, ct *content) error {
	if c.has("text") || c.has("blocks") {
		return fail("markdown_text_conflict")
	}
	ct.text, ct.hasText = c.text("markdown_text"), true
	if utf8.RuneCountInString(ct.text) > blockkit.MaxMarkdownChars {
		return fail("msg_too_long")
	}
	return nil
}

func (s *Sim) readBlocks(raw json.RawMessage) (json.RawMessage, error) {
	if err := refused(blockkit.CheckMessage(raw)); err != nil {
		return nil, err
	}
	filled, err := blockkit.FillIDs(raw, s.shortID)
	if err != nil {
		return nil, fail(blockkit.InvalidBlocksFormat)
	}
	return filled, nil
}

func readAttachments(raw json.RawMessage) (json.RawMessage, error) {
	var list []struct {
		Blocks json.RawMessage `json:"blocks"`
	}
	if json.Unmarshal(raw, &list) != nil {
		return nil, fail("invalid_attachments")
	}
	if len(list) > maxAttachments {
		return nil, fail("too_many_attachments")
	}
	for _, a := range list {
		if a.Blocks == nil {
			continue
		}
		if err := refused(blockkit.CheckMessage(a.Blocks)); err != nil {
			return nil, err
		}
	}
	return compact(raw), nil
}

// readMetadata wants {event_type, event_payload}, or {} to clear: https://docs.slack.dev/messaging/message-metadata.
// The true size limit is not documented.
func readMetadata(raw json.RawMessage) (json.RawMessage, error) {
	var m map[string]json.RawMessage
	if json.Unmarshal(raw, &m) != nil || m == nil {
		return nil, fail("invalid_metadata_format")
	}
	if len(raw) > maxMetadataBytes {
		return nil, fail("metadata_too_large")
	}
	if len(m) == 0 {
		return json.RawMessage("{}"), nil
	}
	var name string
	var payload map[string]any
	if json.Unmarshal(m["event_type"], &name) != nil || name == "" || utf8.RuneCountInString(name) > 255 ||
		json.Unmarshal(m["event_payload"], &payload) != nil || payload == nil {
		return nil, fail("invalid_metadata_schema")
	}
	return compact(raw), nil
}

func compact(raw json.RawMessage) json.RawMessage {
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		return raw
	}
	return b.Bytes()
}

func (ct content) empty() bool {
	return ct.text == "" && (ct.blocks == nil || string(ct.blocks) == "[]") && (ct.attachments == nil || string(ct.attachments) == "[]")
}

// update is the next version of a message that is changed with this content, by the rules of
// https://docs.slack.dev/reference/methods/chat.update: text without blocks removes the blocks; metadata stays unless sent.
func (ct content) update(old Version, via string) Version {
	v := old
	v.Via = via
	if ct.hasText {
		v.Text = ct.text
	}
	switch {
	case ct.blocks != nil:
		v.Blocks = ct.blocks
	case ct.hasText && ct.text != "":
		v.Blocks = nil
	}
	if string(v.Blocks) == "[]" {
		v.Blocks = nil
	}
	if ct.metadata != nil {
		v.Metadata = ct.metadata
	}
	if string(v.Metadata) == "{}" {
		v.Metadata = nil
	}
	return v
}
