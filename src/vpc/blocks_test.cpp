#include "vpc/blocks.h"

#include <gtest/gtest.h>

namespace eni::vpc {
namespace {

struct FitCase {
  std::string_view wanted;
  BlockFit fit;
};

TEST(FitSubnet, LiesWithinABlockAndOverlapsNoOther) {
  const std::vector<Cidr4> blocks{*Cidr4::parse("10.0.0.0/16"), *Cidr4::parse("10.2.0.0/16")};
  const std::vector<Cidr4> taken{*Cidr4::parse("10.0.0.0/24"), *Cidr4::parse("10.2.128.0/17")};
  const FitCase cases[] = {
      {"10.0.1.0/24", BlockFit::kFits},        {"10.2.0.0/17", BlockFit::kFits},
      {"10.0.0.128/25", BlockFit::kConflicts}, {"10.0.0.0/16", BlockFit::kConflicts},
      {"10.1.0.0/24", BlockFit::kOutside},     {"10.0.0.0/8", BlockFit::kOutside},
  };
  for (const auto& [wanted, fit] : cases)
    EXPECT_EQ(fit_subnet(*Cidr4::parse(wanted), blocks, taken), fit) << wanted;
}

TEST(FirstFreeBlock, SkipsWhatIsTaken) {
  const auto vpc = *Cidr4::parse("172.31.0.0/16");
  EXPECT_EQ(first_free_block(vpc, 20, {})->text(), "172.31.0.0/20");
  EXPECT_EQ(
      first_free_block(vpc, 20, {*Cidr4::parse("172.31.0.0/20"), *Cidr4::parse("172.31.17.0/24")})->text(),
      "172.31.32.0/20");
  EXPECT_FALSE(first_free_block(vpc, 20, {vpc}));
}

}  // namespace
}  // namespace eni::vpc
