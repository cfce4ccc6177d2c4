package templates

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"posimport/importer/results/props"
)

// maxCore is how many bytes of the properties are read.
const maxCore = 64 << 10

// Stamp is what a template says of itself in its properties, and keeps when it is filled in.
type Stamp struct {
	Target  string // "cor", "aptly"
	Version int    // see Version
}

// String is the stamp as the property Comments holds it: posimport template cor v1.
func (s Stamp) String() string { return fmt.Sprintf("posimport template %s v%d", s.Target, s.Version) }

// ParseStamp finds a stamp in a text.
func ParseStamp(text string) (Stamp, bool) {
	_, rest, found := strings.Cut(text, "posimport template ")
	if !found {
		return Stamp{}, false
	}
	words := strings.Fields(rest)
	if len(words) < 2 || !strings.HasPrefix(words[1], "v") {
		return Stamp{}, false
	}
	version, err := strconv.Atoi(words[1][1:])
	if err != nil || version < 1 {
		return Stamp{}, false
	}
	return Stamp{Target: words[0], Version: version}, true
}

// ReadStamp reads the stamp of a workbook of a size in bytes. It reports false for anything that is
// not a workbook made from a template.
func ReadStamp(r io.ReaderAt, size int64) (Stamp, bool) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return Stamp{}, false
	}
	part, err := archive.Open(props.Part)
	if err != nil {
		return Stamp{}, false
	}
	defer part.Close()
	var core struct {
		Description string `xml:"description"`
	}
	if err := xml.NewDecoder(io.LimitReader(part, maxCore)).Decode(&core); err != nil {
		return Stamp{}, false
	}
	return ParseStamp(core.Description)
}

// addStamp writes the properties. Their times are fixed, so that equal templates are equal bytes.
func (b *workbook) addStamp() error {
	stamp := Stamp{Target: b.schema.Target, Version: Version}
	return b.file.SetDocProps(&excelize.DocProperties{
		Title:   fmt.Sprintf(b.words.say("%s positions", "Posiciones de %s"), b.schema.Title),
		Creator: "posimport", LastModifiedBy: "posimport", Description: stamp.String(),
		Created: "2025-01-01T00:00:00Z", Modified: "2025-01-01T00:00:00Z",
		Language: b.words.say("en", "es"), Version: fmt.Sprintf("%d.0", Version),
	})
}
