#include "eni_trunking/fleet/regions.h"

#include <gtest/gtest.h>

namespace eni::command {
namespace {

std::string text(const Result<void>& checked) {
  return checked.has_error() ? checked.error().message + " (" + checked.error().hint + ")" : "fine";
}

TEST(FleetRegions, AreOfferedAndEnabled) {
  const std::vector<OfferedRegion> offered{{"eu-central-1"}, {"us-east-1"}, {"me-south-1", false}};
  EXPECT_EQ(text(check_offered(offered, {"us-east-1", "eu-central-1"}, "1")), "fine");
  EXPECT_EQ(text(check_offered(offered, {"us-east-1", "eu-centrl-1"}, "1")),
            "there is no Region eu-centrl-1 (did you mean 'eu-central-1'?)");
  EXPECT_EQ(text(check_offered(offered, {"me-south-1"}, "1")),
            "the Region me-south-1 is not enabled in account 1, where the function's archive for it has to "
            "lie (enable it with aws account enable-region --region-name me-south-1, or leave it out)");
  EXPECT_EQ(text(check_offered({}, {"x"}, "1")), "fine") << "nothing is known";
}

TEST(FleetRegions, AnOrderIsOfThoseWhereThereIsSomethingToDo) {
  EXPECT_EQ(text(check_region_order({"us-east-1"}, {"eu-central-1", "us-east-1"})), "fine");
  EXPECT_EQ(text(check_region_order({}, {})), "fine");
  EXPECT_EQ(text(check_region_order({"us-est-1"}, {"eu-central-1", "us-east-1"})),
            "--region-order names us-est-1, where there is nothing to do (did you mean 'us-east-1'? the "
            "Regions are: eu-central-1, us-east-1)");
  EXPECT_EQ(text(check_region_order({"us-east-1"}, {})),
            "--region-order names us-east-1, where there is nothing to do (leave it out)");
}

}  // namespace
}  // namespace eni::command
