package sheet

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// formatLexer reads one section of a number format.
type formatLexer struct {
	code string
	at   int
	s    section
	// pending says that a lone m or mm was read whose meaning the next time part decides: behind
	// hours or before seconds it is minutes, else a month.
	pending   bool
	lastHours bool
	commas    int // commas since the last digit place
}

// section reads up to the semicolon or the end, where it leaves at.
func (l *formatLexer) section() section {
	l.s.zeros = true
	for l.at < len(l.code) && l.code[l.at] != ';' {
		l.step()
	}
	if l.pending {
		l.s.date = true
	}
	l.s.thousand += l.commas
	l.check()
	return l.s
}

// step reads one element.
func (l *formatLexer) step() {
	c := l.code[l.at]
	switch c {
	case '"':
		l.quoted()
	case '\\':
		l.at++
		l.literal(l.char())
	case '_':
		l.at++
		l.char()
		l.add(piece{kind: pieceLiteral, text: " "})
	case '*':
		l.at++
		l.char()
	case '[':
		l.bracket()
	case '0', '#', '?':
		l.at++
		l.digit(c)
	case '.':
		l.at++
		l.decimalPoint()
	case ',':
		l.at++
		l.comma()
	case '%':
		l.at++
		l.s.percent++
		l.add(piece{kind: pieceLiteral, text: "%"})
	case '@':
		l.at++
		l.s.text = true
		l.add(piece{kind: pieceText})
	default:
		l.word()
	}
}

func (l *formatLexer) add(p piece) { l.s.pieces = append(l.s.pieces, p) }

// char takes one character, whatever it is.
func (l *formatLexer) char() string {
	_, size := utf8.DecodeRuneInString(l.code[l.at:])
	l.at += size
	return l.code[l.at-size : l.at]
}

func (l *formatLexer) literal(text string) {
	if strings.TrimSpace(text) != "" {
		l.s.literal = true
	}
	l.add(piece{kind: pieceLiteral, text: text})
}

func (l *formatLexer) quoted() {
	text, _, _ := strings.Cut(l.code[l.at+1:], `"`)
	l.at = min(l.at+len(text)+2, len(l.code))
	l.literal(text)
}

// bracket reads [Red], [>=100], [$€-407], [h] and their like.
func (l *formatLexer) bracket() {
	inside, _, found := strings.Cut(l.code[l.at+1:], "]")
	if !found {
		l.s.opaque = true
		l.at = len(l.code)
		return
	}
	l.at += len(inside) + 2
	low := strings.ToLower(inside)
	switch {
	case inside == "":
		l.s.opaque = true
	case low[0] == '$':
		symbol, _, _ := strings.Cut(inside[1:], "-")
		if symbol != "" {
			l.literal(symbol)
		}
	case strings.ContainsRune("<>=", rune(low[0])):
		l.condition(low)
	case strings.Trim(low, "h") == "" || strings.Trim(low, "m") == "" || strings.Trim(low, "s") == "":
		l.s.time, l.s.elapsed = true, true
		l.pending, l.lastHours = false, low[0] == 'h'
	case isColor(low):
	default:
		l.s.opaque = true // [DBNum1] writes other digits
	}
}

func isColor(low string) bool {
	switch low {
	case "black", "blue", "cyan", "green", "magenta", "red", "white", "yellow":
		return true
	}
	digits, found := strings.CutPrefix(low, "color")
	return found && strings.Trim(digits, " 0123456789") == ""
}

func (l *formatLexer) condition(text string) {
	sign := text[:1]
	if len(text) > 1 && strings.ContainsRune("=>", rune(text[1])) {
		sign = text[:2]
	}
	limit, err := strconv.ParseFloat(strings.TrimSpace(text[len(sign):]), 64)
	if err != nil || l.s.condition != "" {
		l.s.opaque = true
		return
	}
	l.s.condition, l.s.limit = sign, limit
}

func (l *formatLexer) digit(c byte) {
	if c != '0' {
		l.s.zeros = false
	}
	if l.commas > 0 {
		l.s.grouped = true
		l.commas = 0
	}
	if l.s.time { // behind seconds: fractions of them
		l.s.fraction = true
		return
	}
	if l.s.point {
		l.s.decimals++
		l.add(piece{kind: pieceDecimal, char: c})
		return
	}
	l.s.whole++
	l.add(piece{kind: pieceWhole, char: c})
}

func (l *formatLexer) decimalPoint() {
	if l.s.time || l.s.date {
		l.add(piece{kind: pieceLiteral, text: "."})
		return
	}
	if l.s.point {
		l.s.opaque = true
	}
	if l.commas > 0 { // 0,.0 divides
		l.s.thousand += l.commas
		l.commas = 0
	}
	l.s.point = true
	l.add(piece{kind: piecePoint})
}

func (l *formatLexer) comma() {
	if l.s.whole+l.s.decimals == 0 || l.s.date || l.s.time {
		l.literal(",")
		return
	}
	l.commas++
}

// word reads letters: dates, times, General, an exponent; and any other character as itself.
func (l *formatLexer) word() {
	rest := l.code[l.at:]
	if len(rest) >= 7 && strings.EqualFold(rest[:7], "general") {
		l.at += 7
		l.s.general = true
		l.add(piece{kind: pieceGeneral})
		return
	}
	for _, half := range []string{"AM/PM", "A/P", "上午/下午", "午前/午後", "오전/오후"} {
		if len(rest) >= len(half) && strings.EqualFold(rest[:len(half)], half) {
			l.at += len(half)
			l.s.time = true
			return
		}
	}
	c := rest[0] | 0x20
	run := 0
	for run < len(rest) && rest[run]|0x20 == c && rest[run] >= 'A' {
		run++
	}
	switch {
	case c < 'a' || c > 'z' || run == 0:
		l.plain(l.char())
	case c == 'e' && len(rest) > 1 && (rest[1] == '+' || rest[1] == '-') && l.s.whole+l.s.decimals > 0:
		l.at += 2
		l.s.opaque = true
	default:
		l.at += run
		l.letters(c, run)
	}
}

// letters takes a run of one letter.
func (l *formatLexer) letters(c byte, run int) {
	switch c {
	case 'y', 'd', 'g', 'e', 'b', 'a':
		l.s.date = true
		l.settle(false)
	case 'h':
		l.s.time = true
		l.settle(false)
		l.lastHours = true
		return
	case 's':
		l.s.time = true
		l.settle(true)
	case 'm':
		switch {
		case run > 2:
			l.s.date = true
		case l.lastHours:
			l.s.time = true
		default:
			l.settle(false)
			l.pending = true
			return
		}
	default:
		l.s.opaque = true // Excel quotes any other letter
	}
	l.lastHours = false
}

// settle decides what a lone m was.
func (l *formatLexer) settle(minutes bool) {
	if l.pending {
		l.s.date = l.s.date || !minutes
		l.s.time = l.s.time || minutes
	}
	l.pending = false
}

// plain takes a character that stands for itself.
func (l *formatLexer) plain(char string) {
	if char == "/" && l.s.whole > 0 && !l.s.date {
		// A fraction, unless it parts digits that are all shown (00/00).
		if !l.s.zeros {
			l.s.opaque = true
		}
	}
	l.literal(char)
}

// check marks what cannot be rendered.
func (l *formatLexer) check() {
	s := &l.s
	places := s.whole + s.decimals
	switch {
	case s.date || s.time:
	case s.general && places > 0, s.text && places > 0, s.general && s.percent > 0:
		s.opaque = true
	}
}
