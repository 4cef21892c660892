#include "sandbox/services/ec2/regions/regions.h"

#include <algorithm>

namespace eni::sandbox::ec2_service {
namespace {

using OptIn = RegionRow::OptIn;

constexpr RegionRow kRegions[] = {
    {"af-south-1", "afs1", OptIn::kNotOptedIn},
    {"ap-east-1", "ape1", OptIn::kNotOptedIn},
    {"ap-northeast-1", "apne1"},
    {"ap-northeast-2", "apne2"},
    {"ap-northeast-3", "apne3"},
    {"ap-south-1", "aps1"},
    {"ap-south-2", "aps2", OptIn::kNotOptedIn},
    {"ap-southeast-1", "apse1"},
    {"ap-southeast-2", "apse2"},
    {"ap-southeast-3", "apse3", OptIn::kNotOptedIn},
    {"ap-southeast-4", "apse4", OptIn::kNotOptedIn},
    {"ca-central-1", "cac1"},
    {"ca-west-1", "caw1", OptIn::kNotOptedIn},
    {"eu-central-1", "euc1"},
    {"eu-central-2", "euc2", OptIn::kNotOptedIn},
    {"eu-north-1", "eun1"},
    {"eu-south-1", "eus1", OptIn::kNotOptedIn},
    {"eu-south-2", "eus2", OptIn::kNotOptedIn},
    {"eu-west-1", "euw1"},
    {"eu-west-2", "euw2"},
    {"eu-west-3", "euw3"},
    {"il-central-1", "ilc1", OptIn::kNotOptedIn},
    {"me-central-1", "mec1", OptIn::kNotOptedIn},
    {"me-south-1", "mes1", OptIn::kNotOptedIn},
    {"sa-east-1", "sae1"},
    {"us-east-1", "use1"},
    {"us-east-2", "use2"},
    {"us-west-1", "usw1"},
    {"us-west-2", "usw2"},
};

/// Zone ids of Regions outside the table (other partitions): the name without its hyphens.
std::string zone_id_prefix(const aws::Region& region) {
  const auto row = std::find_if(std::begin(kRegions), std::end(kRegions),
                                [&region](const RegionRow& r) { return r.name == region.value; });
  if (row != std::end(kRegions)) return std::string(row->zone_id_prefix);
  std::string name = region.value;
  std::erase(name, '-');
  return name;
}

}  // namespace

std::span<const RegionRow> all_regions() { return kRegions; }

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
