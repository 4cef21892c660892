#pragma once
/// The Regions that EC2 lists, and their Availability Zones.
/// Source: "AWS Regions and Availability Zones"; DescribeRegions and DescribeAvailabilityZones of the EC2 API Reference.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "aws/identifiers.h"

namespace eni::sandbox::ec2_service {

struct RegionRow {
  std::string_view name;            ///< "eu-central-1"
  std::string_view long_name;       ///< "Europe (Frankfurt)"
  std::string_view zone_id_prefix;  ///< "euc1", of zone ids like "euc1-az2"
  enum class OptIn { kNotRequired, kNotOptedIn } opt_in = OptIn::kNotRequired;
};

/// Of the partition aws, in the order of names.
std::span<const RegionRow> all_regions();

/// "Europe (Frankfurt)"; "" of a Region that the table does not know.
std::string_view long_name_of(const aws::Region& region);

struct AvailabilityZone {
  std::string name;  ///< "eu-central-1a"
  std::string id;    ///< "euc1-az1"
};

/// Three, a to c, of any Region, also of one the table does not know.
std::vector<AvailabilityZone> zones_of(const aws::Region& region);

}  // namespace eni::sandbox::ec2_service
