package importer

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Rows is a choice of rows by the numbers that Excel shows: 2-50, or 2-50,60,70-. The zero value
// chooses every row.
type Rows struct {
	ranges []rowRange
	text   string
}

type rowRange struct{ from, to int } // to is 0 for no end

// ParseRows reads a choice of rows; the error quotes what is wrong and shows the form.
func ParseRows(text string) (Rows, error) {
	chosen := Rows{text: strings.TrimSpace(text)}
	if chosen.text == "" {
		return chosen, nil
	}
	for part := range strings.SplitSeq(chosen.text, ",") {
		one, err := parseRange(strings.TrimSpace(part))
		if err != nil {
			return Rows{}, err
		}
		chosen.ranges = append(chosen.ranges, one)
	}
	return chosen, nil
}

func parseRange(part string) (rowRange, error) {
	wrong := fmt.Errorf("%q is not a range of rows: write 2-50, 7, 100- or several of them with commas", part)
	first, last, isRange := strings.Cut(part, "-")
	from, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil || from < 1 {
		return rowRange{}, wrong
	}
	if !isRange {
		return rowRange{from, from}, nil
	}
	if strings.TrimSpace(last) == "" {
		return rowRange{from, 0}, nil
	}
	to, err := strconv.Atoi(strings.TrimSpace(last))
	if err != nil || to < from {
		return rowRange{}, wrong
	}
	return rowRange{from, to}, nil
}

// Has reports whether a row is chosen.
func (r Rows) Has(number int) bool {
	if len(r.ranges) == 0 {
		return true
	}
	for _, one := range r.ranges {
		if number >= one.from && (one.to == 0 || number <= one.to) {
			return true
		}
	}
	return false
}

// String returns the choice as it was written.
func (r Rows) String() string { return r.text }

// IsZero reports whether every row is chosen.
func (r Rows) IsZero() bool { return len(r.ranges) == 0 }

// MarshalJSON writes the choice as it was written.
func (r Rows) MarshalJSON() ([]byte, error) { return json.Marshal(r.text) }

// UnmarshalJSON reads it again.
func (r *Rows) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	var err error
	*r, err = ParseRows(text)
	return err
}
