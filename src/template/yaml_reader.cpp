#include <istream>
#include <memory>
#include <optional>
#include <streambuf>
#include <unordered_set>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "template/functions.h"
#include "template/reader.h"
#include "template/scalar.h"

namespace eni::tmpl {
namespace {

/// Ends the parser from within its callbacks; never leaves this file.
struct Refused {
  TemplateError error;
};

/// Marks count bytes; a Position counts code points, here those before every kStride-th byte beforehand: marks come
/// in any order, and a line may be as long as the text.
class Positions {
 public:
  explicit Positions(std::string_view text) : text_(text) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (i % kStride == 0) before_.push_back(count);
      count += begins_code_point(text[i]);
    }
    before_.push_back(count);
  }

  Position of(const YAML::Mark& mark) const {
    if (mark.is_null()) return {};
    const auto end = std::min(static_cast<std::size_t>(mark.pos), text_.size());
    const std::size_t begin = end - std::min(static_cast<std::size_t>(mark.column), end);
    return {mark.line + 1, static_cast<int>(code_points_before(end) - code_points_before(begin)) + 1};
  }

 private:
  static constexpr std::size_t kStride = 256;

  static bool begins_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

  std::size_t code_points_before(std::size_t byte) const {
    const std::string_view rest = text_.substr(byte - byte % kStride, byte % kStride);
    return before_[byte / kStride] +
           static_cast<std::size_t>(std::count_if(rest.begin(), rest.end(), begins_code_point));
  }

  std::string_view text_;
  std::vector<std::size_t> before_;
};

constexpr std::string_view kYamlTag = "tag:yaml.org,2002:";

/// A map or list that is being read.
struct Frame {
  Node node;
  std::string tag;
  std::optional<Node> key = {};               ///< of a map, read but still without value
  std::unordered_set<std::string> keys = {};  ///< of a map, all until now
};

class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::string_view text) : positions_(text) {}

  Node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    Node node;
    node.position = positions_.of(mark);
    add(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(mark, "Template error: YAML aliases are not allowed in CloudFormation templates");
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    Node node;
    if (tag.empty() || tag == "?") {
      node = plain_scalar(value);
    } else if (tag == "!" || tag[0] == '!' || tag == std::string(kYamlTag) + "str") {
      node.kind = Node::Kind::kString;
      node.text = value;
    } else {
      check_core_tag(mark, tag, {"null", "bool", "int", "float"});
      node = plain_scalar(value);
    }
    node.position = positions_.of(mark);
    add(with_tag(mark, tag, std::move(node)));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    check_core_tag(mark, tag, {"seq"});
    open(mark, tag, Node::Kind::kList);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    check_core_tag(mark, tag, {"map"});
    open(mark, tag, Node::Kind::kMap);
  }
  void OnMapEnd() override { close(); }

 private:
  [[noreturn]] void refuse(const YAML::Mark& mark, std::string message) {
    throw Refused{{std::move(message), positions_.of(mark)}};
  }

  void check_core_tag(const YAML::Mark& mark, std::string_view tag,
                      std::initializer_list<std::string_view> known) {
    if (tag.empty() || tag == "?" || tag[0] == '!') return;
    if (tag.substr(0, kYamlTag.size()) == kYamlTag)
      for (const std::string_view name : known)
        if (tag.substr(kYamlTag.size()) == name) return;
    refuse(mark, "Template format error: YAML tag " + std::string(tag) + " is not supported");
  }

  /// `!Ref X` becomes {Ref: X}.
  Node with_tag(const YAML::Mark& mark, const std::string& tag, Node value) {
    if (tag.size() < 2 || tag[0] != '!') return value;
    const std::string_view name = long_name(tag);
    if (name.empty())
      refuse(mark, "Template format error: YAML tag " + tag + " is not a function of CloudFormation");
    if (name == "Fn::GetAtt" && value.is_string()) value = split_attribute(std::move(value));
    Node call;
    call.kind = Node::Kind::kMap;
    call.position = positions_.of(mark);
    call.members.push_back({std::string(name), call.position, std::move(value)});
    return call;
  }

  /// `Resource.Outputs.Url` becomes [Resource, Outputs.Url]; a text without a dot stays, and is refused
  /// later.
  static Node split_attribute(Node text) {
    const std::size_t dot = text.text.find('.');
    if (dot == std::string::npos) return text;
    Node list;
    list.kind = Node::Kind::kList;
    list.position = text.position;
    for (const std::string& part : {text.text.substr(0, dot), text.text.substr(dot + 1)}) {
      Node item;
      item.kind = Node::Kind::kString;
      item.text = part;
      item.position = text.position;
      list.items.push_back(std::move(item));
    }
    return list;
  }

  void open(const YAML::Mark& mark, const std::string& tag, Node::Kind kind) {
    if (stack_.size() >= static_cast<std::size_t>(kMaxDepth))
      refuse(mark, "Template format error: the template is nested too deeply");
    Frame frame;
    frame.node.kind = kind;
    frame.node.position = positions_.of(mark);
    frame.tag = tag;
    stack_.push_back(std::move(frame));
    marks_.push_back(mark);
  }

  void close() {
    Frame frame = std::move(stack_.back());
    const YAML::Mark mark = marks_.back();
    stack_.pop_back();
    marks_.pop_back();
    add(with_tag(mark, frame.tag, std::move(frame.node)));
  }

  void add(Node node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = stack_.back();
    if (frame.node.is_list()) {
      frame.node.items.push_back(std::move(node));
    } else if (!frame.key) {
      check_key(frame, node);
      frame.key = std::move(node);
    } else {
      frame.node.members.push_back({std::move(frame.key->text), frame.key->position, std::move(node)});
      frame.key.reset();
    }
  }

  static std::string kind_text(const Node& key) {
    switch (key.kind) {
      case Node::Kind::kNumber:
        return "numeric [" + key.text + "]";
      case Node::Kind::kBool:
        return "boolean [" + key.text + "]";
      case Node::Kind::kList:
        return "a list";
      case Node::Kind::kMap:
        return "a map";
      default:
        return "null";
    }
  }

  /// Where the map or list that is being read is.
  std::string path() const {
    std::vector<std::string> segments;
    for (std::size_t i = 0; i + 1 < stack_.size(); ++i) {
      const Frame& frame = stack_[i];
      segments.push_back(frame.key ? frame.key->text : std::to_string(frame.node.items.size()));
    }
    return aws_path(segments);
  }

  /// Keys are texts. An account id, a port or `yes` without quotes is none, and AWS refuses it.
  void check_key(Frame& frame, const Node& key) const {
    if (!key.is_string())
      throw Refused{{"Template format error: [" + path() + "] map keys must be strings; received " +
                         kind_text(key) + " instead",
                     key.position, path()}};
    if (key.text == "<<")
      throw Refused{{"Template format error: YAML merge keys (<<) are not supported", key.position}};
    if (!frame.keys.insert(key.text).second)
      throw Refused{{"Template format error: duplicate key '" + key.text + "'", key.position}};
  }

  Positions positions_;
  Node root_;
  std::vector<Frame> stack_;
  std::vector<YAML::Mark> marks_;
};

/// Reads the text where it lies; std::istringstream would copy it.
class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // only ever read
    setg(begin, begin, begin + text.size());
  }
};

TemplateError not_well_formed(Position position) {
  return {"Template format error: YAML not well-formed. (line " + std::to_string(position.line) +
              ", column " + std::to_string(position.column) + ")",
          position};
}

}  // namespace

TemplateResult<Node> read_yaml(std::string_view text) {
  ViewBuffer buffer(text);
  std::istream stream(&buffer);
  TreeBuilder builder(text);
  try {
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    Node root = builder.take();
    if (parser.HandleNextDocument(builder))
      return TemplateError{"Template format error: a template is one YAML document, not several",
                           root.position};
    return root;
  } catch (const Refused& refused) {
    return refused.error;
  } catch (const YAML::Exception& error) {
    return not_well_formed({std::max(error.mark.line, 0) + 1, std::max(error.mark.column, 0) + 1});
  }
}

}  // namespace eni::tmpl
