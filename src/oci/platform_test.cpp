#include "oci/platform.h"

#include <gtest/gtest.h>

#include "oci/manifest.h"

namespace eni::oci {
namespace {

TEST(Platform, IsReadInTheNamesOfMachinesToo) {
  const struct {
    const char* text;
    const char* normal;  ///< "" where it is none
  } rows[] = {
      {"linux/amd64", "linux/amd64"},
      {"linux/x86_64", "linux/amd64"},
      {"Linux/aarch64", "linux/arm64"},
      {"linux/arm/v7", "linux/arm/v7"},
      {"linux", ""},
      {"/amd64", ""},
      {"linux/", ""},
      {"a/b/c/d", ""},
  };
  for (const auto& row : rows) {
    const auto platform = Platform::parse(row.text);
    EXPECT_EQ(platform ? platform->text() : "", row.normal) << row.text;
  }
}

TEST(Platform, OfAnIndexTheBestFitIsChosen) {
  const struct {
    const char* what;
    const char* wanted;
    std::vector<const char*> offered;
    int chosen;  ///< -1: none
  } rows[] = {
      {"its own", "linux/amd64", {"linux/arm64", "linux/amd64", "windows/amd64"}, 1},
      {"the first of equal ones", "linux/amd64", {"linux/amd64", "linux/amd64"}, 0},
      {"arm64 says v8 or nothing", "linux/arm64", {"linux/amd64", "linux/arm64/v8"}, 1},
      {"an older variant of arm", "linux/arm/v7", {"linux/arm/v5", "linux/arm/v6", "linux/arm64"}, 1},
      {"no newer variant", "linux/arm/v6", {"linux/arm/v7"}, -1},
      {"arm without a variant is v7", "linux/arm", {"linux/arm/v6", "linux/arm/v7"}, 1},
      {"an amd64 variant is better than none of it", "linux/amd64", {"linux/amd64/v3", "linux/amd64"}, 1},
      {"attestations are for nobody", "linux/amd64", {"unknown/unknown"}, -1},
      {"another system", "linux/amd64", {"windows/amd64"}, -1},
      {"nothing", "linux/amd64", {}, -1},
  };
  for (const auto& row : rows) {
    std::vector<Descriptor> manifests;
    for (const char* offered : row.offered) {
      manifests.push_back({std::string(kOciManifest), Digest::of(offered), 1});
      manifests.back().platform = Platform::parse(offered).value();
    }
    manifests.push_back({std::string(kOciManifest), Digest::of("without a platform"), 1});
    const Descriptor* chosen = choose_for(Platform::parse(row.wanted).value(), manifests);
    EXPECT_EQ(chosen ? chosen - manifests.data() : -1, row.chosen) << row.what;
  }
}

}  // namespace
}  // namespace eni::oci
