#include "client/ini_file.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace eni::client {
namespace {

/// {"section": {"key": "text", "key": {nested}}}
std::string shown(const std::vector<IniSection>& sections) {
  json::object all;
  for (const IniSection& section : sections) {
    json::object& settings = all[section.name].emplace_object();
    for (const auto& [key, setting] : section.settings) {
      if (setting.nested.empty()) {
        settings[key] = setting.text;
        continue;
      }
      json::object& nested = settings[key].emplace_object();
      for (const auto& [inner, text] : setting.nested) nested[inner] = text;
    }
  }
  return json::serialize(all);
}

TEST(IniFile, IsReadAsConfigparserDoes) {
  const struct {
    const char* text;
    const char* expected;
  } rows[] = {
      {"", "{}"},
      {"[a]\n", R"({"a":{}})"},
      {"[a]\nk=v\n", R"({"a":{"k":"v"}})"},
      {"[a]\r\nK : v w \r\n", R"({"a":{"k":"v w"}})"},
      {"# c\n; c\n[a] rest\n  # c\nk = v # kept\n", R"({"a":{"k":"v # kept"}})"},
      {"[a]\nk = x=y:z\nl:x=y\n", R"({"a":{"k":"x=y:z","l":"x=y"}})"},
      {"[a]\nk = one\n  two\n\n  three\n\nl = v\n", R"({"a":{"k":"one\ntwo\n\nthree","l":"v"}})"},
      {"[a]\nk =\n", R"({"a":{"k":""}})"},
      {"[a]\ns3 =\n  Max = 1\n  # c\n\n  url = http://h/?a=b\nk = v\n",
       R"({"a":{"k":"v","s3":{"Max":"1","url":"http://h/?a=b"}}})"},
      {"  [a]\n  k = v\n  l = w\n", R"({"a":{"k":"v","l":"w"}})"},
      {"[DEFAULT]\nk = d\nm = d\n[a]\nk = v\n[b]\n", R"({"a":{"k":"v","m":"d"},"b":{"k":"d","m":"d"}})"},
      {"[a [b]]\nk=v\n", R"({"a [b]":{"k":"v"}})"},
      {"[b]\nk=v\n[a]\n", R"({"b":{"k":"v"},"a":{}})"},
  };
  for (const auto& row : rows) EXPECT_EQ(shown(parse_ini(row.text, "f").value()), row.expected) << row.text;
}

TEST(IniFile, ErrorsNameFileAndLine) {
  const struct {
    const char* text;
    const char* message;
  } rows[] = {
      {"k = v\n", "f:1: a section such as [default] must come first"},
      {"[a]\n\nrubbish\n", "f:3: neither a [section] nor 'key = value'"},
      {"[a]\n= v\n", "f:2: neither a [section] nor 'key = value'"},
      {"[]\n", "f:1: a section such as [default] must come first"},
      {"[a]\n[b]\n[a]\n", "f:3: the section [a] is there twice"},
      {"[a]\nk = 1\nK = 2\n", "f:3: 'k' is there twice in its section"},
      {"[a]\ns3 =\n  x = 1\n  y\n", "f:4: below 's3' must stand 'key = value'"},
  };
  for (const auto& row : rows) {
    const auto parsed = parse_ini(row.text, "f");
    ASSERT_TRUE(parsed.has_error()) << row.text;
    EXPECT_EQ(parsed.error().message, row.message);
  }
  EXPECT_EQ(parse_ini(std::string(kMaxIniBytes + 1, '#'), "f").error().message,
            "f: a file of settings has at most 1048576 bytes");
}

}  // namespace
}  // namespace eni::client
