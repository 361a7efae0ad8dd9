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
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxSafe is the largest integer that both ends of a wire can hold: JavaScript's numbers are exact up to 2^53 - 1.
const MaxSafe = 1<<53 - 1

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

// Int takes an integer from minimum to maximum, written without a fraction or an exponent.
func (o *Object) Int(name string, minimum, maximum int64) int64 {
	expected := fmt.Sprintf("an integer from %d to %d", minimum, maximum)
	raw := o.take(name, expected)
	value, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil || value < minimum || value > maximum {
		o.fail(name, expected, clip(raw))
		return 0
	}
	return value
}

// Count takes an integer from 0 to MaxSafe.
func (o *Object) Count(name string) int64 { return o.Int(name, 0, MaxSafe) }

// NullableInt takes an integer that JavaScript holds exactly, or null.
func (o *Object) NullableInt(name string) *int64 {
	if o.null(name) {
		return nil
	}
	value := o.Int(name, -MaxSafe, MaxSafe)
	return &value
}

// Float takes a finite number.
func (o *Object) Float(name string) float64 {
	raw := o.take(name, "a number")
	value, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || math.IsInf(value, 0) || math.IsNaN(value) {
		o.fail(name, "a number", clip(raw))
		return 0
	}
	return value
}

// Bool takes true or false.
func (o *Object) Bool(name string) bool {
	raw := string(o.take(name, "true or false"))
	if raw != "true" && raw != "false" {
		o.fail(name, "true or false", clip([]byte(raw)))
	}
	return raw == "true"
}

// String takes a string of at least minimumBytes.
func (o *Object) String(name string, minimumBytes int) string {
	expected := "a string"
	if minimumBytes > 0 {
		expected = "a string that is not empty"
	}
	raw := o.take(name, expected)
	var value *string
	if err := json.Unmarshal(raw, &value); err != nil || value == nil || len(*value) < minimumBytes {
		o.fail(name, expected, clip(raw))
		return ""
	}
	return *value
}

// NullableString takes a string or null.
func (o *Object) NullableString(name string) *string {
	if o.null(name) {
		return nil
	}
	value := o.String(name, 0)
	return &value
}

// OneOf takes one of the allowed strings.
func (o *Object) OneOf(name string, allowed ...string) string {
	expected := "one of " + strings.Join(allowed, ", ")
	raw := o.take(name, expected)
	var value *string
	if err := json.Unmarshal(raw, &value); err == nil && value != nil {
		for _, candidate := range allowed {
			if *value == candidate {
				return *value
			}
		}
	}
	o.fail(name, expected, clip(raw))
	return ""
}

// Object takes an object. Its mistakes are kept with this one's.
func (o *Object) Object(name string) *Object {
	raw := o.take(name, "an object")
	members, err := parseMembers(raw)
	if err != nil {
		o.fail(name, "an object", clip(raw))
	}
	nested := &Object{path: o.path + name + ".", members: members, failure: o.failure}
	o.nested = append(o.nested, nested)
	return nested
}

// NullableObject takes an object or null.
func (o *Object) NullableObject(name string) *Object {
	if o.null(name) {
		return nil
	}
	return o.Object(name)
}

// Scalar takes a number, a string or null, as float64, string or nil.
func (o *Object) Scalar(name string) any {
	switch raw := o.take(name, "a number, a string or null"); {
	case string(raw) == "null":
		return nil
	case len(raw) > 0 && raw[0] == '"':
		return o.String(name, 0)
	case len(raw) > 0 && (raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9'):
		return o.Float(name)
	default:
		o.fail(name, "a number, a string or null", clip(raw))
		return nil
	}
}

// null takes the field if it is null.
func (o *Object) null(name string) bool {
	for i := range o.members {
		if o.members[i].name == name && string(o.members[i].value) == "null" {
			o.members[i].taken = true
			return true
		}
	}
	return false
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
