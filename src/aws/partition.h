#pragma once
/// Partitions and their endpoints. Source: AWS's partitions table, as the SDKs carry it (botocore
/// partitions.json).
#include <string>
#include <string_view>

#include "aws/identifiers.h"

namespace eni::aws {

struct Partition {
  std::string_view name;        ///< "aws"
  std::string_view dns_suffix;  ///< "amazonaws.com"
};

/// The partition of a region, also of one that did not exist when this was written (by its prefix: cn-,
/// us-gov-, us-iso-, us-isob-, us-isof-, eu-isoe-, eusc-); "aws" for everything else.
const Partition& partition_of(const Region& region);

/// Whether `text` looks like a region's name: at least two hyphens, a trailing number ("eu-central-1",
/// "us-gov-west-1").
bool is_region(std::string_view text);

/// The https URL of a regional endpoint: "https://ecs.eu-central-1.amazonaws.com".
std::string endpoint_url(std::string_view endpoint_prefix, const Region& region);

}  // namespace eni::aws
