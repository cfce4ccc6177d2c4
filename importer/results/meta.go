package results

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// metaVersion is the version of Meta and of its sheet: a line with the mark, the version, the number
// of pieces and the SHA-256 of the JSON, then the pieces of the JSON, one a line.
const (
	metaVersion = 1
	metaMark    = "posimport results"
	metaPiece   = 32000 // UTF-16 units, a little less than a cell holds
)

// writeMeta writes what a retry needs onto a very hidden sheet, which Excel's own menus cannot show.
func (b *book) writeMeta() error {
	meta := b.o.Meta
	meta.Version, meta.CSV = metaVersion, b.fromCSV
	lines, err := encodeMeta(&meta)
	if err != nil {
		return err
	}
	if err := b.addSheet(sheetMeta, ""); err != nil {
		return err
	}
	if err := b.file.SetSheetVisible(sheetMeta, false, true); err != nil {
		return err
	}
	stream, err := b.file.NewStreamWriter(sheetMeta)
	if err != nil {
		return err
	}
	b.streams = append(b.streams, stream)
	for i, line := range lines {
		values := make([]any, len(line))
		for j, text := range line {
			values[j] = excelize.Cell{Value: b.text(text)}
		}
		if err := stream.SetRow("A"+strconv.Itoa(i+1), values); err != nil {
			return err
		}
	}
	return nil
}

// encodeMeta returns the lines of the meta sheet.
func encodeMeta(meta *Meta) ([][]string, error) {
	data, err := json.Marshal(meta)
	if err != nil {
		return nil, err
	}
	var pieces []string
	for rest := string(data); rest != ""; {
		piece := cutTo(rest, metaPiece)
		pieces = append(pieces, piece)
		rest = rest[len(piece):]
	}
	sum := sha256.Sum256(data)
	lines := [][]string{{metaMark, strconv.Itoa(metaVersion), strconv.Itoa(len(pieces)), hex.EncodeToString(sum[:])}}
	for _, piece := range pieces {
		lines = append(lines, []string{piece})
	}
	return lines, nil
}

// decodeMeta is the inverse of encodeMeta. An error means that the sheet was changed or cut.
func decodeMeta(lines [][]string) (Meta, error) {
	var meta Meta
	if len(lines) == 0 || len(lines[0]) < 4 || lines[0][0] != metaMark {
		return meta, errors.New("the hidden sheet " + sheetMeta + " does not begin as posimport writes it")
	}
	version, err := strconv.Atoi(lines[0][1])
	if err != nil || version < 1 {
		return meta, fmt.Errorf("the hidden sheet "+sheetMeta+" names the version %q", lines[0][1])
	}
	if version > metaVersion {
		return meta, fmt.Errorf("it was written by a newer posimport (version %d of its hidden sheet, this one reads %d); use that one", version, metaVersion)
	}
	var data strings.Builder
	for _, line := range lines[1:] {
		if len(line) > 0 {
			data.WriteString(line[0])
		}
	}
	sum := sha256.Sum256([]byte(data.String()))
	if hex.EncodeToString(sum[:]) != lines[0][3] {
		return meta, errors.New("the hidden sheet " + sheetMeta + " was changed: its checksum does not match")
	}
	if err := json.Unmarshal([]byte(data.String()), &meta); err != nil {
		return meta, fmt.Errorf("the hidden sheet "+sheetMeta+" cannot be read: %w", err)
	}
	return meta, nil
}
