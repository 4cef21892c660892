#include "sandbox/scaling/instance_requirements.h"

#include "sandbox/gateway/gateway.h"

namespace eni::sandbox::scaling {
namespace {

/// Lists have EC2's names of their elements.
constexpr std::pair<std::string_view, std::string_view> kLists[] = {
    {"CpuManufacturers", "CpuManufacturer"},
    {"InstanceGenerations", "InstanceGeneration"},
    {"AllowedInstanceTypes", "AllowedInstanceType"},
    {"ExcludedInstanceTypes", "ExcludedInstanceType"},
};

json::object as_ec2_has_them(json::object requirements) {
  for (const auto& [name, ec2_name] : kLists) {
    const json::value* list = find(requirements, name);
    if (!list) continue;
    json::value moved = *list;
    requirements.erase(name);
    requirements[ec2_name] = std::move(moved);
  }
  return requirements;
}

json::array only(std::string text) {
  json::array list;
  list.emplace_back(std::move(text));
  return list;
}

/// [assumption] x86_64 where a parameter of Parameter Store names the image.
Task<std::string> architecture_of(Environment& env, Principal principal, aws::Region region,
                                  std::string image) {
  constexpr std::string_view kUsual = "x86_64";
  if (image.empty() || image.starts_with("resolve:")) co_return std::string(kUsual);
  json::object params;
  params["ImageId"] = only(std::move(image));
  auto asking = env.gateway.call(principal, region, "ec2", "DescribeImages", std::move(params));
  const auto found = co_await std::move(asking);
  if (found.has_error()) co_return std::string(kUsual);
  const json::array& images = array_at(found->value, "imagesSet");
  co_return images.empty() ? std::string(kUsual) : text_at(images.front(), "architecture");
}

}  // namespace

Task<ApiResult<std::vector<std::string>>> types_of_requirements(Environment& env, Principal principal,
                                                                aws::Region region, json::object requirements,
                                                                json::object template_data) {
  auto looking = architecture_of(env, principal, region, text_at(template_data, "imageId"));
  std::string architecture = co_await std::move(looking);
  json::object params;
  params["ArchitectureType"] = only(std::move(architecture));
  params["VirtualizationType"] = only("hvm");
  params["InstanceRequirements"] = as_ec2_has_them(std::move(requirements));
  auto asking = env.gateway.call(principal, region, "ec2", "GetInstanceTypesFromInstanceRequirements",
                                 std::move(params));
  const auto reply = co_await std::move(asking);
  if (reply.has_error()) co_return reply.error();
  std::vector<std::string> types;
  for (const json::value& type : array_at(reply->value, "instanceTypeSet"))
    types.push_back(text_at(type, "instanceType"));
  co_return types;
}

}  // namespace eni::sandbox::scaling
