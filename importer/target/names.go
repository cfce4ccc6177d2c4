package target

import "strings"

// names returns every place of an answer that may hold the name of an error, best first. Those that
// are not words may hold a name within a sentence.
func (a answer) names() []string {
	var found []string
	add := func(v any, members ...string) {
		switch v := v.(type) {
		case string:
			found = append(found, v)
		case map[string]any:
			for _, member := range members {
				if text, ok := v[member].(string); ok {
					found = append(found, text)
				}
			}
		}
	}
	inside := []string{"name", "code", "type", "error", "message"}
	add(a.object["error"], inside...)
	for _, e := range list(a.object["errors"]) {
		add(e, inside...)
	}
	if a.object["data"] != nil {
		// Without data the answer may be the position itself, whose name is no error's.
		add(a.data()["error"], inside...)
	}
	for _, member := range []string{"name", "code", "type", "status"} {
		add(a.object[member])
	}
	for _, e := range list(a.object["message"]) {
		add(e, inside...)
	}
	return append(found, a.plain)
}

// list returns the elements of a list, and anything else as the only element.
func list(v any) []any {
	if elements, ok := v.([]any); ok {
		return elements
	}
	return []any{v}
}

// known returns the first of the names that the answer gives, by itself or as a word in a text.
func (a answer) known(names []string) string {
	for _, text := range a.names() {
		first, at := "", len(text)
		for _, name := range names {
			if i := wordAt(text, name); i >= 0 && i < at {
				first, at = name, i
			}
		}
		if first != "" {
			return first
		}
	}
	return ""
}

// wordAt returns where a word stands by itself in a text, or -1.
func wordAt(text, word string) int {
	for from := 0; word != ""; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return -1
		}
		start, end := from+i, from+i+len(word)
		if (start == 0 || !inWord(text[start-1])) && (end == len(text) || !inWord(text[end])) {
			return start
		}
		from = end
	}
	return -1
}

func inWord(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z'
}

// given returns the first text, in a place for names, that is plainly a name, such as
// GroupNotFoundError or GROUP_NOT_FOUND, though no documentation lists it.
func (a answer) given() string {
	for _, text := range a.names() {
		if isName(text) {
			return text
		}
	}
	return ""
}

func isName(text string) bool {
	if len(text) < 4 || len(text) > 64 || text[0] < 'A' || text[0] > 'Z' {
		return false
	}
	for i := range len(text) {
		if !inWord(text[i]) {
			return false
		}
	}
	if strings.HasSuffix(text, "Error") || strings.HasSuffix(text, "Exception") {
		return true
	}
	return strings.Contains(text, "_") && strings.ToUpper(text) == text
}

// text returns what the answer says for people, cleaned, and "" where it says nothing: the message
// and the details that go with it, each once.
func (a answer) text() string {
	var parts []string
	add := func(texts ...string) {
		for _, t := range texts {
			t = Clean(t)
			known := t == ""
			for _, p := range parts {
				known = known || p == t
			}
			if !known {
				parts = append(parts, t)
			}
		}
	}
	add(words(a.object["message"])...)
	if e, ok := a.object["error"].(map[string]any); ok {
		add(words(e)...)
	}
	add(words(a.object["error_description"])...)
	add(words(a.object["detail"])...)
	add(words(a.object["errors"])...)
	if len(parts) == 0 {
		add(words(a.object["error"])...)
	}
	if len(parts) == 0 && !strings.Contains(a.plain, "<") {
		add(a.plain)
	}
	return Clean(strings.Join(parts, "; "))
}

// words returns the texts of a value: a string, a list of texts, or an object's message or detail,
// named by the field that it is about where it says so.
func words(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var all []string
		for _, e := range v {
			if _, nested := e.([]any); !nested {
				all = append(all, words(e)...)
			}
		}
		return all
	case map[string]any:
		return objectWords(v)
	}
	return nil
}

func objectWords(v map[string]any) []string {
	for _, member := range []string{"message", "msg", "detail", "description", "name", "code"} {
		switch text := v[member].(type) {
		case string:
			if field := scalar(v["field"]); field != "" && !strings.Contains(text, field) {
				text = field + ": " + text
			}
			return []string{text}
		case []any:
			return words(text)
		}
	}
	return nil
}
