#include "sandbox/services/secretsmanager/staging_labels.h"

#include <gtest/gtest.h>

namespace eni::sandbox::secrets_manager {
namespace {

using Versions = std::vector<SecretVersion>;

/// "a: AWSCURRENT | b:"
std::string text_of(const Versions& versions) {
  std::string out;
  for (const SecretVersion& one : versions) {
    out += (out.empty() ? "" : " | ") + one.version_id + ":";
    for (const std::string& stage : one.stages) out += " " + stage;
  }
  return out;
}

Versions three() {
  return {{"a", 1, 0, {"AWSPREVIOUS"}, false, ""}, {"b", 2, 0, {"AWSCURRENT"}, false, ""}, {"c"}};
}

TEST(StagingLabels, CurrentLeavesPreviousBehind) {
  Versions versions = three();
  attach_label(versions, "c", kCurrent);
  EXPECT_EQ(text_of(versions), "a: | b: AWSPREVIOUS | c: AWSCURRENT");
}

TEST(StagingLabels, GoingBackSwapsBoth) {
  Versions versions = three();
  attach_label(versions, "a", kCurrent);
  EXPECT_EQ(text_of(versions), "a: AWSCURRENT | b: AWSPREVIOUS | c:");
}

TEST(StagingLabels, OfSeveralCurrentIsAttachedFirst) {
  for (const std::vector<std::string>& labels :
       {std::vector<std::string>{"AWSPREVIOUS", "AWSCURRENT"}, {"AWSCURRENT", "AWSPREVIOUS"}}) {
    Versions versions = three();
    attach_labels(versions, "c", labels);
    EXPECT_EQ(text_of(versions), "a: | b: | c: AWSCURRENT AWSPREVIOUS") << labels[0];
  }
}

TEST(StagingLabels, OthersMoveAlone) {
  Versions versions = three();
  attach_label(versions, "c", "AWSPENDING");
  attach_label(versions, "b", "AWSPENDING");
  attach_label(versions, "b", kCurrent);
  EXPECT_EQ(text_of(versions), "a: AWSPREVIOUS | b: AWSCURRENT AWSPENDING | c:");
  detach_label(versions, "AWSPENDING");
  EXPECT_EQ(holder_of(versions, "AWSPENDING"), nullptr);
  EXPECT_EQ(find_version(versions, "d"), nullptr);
}

}  // namespace
}  // namespace eni::sandbox::secrets_manager
