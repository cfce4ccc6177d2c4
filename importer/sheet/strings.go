package sheet

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"unsafe"

	"posimport/importer/row"
)

const (
	arenaChunk = 1 << 20 // bytes; a text lies in one chunk, so a cell's limit must be below it
	indexChunk = 1 << 14 // places
)

// textTable holds a workbook's shared strings in a few large chunks: no text has an allocation of
// its own, and growing copies nothing. A text is known by its number.
type textTable struct {
	chunks [][]byte   // each text with its size before it
	places [][]uint32 // chunk number and place within it, by the text's number
	count  int
	used   int64 // bytes of texts and places
	limit  int64
}

func (t *textTable) full() error {
	return &limitError{fmt.Sprintf("there are more than %d bytes of shared strings", t.limit)}
}

// add appends a text, which is copied.
func (t *textTable) add(text []byte) error {
	var head [binary.MaxVarintLen64]byte
	size := binary.PutUvarint(head[:], uint64(len(text)))
	need := size + len(text)
	if t.used += int64(need) + 4; t.used > t.limit || need > arenaChunk {
		return t.full()
	}
	last := len(t.chunks) - 1
	if last < 0 || len(t.chunks[last])+need > arenaChunk {
		if len(t.chunks) == 1<<32/arenaChunk {
			return t.full()
		}
		size := arenaChunk
		if last++; last == 0 {
			size = arenaChunk / 64 // most workbooks need no more
		}
		t.chunks = append(t.chunks, make([]byte, 0, size))
	}
	chunk := t.chunks[last]
	place := uint32(last*arenaChunk + len(chunk))
	t.chunks[last] = append(append(chunk, head[:size]...), text...)
	if t.count%indexChunk == 0 {
		t.places = append(t.places, make([]uint32, 0, indexChunk))
	}
	last = len(t.places) - 1
	t.places[last] = append(t.places[last], place)
	t.count++
	return nil
}

// text returns a text by its number, which must be below count. It allocates nothing: the string
// lies in the table, whose bytes are never changed.
func (t *textTable) text(number int) string {
	place := t.places[number/indexChunk][number%indexChunk]
	rest := t.chunks[place/arenaChunk][place%arenaChunk:]
	size, head := binary.Uvarint(rest)
	if size == 0 {
		return ""
	}
	return unsafe.String(&rest[head], int(size))
}

// readTexts reads the shared strings' part (ECMA-376 part 1, 18.4.9).
func (w *workbook) readTexts(ctx context.Context) (*textTable, error) {
	table := &textTable{limit: w.archive.limits.Strings}
	if w.strings == "" {
		return table, nil
	}
	part, err := w.archive.open(w.strings, w.archive.limits.Part)
	if err != nil {
		return nil, err
	}
	defer func() { _ = part.Close() }()
	text, wide, err := newXMLText(part)
	if err == nil {
		ahead := newReadAhead(ctx, text)
		defer func() { _ = ahead.Close() }()
		err = table.scan(newTextScanner(ahead, wide), w.archive.limits.CellSize)
	}
	if err != nil {
		return nil, inPart(err, w.strings)
	}
	return table, nil
}

// scan reads a whole <sst>.
func (t *textTable) scan(s *xmlScanner, cellSize int) error {
	var text []byte
	for depth := 0; ; {
		kind, err := s.next()
		if err != nil {
			return err
		}
		switch kind {
		case tokenEnd:
			return nil
		case tokenClose:
			depth--
		case tokenText:
			if !allSpace(s.text) {
				return fmt.Errorf("there is a text %q outside of a string", clip(s.text))
			}
		case tokenOpen:
			if depth == 0 {
				depth++
				err = root(s, spaceMain, "sst")
			} else if s.space == spaceMain && string(s.name) == "si" {
				if text, err = appendItem(text[:0], s, cellSize); err == nil {
					err = t.add(text)
				}
			} else {
				err = s.skip()
			}
			if err != nil {
				return err
			}
		}
	}
}

// appendItem adds the text of a string item (<si> or <is>) that has just begun: its <t>, or those
// of its runs. Phonetic runs, which repeat the text in another script, are left out
// (ECMA-376 part 1, 18.4.8).
func appendItem(dst []byte, s *xmlScanner, limit int) ([]byte, error) {
	start := len(dst)
	depth, plain := 1, false
	for depth > 0 {
		kind, err := s.next()
		if err != nil {
			return dst, err
		}
		switch kind {
		case tokenClose:
			depth--
		case tokenText:
			if !allSpace(s.text) {
				return dst, fmt.Errorf("there is a text %q outside of <t>", clip(s.text))
			}
		case tokenOpen:
			switch {
			case s.space == spaceMain && string(s.name) == "t":
				if depth == 1 && plain {
					return dst, fmt.Errorf("a string has two texts")
				}
				plain = plain || depth == 1
				dst, err = appendX(dst, s, limit-(len(dst)-start))
			case s.space == spaceMain && string(s.name) == "r" && depth == 1:
				depth++
			default:
				err = s.skip()
			}
			if err != nil {
				return dst, err
			}
		}
	}
	return dst, nil
}

// appendX adds the text of an element that has just begun, with its _xHHHH_ resolved. The escapes
// are looked for in the whole text, as it may come in pieces.
func appendX(dst []byte, s *xmlScanner, limit int) ([]byte, error) {
	start := len(dst)
	dst, err := s.appendText(dst, limit)
	if err != nil {
		return dst, err
	}
	if !bytes.Contains(dst[start:], []byte("_x")) {
		return dst, nil
	}
	plain := unescapeX(nil, dst[start:])
	return append(dst[:start], plain...), nil
}

// noSuchText is the refusal of a cell that names a string that is not there.
func noSuchText(number, count int) *Error {
	return &Error{
		Code:    row.FileDamaged,
		Problem: fmt.Sprintf("the cell names shared string %d, and the workbook has %d of them", number, count),
		Advice:  adviceDamaged,
	}
}
