package mapping

import (
	"fmt"

	"posimport/importer/row"
	"posimport/importer/target/schema"
)

// consistent decides where the value comes from and says which keys exclude each other.
func (rl *ruleLoader) consistent(e entry) {
	rl.kind(e)
	r, f := rl.rule, rl.field
	if f.PerRun && r.kind != fromConst && r.kind != fromNothing {
		hint := fmt.Sprintf("write %s: {const: VALUE}, or give --set %s=VALUE", f.Name, f.Name)
		if !rl.isSet() {
			rl.add(e.at, row.MapConflict, f.Name+" names the account: it has one value for the whole run and cannot come from a column", hint)
		}
	}
	if r.kind == fromConst && (f.Identity || r.unique) {
		rl.add(e.at, row.MapConflict, f.Name+" must differ from row to row and cannot be a constant", "name its column")
	}
	if r.fallback != nil && (f.Identity || r.unique) {
		rl.exclude("default", f.Name+" must differ from row to row: it cannot have a default")
	}
	if r.fallback != nil && r.required {
		rl.exclude("required", "an empty cell cannot be both an issue and the default")
	}
	if r.number.decimal != "" && r.number.decimal == r.number.group {
		rl.exclude("group", "decimal and group are the same separator")
	}
	if r.min != "" && r.max != "" && compareDecimals(r.min, r.max) > 0 {
		rl.exclude("max", "max is less than min")
	}
	if r.kind != fromJoin && rl.has("with") {
		rl.exclude("with", "with is for join, which "+f.Name+" does not have")
	}
	if r.kind == fromJoin && r.optional {
		rl.exclude("optional", "optional is for from")
	}
	rl.limits()
	rl.words()
}

// isSet reports whether --set gives the field, so that what the file says of it does not count.
func (rl *ruleLoader) isSet() bool {
	for _, assignment := range rl.options.Set {
		if len(assignment) > len(rl.field.Name) && assignment[:len(rl.field.Name)+1] == rl.field.Name+"=" {
			return true
		}
	}
	return false
}

func (rl *ruleLoader) has(name string) bool {
	_, ok := rl.at[name]
	return ok
}

// exclude says a conflict at a key's place.
func (rl *ruleLoader) exclude(name, text string) {
	rl.add(rl.at[name], row.MapConflict, "field "+rl.field.Name+": "+text, "remove one of them")
}

// kind decides which of from, join and const gives the value; there must be exactly one.
func (rl *ruleLoader) kind(e entry) {
	r, name := rl.rule, rl.field.Name
	count := 0
	for _, source := range []struct {
		key  string
		kind source
	}{{"from", fromColumn}, {"join", fromJoin}, {"const", fromConst}} {
		if rl.has(source.key) {
			count++
			r.kind = source.kind
		}
	}
	switch {
	case count > 1:
		rl.add(e.at, row.MapConflict, "from, join and const exclude each other in field "+name, "keep one of them")
	case count == 0:
		hint := "add from: HEADER"
		if rl.has("default") {
			hint = "write const where every row has the same value, else add from: HEADER"
		}
		rl.add(e.at, row.MapMissing, "nothing says where "+name+" comes from", hint)
	case r.kind == fromConst:
		for _, k := range keys() {
			if rl.has(k.name) && !k.withConst() {
				rl.exclude(k.name, k.name+" has no effect beside const")
			}
		}
	}
	if r.kind == fromJoin && r.with == "" && !rl.has("with") {
		r.with = " "
	}
}

// limits says which rules would loosen the target's.
func (rl *ruleLoader) limits() {
	r, f := rl.rule, rl.field
	if f.MaxLen > 0 && r.maxLength > f.MaxLen {
		rl.loosened("max_length", fmt.Sprintf("at most %d characters", f.MaxLen))
	}
	if limit := (&check{maxLen: f.MaxLen}).tighter(r.maxLength); limit > 0 && r.padLength > limit {
		rl.exclude("pad_left", fmt.Sprintf("pad_left makes it longer than %d characters", limit))
	}
	if len(r.oneOf) == 0 {
		return
	}
	own := newCheck(f, &rule{maxLength: r.maxLength, pattern: r.pattern})
	for _, text := range r.oneOf {
		if bad := own.text(text); bad.code != "" {
			rl.add(rl.at["one_of"], row.MapValue, fmt.Sprintf("one_of of %s: %s %s", f.Name, quoted(text), bad.words()), meant(bad))
		}
	}
}

// tighter returns the smaller of two limits, 0 being none.
func (c *check) tighter(limit int) int {
	if limit == 0 || c.maxLen > 0 && c.maxLen < limit {
		return c.maxLen
	}
	return limit
}

// words says which words mean both yes and no.
func (rl *ruleLoader) words() {
	r := rl.rule
	if len(r.yes)+len(r.no) == 0 {
		return
	}
	builtin := booleanWords(nil, nil)
	own := map[string]bool{}
	clash := func(key string, list []string, value bool) {
		for _, word := range list {
			folded := fold(trimmed(word))
			before, known := own[folded]
			if !known {
				before, known = builtin[folded]
			}
			if known && before != value {
				rl.exclude(key, quoted(word)+" means both yes and no")
			}
			own[folded] = value
		}
	}
	clash("yes", r.yes, true)
	clash("no", r.no, false)
}

// literals checks every value that the mapping itself gives against the rules of the field.
func (rl *ruleLoader) literals() {
	r, f := rl.rule, rl.field
	if r.kind == fromConst {
		rl.checkConstant(f, r, rl.at["const"])
		return
	}
	c := newCheck(f, r)
	if r.fallback != nil {
		if text, bad := rl.literal(c, r.fallback); bad != "" {
			rl.add(rl.at["default"], row.MapValue, fmt.Sprintf("default of %s: %s %s", f.Name, text, bad), "")
		}
	}
	if r.values != nil {
		rl.checkValues(c)
	}
}

// literal returns what is wrong with a literal, and the part that it is about.
func (l *loader) literal(c *check, parts []string) (text, bad string) {
	value, trouble := c.literal(parts)
	for _, part := range parts {
		text += part
	}
	if trouble.value != "" {
		text = trouble.value
	}
	switch {
	case trouble.code != "":
		return quoted(text), trouble.words()
	case !value.Set:
		return quoted(text), "is empty"
	default:
		return text, ""
	}
}

// checkConstant checks a constant of the file or of --set.
func (l *loader) checkConstant(f *schema.Field, r *rule, at place) {
	if r.constant == nil {
		return
	}
	if f.Identity {
		if at.file != "" { // in the file, consistent says so
			l.add(at, row.MapConflict, f.Name+" must differ from row to row and cannot be a constant", "name its column in the mapping")
		}
		return
	}
	c := newCheck(f, r)
	text, bad := l.literal(c, r.constant)
	if bad == "" {
		return
	}
	_, trouble := c.literal(r.constant)
	l.add(at, row.MapValue, fmt.Sprintf("%s: %s %s", f.Name, text, bad), meant(trouble))
}

// meant is a hint that names the nearest allowed value.
func meant(f fault) string {
	if f.near == "" {
		return ""
	}
	return "did you mean " + quoted(f.near) + "?"
}
