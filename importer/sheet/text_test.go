package sheet

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// decodeAll reads a text to its end by reads of the given size.
func decodeAll(in io.Reader, set textEncoding, room int) (string, error) {
	text := newTextReader(in, set, 0)
	var out []byte
	buf := make([]byte, room)
	for {
		n, err := text.Read(buf)
		out = append(out, buf[:n]...)
		if err == io.EOF {
			return string(out), nil
		}
		if err != nil {
			return string(out), err
		}
	}
}

func TestFindEncoding(t *testing.T) {
	tests := map[string]string{
		"windows-1252": "windows-1252", "Windows-1252": "windows-1252", "cp1252": "windows-1252", "1252": "windows-1252",
		"windows-1250": "windows-1250", "cp1251": "windows-1251", "windows-1254": "windows-1254",
		"latin1": "iso-8859-1", "Latin-1": "iso-8859-1", "ISO-8859-1": "iso-8859-1", "iso_8859-1": "iso-8859-1",
		"iso-8859-15": "iso-8859-15", "latin9": "iso-8859-15", "iso-8859-9": "iso-8859-9",
		"macintosh": "macintosh", "mac": "macintosh", "MacRoman": "macintosh", "x-mac-cyrillic": "x-mac-cyrillic",
		"utf-8": "utf-8", "UTF8": "utf-8", "utf-8-sig": "utf-8", "unicode-1-1-utf-8": "utf-8",
		"utf-16": "utf-16", "utf-16le": "utf-16le", "UTF-16BE": "utf-16be", "unicode": "utf-16le",
		"ascii": "us-ascii", "cp850": "ibm850", "shift_jis": "shift_jis", "sjis": "shift_jis", "gb18030": "gb18030",
		"koi8-r": "koi8-r", "big5": "big5", "euc-kr": "euc-kr",
	}
	for name, want := range tests {
		set, err := findEncoding(name)
		if err != nil || set.name != want {
			t.Errorf("%s: got %q, %v; want %q", name, set.name, err, want)
		}
	}
	for name, near := range map[string]string{
		"windows-1525": "windows-1252", "utf-9": "utf-8", "iso-8859-51": "iso-8859-", "ANSI": "windows-1252",
		"utf-7": "utf-8", "replacement": "known are", "x-user-defined": "known are",
		"": "known are", "macintoch": "macintosh", "utf-32": "utf-",
	} {
		if _, err := findEncoding(name); err == nil || !strings.Contains(err.Error(), near) {
			t.Errorf("%s: got %v, want an error that suggests %s", name, err, near)
		}
	}
}

// Every alias and every name that is suggested can be used.
func TestEncodingNamesWork(t *testing.T) {
	names := encodingNames()
	for alias := range encodingAliases() {
		names = append(names, alias)
	}
	for _, c := range candidates() {
		names = append(names, c.name)
	}
	for _, name := range names {
		set, err := findEncoding(name)
		if err != nil {
			t.Error(err)
			continue
		}
		if again, err := findEncoding(set.name); err != nil || again.name != set.name {
			t.Errorf("%s is called %s, which gives %q, %v", name, set.name, again.name, err)
		}
	}
}

func TestLikelyEncoding(t *testing.T) {
	const spanish = "Diseñador – Jefe;“Gestión de Área” – 30 €\nIngeniería;Número 1º;¿Qué?\n"
	tests := []struct {
		text, want string
		page       *charmap.Charmap
	}{
		{spanish, "windows-1252", charmap.Windows1252},
		{spanish, "macintosh", charmap.Macintosh},
		{"Diseñador\n", "windows-1252", charmap.Windows1252},
		{"Diseñador\n", "macintosh", charmap.Macintosh},
		{"Diseñador\n", "windows-1252", charmap.ISO8859_1},
		{"Gestão de Operações;São João\n", "windows-1252", charmap.Windows1252},
		{"Gestão de Operações;São João\n", "macintosh", charmap.Macintosh},
		{"Größe;Geschäftsführer;Österreich\n", "windows-1252", charmap.Windows1252},
		{"Ingénieur d’études;Chargé à l’accueil;Château\n", "windows-1252", charmap.Windows1252},
		{"Ingénieur d’études;Chargé à l’accueil;Château\n", "macintosh", charmap.Macintosh},
		{"Taux en €;Ingénieur;cœur\n", "iso-8859-15", charmap.ISO8859_15},
		{"Kierownik działu;Główny księgowy;Źródło\n", "windows-1250", charmap.Windows1250},
		{"Kierownik działu;Główny księgowy;Książka\n", "iso-8859-2", charmap.ISO8859_2},
		{"Ředitel příjmů;Účetní\n", "windows-1250", charmap.Windows1250},
		{"Müdür yardımcısı;İşçi;Güvenlik görevlisi\n", "windows-1254", charmap.Windows1254},
		{"Менеджер;Главный бухгалтер\n", "windows-1251", charmap.Windows1251},
		{"Менеджер;Главный бухгалтер\n", "koi8-r", charmap.KOI8R},
		{"Менеджер;Главный бухгалтер\n", "ibm866", charmap.CodePage866},
		{"Διευθυντής;Λογιστής\n", "windows-1253", charmap.Windows1253},
		{"Diseñador;Gestión;Área;Número\n", "ibm850", charmap.CodePage850},
		{"7,the category “Sales” is not known\n", "windows-1252", charmap.Windows1252},
		{"7,el valor “Ventas” no es uno de la lista; quite la fila\n", "windows-1252", charmap.Windows1252},
		{"Save it as ‘CSV’ first\n", "windows-1252", charmap.Windows1252},
		{"the account’s id can’t be read\n", "windows-1252", charmap.Windows1252},
		{"O’Brien;D’Angelo\n", "windows-1252", charmap.Windows1252},
		{"Sales – North;1990–2000;– none\n", "windows-1252", charmap.Windows1252},
		{"Sales — North;the clerk—also the manager\n", "windows-1252", charmap.Windows1252},
		{"and so on…;WAIT… ;… and 3 more;…less\n", "windows-1252", charmap.Windows1252},
		{"30 €;€30;Rate in € an hour\n", "windows-1252", charmap.Windows1252},
		{"MADRID–BARCELONA;Acme™;• one;•two\n", "windows-1252", charmap.Windows1252},
		{"García\n", "macintosh", charmap.Macintosh},
		{"Inglés;aquí;Ángel\n", "macintosh", charmap.Macintosh},
		{"economía;electrónico\n", "macintosh", charmap.Macintosh},
		{"España;Operación\n", "macintosh", charmap.Macintosh},
		{"Österreich;Größe\n", "macintosh", charmap.Macintosh},
	}
	for _, test := range tests {
		raw, err := test.page.NewEncoder().String(test.text)
		if err != nil {
			t.Fatal(err)
		}
		if got := likelyEncoding([]byte(raw)); got.name != test.want {
			t.Errorf("%q in %v: got %s, want %s", test.text, test.page, got.name, test.want)
		}
	}
}

// FuzzDecode holds each decoder against golang.org/x/text or the standard library, and against
// itself read in small pieces.
func FuzzDecode(f *testing.F) {
	names := []string{"utf-8", "utf-16le", "utf-16be", "windows-1252", "iso-8859-1", "macintosh", "us-ascii", "shift_jis", "gb18030", "iso-2022-jp"}
	for i := range names {
		for _, seed := range []string{
			"id,name\n1,Diseñador 🚀\n", "Dise\xf1ador \x96", "\xff\xfea\x00", "a\x00\x3d\xd8\x80\xde\x00\xd8", "\x83\x47\x83",
			"\x00", "\xed\xa0\x80", "\xe2\x82", "\x81\x30\x81\x30", "\xef\xbf\xbd", "", strings.Repeat("é", 50),
		} {
			f.Add(uint8(i), []byte(seed))
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, raw []byte) {
		set, err := findEncoding(names[int(which)%len(names)])
		if err != nil {
			t.Fatal(err)
		}
		text, err := decodeAll(bytes.NewReader(raw), set, 64<<10)
		if !utf8.ValidString(text) || strings.Contains(text, "\x00") {
			t.Fatalf("%s: %q from % X", set.name, text, raw)
		}
		var bad *textError
		if err != nil && !errors.As(err, &bad) {
			t.Fatalf("%s: % X: %v", set.name, raw, err)
		}
		for _, in := range []io.Reader{iotest.OneByteReader(bytes.NewReader(raw)), iotest.DataErrReader(bytes.NewReader(raw))} {
			again, errAgain := decodeAll(in, set, 16)
			if again != text || (err == nil) != (errAgain == nil) {
				t.Fatalf("%s: % X: %q, %v in pieces, %q, %v at once", set.name, raw, again, errAgain, text, err)
			}
		}
		checkDecoded(t, set, raw, text, bad)
	})
}

// checkDecoded compares with what is known by other means.
func checkDecoded(t *testing.T, set textEncoding, raw []byte, text string, bad *textError) {
	switch set.kind {
	case kindUTF8:
		if text != string(raw[:len(text)]) {
			t.Fatalf("% X became %q", raw, text)
		}
		if whole := utf8.Valid(raw) && !bytes.Contains(raw, []byte{0}); whole != (bad == nil) {
			t.Fatalf("% X: %v", raw, bad)
		}
		if bad != nil && bad.kind == badUTF8 && bad.offset != int64(len(text)) {
			t.Fatalf("% X: offset %d, want %d", raw, bad.offset, len(text))
		}
	case kindPage:
		if bad != nil && bad.kind == badUndefined && set.page.text[raw[bad.offset]] != "" {
			t.Fatalf("% X: offset %d is defined", raw, bad.offset)
		}
		if bad == nil && text != set.page.decode(raw) {
			t.Fatalf("% X became %q", raw, text)
		}
	}
	if bad == nil && set.name == "windows-1252" {
		if want, err := charmap.Windows1252.NewDecoder().Bytes(raw); err != nil || string(want) != text {
			t.Fatalf("% X became %q, x/text says %q, %v", raw, text, want, err)
		}
	}
	if bad == nil && set.name == "utf-16le" && utf16Text(text, false) != string(raw) {
		t.Fatalf("% X became %q", raw, text)
	}
}
