#include <algorithm>

#include "sandbox/services/ec2/errors.h"
#include "sandbox/services/ec2/pages.h"
#include "sandbox/services/ec2/regions/operations.h"
#include "sandbox/services/ec2/regions/regions.h"

namespace eni::sandbox::ec2_service {
namespace {

constexpr FilterName kFilters[] = {
    {"endpoint", "regionEndpoint"}, {"opt-in-status", "optInStatus"}, {"region-name", "regionName"}};

json::object item(const RegionRow& row) {
  const bool opted_in = row.opt_in == RegionRow::OptIn::kNotRequired;
  return {{"optInStatus", opted_in ? "opt-in-not-required" : "not-opted-in"},
          {"regionName", row.name},
          {"regionEndpoint", "ec2." + std::string(row.name) + ".amazonaws.com"}};
}

ApiResult<void> check_names(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const auto regions = all_regions();
    if (std::none_of(regions.begin(), regions.end(), [&](const RegionRow& r) { return r.name == name; }))
      return ApiError{"InvalidParameterValue", "Invalid region name: " + name};
  }
  return {};
}

}  // namespace

ApiResult<Reply> describe_regions(Call& call) {
  ENI_TRY(const auto names, call.params.texts("RegionName"));
  ENI_TRY(const auto all, call.params.boolean("AllRegions"));
  ENI_CHECK(check_names(names));
  std::vector<json::object> items;
  for (const RegionRow& row : all_regions()) {
    const bool named = std::find(names.begin(), names.end(), row.name) != names.end();
    const bool enabled = row.opt_in == RegionRow::OptIn::kNotRequired;
    if (names.empty() ? enabled || all.value_or(false) : named) items.push_back(item(row));
  }
  return describe(call, std::move(items), "regionInfo", "regionName", kFilters);
}

}  // namespace eni::sandbox::ec2_service
