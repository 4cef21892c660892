#include "eni_trunking/iac/integrations.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "base/text.h"
#include "embedded/integration_cdk_eni_trunking_ts.h"
#include "embedded/integration_cdk_package_json.h"
#include "embedded/integration_cdk_readme.h"
#include "embedded/integration_cdk_tsconfig_json.h"
#include "embedded/integration_sam_readme.h"
#include "embedded/integration_sam_template.h"
#include "embedded/integration_terraform_main.h"
#include "embedded/integration_terraform_readme.h"

namespace eni::command {

namespace {

namespace fs = std::filesystem;

constexpr IntegrationFile kCdk[] = {
    {"eni-trunking.ts", embedded::integration_cdk_eni_trunking_ts},
    {"package.json", embedded::integration_cdk_package_json},
    {"tsconfig.json", embedded::integration_cdk_tsconfig_json},
    {"README.md", embedded::integration_cdk_readme},
};
constexpr IntegrationFile kTerraform[] = {
    {"main.tf", embedded::integration_terraform_main},
    {"README.md", embedded::integration_terraform_readme},
};
constexpr IntegrationFile kSam[] = {
    {"template.yaml", embedded::integration_sam_template},
    {"README.md", embedded::integration_sam_readme},
};

constexpr std::string_view kBoth[] = {"x86_64", "arm64"};
constexpr std::string_view kX86[] = {"x86_64"};

constexpr Integration kIntegrations[] = {
    {"cdk", "A construct for the AWS CDK, in TypeScript", kCdk, kBoth},
    {"terraform", "A module for Terraform's AWS provider", kTerraform, kBoth},
    {"sam", "A template for AWS SAM", kSam, kX86},
};

/// What the file holds; nothing where there is none.
Result<std::optional<std::string>> content_of(const fs::path& path) {
  std::error_code code;
  if (!fs::exists(fs::symlink_status(path, code))) return std::optional<std::string>{};
  std::ifstream file{path, std::ios::binary};
  if (!fs::is_regular_file(path, code) || !file)
    return Error{"cannot read " + path.string() + ", which is in the way", "choose another --directory"};
  return std::optional<std::string>{std::string{std::istreambuf_iterator<char>{file}, {}}};
}

Error cannot_write(const fs::path& path, const std::string& why) {
  return {"cannot write " + path.string() + ": " + why, "give --directory a folder of yours"};
}

Result<void> write(const fs::path& path, std::string_view content) {
  std::ofstream file{path, std::ios::binary};
  file << content;
  if (!file.flush()) return cannot_write(path, std::strerror(errno));
  return {};
}

}  // namespace

std::span<const Integration> all_integrations() { return kIntegrations; }

Result<std::vector<WrittenFile>> write_integration(const Integration& integration,
                                                   const std::string& directory,
                                                   const std::vector<Archive>& archives) {
  std::vector<std::pair<std::string_view, std::string_view>> files;  // names and contents
  for (const IntegrationFile& file : integration.files) files.emplace_back(file.name, file.content.text());
  for (const Archive& archive : archives) files.emplace_back(archive.name, archive.bytes);
  std::vector<WrittenFile> written;
  std::vector<std::string> different;
  for (const auto& [name, bytes] : files) {
    const fs::path path = fs::path(directory) / name;
    ENI_TRY(const auto content, content_of(path));
    if (content && *content != bytes) different.push_back(path.string());
    written.push_back({path.string(), content.has_value()});
  }
  if (!different.empty())
    return Error{"these files are there and differ: " + join(different, ", ") + "; nothing was written",
                 "move them away, or choose another --directory"};
  std::error_code code;
  fs::create_directories(directory, code);
  if (code) return cannot_write(directory, code.message());
  for (std::size_t at = 0; at < written.size(); ++at)
    if (!written[at].was_there) ENI_CHECK(write(written[at].path, files[at].second));
  return written;
}

}  // namespace eni::command
