#include "eni_trunking/stacks/package.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/hash.h"
#include "base/text.h"
#include "template/document.h"

namespace eni::command {

namespace {

/// Whether the function is for `architecture`; Lambda's default is x86_64.
bool is_for(const json::value& properties, std::string_view architecture) {
  const json::value* list = find(properties, "Architectures");
  if (!list || !list->is_array() || list->get_array().empty()) return architecture == "x86_64";
  return as_text(list->get_array().front()) == architecture;
}

/// The `Code` members of the template's functions that name a local file.
std::vector<json::value*> local_code(json::value& document, std::string_view architecture) {
  std::vector<json::value*> out;
  json::object* root = document.if_object();
  json::value* resources = root ? root->if_contains("Resources") : nullptr;
  if (!resources || !resources->is_object()) return out;
  for (auto& [logical_id, resource] : resources->get_object()) {
    const json::value* type = find(resource, "Type");
    if (!type || as_text(*type) != "AWS::Lambda::Function") continue;
    json::value* properties = resource.get_object().if_contains("Properties");
    if (!properties || !properties->is_object() || !is_for(*properties, architecture)) continue;
    json::value* code = properties->get_object().if_contains("Code");
    if (code && code->is_string()) out.push_back(code);
  }
  return out;
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) return Error{"cannot read " + path + ": " + std::strerror(errno), ""};
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

Result<std::string> package_template(const std::string& template_file, std::string_view architecture,
                                     const std::string& bucket,
                                     const std::function<Result<void>(Archive archive)>& upload) {
  ENI_TRY(const std::string text, read_file(template_file));
  const auto document = tmpl::parse_document(text);
  if (!document) return Error{template_file + ": " + tmpl::describe(document.error()), ""};
  json::value packaged = tmpl::to_json(*document->root);
  for (json::value* code : local_code(packaged, architecture)) {
    const auto path =
        (std::filesystem::path(template_file).parent_path() / as_text(*code)).lexically_normal();
    if (path.extension() != ".zip") {
      return Error{path.string() + " is not a zip archive",
                   "use aws cloudformation package, which makes one"};
    }
    ENI_TRY(std::string bytes, read_file(path.string()));
    const std::string key = hex(md5(bytes)) + ".zip";
    ENI_CHECK(upload({path.string(), key, std::move(bytes)}));
    *code = json::object{{"S3Bucket", bucket}, {"S3Key", key}};
  }
  return json::serialize(packaged);
}

}  // namespace eni::command
