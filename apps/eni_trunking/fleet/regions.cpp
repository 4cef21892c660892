#include "eni_trunking/fleet/regions.h"

#include <algorithm>

#include "base/text.h"
#include "eni_trunking/output/did_you_mean.h"

namespace eni::command {

client::CallResult<std::optional<std::vector<OfferedRegion>>> offered_regions(client::AwsClient& client) {
  const auto shown = client.call_all("ec2", "DescribeRegions", {{"AllRegions", true}}, "regionInfo");
  if (shown.has_error() && shown.error().is_access_denied())
    return std::optional<std::vector<OfferedRegion>>{};
  if (shown.has_error()) return shown.error();
  std::vector<OfferedRegion> offered;
  for (const json::value& one : *shown)
    offered.push_back({text_at(one, "regionName"), text_at(one, "optInStatus") != "not-opted-in"});
  return std::optional{std::move(offered)};
}

Result<void> check_offered(const std::vector<OfferedRegion>& offered, const std::vector<std::string>& wanted,
                           const std::string& account) {
  std::vector<std::string> names;
  for (const OfferedRegion& region : offered) names.push_back(region.name);
  if (names.empty()) return {};
  for (const std::string& name : wanted) {
    const auto found = std::find_if(offered.begin(), offered.end(),
                                    [&](const OfferedRegion& region) { return region.name == name; });
    if (found == offered.end()) return Error{"there is no Region " + name, did_you_mean(name, names)};
    if (!found->is_enabled)
      return Error{"the Region " + name + " is not enabled in account " + account +
                       ", where the function's archive for it has to lie",
                   "enable it with aws account enable-region --region-name " + name + ", or leave it out"};
  }
  return {};
}

Result<void> check_region_order(const std::vector<std::string>& order,
                                const std::vector<std::string>& regions) {
  for (const std::string& name : order) {
    if (std::find(regions.begin(), regions.end(), name) == regions.end())
      return Error{"--region-order names " + name + ", where there is nothing to do",
                   regions.empty()
                       ? "leave it out"
                       : did_you_mean(name, regions) + " the Regions are: " + join(regions, ", ")};
  }
  return {};
}

}  // namespace eni::command
