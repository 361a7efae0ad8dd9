package strictjson

import (
	"strings"
	"testing"
)

func TestParseRejectsWhatIsNotOneObject(t *testing.T) {
	for _, line := range []string{
		``, ` `, `null`, `42`, `[]`, `"x"`, `{`, `{"a":1`, `{"a"}`, `{"a":}`, `{"a":1,}`, `{"a":1}}`, `{"a":1} {}`, `{"a":1}x`,
		`{"a":1,"a":2}`, "{\"a\":\"\xff\"}", `{"a":01}`,
	} {
		t.Run(line, func(t *testing.T) {
			if _, err := Parse([]byte(line)); err == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestErrorsSayWhatWasExpectedAndReceived(t *testing.T) {
	for name, test := range map[string]struct {
		line string
		read func(*Object)
		want string
	}{
		"fraction":   {`{"n":1.5}`, func(o *Object) { o.Count("n") }, `field "n": expected an integer from 0 to 9007199254740991, received 1.5`},
		"exponent":   {`{"n":1e3}`, func(o *Object) { o.Count("n") }, `received 1e3`},
		"negative":   {`{"n":-1}`, func(o *Object) { o.Count("n") }, `received -1`},
		"unsafe":     {`{"n":9007199254740992}`, func(o *Object) { o.Count("n") }, `received 9007199254740992`},
		"string":     {`{"n":"1"}`, func(o *Object) { o.Count("n") }, `received "1"`},
		"null":       {`{"n":null}`, func(o *Object) { o.String("n", 0) }, `expected a string, received null`},
		"empty":      {`{"n":""}`, func(o *Object) { o.String("n", 1) }, `expected a string that is not empty, received ""`},
		"missing":    {`{}`, func(o *Object) { o.Bool("n") }, `expected true or false, received no such field`},
		"unknown":    {`{"m":1}`, func(*Object) {}, `field "m": expected no such field, received 1`},
		"other case": {`{"N":1}`, func(o *Object) { o.Count("n") }, `received no such field`},
		"choice":     {`{"n":"c"}`, func(o *Object) { o.OneOf("n", "a", "b") }, `expected one of a, b, received "c"`},
		"boolean":    {`{"n":true}`, func(o *Object) { o.Scalar("n") }, `expected a number, a string or null, received true`},
		"infinite":   {`{"n":1e999}`, func(o *Object) { o.Float("n") }, `expected a number, received 1e999`},
		"nested":     {`{"o":{"n":-1}}`, func(o *Object) { o.Object("o").Count("n") }, `field "o.n": expected an integer`},
		"no object":  {`{"o":[]}`, func(o *Object) { o.Object("o") }, `field "o": expected an object, received []`},
	} {
		t.Run(name, func(t *testing.T) {
			object, err := Parse([]byte(test.line))
			if err != nil {
				t.Fatal(err)
			}
			test.read(object)
			if err := object.Close(); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("expected an error with %q, received %v", test.want, err)
			}
		})
	}
}
