#include "template/document.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace eni::tmpl {
namespace {

/// The JSON of `V: TEXT`, or the error.
std::string value_of(const std::string& yaml) {
  const auto document = parse_document("V: " + yaml + "\n");
  if (document.has_error()) return describe(document.error());
  return json::serialize(to_json(*document->root->find("V")));
}

TEST(Document, YamlScalarsAreReadByYaml11AsCloudFormationDoes) {
  const struct {
    const char* yaml;
    const char* json;
  } rows[] = {
      {"text", R"("text")"},
      {"2012-10-17", R"("2012-10-17")"},
      {"2001-12-14t21:59:43.10-05:00", R"("2001-12-14t21:59:43.10-05:00")"},
      {"true", "true"},
      {"TRUE", "true"},
      {"yes", "true"},
      {"Yes", "true"},
      {"on", "true"},
      {"no", "false"},
      {"Off", "false"},
      {"yEs", R"("yEs")"},
      {"y", R"("y")"},
      {"n", R"("n")"},
      {"'yes'", R"("yes")"},
      {"\"true\"", R"("true")"},
      {"0", "0"},
      {"-0", "0"},
      {"14", "14"},
      {"+14", "14"},
      {"-14", "-14"},
      {"1_000", "1000"},
      {"0777", "511"},
      {"012345678901", "1.2345678901E10"},
      {"000000000000", "0"},
      {"'012345678901'", R"("012345678901")"},
      {"0x1F", "31"},
      {"0b101", "5"},
      {"0o17", R"("0o17")"},
      {"1:30", "90"},
      {"190:20:30", "685230"},
      {"1:99", R"("1:99")"},
      {"22:22", "1342"},
      {"123456789012345678901234567890", R"("123456789012345678901234567890")"},
      {"1.5", "1.5E0"},
      {"1.", "1E0"},
      {".5", "5E-1"},
      {"1e3", "1E3"},
      {"1.2.3", R"("1.2.3")"},
      {"10.0.0.0/16", R"("10.0.0.0/16")"},
      {"1.e", R"("1.e")"},
      {"'-'", R"("-")"},
      {"+", R"("+")"},
      {".", R"(".")"},
      {".inf", R"(".inf")"},
      {"'14'", R"("14")"},
      {"!!str 14", R"("14")"},
      {"!!int 14", "14"},
      {"! 14", R"("14")"},
      {"[]", "[]"},
      {"{}", "{}"},
      {"[a, 1, yes]", R"(["a",1,true])"},
      {"{a: {b: c}}", R"({"a":{"b":"c"}})"},
      {"|\n  two\n  lines", R"("two\nlines\n")"},
      {">-\n  two\n  lines", R"("two lines")"},
      {"\"\\u00fc \\x41 \\n\"", R"("ü A \n")"},
      {"{'012': a, 'yes': b, 2012-10-17: c}", R"({"012":"a","yes":"b","2012-10-17":"c"})"},
      {"&anchor text", R"("text")"},
  };
  for (const auto& row : rows) EXPECT_EQ(value_of(row.yaml), row.json) << row.yaml;
}

TEST(Document, ShortFormsBecomeLongForms) {
  const struct {
    const char* yaml;
    const char* json;
  } rows[] = {
      {"!Ref A", R"({"Ref":"A"})"},
      {"!Ref 'AWS::Region'", R"({"Ref":"AWS::Region"})"},
      {"!GetAtt A.Arn", R"({"Fn::GetAtt":["A","Arn"]})"},
      {"!GetAtt A.Outputs.Url", R"({"Fn::GetAtt":["A","Outputs.Url"]})"},
      {"!GetAtt [A, Arn]", R"({"Fn::GetAtt":["A","Arn"]})"},
      {"!GetAtt A", R"({"Fn::GetAtt":"A"})"},
      {"!Sub '${A}-x'", R"({"Fn::Sub":"${A}-x"})"},
      {"!Sub ['${A}', {A: b}]", R"({"Fn::Sub":["${A}",{"A":"b"}]})"},
      {"!Join [',', [a, b]]", R"({"Fn::Join":[",",["a","b"]]})"},
      {"!Select [0, !GetAZs '']", R"({"Fn::Select":[0,{"Fn::GetAZs":""}]})"},
      {"!Split [',', a]", R"({"Fn::Split":[",","a"]})"},
      {"!If [C, a, !Ref B]", R"({"Fn::If":["C","a",{"Ref":"B"}]})"},
      {"!And [!Condition A, !Condition B]", R"({"Fn::And":[{"Condition":"A"},{"Condition":"B"}]})"},
      {"!Or [!Condition A, !Condition B]", R"({"Fn::Or":[{"Condition":"A"},{"Condition":"B"}]})"},
      {"!Not [!Equals [a, b]]", R"({"Fn::Not":[{"Fn::Equals":["a","b"]}]})"},
      {"!FindInMap [M, a, b]", R"({"Fn::FindInMap":["M","a","b"]})"},
      {"!Base64 text", R"({"Fn::Base64":"text"})"},
      {"!Base64\n  Fn::Sub: x", R"({"Fn::Base64":{"Fn::Sub":"x"}})"},
      {"!Base64 |\n  #!/bin/sh\n  true", R"({"Fn::Base64":"#!/bin/sh\ntrue\n"})"},
      {"!Cidr [10.0.0.0/16, 2, 8]", R"({"Fn::Cidr":["10.0.0.0/16",2,8]})"},
      {"!ImportValue x", R"({"Fn::ImportValue":"x"})"},
      {"!Transform {Name: AWS::Include}", R"({"Fn::Transform":{"Name":"AWS::Include"}})"},
      {"!Length [a]", R"({"Fn::Length":["a"]})"},
      {"!ToJsonString {a: b}", R"({"Fn::ToJsonString":{"a":"b"}})"},
  };
  for (const auto& row : rows) EXPECT_EQ(value_of(row.yaml), row.json) << row.yaml;
}

TEST(Document, JsonIsReadByItsOwnRules) {
  const struct {
    const char* text;
    const char* json;
  } rows[] = {
      {"{\"a\":1}", R"({"a":1})"},
      {"\t{\t\"a\"\t:\t[\t1\t,\r\n2]}\n", R"({"a":[1,2]})"},
      {R"({"a":"2012-10-17","b":true,"c":"yes"})", R"({"a":"2012-10-17","b":true,"c":"yes"})"},
      {R"({"a":"\ud83d\ude00 \u00fc \/ \" \\ \b\f\n\r\t"})", "{\"a\":\"😀 ü / \\\" \\\\ \\b\\f\\n\\r\\t\"}"},
      {R"({"a":"\ud83d"})", "{\"a\":\"\xEF\xBF\xBD\"}"},
      {R"({"a":-1.5e2})", R"({"a":-1.5E2})"},
      {R"({"a":[]})", R"({"a":[]})"},
      {"\xEF\xBB\xBF{\"a\":1}", R"({"a":1})"},
  };
  for (const auto& row : rows) {
    const auto document = parse_document(row.text);
    ASSERT_TRUE(document.has_value()) << row.text << document.error();
    EXPECT_EQ(document->format, Document::Format::kJson);
    EXPECT_EQ(json::serialize(to_json(*document->root)), row.json) << row.text;
  }
}

TEST(Document, ErrorsNameLineAndColumn) {
  const struct {
    const char* text;
    const char* message;
    Position position;
  } rows[] = {
      {"", "Template format error: unsupported structure.", {0, 0}},
      {"just text", "Template format error: unsupported structure.", {1, 1}},
      {"- a\n- b", "Template format error: unsupported structure.", {1, 1}},
      {"A: b: c", "Template format error: YAML not well-formed. (line 1, column 5)", {1, 5}},
      {"A:\n  b: [c\n", "Template format error: YAML not well-formed. (line 3, column 1)", {3, 1}},
      {"A:\n\tb: c\n", "Template format error: YAML not well-formed. (line 2, column 3)", {2, 3}},
      {"A: 'open", "Template format error: YAML not well-formed. (line 1, column 9)", {1, 9}},
      {"A: b\n---\nB: c\n", "Template format error: a template is one YAML document, not several", {1, 1}},
      {"A: &x b\nB: *x\n",
       "Template error: YAML aliases are not allowed in CloudFormation templates",
       {2, 4}},
      {"A:\n  <<: {b: c}\n", "Template format error: YAML merge keys (<<) are not supported", {2, 3}},
      {"A: b\nC: d\nA: e\n", "Template format error: duplicate key 'A'", {3, 1}},
      {"? [a]\n: b\n",
       "Template format error: [/] map keys must be strings; received a list instead",
       {1, 3}},
      {"Mappings:\n  M:\n    123456789012: {a: b}\n",
       "Template format error: [/Mappings/M] map keys must be strings; received numeric [123456789012] "
       "instead",
       {3, 5}},
      {"A: [{!Sub x: b}]\n",
       "Template format error: [/A/0] map keys must be strings; received a map instead",
       {1, 6}},
      {"A: {yes: b}\n",
       "Template format error: [/A] map keys must be strings; received boolean [true] instead",
       {1, 5}},
      {"A: {~: b}\n", "Template format error: [/A] map keys must be strings; received null instead", {1, 5}},
      {"A: !Reff b\n", "Template format error: YAML tag !Reff is not a function of CloudFormation", {1, 4}},
      {"A: !!binary aGk=\n",
       "Template format error: YAML tag tag:yaml.org,2002:binary is not supported",
       {1, 4}},
      {"A: !!timestamp 2012-10-17\n",
       "Template format error: YAML tag tag:yaml.org,2002:timestamp is not supported",
       {1, 4}},
      {"A:\n", "[/A] 'null' values are not allowed in templates", {2, 1}},
      {"A: ~\n", "[/A] 'null' values are not allowed in templates", {1, 4}},
      {"A: [x, null]\n", "[/A/1] 'null' values are not allowed in templates", {1, 8}},
      {"{", "Template format error: JSON not well-formed. (line 1, column 2)", {1, 2}},
      {"{\"a\": }", "Template format error: JSON not well-formed. (line 1, column 7)", {1, 7}},
      {"{\"a\": 1,}", "Template format error: JSON not well-formed. (line 1, column 9)", {1, 9}},
      {"{\"a\": 1} x", "Template format error: JSON not well-formed. (line 1, column 10)", {1, 10}},
      {"{\n  \"a\": tru\n}", "Template format error: JSON not well-formed. (line 2, column 11)", {2, 11}},
      {"{\"a\": \"\\x\"}", "Template format error: JSON not well-formed. (line 1, column 9)", {1, 9}},
      {"{\"a\": 01}", "Template format error: JSON not well-formed. (line 1, column 8)", {1, 8}},
      {"{\"ü\": \"\n\"}", "Template format error: JSON not well-formed. (line 1, column 8)", {1, 8}},
      {"{\"a\": 1, \"a\": 2}", "Template format error: duplicate key 'a'", {1, 10}},
      {"{\"a\": {\"b\": null}}", "[/a/b] 'null' values are not allowed in templates", {1, 13}},
      {"{a: b}", "Template format error: JSON not well-formed. (line 1, column 2)", {1, 2}},
      {"A: \xC0\x80", "Template format error: the template is not valid UTF-8", {1, 1}},
  };
  for (const auto& row : rows) {
    const auto document = parse_document(row.text);
    ASSERT_TRUE(document.has_error()) << row.text;
    EXPECT_EQ(document.error().message, row.message) << row.text;
    EXPECT_EQ(document.error().position, row.position) << row.text << describe(document.error());
  }
}

TEST(Document, NumbersAsTextAreJavas) {
  const struct {
    const char* yaml;
    const char* text;
  } rows[] = {{"1.5", "1.5"},
              {"8.0", "8.0"},
              {"1.10", "1.1"},
              {".5", "0.5"},
              {"-0.001", "-0.001"},
              {"0.0001", "1.0E-4"},
              {"1e6", "1000000.0"},
              {"1e7", "1.0E7"},
              {"123456.789", "123456.789"},
              {"1.2345678901e10", "1.2345678901E10"},
              {"0.0", "0.0"},
              {"-2.5e-7", "-2.5E-7"}};
  for (const auto& row : rows)
    EXPECT_EQ(parse_document("V: " + std::string(row.yaml))->root->find("V")->text, row.text) << row.yaml;
}

TEST(Document, PathsAreThoseOfAws) {
  const auto properties =
      parse_document("Resources:\n  My:\n    Type: T\n    Properties:\n      EbsOptimized:\n");
  EXPECT_EQ(properties.error().message,
            "[/Resources/My/Type/EbsOptimized] 'null' values are not allowed in templates");
  const auto other = parse_document("Resources:\n  My:\n    Type: T\n    DependsOn: [~]\n");
  EXPECT_EQ(other.error().message, "[/Resources/My/DependsOn/0] 'null' values are not allowed in templates");
  const auto key = parse_document("Resources:\n  My:\n    Type: T\n    Properties:\n      Code: {0: a}\n");
  EXPECT_EQ(key.error().message,
            "Template format error: [/Resources/My/Type/Code] map keys must be strings; received numeric [0] "
            "instead");
  const auto section = parse_document("Resources:\n");
  EXPECT_EQ(section.error().message, "[/Resources] 'null' values are not allowed in templates");
}

TEST(Document, EveryKeyAndValueKnowsItsPlace) {
  const char* yaml = "A: one\n# comment\nB:\n  Cä: [x, ö, {D: z}]\n";
  const auto document = parse_document(yaml);
  ASSERT_TRUE(document.has_value());
  const Member* b = document->root->find_member("B");
  EXPECT_EQ(b->key_position, (Position{3, 1}));
  const Member* c = b->value.find_member("Cä");
  EXPECT_EQ(c->key_position, (Position{4, 3}));
  EXPECT_EQ(c->value.position, (Position{4, 7}));
  EXPECT_EQ(c->value.items[1].position, (Position{4, 11}));
  EXPECT_EQ(c->value.items[2].find_member("D")->value.position, (Position{4, 18}));
}

TEST(Document, LinesMayEndInCarriageReturnAndNewline) {
  const auto document = parse_document("A: one\r\nB:\r\n  C: |\r\n    x\r\n    y\r\n  D: ö z\r\n  E: z\r\n");
  ASSERT_TRUE(document.has_value()) << document.error();
  EXPECT_EQ(document->root->find("B")->find("C")->text, "x\ny\n");
  EXPECT_EQ(document->root->find("B")->find_member("E")->key_position, (Position{7, 3}));
  EXPECT_EQ(document->root->find("B")->find_member("E")->value.position, (Position{7, 6}));
}

TEST(Document, JsonPlacesCountCodePoints) {
  const auto document = parse_document("{\n  \"ü\": {\"é\": [1, 2]}\n}");
  ASSERT_TRUE(document.has_value());
  const Member* outer = document->root->find_member("ü");
  EXPECT_EQ(outer->key_position, (Position{2, 3}));
  EXPECT_EQ(outer->value.position, (Position{2, 8}));
  EXPECT_EQ(outer->value.find("é")->items[1].position, (Position{2, 18}));
}

TEST(Document, TooDeepNestingIsRefused) {
  std::string deep_json = "{\"a\":";
  std::string deep_yaml = "a: ";
  for (int i = 0; i < 100000; ++i) deep_json += "[";
  for (int i = 0; i < 100000; ++i) deep_yaml += "[";
  EXPECT_EQ(parse_document(deep_json).error().message,
            "Template format error: the template is nested too deeply");
  EXPECT_TRUE(parse_document(deep_yaml).has_error());
}

TEST(Document, SizeIsLimited) {
  EXPECT_TRUE(check_size(std::string(51200, 'x'), kMaxTemplateBodyBytes).has_value());
  EXPECT_NE(check_size(std::string(51201, 'x'), kMaxTemplateBodyBytes)
                .error()
                .message.find("less than or equal to 51200"),
            std::string::npos);
  EXPECT_EQ(check_size(std::string(1000001, 'x'), kMaxTemplateUrlBytes).error().message,
            "Template may not exceed 1000000 bytes in size.");
}

TEST(Document, IntrinsicsAreMapsOfOneMember) {
  const auto document = parse_document("A: !Ref X\nB: {Ref: X, Y: z}\nC: {Condition: X}\nD: {Fn::Any: x}\n");
  EXPECT_NE(intrinsic(*document->root->find("A")), nullptr);
  EXPECT_EQ(intrinsic(*document->root->find("B")), nullptr);
  EXPECT_EQ(intrinsic(*document->root->find("C")), nullptr);
  EXPECT_NE(intrinsic(*document->root->find("D")), nullptr);
}

}  // namespace
}  // namespace eni::tmpl
