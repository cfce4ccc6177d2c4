package templates

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"posimport/importer/target/schema"
)

// ReadValues reads the values of a drop-down from a file: the first column of a CSV in UTF-8, or one
// value on each line. A first line that is the field's name or title is a header. name is for
// messages.
func ReadValues(name string, r io.Reader, f *schema.Field) ([]string, error) {
	in := bufio.NewReader(r)
	if mark, err := in.Peek(3); err == nil && string(mark) == "\uFEFF" {
		_, _ = in.Discard(3)
	}
	table := csv.NewReader(in)
	table.FieldsPerRecord = -1
	var values []string
	for {
		record, err := table.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read the values of %s from %s: %w", f.Name, name, err)
		}
		line, _ := table.FieldPos(0)
		value := strings.TrimSpace(record[0])
		if !utf8.ValidString(value) {
			return nil, fmt.Errorf("%s:%d: %q is not UTF-8; save the file as CSV UTF-8", name, line, value)
		}
		if len(values) == 0 && heads(value, f) {
			continue
		}
		if value != "" {
			values = append(values, value)
		}
	}
	if len(values) == 0 {
		return nil, fmt.Errorf("%s has no values for %s; write one on each line", name, f.Name)
	}
	return values, nil
}

// heads reports whether a value is a header of the field.
func heads(value string, f *schema.Field) bool {
	for _, title := range []string{f.Name, f.Title.EN, f.Title.ES} {
		if strings.EqualFold(value, title) {
			return true
		}
	}
	return false
}
