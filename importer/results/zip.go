package results

import (
	"archive/zip"
	"encoding/binary"
	"io"
	"math"
	"os"
	"strings"

	"github.com/klauspost/compress/flate"
)

// packer is the zip writer that excelize saves a workbook through. excelize's own collects the
// whole archive in memory before it writes it; this one goes to the file.
type packer struct {
	*zip.Writer
	file   *os.File
	count  *counter
	spell  bool // worksheets hold stand-ins
	part   *part
	offset int64
	large  []int64 // offsets of the headers of parts over 4 GiB
}

// counter counts what the archive has written to the file.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// part is one entry of the archive under way.
type part struct {
	counter
	speller *speller
}

// newPacker begins an archive in a file. A level of 4 packs a sheet about as small as the standard
// library's default, in a third of the time.
func newPacker(file *os.File, spell bool) *packer {
	count := &counter{w: file}
	p := &packer{Writer: zip.NewWriter(count), file: file, count: count, spell: spell}
	p.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, 4)
	})
	return p
}

// Create begins the next part.
func (p *packer) Create(name string) (io.Writer, error) {
	if err := p.endPart(); err != nil {
		return nil, err
	}
	if err := p.Flush(); err != nil {
		return nil, err
	}
	p.offset = p.count.n
	w, err := p.Writer.Create(name)
	if err != nil {
		return nil, err
	}
	p.part = &part{counter: counter{w: w}}
	if p.spell && strings.HasPrefix(name, "xl/worksheets/sheet") {
		p.part.speller = &speller{w: &p.part.counter}
		return p.part.speller, nil
	}
	return p.part, nil
}

func (p *packer) endPart() error {
	if p.part == nil {
		return nil
	}
	if p.part.speller != nil {
		if err := p.part.speller.Close(); err != nil {
			return err
		}
	}
	if p.part.n > math.MaxUint32 {
		p.large = append(p.large, p.offset)
	}
	p.part = nil
	return nil
}

// Close ends the archive. Excel refuses a part over 4 GiB whose local header asks for less than
// version 4.5 of the format, and the standard library writes 2.0 there.
func (p *packer) Close() error {
	if err := p.endPart(); err != nil {
		return err
	}
	if err := p.Writer.Close(); err != nil {
		return err
	}
	const versionAt, version45 = 4, 45
	for _, offset := range p.large {
		if _, err := p.file.WriteAt(binary.LittleEndian.AppendUint16(nil, version45), offset+versionAt); err != nil {
			return err
		}
	}
	return nil
}
