#include "aws/partition.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace eni::aws {

namespace {

struct Row {
  std::string_view region_prefix;
  Partition partition;
};

constexpr Partition kAws{"aws", "amazonaws.com"};

constexpr std::array kRows{
    Row{"cn-", {"aws-cn", "amazonaws.com.cn"}},       Row{"us-gov-", {"aws-us-gov", "amazonaws.com"}},
    Row{"us-iso-", {"aws-iso", "c2s.ic.gov"}},        Row{"us-isob-", {"aws-iso-b", "sc2s.sgov.gov"}},
    Row{"us-isof-", {"aws-iso-f", "csp.hci.ic.gov"}}, Row{"eu-isoe-", {"aws-iso-e", "cloud.adc-e.uk"}},
    Row{"eusc-", {"aws-eusc", "amazonaws.eu"}},
};

}  // namespace

const Partition& partition_of(const Region& region) {
  const std::string_view name = region.value;
  for (const Row& row : kRows) {
    if (name.starts_with(row.region_prefix)) return row.partition;
  }
  return kAws;
}

bool is_region(std::string_view text) {
  int parts = 0;
  std::string_view part;
  for (;; ++parts) {
    const auto hyphen = std::min(text.find('-'), text.size());
    part = text.substr(0, hyphen);
    const bool lower_alphanumeric = std::all_of(
        part.begin(), part.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
    if (part.empty() || !lower_alphanumeric) return false;
    if (hyphen == text.size()) break;
    text.remove_prefix(hyphen + 1);
  }
  return parts >= 2 && parse_integer(part).has_value();
}

std::string endpoint_url(std::string_view endpoint_prefix, const Region& region) {
  return "https://" + std::string(endpoint_prefix) + "." + region.value + "." +
         std::string(partition_of(region).dns_suffix);
}

}  // namespace eni::aws
