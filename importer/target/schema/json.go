package schema

import (
	"bytes"
	"encoding/json"
	"strings"
)

// JSON encodes a valid record as one JSON object with the fields in the schema's order; fields that
// are not set are left out, and a dot in a name is a step into an object. A Number is written as its
// Text stands, so no digit changes; < > and & are not escaped. Equal records give equal bytes.
func (s *Schema) JSON(rec Record) []byte {
	var out bytes.Buffer
	open := "" // the object that is being written, below the outermost
	out.WriteByte('{')
	for i := range s.Fields {
		if i >= len(rec) || !rec[i].Set {
			continue
		}
		object, member, nested := strings.Cut(s.Fields[i].Name, ".")
		if !nested {
			object, member = "", object
		}
		if open != "" && object != open {
			out.WriteByte('}')
			open = ""
		}
		separate(&out)
		if object != open {
			writeString(&out, object)
			out.WriteString(":{")
			open = object
		}
		writeString(&out, member)
		out.WriteByte(':')
		writeValue(&out, s.Fields[i].Type, rec[i])
	}
	if open != "" {
		out.WriteByte('}')
	}
	out.WriteByte('}')
	return out.Bytes()
}

// separate writes a comma unless the object has just been opened.
func separate(out *bytes.Buffer) {
	if b := out.Bytes(); b[len(b)-1] != '{' {
		out.WriteByte(',')
	}
}

func writeValue(out *bytes.Buffer, t Type, v Value) {
	switch t {
	case Number:
		out.WriteString(v.Text)
	case Boolean:
		if v.Bool {
			out.WriteString("true")
		} else {
			out.WriteString("false")
		}
	case UUIDs:
		out.WriteByte('[')
		for i, element := range v.List {
			if i > 0 {
				out.WriteByte(',')
			}
			writeString(out, element)
		}
		out.WriteByte(']')
	default:
		writeString(out, v.Text)
	}
}

// writeString writes a JSON string; bytes that are not UTF-8 become U+FFFD.
func writeString(out *bytes.Buffer, text string) {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		// Neither a string nor a buffer can fail to be encoded or written.
		panic(err)
	}
	out.Truncate(out.Len() - 1) // Encode ends with a newline
}
