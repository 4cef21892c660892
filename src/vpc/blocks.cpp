#include "vpc/blocks.h"

#include <algorithm>

namespace eni::vpc {
namespace {

template <class Cidr>
BlockFit fit(const Cidr& wanted, const std::vector<Cidr>& blocks, const std::vector<Cidr>& taken) {
  const auto holds = [&wanted](const Cidr& block) { return block.contains(wanted); };
  if (std::none_of(blocks.begin(), blocks.end(), holds)) return BlockFit::kOutside;
  const auto overlaps = [&wanted](const Cidr& other) { return other.overlaps(wanted); };
  return std::any_of(taken.begin(), taken.end(), overlaps) ? BlockFit::kConflicts : BlockFit::kFits;
}

}  // namespace

BlockFit fit_subnet(const Cidr4& wanted, const std::vector<Cidr4>& blocks, const std::vector<Cidr4>& taken) {
  return fit(wanted, blocks, taken);
}

BlockFit fit_subnet(const Cidr6& wanted, const std::vector<Cidr6>& blocks, const std::vector<Cidr6>& taken) {
  return fit(wanted, blocks, taken);
}

bool is_allowed_size(const Cidr4& block) {
  return block.prefix >= kLargestBlock && block.prefix <= kSmallestBlock;
}

std::optional<Cidr4> first_free_block(const Cidr4& within, int prefix, const std::vector<Cidr4>& taken) {
  Cidr4 block{within.first, prefix};
  const std::uint64_t step = block.size();
  for (std::uint64_t at = within.first; at + step - 1 <= within.last(); at += step) {
    block.first = static_cast<Ipv4>(at);
    if (fit(block, {within}, taken) == BlockFit::kFits) return block;
  }
  return std::nullopt;
}

}  // namespace eni::vpc
