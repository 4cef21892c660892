/// DescribeLaunchTemplates, DescribeLaunchTemplateVersions.
#include <algorithm>

#include "base/text.h"
#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/launch_templates/operations.h"
#include "sandbox/services/ec2/launch_templates/templates.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/parameters.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kTemplateFilters[] = {{"create-time", "createTime"},
                                           {"launch-template-name", "launchTemplateName"}};

constexpr FilterName kVersionFilters[] = {
    {"create-time", "createTime"},
    {"ebs-optimized", "launchTemplateData.ebsOptimized"},
    {"http-endpoint", "launchTemplateData.metadataOptions.httpEndpoint"},
    {"http-tokens", "launchTemplateData.metadataOptions.httpTokens"},
    {"iam-instance-profile", "launchTemplateData.iamInstanceProfile.arn"},
    {"image-id", "launchTemplateData.imageId"},
    {"instance-type", "launchTemplateData.instanceType"},
    {"is-default-version", "defaultVersion"},
    {"network-card-index", "launchTemplateData.networkInterfaceSet.networkCardIndex"},
};

std::vector<Ec2Resource> own_templates(const Call& call) {
  return call.store<Ec2Repository>().list({call.account().value, call.region.value}, kLaunchTemplate);
}

/// Those that the call names by id or name, or all.
ApiResult<std::vector<Ec2Resource>> asked_for(const Call& call) {
  ENI_TRY(const auto ids, call.params.texts("LaunchTemplateId"));
  ENI_TRY(const auto names, call.params.texts("LaunchTemplateName"));
  if (ids.empty() && names.empty()) return own_templates(call);
  std::vector<Ec2Resource> found;
  for (const std::string& id : ids) {
    ENI_TRY(auto one, find_template(call, {id, ""}));
    found.push_back(std::move(one));
  }
  for (const std::string& name : names) {
    auto one = find_template_by_name(call, name);
    if (!one) {
      return ApiError{"InvalidLaunchTemplateName.NotFoundException",
                      "At least one of the launch templates specified in the request does not exist."};
    }
    found.push_back(*std::move(one));
  }
  return found;
}

/// The versions' numbers that MinVersion and MaxVersion leave.
struct Range {
  long long min = 1;
  long long max = std::numeric_limits<long long>::max();
  bool contains(const Ec2Resource& version) const {
    const auto number = version.document.at("versionNumber").to_number<long long>();
    return number >= min && number <= max;
  }
};

ApiResult<Range> read_range(const Call& call) {
  Range range;
  ENI_TRY(const auto min, call.params.integer("MinVersion", 0, range.max));
  ENI_TRY(const auto max, call.params.integer("MaxVersion", 0, range.max));
  return Range{min.value_or(range.min), max.value_or(range.max)};
}

/// The items of one template: of the versions asked for, newest first as EC2 lists them.
ApiResult<void> add_items(const Call& call, const Ec2Resource& launch_template,
                          const std::vector<std::string>& wanted, const Range& range,
                          std::vector<json::object>& items) {
  std::vector<Ec2Resource> versions;
  for (const std::string& version : wanted) {
    ENI_TRY(auto found, find_version(call, launch_template, version));
    versions.push_back(std::move(found));
  }
  if (wanted.empty()) {
    versions = call.store<Ec2Repository>().list_in(launch_template.id, kLaunchTemplateVersion);
    std::reverse(versions.begin(), versions.end());
  }
  for (const Ec2Resource& version : versions) {
    if (!range.contains(version)) continue;
    json::object item = version_item(launch_template, version);
    item["_id"] = version.id;
    items.push_back(std::move(item));
  }
  return {};
}

/// In AWS's own words, which are those of its command line.
constexpr std::string_view kHowToAsk =
    "To describe the launch template data for all your launch templates, for ‘--versions’ specify ‘$Latest’, "
    "‘$Default’, or "
    "both, and omit ‘--launch-template-id’, ‘--launch-template-name’, and version numbers. To describe the "
    "launch template data "
    "for a specific launch template, specify ‘--launch-template-id’ or ‘--launch-template-name’, and for "
    "‘--versions’ specify one "
    "or more of the following values: ‘$Latest’, ‘$Default’, or one or more version numbers.";

/// Without a template, only the latest or default version of each may be asked for.
ApiResult<void> check_symbols(const std::vector<std::string>& versions) {
  if (versions.empty()) return ApiError{"MissingParameter", std::string(kHowToAsk)};
  const bool symbols = std::all_of(versions.begin(), versions.end(), [](const std::string& version) {
    return version == "$Latest" || version == "$Default";
  });
  if (!symbols) return invalid_parameter_value(std::string(kHowToAsk));
  return {};
}

}  // namespace

ApiResult<Reply> describe_launch_templates(Call& call) {
  if (!call.params.has("LaunchTemplateId") && !call.params.has("LaunchTemplateName")) {
    const auto item = [&call](const Ec2Resource& one) { return template_item(call, one); };
    ENI_TRY(auto page, page_of_all(call, kLaunchTemplate, item, kTemplateFilters));
    return page_reply(std::move(page), "launchTemplates");
  }
  ENI_TRY(const auto templates, asked_for(call));
  std::vector<json::object> items;
  for (const Ec2Resource& launch_template : templates) items.push_back(template_item(call, launch_template));
  return describe(call, std::move(items), "launchTemplates", "launchTemplateId", kTemplateFilters);
}

ApiResult<Reply> describe_launch_template_versions(Call& call) {
  ENI_TRY(const auto wanted, call.params.texts("LaunchTemplateVersion"));
  ENI_TRY(const auto range, read_range(call));
  std::vector<Ec2Resource> templates;
  if (call.params.has("LaunchTemplateId") || call.params.has("LaunchTemplateName")) {
    ENI_TRY(const auto reference, read_template_reference(call.params));
    ENI_TRY(auto launch_template, find_template(call, reference));
    templates.push_back(std::move(launch_template));
  } else {
    ENI_CHECK(check_symbols(wanted));
    templates = own_templates(call);
  }
  std::vector<json::object> items;
  for (const Ec2Resource& launch_template : templates)
    ENI_CHECK(add_items(call, launch_template, wanted, range, items));
  return describe(call, std::move(items), "launchTemplateVersionSet", "_id", kVersionFilters,
                  ItemOrder::kNewestFirst);
}

}  // namespace eni::sandbox::ec2_service
