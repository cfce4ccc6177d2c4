package codes

import (
	"fmt"
	"strings"
)

// Language returns the language to speak, "en" or "es". The flag wins; without one the first of
// LC_ALL, LC_MESSAGES and LANG that is set decides (POSIX.1, section 8.2), and a language that
// posimport does not speak becomes English. A flag that names such a language is an error.
func Language(flag string, getenv func(string) string) (string, error) {
	if flag != "" {
		lang := primary(flag)
		if lang != "en" && lang != "es" {
			return "", fmt.Errorf("--lang %q is not known; choose en or es", flag)
		}
		return lang, nil
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := getenv(name); value != "" {
			if primary(value) == "es" {
				return "es", nil
			}
			return "en", nil
		}
	}
	return "en", nil
}

// primary returns the language of a locale: es of es_MX.UTF-8 and of es-419.
func primary(locale string) string {
	if end := strings.IndexAny(locale, "_-.@"); end >= 0 {
		locale = locale[:end]
	}
	return strings.ToLower(locale)
}
