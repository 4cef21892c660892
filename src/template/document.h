#pragma once
/// A template's text as a tree in which every value and every key knows its line and column. YAML with the
/// short forms (`!Ref X`), and JSON; both give the same tree, in which only the long forms (`Ref`,
/// `Fn::GetAtt`) remain.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "template/error.h"

namespace eni::tmpl {

struct Member;

/// One value.
struct Node {
  enum class Kind { kNull, kBool, kNumber, kString, kList, kMap };

  Kind kind = Kind::kNull;
  /// Scalars: the value as text, "true", "14", "1.5". Numbers are normalised: 010 of YAML is "8".
  std::string text = {};
  std::vector<Node> items;      ///< lists
  std::vector<Member> members;  ///< maps, in the order of the text; keys are unique
  /// Places in `members` by key, where there are many: index_keys fills it. Whoever changes the keys empties it.
  std::vector<std::uint32_t> by_key = {};
  Position position = {};  ///< of the first character

  bool is_map() const { return kind == Kind::kMap; }
  bool is_list() const { return kind == Kind::kList; }
  bool is_string() const { return kind == Kind::kString; }
  bool is_null() const { return kind == Kind::kNull; }
  /// Not a list and not a map.
  bool is_scalar() const { return !is_map() && !is_list(); }

  /// The value of the member `key`, or null; null for everything but maps.
  const Node* find(std::string_view key) const;
  /// The member itself, where the key's place matters.
  const Member* find_member(std::string_view key) const;
};

struct Member {
  std::string key;
  Position key_position;
  Node value;
};

/// Makes find() fast in large maps of the tree: a template of one megabyte can look for 50,000 names in 50,000.
void index_keys(Node& root);

/// A parsed text. Copies share the tree, which never changes; pointers into it live as long as any copy.
struct Document {
  enum class Format { kJson, kYaml };

  std::shared_ptr<const Node> root;
  Format format = Format::kYaml;
};

/// TemplateBody may hold this many bytes; a template behind TemplateURL, kMaxTemplateUrlBytes.
inline constexpr std::size_t kMaxTemplateBodyBytes = 51'200;
inline constexpr std::size_t kMaxTemplateUrlBytes = 1'000'000;

/// Reads YAML or JSON (JSON if the first character is '{').
///
/// Scalars of YAML are read by YAML 1.1 as CloudFormation does: `yes`, `on` and the like are booleans, `0777`
/// is octal, but a date (`2012-10-17`) stays text. Aliases, merge keys and several documents are refused, as
/// CloudFormation refuses them, so no text grows by being read.
/// @error  "Template format error: YAML not well-formed. (line 3, column 5)", the same with JSON,
///         "Template format error: unsupported structure.", "[/Resources/X/DependsOn/0] 'null' values are not
///         allowed in templates", "Template error: YAML aliases are not allowed in CloudFormation templates",
///         duplicate keys, unknown tags
TemplateResult<Document> parse_document(std::string_view text);

/// @error  the message of the API's own check of a TemplateBody (`max_bytes` 51,200) or of a file behind
/// TemplateURL
TemplateResult<void> check_size(std::string_view text, std::size_t max_bytes);

/// The tree as JSON: what GetTemplate's "Processed" stage shows. Integers become int64, other numbers double.
json::value to_json(const Node& node);

/// A map of one member whose key is "Ref" or starts with "Fn::": `{"Fn::GetAtt": …}`. `{"Condition": X}` is
/// one only where a condition is expected, and is not reported here.
/// @return  the member, or null if `node` is plain data
const Member* intrinsic(const Node& node);

}  // namespace eni::tmpl
