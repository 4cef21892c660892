#include "sandbox/services/ec2/regions/regions.h"

#include <algorithm>

namespace eni::sandbox::ec2_service {
namespace {

using OptIn = RegionRow::OptIn;

constexpr RegionRow kRegions[] = {
    {"af-south-1", "Africa (Cape Town)", "afs1", OptIn::kNotOptedIn},
    {"ap-east-1", "Asia Pacific (Hong Kong)", "ape1", OptIn::kNotOptedIn},
    {"ap-northeast-1", "Asia Pacific (Tokyo)", "apne1"},
    {"ap-northeast-2", "Asia Pacific (Seoul)", "apne2"},
    {"ap-northeast-3", "Asia Pacific (Osaka)", "apne3"},
    {"ap-south-1", "Asia Pacific (Mumbai)", "aps1"},
    {"ap-south-2", "Asia Pacific (Hyderabad)", "aps2", OptIn::kNotOptedIn},
    {"ap-southeast-1", "Asia Pacific (Singapore)", "apse1"},
    {"ap-southeast-2", "Asia Pacific (Sydney)", "apse2"},
    {"ap-southeast-3", "Asia Pacific (Jakarta)", "apse3", OptIn::kNotOptedIn},
    {"ap-southeast-4", "Asia Pacific (Melbourne)", "apse4", OptIn::kNotOptedIn},
    {"ca-central-1", "Canada (Central)", "cac1"},
    {"ca-west-1", "Canada West (Calgary)", "caw1", OptIn::kNotOptedIn},
    {"eu-central-1", "Europe (Frankfurt)", "euc1"},
    {"eu-central-2", "Europe (Zurich)", "euc2", OptIn::kNotOptedIn},
    {"eu-north-1", "Europe (Stockholm)", "eun1"},
    {"eu-south-1", "Europe (Milan)", "eus1", OptIn::kNotOptedIn},
    {"eu-south-2", "Europe (Spain)", "eus2", OptIn::kNotOptedIn},
    {"eu-west-1", "Europe (Ireland)", "euw1"},
    {"eu-west-2", "Europe (London)", "euw2"},
    {"eu-west-3", "Europe (Paris)", "euw3"},
    {"il-central-1", "Israel (Tel Aviv)", "ilc1", OptIn::kNotOptedIn},
    {"me-central-1", "Middle East (UAE)", "mec1", OptIn::kNotOptedIn},
    {"me-south-1", "Middle East (Bahrain)", "mes1", OptIn::kNotOptedIn},
    {"sa-east-1", "South America (Sao Paulo)", "sae1"},
    {"us-east-1", "US East (N. Virginia)", "use1"},
    {"us-east-2", "US East (Ohio)", "use2"},
    {"us-west-1", "US West (N. California)", "usw1"},
    {"us-west-2", "US West (Oregon)", "usw2"},
};

const RegionRow* find_row(const aws::Region& region) {
  const auto* row = std::find_if(std::begin(kRegions), std::end(kRegions),
                                 [&region](const RegionRow& r) { return r.name == region.value; });
  return row == std::end(kRegions) ? nullptr : row;
}

/// Zone ids of Regions outside the table (other partitions): the name without its hyphens.
std::string zone_id_prefix(const aws::Region& region) {
  if (const RegionRow* row = find_row(region)) return std::string(row->zone_id_prefix);
  std::string name = region.value;
  std::erase(name, '-');
  return name;
}

}  // namespace

std::span<const RegionRow> all_regions() { return kRegions; }

std::string_view long_name_of(const aws::Region& region) {
  const RegionRow* row = find_row(region);
  return row ? row->long_name : std::string_view{};
}

std::vector<AvailabilityZone> zones_of(const aws::Region& region) {
  const std::string prefix = zone_id_prefix(region);
  std::vector<AvailabilityZone> zones;
  for (const int index : {0, 1, 2}) {
    zones.push_back(
        {region.value + static_cast<char>('a' + index), prefix + "-az" + std::to_string(index + 1)});
  }
  return zones;
}

}  // namespace eni::sandbox::ec2_service
