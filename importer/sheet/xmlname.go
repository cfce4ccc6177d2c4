package sheet

// space is the namespace of an element or attribute, as far as it matters.
type space uint8

const (
	spaceNone  space = iota // in no namespace
	spaceMain               // SpreadsheetML, transitional or strict
	spaceLinks              // relationship ids in a part (r:id), transitional or strict
	spaceRels               // the relationships part itself
	spaceTypes              // [Content_Types].xml
	spaceXML                // the prefix xml, which is always there
	spaceOther              // any other
)

func spaceOf(uri []byte) space {
	switch string(uri) {
	case "":
		return spaceNone
	case "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
		"http://purl.oclc.org/ooxml/spreadsheetml/main":
		return spaceMain
	case "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
		"http://purl.oclc.org/ooxml/officeDocument/relationships":
		return spaceLinks
	case "http://schemas.openxmlformats.org/package/2006/relationships":
		return spaceRels
	case "http://schemas.openxmlformats.org/package/2006/content-types":
		return spaceTypes
	case "http://www.w3.org/XML/1998/namespace":
		return spaceXML
	}
	return spaceOther
}

// Names of elements and attributes are ASCII in everything that a spreadsheet program writes, and
// a bit for each character is quick to look up.
const (
	nameStartHigh uint64 = 0x07fffffe_87fffffe // A-Z _ a-z, from 64 on
	nameLow       uint64 = 0x03ff6000_00000000 // - . 0-9
)

func isNameStart(c byte) bool {
	return c >= 64 && c < 128 && nameStartHigh>>(c&63)&1 != 0
}

func isNameChar(c byte) bool {
	if c < 64 {
		return nameLow>>c&1 != 0
	}
	return c < 128 && nameStartHigh>>(c&63)&1 != 0
}

func isXMLSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\t' || c == '\r'
}

// scanName measures the name at the beginning of b: its size with its prefix, and the place of the
// colon or -1. A size of 0 means that there is no name.
func scanName(b []byte) (size, colon int) {
	colon = -1
	if len(b) == 0 || !isNameStart(b[0]) {
		return 0, -1
	}
	for size = 1; size < len(b); size++ {
		c := b[size]
		if isNameChar(c) {
			continue
		}
		if c != ':' {
			break
		}
		if colon >= 0 || size+1 < len(b) && !isNameStart(b[size+1]) {
			return 0, -1
		}
		colon = size
	}
	return size, colon
}
