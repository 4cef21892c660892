#pragma once
/// Which blocks a VPC and its subnets may have.
/// Source: Amazon VPC User Guide, "VPC CIDR blocks", "Subnet CIDR blocks".
#include <optional>
#include <vector>

#include "vpc/ipv4.h"
#include "vpc/ipv6.h"

namespace eni::vpc {

enum class BlockFit {
  kFits,
  kOutside,    ///< not within the VPC's blocks
  kConflicts,  ///< overlaps one that is there
};

/// Whether a VPC of `blocks` can take `wanted` for a subnet beside `taken`.
BlockFit fit_subnet(const Cidr4& wanted, const std::vector<Cidr4>& blocks, const std::vector<Cidr4>& taken);
BlockFit fit_subnet(const Cidr6& wanted, const std::vector<Cidr6>& blocks, const std::vector<Cidr6>& taken);

/// The size of a VPC's or subnet's block is /16 to /28.
bool is_allowed_size(const Cidr4& block);

/// The first block of size `prefix` within `within` that overlaps none of `taken`; nothing if there is none.
std::optional<Cidr4> first_free_block(const Cidr4& within, int prefix, const std::vector<Cidr4>& taken);

}  // namespace eni::vpc
