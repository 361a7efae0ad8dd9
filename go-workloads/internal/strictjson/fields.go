package strictjson

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// MaxSafe is the largest integer that both ends of a wire can hold: JavaScript's numbers are exact up to 2^53 - 1.
const MaxSafe = 1<<53 - 1

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
