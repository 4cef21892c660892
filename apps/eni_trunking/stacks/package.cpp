#include "eni_trunking/stacks/package.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "base/hash.h"
#include "base/text.h"
#include "embedded/eni_trunking_template.h"
#include "embedded/function_arm64.h"
#include "embedded/function_x86_64.h"
#include "eni_trunking/stacks/installation.h"
#include "template/document.h"

namespace eni::command {

namespace {

/// Where ./dev build puts it, and where packages have it.
constexpr std::string_view kBuiltIn = "build/function/";
constexpr std::string_view kPlaces[] = {kBuiltIn, "function/"};

Result<std::string> read_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) return Error{"cannot read " + path + ": " + std::strerror(errno), ""};
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

/// "" if this program was built before the function.
std::string_view embedded_archive(std::string_view architecture) {
  return architecture == "arm64" ? embedded::function_arm64.text() : embedded::function_x86_64.text();
}

Result<std::string> archive_bytes(std::string_view program, std::string_view architecture,
                                  const std::string& name) {
  const std::string_view embedded = embedded_archive(architecture);
  if (!embedded.empty()) return std::string(embedded);
  for (const std::string_view place : kPlaces) {
    const auto file = find_installed(program, std::string(place) + name);
    if (file) return read_file(*file);
  }
  return Error{"this program comes without the function for " + std::string(architecture) + ", and " +
                   std::string(kBuiltIn) + name + " is not there",
               "build it with: ./dev build"};
}

/// The `Code` members of the template's functions that name a local file.
std::vector<json::value*> local_code(json::value& document) {
  std::vector<json::value*> out;
  json::object* root = document.if_object();
  json::value* resources = root ? root->if_contains("Resources") : nullptr;
  if (!resources || !resources->is_object()) return out;
  for (auto& [logical_id, resource] : resources->get_object()) {
    const json::value* type = find(resource, "Type");
    if (!type || as_text(*type) != "AWS::Lambda::Function") continue;
    json::value* properties = resource.get_object().if_contains("Properties");
    if (!properties || !properties->is_object()) continue;
    json::value* code = properties->get_object().if_contains("Code");
    if (code && code->is_string()) out.push_back(code);
  }
  return out;
}

}  // namespace

std::string_view own_template() { return embedded::eni_trunking_template; }

Result<Archive> own_archive(std::string_view program, std::string_view architecture,
                            std::string_view key_prefix) {
  Archive archive;
  archive.name = "eni-trunking-function-" + std::string(architecture) + ".zip";
  ENI_TRY(archive.bytes, archive_bytes(program, architecture, archive.name));
  archive.key = std::string(key_prefix) + "eni-trunking-function-" + std::string(architecture) + "-" +
                sha256_hex(archive.bytes) + ".zip";
  return archive;
}

Result<std::string> package_template(std::string_view text, const json::value& bucket,
                                     const std::string& key) {
  const auto document = tmpl::parse_document(text);
  if (!document) return Error{"not a template: " + tmpl::describe(document.error()), ""};
  json::value packaged = tmpl::to_json(*document->root);
  for (json::value* code : local_code(packaged)) *code = json::object{{"S3Bucket", bucket}, {"S3Key", key}};
  return json::serialize(packaged);
}

}  // namespace eni::command
