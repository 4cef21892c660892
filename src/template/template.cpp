#include "template/template.h"

#include "template/references.h"
#include "template/sections.h"
#include "template/serverless.h"

namespace eni::tmpl {
namespace {

constexpr std::string_view kLanguageExtensions = "AWS::LanguageExtensions";

/// Reads the sections of one document into a Template.
class TemplateReader {
 public:
  explicit TemplateReader(const Document& document) : root_(*document.root) { out_.document = document; }

  TemplateResult<Template> read() {
    ENI_CHECK(check_sections());
    ENI_CHECK(read_version());
    ENI_CHECK(read_description());
    ENI_CHECK(read_transforms());
    ENI_CHECK(read_lists());
    ENI_CHECK(check_common_names());
    ENI_CHECK(check_references(out_));
    return std::move(out_);
  }

 private:
  TemplateResult<void> check_sections() const {
    const Member* unknown = unknown_member(
        root_, {"AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Mappings", "Conditions",
                "Rules", "Resources", "Outputs", "Transform", "Hooks"});
    if (unknown)
      return TemplateError{"Invalid template property or properties [" + unknown->key + "]",
                           unknown->key_position, "/" + unknown->key};
    if (const Member* hooks = root_.find_member("Hooks"))
      return TemplateError{"Template format error: the section Hooks is not supported", hooks->key_position,
                           "/Hooks"};
    return {};
  }

  TemplateResult<void> read_version() {
    const Node* version = root_.find("AWSTemplateFormatVersion");
    if (!version) return {};
    if (!version->is_string() || version->text != "2010-09-09")
      return TemplateError{
          "Template format error: unsupported value for AWSTemplateFormatVersion. No such version.",
          version->position, "/AWSTemplateFormatVersion"};
    out_.version = version->text;
    return {};
  }

  TemplateResult<void> read_description() {
    const Node* description = root_.find("Description");
    if (!description) return {};
    if (!description->is_string())
      return TemplateError{"Template format error: 'Description' must be a string.", description->position,
                           "/Description"};
    if (description->text.size() > kMaxDescriptionBytes)
      return TemplateError{"Template format error: 'Description' length is greater than 1024.",
                           description->position, "/Description"};
    out_.description = description->text;
    return {};
  }

  TemplateResult<void> read_transforms() {
    const Node* section = root_.find("Transform");
    if (!section) return {};
    const std::vector<Node> single(section->is_list() ? 0 : 1, *section);
    for (const Node& item : section->is_list() ? section->items : single) {
      const Node* name = item.is_map() ? item.find("Name") : &item;
      if (!name || !name->is_string())
        return TemplateError{"Template format error: Every Transform must be a name.", item.position,
                             "/Transform"};
      if (name->text != kLanguageExtensions && name->text != kServerless)
        return TemplateError{"No transform named " + name->text + " found.", name->position, "/Transform"};
      out_.transforms.push_back(name->text);
    }
    return {};
  }

  TemplateResult<void> read_lists() {
    out_.metadata = root_.find("Metadata");
    if (out_.metadata && !out_.metadata->is_map())
      return TemplateError{"Template format error: Metadata must be an object.", out_.metadata->position,
                           "/Metadata"};
    out_.mappings = root_.find("Mappings");
    if (out_.mappings) ENI_CHECK(check_mappings(*out_.mappings));
    if (const Node* section = root_.find("Parameters")) {
      ENI_TRY(out_.parameters, read_parameters(*section));
    }
    if (const Node* section = root_.find("Conditions")) {
      ENI_TRY(out_.conditions, read_conditions(*section));
    }
    if (const Node* section = root_.find("Rules")) {
      ENI_TRY(out_.rules, read_rules(*section));
    }
    const Node* resources = root_.find("Resources");
    if (!resources || (resources->is_map() && resources->members.empty()))
      return TemplateError{"Template format error: At least one Resources member must be defined.",
                           resources ? resources->position : root_.position};
    ENI_TRY(out_.resources, read_resources(*resources));
    if (const Node* section = root_.find("Outputs")) {
      ENI_TRY(out_.outputs, read_outputs(*section));
    }
    return {};
  }

  TemplateResult<void> check_common_names() const {
    for (const Resource& resource : out_.resources)
      if (out_.find_parameter(resource.logical_id))
        return TemplateError{
            "Template error: all resources and parameters must have unique names. Common name(s):[" +
                resource.logical_id + "]",
            resource.position, "/Resources/" + resource.logical_id};
    return {};
  }

  const Node& root_;
  Template out_;
};

/// Whether Transform names it, in either form; anything odd is the reader's to refuse.
bool names_transform(const Node& root, std::string_view name) {
  const Node* section = root.find("Transform");
  if (!section) return false;
  const auto is_it = [name](const Node& node) { return node.is_string() && node.text == name; };
  return is_it(*section) || std::any_of(section->items.begin(), section->items.end(), is_it);
}

/// Of a list that was read from a section, member by member.
template <class T>
const T* entry_of(const std::vector<T>& list, const Node* root, std::string_view section,
                  std::string_view name) {
  const Node* map = root ? root->find(section) : nullptr;
  const Member* member = map ? map->find_member(name) : nullptr;
  const auto place = member ? static_cast<std::size_t>(member - map->members.data()) : list.size();
  return place < list.size() ? &list[place] : nullptr;
}

}  // namespace

const Parameter* Template::find_parameter(std::string_view name) const {
  return entry_of(parameters, document.root.get(), "Parameters", name);
}

const Condition* Template::find_condition(std::string_view name) const {
  return entry_of(conditions, document.root.get(), "Conditions", name);
}

const Resource* Template::find_resource(std::string_view logical_id) const {
  return entry_of(resources, document.root.get(), "Resources", logical_id);
}

bool Template::has_transform(std::string_view name) const {
  return std::find(transforms.begin(), transforms.end(), name) != transforms.end();
}

TemplateResult<Template> parse_template(const Document& document, const LoopValues& parameter_values) {
  Document expanded = document;
  if (names_transform(*document.root, kLanguageExtensions)) {
    ENI_TRY(expanded, unroll_loops(document, parameter_values));
  }
  if (names_transform(*document.root, kServerless)) {
    ENI_TRY(expanded, expand_serverless(expanded));
  }
  return TemplateReader(expanded).read();
}

TemplateResult<Template> parse_template(std::string_view text, const LoopValues& parameter_values) {
  ENI_TRY(const Document document, parse_document(text));
  return parse_template(document, parameter_values);
}

}  // namespace eni::tmpl
