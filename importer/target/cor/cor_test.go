package cor

import (
	"fmt"
	"testing"

	"go.uber.org/goleak"

	"posimport/importer/target/schema"
	"posimport/importer/target/targettest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func text(s string) schema.Value { return schema.Value{Set: true, Text: s} }

func TestConformance(t *testing.T) {
	targettest.Run(t, New(), targettest.Example{
		Record: schema.Record{text("GLOBANT"), text("external-user-position-1"), text("Software Developer"), text("external-category-1"), text("1"), text("Sr.")},
		Body:   `{"metadata":{"source":"GLOBANT"},"id":"external-user-position-1","name":"Software Developer","category_id":"external-category-1","rate":1,"seniority":"Sr."}`,
		Status: 200,
		Answer: `{
  "statusCode": 200,
  "status": "success",
  "data": {
    "name": "Software Developer",
    "rate": 1,
    "seniority": "Sr.",
    "company_id": 2336,
    "created_at": "2025-11-19 17:39:33",
    "updated_at": "2025-11-19 17:39:33",
    "id": "external-user-position-1",
    "category_id": "external-category-1"
  }
}`,
		ID:         "external-user-position-1",
		Token:      map[string]string{"COR_TOKEN": "ready-token-0123456789"},
		Keys:       map[string]string{"COR_API_KEY": "the-api-key", "COR_CLIENT_SECRET": "the-client-secret"},
		SignInPath: "/v1/oauth/token",
		SignIn: func(token string) string {
			return fmt.Sprintf(`{"access_token":%q,"token_type":"Bearer","expires_in":3600,"refresh_token":"r"}`, token)
		},
	})
}
