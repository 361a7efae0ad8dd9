// Package strictjson reads JSON objects and forgives nothing: every field must be there once, have its type and lie in
// its range, and nothing else may be there. encoding/json alone accepts missing and repeated fields, names in another
// case, and bytes that are not UTF-8.
package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// Object is one JSON object whose fields are taken one by one. The first mistake is kept and told by Close, so that a
// decoder reads as a list of its fields.
type Object struct {
	path    string
	members []member
	nested  []*Object
	failure *error // shared with the nested objects
}

type member struct {
	name  string
	value json.RawMessage
	taken bool
}

// Parse reads line as exactly one JSON object.
func Parse(line []byte) (*Object, error) {
	if !utf8.Valid(line) {
		return nil, errors.New("expected UTF-8, received other bytes")
	}
	members, err := parseMembers(line)
	if err != nil {
		return nil, err
	}
	return &Object{members: members, failure: new(error)}, nil
}

func parseMembers(raw []byte) ([]member, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return nil, fmt.Errorf("expected a JSON object, received %s", clip(raw))
	}
	var members []member
	seen := map[string]bool{}
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, fmt.Errorf("expected a JSON object, received %s: %w", clip(raw), err)
		}
		name := token.(string) // the decoder lets nothing else stand where a name belongs
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, fmt.Errorf("field %q: expected a JSON value: %w", name, err)
		}
		if seen[name] {
			return nil, fmt.Errorf("field %q: expected once, received twice", name)
		}
		seen[name] = true
		members = append(members, member{name: name, value: value})
	}
	if _, err := decoder.Token(); err != nil {
		return nil, fmt.Errorf("expected a whole JSON object, received %s: %w", clip(raw), err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("expected one JSON object, received more after it: %s", clip(raw))
	}
	return members, nil
}

// Close tells the first mistake: of the fields taken, or a field that nobody took. It closes the nested objects too.
func (o *Object) Close() error {
	if *o.failure != nil {
		return *o.failure
	}
	for _, m := range o.members {
		if !m.taken {
			return fmt.Errorf("field %q: expected no such field, received %s", o.path+m.name, clip(m.value))
		}
	}
	for _, nested := range o.nested {
		if err := nested.Close(); err != nil {
			return err
		}
	}
	return nil
}

// Names gives the fields in the order in which they were written, for objects whose names are free.
func (o *Object) Names() []string {
	names := make([]string, len(o.members))
	for i, m := range o.members {
		names[i] = m.name
	}
	return names
}

// Reject keeps a mistake in the field, for rules that the methods here do not know.
func (o *Object) Reject(name, expected string) {
	for _, m := range o.members {
		if m.name == name {
			o.fail(name, expected, clip(m.value))
			return
		}
	}
	o.fail(name, expected, "no such field")
}

func (o *Object) take(name, expected string) json.RawMessage {
	for i := range o.members {
		if o.members[i].name == name {
			o.members[i].taken = true
			return o.members[i].value
		}
	}
	o.fail(name, expected, "no such field")
	return nil
}

func (o *Object) fail(name, expected, received string) {
	if *o.failure == nil {
		*o.failure = fmt.Errorf("field %q: expected %s, received %s", o.path+name, expected, received)
	}
}

// clip keeps an error to one short line, whatever was received.
func clip(raw []byte) string {
	const longest = 120
	if len(raw) > longest {
		return fmt.Sprintf("%q and %d more bytes", raw[:longest], len(raw)-longest)
	}
	return string(raw)
}
