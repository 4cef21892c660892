#include "sandbox/services/cloudformation/drift/comparison.h"

#include <gtest/gtest.h>

namespace eni::sandbox::cloudformation {
namespace {

struct Row {
  const char* name;
  const char* resolved;
  const char* written;
  const char* shown;
  const char* actual;
  const char* differences;  ///< "PATH EXPECTED ACTUAL", joined by "; "
};

constexpr Row kRows[] = {
    {"the same text", R"("a")", R"("a")", R"("a")", R"("a")", ""},
    {"another text", R"("a")", R"("a")", R"("b")", R"("b")", "/P a b"},
    {"a number in another form", "1", "1", R"("1.0")", "1", ""},
    {"a member of another case", R"({"Key": "a"})", R"({"Key": "a"})", R"({"key": "b"})", R"({"Key": "b"})",
     "/P/Key a b"},
    {"a list of EC2's", R"({"Group": ["a"]})", R"({"Group": ["a"]})", R"({"groupSet": ["b"]})",
     R"({"Group": ["b"]})", R"(/P/Group ["a"] ["b"])"},
    {"a list in another order", R"(["a", "b"])", R"(["a", "b"])", R"(["b", "a"])", R"(["a", "b"])", ""},
    {"a list as a text with commas", R"(["a", "b"])", R"(["a", "b"])", R"("b,c")", R"(["b", "c"])",
     R"(/P ["a","b"] ["b","c"])"},
    {"elements with keys among others", R"([{"Key": "k", "Value": "1"}])", R"([{"Key": "k", "Value": "1"}])",
     R"([{"Key": "j", "Value": "0"}, {"Key": "k", "Value": "2"}])", R"([{"Key": "k", "Value": "2"}])",
     "/P/0/Value 1 2"},
    {"a document as its text", R"({"A": 1})", R"({"A": 1})", R"("%7B%22A%22%3A1%7D")", R"({"A": 1})", ""},
    {"a form of the service's own", R"({"A": 1})", R"({"A": 1})", "true", R"({"A": 1})", ""},
    {"a secret that is there", R"("s")", R"("{{r}}")", R"("s")", R"("{{r}}")", ""},
    {"another in the place of a secret", R"("s")", R"("{{r}}")", R"("t")", R"("****")", "/P {{r}} ****"},
    {"a secret among others", R"(["s", "a"])", R"(["{{r}}", "a"])", R"(["s", "b"])", R"(["{{r}}", "b"])",
     R"(/P ["{{r}}","a"] ["{{r}}","b"])"},
};

std::string text_of(const json::array& differences) {
  std::string text;
  for (const json::value& one : differences)
    text += (text.empty() ? "" : "; ") + text_at(one, "PropertyPath") + " " + text_at(one, "ExpectedValue") +
            " " + text_at(one, "ActualValue");
  return text;
}

TEST(Comparison, TellsWhatDiffersWithoutSecrets) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.name);
    const json::value resolved = json::parse(row.resolved);
    const json::value written = json::parse(row.written);
    Comparison comparison;
    EXPECT_EQ(comparison.compare({resolved, written}, json::parse(row.shown), "/P"), json::parse(row.actual));
    EXPECT_EQ(text_of(comparison.take_differences()), row.differences);
  }
}

}  // namespace
}  // namespace eni::sandbox::cloudformation
